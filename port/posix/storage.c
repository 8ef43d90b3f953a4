/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* NOLINT: libc's own switch */

#include "port/posix/posix.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *state_file;

void vsa_posix_state_file(const char *path)
{
    state_file = path;
}

/* Returns the bytes read, up to cap. */
static size_t read_all(int fd, char *to, size_t cap)
{
    size_t len = 0;

    while (len < cap) {
        ssize_t n = read(fd, to + len, cap - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0 ? len : 0;
        len += (size_t)n;
    }
    return len;
}

size_t vsa_port_load(void *buffer, size_t cap)
{
    char extra;
    size_t len;
    int fd = state_file != NULL ? open(state_file, O_RDONLY | O_CLOEXEC) : -1;

    if (fd < 0)
        return 0;
    len = read_all(fd, buffer, cap);
    if (len == cap && read_all(fd, &extra, 1) != 0)
        len = 0; /* longer than any record of ours */
    close(fd);
    return len;
}

static bool write_all(int fd, const char *from, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, from, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        from += n;
        len -= (size_t)n;
    }
    return fsync(fd) == 0;
}

/* The new name must be on the disk as well, not only the bytes. */
static bool sync_folder(char *path)
{
    char *slash = strrchr(path, '/');
    bool synced;
    int fd;

    if (slash != NULL)
        slash[slash == path] = 0;
    fd = open(slash != NULL ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    synced = fsync(fd) == 0 || errno == EINVAL; /* a file system that has no such thing */
    close(fd);
    return synced;
}

/* Into a file beside it, which then takes its name. `path` is spent. */
static bool replace(char *path, const void *record, size_t len)
{
    int fd = mkostemp(path, O_CLOEXEC);
    bool written;

    if (fd < 0)
        return false;
    written = write_all(fd, record, len);
    written = close(fd) == 0 && written;
    if (!written || rename(path, state_file) != 0) {
        unlink(path);
        return false;
    }
    return sync_folder(path);
}

bool vsa_port_store(const void *record, size_t len)
{
    char path[PATH_MAX];
    int path_len;

    if (state_file == NULL)
        return false;
    path_len = snprintf(path, sizeof path, "%s.XXXXXX", state_file);
    return path_len > 0 && (size_t)path_len < sizeof path && replace(path, record, len);
}
