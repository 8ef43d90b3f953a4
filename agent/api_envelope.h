/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_API_ENVELOPE_H
#define VSLICE_AGENT_API_ENVELOPE_H

#include "agent/json_document.h"

/*
 * api_envelope: {"success": bool, "messages": [text...], "data": ...}, around every reply of the management API.
 *
 * Members come in any order. "data" may be an object, an array, a string, null or absent; "messages" null or
 * absent (stacuity-api, section 2.1). A 200 is not a success: only "success": true is.
 */
struct vsa_envelope {
    enum vsa_result result;
    int data;                      /* token of "data", or VSA_JSON_NONE */
    char message[VSA_LABEL_BYTES]; /* the first message, to be shown */
};

/*
 * Reads the envelope. Its result, also returned:
 * VSA_OK              success is true
 * VSA_API_NOT_FOUND   success is false, and the only message is "Record not found"
 * VSA_API_REFUSED     success is false for any other reason
 * VSA_API_CONTRACT    no object, no "success", or a member of another type
 * or what the document failed with.
 */
enum vsa_result vsa_envelope_read(struct vsa_json_document *d, struct vsa_envelope *e);

#endif
