/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* NOLINT: libc's own switch */

#include "port/posix/posix.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static enum vsa_log_level threshold = VSA_LOG_INFO;

void vsa_posix_log_level(enum vsa_log_level least_urgent)
{
    threshold = least_urgent;
}

/* One call a line, so that lines of several programs on one terminal or pipe do not mix. */
void vsa_port_log(enum vsa_log_level level, struct vsa_span line)
{
    char end = '\n';
    struct iovec parts[] = {{NULL, line.len}, {&end, 1}};
    ssize_t written;

    if (level > threshold)
        return;
    memcpy(&parts[0].iov_base, &line.ptr, sizeof line.ptr); /* not const, though writev only reads */
    do
        written = writev(STDERR_FILENO, parts, 2);
    while (written < 0 && errno == EINTR);
}
