/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_LWIP_SOCKETS_LWIP_SOCKETS_H
#define VSLICE_AGENT_PORT_LWIP_SOCKETS_LWIP_SOCKETS_H

#include "port/port.h"
#include "port/sockets/sockets.h"

/*
 * lwip_sockets: port/sockets over lwIP with an operating system (NO_SYS=0, LWIP_SOCKET=1,
 * LWIP_DNS=1), whichever that is, and port.h's vsa_port_network. The options, the network interface
 * and tcpip_init are the firmware's; what it has, stays.
 *
 * errno has to belong to the task that reads it, or one task's failure becomes another one's: with
 * FreeRTOS see port/freertos/task_errno.h.
 *
 * Any number of tasks may each have sockets of their own. One struct vsa_sockets belongs to one
 * task.
 *
 * What a server sends and the task does not take stays in lwIP's packet buffers: on a connection that is kept between
 * two checks, DEFAULT_TCP_RECVMBOX_SIZE packets and one more, if the window takes them. With no buffer left nothing is
 * received, not even an answer of DHCP. So have more of them, or let the agent hang up then (vsa_task_hang_up), as
 * port/freertos_cortex_m does.
 *
 * Names: one look-up for each vsa_sockets that is connecting, VSA_LWIP_LOOKUPS of them at a time; one
 * more is VSA_OUT_OF_MEMORY. lwIP itself has DNS_TABLE_SIZE questions in flight, and gives an
 * unanswered one up after some seconds; one that was cancelled takes its place in that table until
 * then. lwIP does not tell a name that does not exist from a server that does not answer: both are
 * VSA_DNS_FAILED with foreign 0, unless the firmware's lwipopts.h has
 *
 *     #define LWIP_HOOK_IP4_INPUT(p, netif) vsa_lwip_watch_dns(p)        (port/lwip/dns_code.h)
 *
 * which gives VSA_DNS_NO_NAME for the former, and the server's response code.
 */
#ifndef VSA_LWIP_LOOKUPS
#define VSA_LWIP_LOOKUPS 4 /* a power of 2; DNS_MAX_NAME_LENGTH + 44 bytes each */
#endif

/* After so many ms a question for which the tcpip thread's mailbox had no room is posted again. */
#define VSA_LWIP_POST_AGAIN_MS 10

#endif
