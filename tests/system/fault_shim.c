/* SPDX-License-Identifier: MIT */
/*
 * Preloaded into the real program: makes the n-th call of one function fail.
 *
 * FAULT_CALL     connect, send, recv, getrandom, clock_gettime or getsockname; fsync: the program is killed there instead
 * FAULT_AT       0: every call fails; n: only the n-th
 * FAULT_COUNT    a file that receives the number of calls that were made
 * FAULT_DISK_MS  so much longer each fsync takes
 * FAULT_SOCKETS  a file that receives the descriptors that were connected, one a line
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int calls;

static int fails(const char *name)
{
    const char *wanted = getenv("FAULT_CALL"), *at = getenv("FAULT_AT");

    if (wanted == NULL || at == NULL || strcmp(wanted, name) != 0)
        return 0;
    calls++;
    return atoi(at) == 0 || atoi(at) == calls;
}

__attribute__((destructor)) static void write_count(void)
{
    const char *name = getenv("FAULT_COUNT");
    FILE *file = name ? fopen(name, "w") : NULL;

    if (file == NULL)
        return;
    fprintf(file, "%d\n", calls);
    fclose(file);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void note_socket(int fd)
{
    const char *name = getenv("FAULT_SOCKETS");
    FILE *file = name ? fopen(name, "a") : NULL;

    if (file == NULL)
        return;
    fprintf(file, "%d\n", fd);
    fclose(file);
}

int connect(int fd, const struct sockaddr *address, socklen_t len)
{
    note_socket(fd);
    if (address->sa_family == AF_INET && fails("connect")) {
        errno = ECONNREFUSED;
        return -1;
    }
    return REAL(connect)(fd, address, len);
}

ssize_t send(int fd, const void *data, size_t len, int flags)
{
    if (fails("send")) {
        errno = ECONNRESET;
        return -1;
    }
    return REAL(send)(fd, data, len, flags);
}

ssize_t recv(int fd, void *data, size_t len, int flags)
{
    if (fails("recv")) {
        errno = ECONNRESET;
        return -1;
    }
    return REAL(recv)(fd, data, len, flags);
}

ssize_t getrandom(void *data, size_t len, unsigned flags)
{
    if (fails("getrandom")) {
        errno = EAGAIN;
        return -1;
    }
    return REAL(getrandom)(data, len, flags);
}

int getsockname(int fd, struct sockaddr *address, socklen_t *len)
{
    if (fails("getsockname")) {
        errno = ENOBUFS;
        return -1;
    }
    return REAL(getsockname)(fd, address, len);
}

int fsync(int fd)
{
    const char *delay_ms = getenv("FAULT_DISK_MS");

    if (fails("fsync"))
        raise(SIGKILL);
    if (delay_ms != NULL)
        usleep((useconds_t)atoi(delay_ms) * 1000);
    return REAL(fsync)(fd);
}

/* A clock step: from the n-th reading on, the monotonic clock is an hour ahead. */
int clock_gettime(clockid_t id, struct timespec *now)
{
    static int stepped;
    int result = REAL(clock_gettime)(id, now);

    if (id == CLOCK_MONOTONIC && (fails("clock_gettime") || stepped)) {
        stepped = 1;
        now->tv_sec += 3600;
    }
    return result;
}
