/* SPDX-License-Identifier: MIT */
#ifndef GATEWAY_LWIPOPTS_H
#define GATEWAY_LWIPOPTS_H

#define NO_SYS                    0
#define LWIP_SOCKET               1
#define LWIP_NETCONN              1
#define LWIP_DNS                  1
#define LWIP_HAVE_LOOPIF          1
#define LWIP_NETIF_LOOPBACK       1
#define MEM_SIZE                  16384
#define MEM_ALIGNMENT             8
#define TCPIP_THREAD_STACKSIZE    4096
#define TCPIP_THREAD_PRIO         4
#define TCPIP_MBOX_SIZE           8
#define DEFAULT_TCP_RECVMBOX_SIZE 8
#define DEFAULT_UDP_RECVMBOX_SIZE 8
#define DEFAULT_ACCEPTMBOX_SIZE   4
#define LWIP_ERRNO_INCLUDE        "port/freertos/task_errno.h"

#endif
