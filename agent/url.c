/* SPDX-License-Identifier: MIT */
#include "agent/url.h"

bool vsa_url_same_server(const struct vsa_url *a, const struct vsa_url *b)
{
    return a->port == b->port && a->tls == b->tls && vsa_span_equal_nocase(a->host, b->host);
}
