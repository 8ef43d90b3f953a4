/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* NOLINT: libc's own switch */

#include "port/posix/posix.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* So long somebody else may write. */
#define LOCK_TRIES 100
#define LOCK_MS    10

static const char *state_file;

void vsa_posix_state_file(const char *path)
{
    state_file = path;
}

/* The state file's name with a tail. False: there is no state file, or the name is too long. */
static bool name_file(char path[PATH_MAX], const char *tail)
{
    int len = state_file != NULL ? snprintf(path, PATH_MAX, "%s%s", state_file, tail) : -1;

    return len > 0 && len < PATH_MAX;
}

static const char *tail_of(enum vsa_record which)
{
    return which == VSA_RECORD_SESSION ? ".session" : "";
}

/* A device or a pipe is nobody's record: it is neither waited for nor replaced. */
static bool is_something_else(const char *path)
{
    struct stat about;

    return stat(path, &about) == 0 && !S_ISREG(about.st_mode);
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

size_t vsa_port_load(enum vsa_record which, void *buffer, size_t cap)
{
    char path[PATH_MAX], extra;
    size_t len;
    int fd = name_file(path, tail_of(which)) && !is_something_else(path) ? open(path, O_RDONLY | O_CLOEXEC) : -1;

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

/* The folder that a path is in; the path is cut. -1: there is none. */
static int open_folder(char *path)
{
    char *slash = strrchr(path, '/');

    if (slash != NULL)
        slash[slash == path] = 0;
    return open(slash != NULL ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/*
 * One at a time writes in a folder: what is beside a file would else be taken for what a killed program has left. A
 * file system that has no locks for folders does without.
 */
static bool lock(int folder)
{
    for (int i = 0; flock(folder, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK; i++) {
        if (i == LOCK_TRIES)
            return false;
        poll(NULL, 0, LOCK_MS);
    }
    return true;
}

/* Into a file beside it, which then takes its name. */
static bool replace(const char *path, const char *beside, const void *record, size_t len)
{
    int fd;
    bool written;

    unlink(beside);
    fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    written = write_all(fd, record, len);
    written = close(fd) == 0 && written && rename(beside, path) == 0;
    if (!written)
        unlink(beside);
    return written;
}

/* The new name must be on the disk as well, not only the bytes; unless the file system has no such thing. */
static bool store_in(int folder, const char *path, const char *beside, const void *record, size_t len)
{
    return lock(folder) && replace(path, beside, record, len) && (fsync(folder) == 0 || errno == EINVAL);
}

static bool store(const char *tail, const void *record, size_t len)
{
    char path[PATH_MAX], beside[PATH_MAX], above[PATH_MAX];
    int beside_len, folder;
    bool stored;

    if (!name_file(path, tail) || !name_file(above, "") || is_something_else(path))
        return false;
    beside_len = snprintf(beside, sizeof beside, "%s.new", path);
    folder = open_folder(above);
    if (folder < 0)
        return false;
    stored = beside_len > 0 && (size_t)beside_len < sizeof beside && store_in(folder, path, beside, record, len);
    close(folder);
    return stored;
}

bool vsa_port_store(enum vsa_record which, const void *record, size_t len)
{
    return store(tail_of(which), record, len);
}

/* ---- device key ---- */

#define KEY_TAIL  ".key"
#define KEY_BYTES 16

static bool is_private(int fd)
{
    struct stat about;

    return fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_size == KEY_BYTES &&
           about.st_uid == geteuid() && (about.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

/* A link is not followed: it could lead to somebody else's file. */
static bool load_key(const char *path, uint8_t key[KEY_BYTES])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool loaded;

    if (fd < 0)
        return false;
    loaded = is_private(fd) && read_all(fd, (char *)key, KEY_BYTES) == KEY_BYTES;
    close(fd);
    return loaded;
}

bool vsa_port_device_key(uint8_t key[KEY_BYTES])
{
    char path[PATH_MAX];

    if (!name_file(path, KEY_TAIL))
        return false;
    if (access(path, F_OK) == 0 || errno != ENOENT)
        return load_key(path, key);
    return vsa_port_entropy(key, KEY_BYTES) && store(KEY_TAIL, key, KEY_BYTES);
}
