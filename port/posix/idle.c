/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* NOLINT: libc's own switch */

#include "port/port.h"
#include "port/sockets/sockets.h"

#include <limits.h>
#include <poll.h>

void vsa_port_idle(void *context, uint32_t ms)
{
    if (context != NULL)
        vsa_sockets_wait(context, ms);
    else
        poll(NULL, 0, ms < INT_MAX ? (int)ms : INT_MAX);
}
