/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_SUPPORT_REPLY_H
#define VSLICE_AGENT_TESTS_SUPPORT_REPLY_H

#include "agent/json_document.h"

/*
 * reply: a body on the way that it takes in a check: byte by byte through the sieve into a buffer of the size that a
 * check has, and then into a document, which borrows the buffer until the next call. Behind the text nobody may read.
 */
enum vsa_result reply_read(struct vsa_json_document *d, const char *filter, const char *body);

/* Makes of every token a value far away, so that nobody reads with impunity one that the next document does not write. */
void reply_poison(struct vsa_json_document *d);

#endif
