/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_URL_H
#define VSLICE_AGENT_URL_H

#include "agent/result.h"

#include <stdint.h>

/* url: a base URL taken apart. The spans point into the text that was parsed and live as long as it. */
struct vsa_url {
    struct vsa_span host; /* name or IPv4 address, 1 to 253 characters */
    struct vsa_span base; /* path without slashes at its end, "" or "/api/v1" */
    uint16_t port;        /* 1..65535; 443 or 80 where none was given */
    bool tls;             /* https */
};

/*
 * Takes "https://host[:port][/path]" or "http://..." apart. VSA_BAD_CONFIG for anything else: another
 * scheme, user information, a query, a fragment, a blank or control byte, a port outside 1..65535, an
 * IPv6 literal. `url` is then empty (host.len 0).
 */
enum vsa_result vsa_url_parse(struct vsa_span text, struct vsa_url *url);

/* Same place to connect to? Host without regard to case; the path does not count. */
bool vsa_url_same_server(const struct vsa_url *a, const struct vsa_url *b);

#endif
