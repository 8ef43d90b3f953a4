/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_LWIP_NETIF_H
#define VSLICE_AGENT_PORT_LWIP_NETIF_H

#include "port/drivers/ethernet.h"

#include "lwip/netif.h"

/* netif: an Ethernet controller as lwIP's network interface. */

/* lwIP's init function; netif->state is the struct vsa_ethernet, started. */
err_t vsa_netif_init(struct netif *netif);

/* Gives frames in the ring to lwIP, some at a time. Returns how many. */
unsigned vsa_netif_poll(struct netif *netif);

/*
 * So long frames wait for packet buffers that the transport's user could give back. No step takes as long; but between
 * two checks nobody takes what comes on a connection left open, and the board would be deaf, to DHCP too.
 */
#define VSA_STARVED_MS_MAX 30000

/* Has a frame waited for a packet buffer for `ms`, or longer? */
bool vsa_netif_is_starved(uint32_t ms);

/* Frames sent and received since the start; each wraps. */
uint32_t vsa_netif_sent(void);
uint32_t vsa_netif_received(void);

/* Frames for which lwIP had no packet buffer; wraps. */
uint32_t vsa_netif_dropped(void);

#endif
