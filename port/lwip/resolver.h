/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_LWIP_RESOLVER_H
#define VSLICE_AGENT_PORT_LWIP_RESOLVER_H

#include "agent/cidr.h"
#include "agent/result.h"

/*
 * resolver: one name at a time to an IPv4 address. lwIP cannot be told to forget a question, so an
 * answer that comes after vsa_lwip_lookup_cancel is dropped by its number.
 */
struct vsa_lwip_lookup {
    enum vsa_result result; /* VSA_MORE: not yet */
    int32_t foreign;        /* response code of the DNS server; 0: no answer; negative: err_t, not asked */
    struct vsa_address address;
};

/* Begins; `lookup` lives until its result is other than VSA_MORE, or cancel. `host` lives for the
 * call. */
void vsa_lwip_lookup_start(struct vsa_lwip_lookup *lookup, struct vsa_span host);

/* Forgets it; also where none was begun. */
void vsa_lwip_lookup_cancel(void);

#endif
