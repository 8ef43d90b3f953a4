/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_URL_H
#define VSLICE_AGENT_URL_H

#include "agent/span.h"

#include <stdint.h>

/* url: a base URL taken apart, by port/provisioning/url.h for one. The spans live as long as the configuration. */
struct vsa_url {
    struct vsa_span host; /* name or IPv4 address, 1 to 253 characters */
    struct vsa_span base; /* path without slashes at its end, "" or "/api/v1" */
    uint16_t port;        /* 1..65535; 443 or 80 where none was given */
    bool tls;             /* https */
};

/* Same place to connect to? Host without regard to case; the path does not count. */
bool vsa_url_same_server(const struct vsa_url *a, const struct vsa_url *b);

#endif
