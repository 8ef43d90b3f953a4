/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_LWIP_TCP_H
#define VSLICE_AGENT_PORT_LWIP_TCP_H

#include "port/lwip/resolver.h"
#include "port/transport.h"

struct tcp_pcb;
struct pbuf;

/*
 * tcp: the transport over lwIP's raw API, one connection at a time.
 *
 * Back-pressure: the receive window opens again only for bytes that `receive` has handed out, so a
 * peer can never send more than CONFIG_VSLICE_AGENT_LWIP_WINDOW_SEGMENTS segments ahead. What
 * `send` takes leaves at the next vsa_lwip_tcp_flush, so that what is written in pieces travels in one
 * segment; vsa_lwip_poll calls it, a firmware with an lwIP of its own does once a turn. The first
 * retransmission comes after 1 to 1.5 s; on a path whose last answer, from DNS or to a SYN, took longer
 * than that, after half as much again, 3 s at most.
 *
 * Foreign codes are lwIP's err_t; at stage DNS, where a question was asked, the response code of the
 * DNS server (RFC 1035), or 0: no answer.
 *
 *     VSA_DNS_NO_NAME      the server says so, or the name is longer than
 *                          CONFIG_VSLICE_AGENT_LWIP_NAME_BYTES
 *     VSA_DNS_FAILED       no answer, or another refusal
 *     VSA_CONNECT_REFUSED  reset in answer to the first segment
 *     VSA_TIMED_OUT        no answer to the first segment
 *     VSA_UNREACHABLE      no route
 *     VSA_CONNECTION_LOST  reset; given up by lwIP after its retransmissions (-13); or by vsa_lwip_poll, since what
 *                          came was not taken for half a minute in which nothing else could be received (-2)
 *     VSA_OUT_OF_MEMORY    lwIP has no memory for a connection
 */
struct vsa_lwip_tcp {
    struct vsa_lwip_lookup lookup;
    struct tcp_pcb *pcb; /* NULL: none, or lwIP has freed it */
    struct pbuf *in;     /* received and not yet handed out */
    uint32_t asked_at;   /* sys_now */
    uint16_t answer_ms;  /* what the last answer from DNS or to a SYN took; outlives close */
    uint16_t in_at;      /* bytes of the first packet buffer that were */
    uint8_t state;
    bool peer_closed;
    bool unsent;  /* something for vsa_lwip_tcp_flush to push out */
    int8_t error; /* err_t with which lwIP gave the connection up, or 0 */
};

/* Makes the object, not connected. It stays where it is from then on; one a program, after vsa_lwip_start or, with an
 * lwIP of one's own, lwip_init. */
struct vsa_transport vsa_lwip_tcp_init(struct vsa_lwip_tcp *tcp);

/* Called by vsa_lwip_poll. Sends what has been written. Without it that waits for a timer of lwIP, up to 500 ms. */
void vsa_lwip_tcp_flush(void);

/* Called by vsa_lwip_poll. Gives the connection up, and the packet buffers that it holds. */
void vsa_lwip_tcp_give_up(void);

#endif
