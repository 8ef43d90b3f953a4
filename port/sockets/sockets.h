/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_SOCKETS_SOCKETS_H
#define VSLICE_AGENT_PORT_SOCKETS_SOCKETS_H

#include "port/sockets/resolver.h"
#include "port/transport.h"

/*
 * sockets: a transport over non-blocking BSD sockets, Linux's or lwIP's.
 *
 *     struct vsa_sockets sockets;
 *     struct vsa_transport transport = vsa_sockets_init(&sockets);
 *
 * Connecting resolves the name (a literal IPv4 address needs no resolver) and tries the addresses
 * in turn: the next one when one is refused or unreachable, or says nothing for VSA_SOCKETS_TRY_MS.
 * The last address has no time limit here; the engine's idle deadline ends it. What is reported
 * when all have failed is the last failure that says more than "unreachable". Linux does not tell how
 * long a name lives, so its addresses are kept for a minute (port/posix/known.h); when all of those have
 * failed, the name is looked up anew within the same connect, and after a close in the middle of one
 * within the next. Nothing blocks,
 * nothing raises SIGPIPE. Small writes leave at once (TCP_NODELAY); on Linux they are gathered until
 * `receive` finds nothing, so that what is written in pieces travels in one segment.
 *
 * Failures, with errno (or the resolver's code, stage DNS) as foreign:
 *
 *     VSA_DNS_FAILED, VSA_DNS_NO_NAME        the resolver
 *     VSA_CONNECT_REFUSED, VSA_UNREACHABLE   no connection; the latter also by a local firewall
 *     VSA_TIMED_OUT                          the stack, or VSA_SOCKETS_TRY_MS, gave up waiting
 *     VSA_CONNECTION_LOST                    a reset or a network error once it was up
 *     VSA_OUT_OF_MEMORY                      no descriptors or buffers
 */
#define VSA_SOCKETS_ADDRESSES 4 /* tried of those that a name has */
#define VSA_SOCKETS_TRY_MS 5000 /* for each, if another one is left */

/* One connection. The members are the transport's own. */
struct vsa_sockets {
    struct vsa_resolver resolver;
    struct vsa_address addresses[VSA_SOCKETS_ADDRESSES];
    struct vsa_io failure; /* of an address tried before */
    struct vsa_span host;  /* the server's, until close */
    uint32_t try_ms;       /* when the address was begun */
    uint16_t port;
    short waits_for; /* poll events after AGAIN; 0: none */
    uint8_t count;   /* addresses */
    uint8_t next;    /* the one to try next */
    uint8_t state;
    bool known;    /* the addresses were, from before */
    bool gathered; /* something may be waiting for more */
    int fd; /* -1: none */
};

/*
 * Makes the object, not connected, and returns the transport over it. The object stays where it is
 * from then on.
 */
struct vsa_transport vsa_sockets_init(struct vsa_sockets *s);

/*
 * Sleeps until what the last AGAIN waits for can be done, `ms` have passed, or a signal came; after
 * any other answer than AGAIN, and without a connection, the whole time. For vsa_port_idle, from
 * the thread that drives the transport.
 */
void vsa_sockets_wait(struct vsa_sockets *s, uint32_t ms);

#endif
