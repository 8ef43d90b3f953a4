/* SPDX-License-Identifier: MIT */
#include "agent/api_envelope.h"

static bool is_not_found(struct vsa_json_document *d, int messages)
{
    return vsa_json_elements(d, messages) == 1 &&
           vsa_json_equal(d, vsa_json_element(d, messages, 0), VSA_SPAN_OF("Record not found"));
}

enum vsa_result vsa_envelope_read(struct vsa_json_document *d, struct vsa_envelope *e)
{
    int messages = vsa_json_member(d, 0, "messages");
    bool success = vsa_json_bool(d, vsa_json_member(d, 0, "success"));

    e->data = vsa_json_member(d, 0, "data");
    e->message[0] = 0;
    if (vsa_json_elements(d, messages) > 0)
        vsa_json_label(d, vsa_json_element(d, messages, 0), e->message, sizeof e->message);
    if (d->result != VSA_OK)
        e->result = d->result;
    else if (success)
        e->result = VSA_OK;
    else
        e->result = is_not_found(d, messages) ? VSA_API_NOT_FOUND : VSA_API_REFUSED;
    return e->result;
}
