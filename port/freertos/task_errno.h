/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_FREERTOS_TASK_ERRNO_H
#define VSLICE_AGENT_PORT_FREERTOS_TASK_ERRNO_H

/*
 * task_errno: errno as the kernel's variable of the task that runs (configUSE_POSIX_ERRNO 1).
 *
 * newlib's errno is one for all tasks: between a call that fails and the look at errno another
 * task's failure comes in between, and "try again" is read as the end of a connection. In
 * lwipopts.h:
 *
 *     #define LWIP_ERRNO_INCLUDE "port/freertos/task_errno.h"
 *
 * with vslice-agent's folder in front of the others in LWIP_INCLUDE_DIRS, since lwIP is built with it too.
 * Whatever reads errno after a call of lwIP includes lwip/errno.h, and with it this.
 */
#include "FreeRTOS.h"

#include <errno.h>

#if configUSE_POSIX_ERRNO == 1
extern int FreeRTOS_errno;
#undef errno
#define errno FreeRTOS_errno
#endif

#endif
