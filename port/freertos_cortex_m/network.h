/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_FREERTOS_CORTEX_M_NETWORK_H
#define VSLICE_AGENT_PORT_FREERTOS_CORTEX_M_NETWORK_H

#include "port/drivers/ethernet.h"

#include "FreeRTOS.h"
#include "task.h"

/*
 * network: lwIP with its own thread over one Ethernet controller, with its address by DHCP and the time
 * by SNTP. The interrupt moves frames from the controller into the ring and notifies a task, which
 * gives them to lwIP under its lock: nothing of lwIP runs in an interrupt, and no mailbox can be full.
 */

/* Once, before the scheduler runs; `ethernet` lives on. The controller is started by lwIP's thread; if
 * it does not answer, the link stays down. */
void vsa_network_start(struct vsa_ethernet *ethernet);

/* Its tasks, for the peaks of their stacks: the one that takes frames, and lwIP's thread. */
TaskHandle_t vsa_network_receiver(void);
TaskHandle_t vsa_network_tcpip(void);

#endif
