/* SPDX-License-Identifier: MIT */
#ifndef SUPERLOOP_LWIPOPTS_H
#define SUPERLOOP_LWIPOPTS_H

#define NO_SYS               1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_SOCKET          0
#define LWIP_NETCONN         0
#define LWIP_DNS             1
#define LWIP_HAVE_LOOPIF     1
#define LWIP_NETIF_LOOPBACK  1
#define MEM_SIZE             16384
#define MEM_ALIGNMENT        8

#endif
