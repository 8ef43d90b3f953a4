/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_LWIP_DNS_CODE_H
#define VSLICE_AGENT_PORT_LWIP_DNS_CODE_H

#include "agent/result.h"

#include <stdint.h>

struct pbuf;

/*
 * dns_code: why a look-up has failed, which lwIP keeps to itself, out of the last answer of any DNS
 * server. All of it is called where lwIP is: from the main loop (NO_SYS=1), or in the tcpip thread.
 * Only the words of a failure depend on it, so it need not be sure that an answer is ours.
 */

/* For lwipopts.h: LWIP_HOOK_IP4_INPUT. Looks at the packet and leaves it to lwIP: returns 0. */
int vsa_lwip_watch_dns(struct pbuf *p);

/*
 * The payload of an IPv4 packet that is a datagram from this port, if there are `len` bytes of it in the first buffer;
 * else NULL. `len` is 2 at least.
 */
const uint8_t *vsa_lwip_udp_from(const struct pbuf *p, uint8_t port, uint32_t len);

/* A question is about to be asked: what was answered before does not count. */
void vsa_lwip_dns_asked(void);

/*
 * VSA_DNS_NO_NAME: the server knows no such name, or no address for it. Else VSA_DNS_FAILED. In
 * *foreign the response code (RFC 1035), 0 if there was no answer.
 */
enum vsa_result vsa_lwip_dns_failure(int32_t *foreign);

#endif
