/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* NOLINT: libc's own switch */

#include "port/port.h"

#include <errno.h>
#include <sys/random.h>

/*
 * Early in the boot the kernel may not have enough yet: that is a failure, not a reason to block.
 */
bool vsa_port_entropy(void *buffer, size_t len)
{
    unsigned char *to = buffer;

    while (len > 0) {
        ssize_t n = getrandom(to, len, GRND_NONBLOCK);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        to += n;
        len -= (size_t)n;
    }
    return true;
}
