/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_HTTP_REQUEST_H
#define VSLICE_AGENT_HTTP_REQUEST_H

#include "agent/result.h"
#include "agent/token.h"
#include "agent/url.h"
#include "agent/writer.h"

/* http_request: one HTTP/1.1 request (RFC 9112, section 3) into the caller's buffer. */

enum vsa_method { VSA_GET, VSA_PUT, VSA_POST, VSA_DELETE };

struct vsa_request {
    enum vsa_method method;
    const struct vsa_url *server;  /* Host, and the base of the path */
    const char *path;              /* below the base; each "*" is the next of the names, percent-encoded (RFC 3986,
                                      section 3.3), so that a name with a slash in it stays one segment */
    struct vsa_span names[2];
    struct vsa_span rest;          /* comes last and as it is: a path with its query that somebody else has encoded */
    const struct vsa_token *token; /* NULL or empty: no Authorization */
    const char *content_type;      /* sent on every request, GET too (stacuity-api: documented) */
    struct vsa_span body;          /* with PUT and POST only; may be empty */
};

/*
 * Appends the request to w. VSA_BAD_CONFIG if a part holds a CR, LF, NUL or another byte that would
 * change the request's shape (w is then as before); VSA_REQUEST_TOO_LARGE if it does not fit (w is as before).
 */
enum vsa_result vsa_http_request_write(struct vsa_writer *w, const struct vsa_request *request);

#endif
