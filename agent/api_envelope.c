/* SPDX-License-Identifier: MIT */
#include "agent/api_envelope.h"

#include <string.h>

enum vsa_result vsa_envelope_read(struct vsa_json_document *d, struct vsa_envelope *e)
{
    int messages = vsa_json_member(d, 0, "messages");
    bool success = vsa_json_bool(d, vsa_json_member(d, 0, "success"));
    int count;

    e->data = vsa_json_member(d, 0, "data");
    count = vsa_json_elements(d, messages);
    vsa_json_label(d, vsa_json_element(d, messages, 0), e->message, sizeof e->message);
    if (d->result != VSA_OK)
        e->result = d->result;
    else if (success)
        e->result = VSA_OK;
    else
        e->result = count == 1 && strcmp(e->message, "Record not found") == 0 ? VSA_API_NOT_FOUND : VSA_API_REFUSED;
    return e->result;
}
