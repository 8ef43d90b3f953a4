/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_EDGE_CALLS_H
#define VSLICE_AGENT_EDGE_CALLS_H

#include "agent/json_document.h"

/*
 * edge_calls: the Edge API, called by the device over its own data session: plain HTTP, no token. That such a
 * call is answered shows that the platform knows the device; none of it is proof, for anybody on the way can
 * answer. No reply body was ever seen in public (stacuity-api, section 4), so every likely form is taken.
 */

/* GET: the id of the calling endpoint. */
#define VSA_EDGE_ID_PATH "/ep/id"
#define VSA_EDGE_ID_FILTER "success id data(id)"

/*
 * The id from a JSON text: a string, an object with "id", or an envelope with one of these as "data". A body that is
 * plain text is read as the string that it would be. VSA_OK, VSA_API_REFUSED ("success" is false),
 * VSA_API_CONTRACT (no id in it), or the document's failure.
 */
enum vsa_result vsa_edge_id_read(struct vsa_json_document *d, char *to, size_t cap);

/* GET: the endpoint's key values. Seen to work in public client code; only that it answers is used. */
#define VSA_EDGE_KEY_VALUES_PATH "/ep/kv"
#define VSA_EDGE_KEY_VALUES_FILTER "success"

/* POST, body a bare JSON string: writes one key value. The media type is the one seen in public client code. */
#define VSA_EDGE_KEY_VALUE_PATH "/ep/kv/*"
#define VSA_EDGE_POST_TYPE "application/*+json"

#endif
