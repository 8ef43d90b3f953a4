/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_API_CALLS_H
#define VSLICE_AGENT_API_CALLS_H

#include "agent/api_envelope.h"
#include "agent/facts.h"
#include "agent/writer.h"

/*
 * api_calls: the management API's calls; per call its path (for http_request, "*" being an id or moniker), the
 * members it needs (a filter for json_sieve) and a decoder of "data". The paths stand below the base URL and are
 * those of stacuity-api, section 3.1.
 *
 * A decoder returns VSA_OK, VSA_API_CONTRACT (a member missing or of another type), VSA_API_CONTRADICTION,
 * VSA_API_OTHER_OBJECT, or the document's failure. Ids compare without regard to case, monikers exactly.
 */
#define VSA_API_FILTER_ENVELOPE "success messages"

/* GET: is the token good? Documented; no data. */
#define VSA_API_TOKEN_PATH "/apitokens/verify"

/* GET: an endpoint by its id. Seen in public client code; how it names group and VSlice is not known. */
#define VSA_API_ENDPOINT_PATH "/endpoints/*"
extern const char vsa_api_endpoint_filter[];

/*
 * Takes the group and the VSlice from a nested object or from flat members; both may be there and then must
 * agree. Neither need be there. `id` is what was asked for.
 */
enum vsa_result vsa_api_endpoint_read(struct vsa_json_document *d, int data, struct vsa_span id,
                                      struct vsa_endpoint *endpoint);

/* GET: an endpoint group by id or moniker. Seen in the official client. */
#define VSA_API_GROUP_PATH "/EndpointGroups/*"
extern const char vsa_api_group_filter[];
enum vsa_result vsa_api_group_read(struct vsa_json_document *d, int data, struct vsa_span name,
                                   struct vsa_group *group);

/* GET: a VSlice by id or moniker. Documented. */
#define VSA_API_VSLICE_PATH "/vslices/*"
extern const char vsa_api_vslice_filter[];
enum vsa_result vsa_api_vslice_read(struct vsa_json_document *d, int data, struct vsa_span name,
                                    struct vsa_vslice *vslice);

/* GET: all key values of an endpoint. Seen in public client code. */
#define VSA_API_KEY_VALUES_PATH "/endpoints/*/keyvalues"
#define VSA_API_KEY_VALUES_FILTER "success messages data(key value)"

/*
 * The value of one key in a list of key values, as a C string. VSA_OK, VSA_API_NOT_FOUND if the key is not
 * there, VSA_JSON_TOO_LARGE if it does not fit into to[0..cap-1]. A number is given as it is written.
 * That the name of the key is the member "key" is a guess (stacuity-api, section 3.2).
 */
enum vsa_result vsa_api_key_value_read(struct vsa_json_document *d, int data, struct vsa_span key,
                                       char *to, size_t cap);

/* PUT, body {"value": ...}: creates or replaces one key value. Seen in public client code. */
#define VSA_API_KEY_VALUE_PATH "/endpoints/*/keyvalues/*"

/* Writes the body of that PUT. */
void vsa_api_key_value_write(struct vsa_writer *w, struct vsa_span value);

/* Does `name`, an id or a moniker, name this object? */
bool vsa_reference_is(const struct vsa_reference *object, struct vsa_span name);

/* Do two references name the same object? 1 yes, 0 no, -1: they have no kind of name in common. */
int vsa_reference_compare(const struct vsa_reference *a, const struct vsa_reference *b);

#endif
