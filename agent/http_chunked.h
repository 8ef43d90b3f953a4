/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_HTTP_CHUNKED_H
#define VSLICE_AGENT_HTTP_CHUNKED_H

#include "agent/result.h"

#include <stdint.h>

/* http_chunked: the chunked transfer coding (RFC 9112, section 7.1) and nothing else. */
struct vsa_chunked {
    uint32_t left;  /* bytes of this chunk's data still to come, or its size while that is read */
    uint8_t state;
    uint8_t digits; /* of the size, so that it cannot overflow */
};

/* At the beginning of a body. */
void vsa_chunked_init(struct vsa_chunked *c);

/*
 * Takes bytes from the front of *input (they are removed from it) up to and including the next piece of
 * data, which *data then shows: it points into what was *input. Extensions and trailers are skipped.
 *
 * VSA_MORE   feed on: *data may be empty; go on with the same *input while it is not empty
 * VSA_OK     the last chunk and its trailers are through; *input holds what follows the body
 * VSA_HTTP_MALFORMED   a size without digits or over 8 of them, a sign, a blank, a bare LF, a missing CRLF
 */
enum vsa_result vsa_chunked_feed(struct vsa_chunked *c, struct vsa_span *input, struct vsa_span *data);

#endif
