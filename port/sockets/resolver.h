/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_SOCKETS_RESOLVER_H
#define VSLICE_AGENT_PORT_SOCKETS_RESOLVER_H

#include "agent/cidr.h"
#include "agent/result.h"

/*
 * resolver: names to addresses, without blocking. sockets.c calls it; each platform has its own
 * definition of the five functions (port/posix/resolver.c), one in a build.
 *
 * One look-up at a time per object: start, then poll until it says other than VSA_MORE, then
 * cancel. No function may block, but for wait. All zero bytes: nothing is being looked up.
 */
struct vsa_resolver {
    void *work;      /* the platform's own */
    uint32_t ticket; /* the platform's own */
};

/*
 * Begins to look `host` up; the span lives for the call only. VSA_MORE; VSA_OK: it is known from
 * before, and poll tells it at once; or a failure as with poll. A literal address never comes here.
 */
enum vsa_result vsa_resolver_start(struct vsa_resolver *r, struct vsa_span host, int32_t *foreign);

/*
 * VSA_MORE: not done. VSA_OK: *count (1..cap) addresses, the one to try first in front.
 * VSA_DNS_NO_NAME: the name, or an address for it, does not exist. VSA_DNS_FAILED,
 * VSA_OUT_OF_MEMORY: *foreign says why in the platform's words.
 */
enum vsa_result vsa_resolver_poll(struct vsa_resolver *r, struct vsa_address *addresses, size_t cap,
                                  size_t *count, int32_t *foreign);

/* Sleeps until the look-up is done, `ms` have passed, or a signal came. */
void vsa_resolver_wait(struct vsa_resolver *r, uint32_t ms);

/* Forgets the look-up, done or not, at once; also where there is none. */
void vsa_resolver_cancel(struct vsa_resolver *r);

/* Where `host` was found leads nowhere: whatever is kept of that is dropped, so that start asks anew. */
void vsa_resolver_forget(struct vsa_span host);

/*
 * For definitions: puts one more address behind `count` others and returns the new count. Where
 * there is no more room, the first address of a family that is still missing takes the last place,
 * so that a family without a route does not hide the other one.
 */
static inline size_t vsa_resolver_add(struct vsa_address *addresses, size_t cap, size_t count,
                                      const struct vsa_address *address)
{
    for (size_t i = 0; i < count; i++)
        if (vsa_address_equal(&addresses[i], address))
            return count;
    if (count < cap) {
        addresses[count] = *address;
        return count + 1;
    }
    for (size_t i = 0; i < count; i++)
        if (addresses[i].family == address->family)
            return count;
    addresses[cap - 1] = *address;
    return count;
}

#endif
