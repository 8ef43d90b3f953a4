/* SPDX-License-Identifier: MIT */
/*
 * Preloaded into the real program: where `watch` sleeps after a check (it has just flushed its output) it waits for
 * a byte on stdin instead, so that a test says when the next check begins. At the end of stdin it sleeps as ever.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int checked;

int fflush(FILE *file)
{
    checked = 1;
    return REAL(fflush)(file);
}

int poll(struct pollfd *fds, nfds_t count, int ms)
{
    char byte;

    if (checked && count == 0) {
        checked = 0;
        if (read(STDIN_FILENO, &byte, 1) == 1)
            return 0;
    }
    return REAL(poll)(fds, count, ms);
}
