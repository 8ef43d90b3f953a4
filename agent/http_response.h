/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_HTTP_RESPONSE_H
#define VSLICE_AGENT_HTTP_RESPONSE_H

#include "agent/result.h"

#include <stdint.h>

/*
 * http_response: a push parser for one HTTP/1.x response (RFC 9112), its chunked coding included, fed any number of
 * bytes at a time.
 *
 * A response is hostile until parsed. Accepted: a missing reason phrase, header fields we do not need of any
 * length, chunk extensions and trailers. Refused: bare LF, folded lines, NUL and other control bytes, a
 * status that is not three digits of 100..599, a version other than HTTP/1.1 and HTTP/1.0, an empty field
 * name or a blank before its colon, two different Content-Lengths, a list, sign or blank inside one,
 * Content-Length together with Transfer-Encoding, any transfer coding but chunked alone, a chunk size without digits,
 * of more than eight, or with a sign or blank. Up to VSA_LIMIT_INTERIM_RESPONSES 1xx responses are skipped.
 */
#define VSA_HTTP_TEXT_MAX 30 /* longest text that is looked at */

struct vsa_http_response {
    uint8_t state;           /* its result, in the end */
    uint8_t text_len;        /* in text; over VSA_HTTP_TEXT_MAX: too long to be of interest */
    uint8_t interim;         /* 1xx skipped */
    bool cr;                 /* behind a CR */
    bool keep_alive;         /* the connection may carry another request after this response */
    uint8_t framing;         /* what the head says of it */
    uint16_t status;         /* 100..599, 0 before it is known */
    uint32_t total;          /* bytes taken so far, against the limit */
    uint32_t length;         /* Content-Length or chunk size, then what is left of it */
    uint32_t retry_after_s;  /* Retry-After in seconds; 0: none, or a date */
    char text[VSA_HTTP_TEXT_MAX + 2]; /* what of the line, or of the part of it that is read, is needed */
    uint64_t retry_after_at; /* Retry-After as a date, seconds since 1970; 0: none */
};

/* At the beginning of a response. */
void vsa_http_response_init(struct vsa_http_response *r);

/*
 * Takes bytes from the front of *input (they are removed from it) up to and including the next piece of
 * the body, which *body then shows: it points into what was *input, valid as long as that.
 *
 * VSA_MORE   feed on; while *input is not empty, with the same *input
 * VSA_OK     the response is complete; status, keep_alive and the Retry-After fields hold; *input is what follows it
 * VSA_HTTP_MALFORMED, VSA_HTTP_TOO_LARGE, VSA_HTTP_UNSUPPORTED (a transfer coding), VSA_HTTP_UNEXPECTED (101,
 * too many 1xx): sticks
 */
enum vsa_result vsa_http_response_feed(struct vsa_http_response *r, struct vsa_span *input,
                                       struct vsa_span *body);

/*
 * The peer has closed in an orderly way. VSA_OK where that is what ends the body; VSA_CLOSED_EARLY before the
 * first byte of the response; VSA_HTTP_TRUNCATED otherwise; an earlier result sticks.
 */
enum vsa_result vsa_http_response_end(struct vsa_http_response *r);

/*
 * What a status code means for the caller. 200..299 is VSA_OK (of a complete response; its body has yet
 * to be looked at), 304 and every other 3xx VSA_HTTP_REDIRECT, the rest as named in result.h.
 */
enum vsa_result vsa_http_status_result(uint16_t status);

#endif
