/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_POSIX_KNOWN_H
#define VSLICE_AGENT_PORT_POSIX_KNOWN_H

#include "agent/cidr.h"

#include <time.h>

/*
 * known: names that were looked up, and what came of it, for a minute. getaddrinfo keeps the time to
 * live to itself, and without a caching resolver on the machine each connection would cost a round trip
 * to DNS. curl and browsers keep names for as long, for the same reason. Used by resolver.c alone; any
 * thread may call.
 */
#define VSA_KNOWN_S         60
#define VSA_KNOWN_NAMES     4 /* the oldest makes room */
#define VSA_KNOWN_ADDRESSES 8

struct vsa_answer {
    size_t count;
    struct vsa_address addresses[VSA_KNOWN_ADDRESSES];
};

/* `now` is seconds of a clock that never goes back. A name of 256 bytes or more is not kept. */
void vsa_known_keep(struct vsa_span name, const struct vsa_answer *answer, time_t now);

/* False: it is not known, or not any more. */
bool vsa_known_find(struct vsa_span name, struct vsa_answer *answer, time_t now);

void vsa_known_forget(struct vsa_span name);

#endif
