/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_LWIP_STACK_H
#define VSLICE_AGENT_PORT_LWIP_STACK_H

#include "port/drivers/ethernet.h"
#include "port/port.h"

/*
 * stack: lwIP (NO_SYS=1) over one Ethernet controller, with its address by DHCP and the time by
 * SNTP. Gives port.h's vsa_port_network, vsa_port_wall_s and vsa_port_idle. The transport is in
 * tcp.h.
 *
 * Everything is called from the main loop; only the controller's driver runs in an interrupt. One
 * stack a program, as lwIP itself is.
 */

/* Starts it; `ethernet` lives on. False if the controller does not answer: the link then stays
 * down. */
bool vsa_lwip_start(struct vsa_ethernet *ethernet);

/*
 * One turn: frames from the ring, some at a time, lwIP's timers, then what is to be sent. Never blocks.
 * vsa_port_idle calls it; a firmware with a loop of its own calls it once a turn. True if a frame
 * was received.
 */
bool vsa_lwip_poll(void);

/* Milliseconds until vsa_lwip_poll must be called again at the latest, if no frame comes. */
uint32_t vsa_lwip_wait_ms(void);

/* The most that was in use since the start, of how much. */
struct vsa_lwip_peaks {
    uint32_t heap, heap_size; /* bytes */
    uint32_t pool, pool_size; /* packet buffers */
    uint32_t ring, ring_size; /* bytes */
    uint32_t dropped;         /* frames received for which there was no packet buffer */
};

void vsa_lwip_peaks(struct vsa_lwip_peaks *peaks);

#endif
