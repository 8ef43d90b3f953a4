/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_LWIP_SOCKETS_SOCKETS_PLATFORM_H
#define VSLICE_AGENT_PORT_LWIP_SOCKETS_SOCKETS_PLATFORM_H

/*
 * sockets_platform: what port/sockets/sockets.c has to be told about lwIP's sockets (NO_SYS=0,
 * LWIP_SOCKET=1). The counterpart of port/posix/sockets_platform.h.
 *
 * The calls have their lwip_ names, so it does not matter how LWIP_COMPAT_SOCKETS is set. <fcntl.h>
 * must stay out: its O_NONBLOCK is not lwIP's.
 */
#include "lwip/def.h"
#include "lwip/errno.h"
#include "lwip/sockets.h"

#define SYS(name) lwip_##name

#ifndef htons /* a port may leave the byte order's names to libc */
#define htons lwip_htons
#endif

/* None: with TCP_NODELAY, lwIP sends what it has at once, MSG_MORE or not. */
#define VSA_SOCKETS_GATHER 0

#define VSA_SOCKETS_IPV6 LWIP_IPV6

#endif
