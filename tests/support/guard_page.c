/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "tests/support/guard_page.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

struct guard_page guard_page_open(size_t least)
{
    size_t page = page_size();
    size_t room = (least + page - 1) / page * page + page;
    char *all = mmap(NULL, room + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (all == MAP_FAILED || mprotect(all + page, room, PROT_READ | PROT_WRITE) != 0)
        abort();
    return (struct guard_page){all + page, room, room};
}

void guard_page_close(struct guard_page *g)
{
    munmap(g->first - page_size(), g->room + 2 * page_size());
    g->first = NULL;
    g->room = 0;
}

static void wipe(struct guard_page *g, size_t next)
{
    if (next > g->room)
        abort();
    memset(g->first, 0xee, g->used);
    memset(g->first + g->room - g->used, 0xee, g->used);
    g->used = next;
}

struct vsa_span guard_page_at_end(struct guard_page *g, struct vsa_span bytes)
{
    char *to;

    wipe(g, bytes.len);
    to = g->first + g->room - bytes.len;
    if (bytes.len > 0)
        memcpy(to, bytes.ptr, bytes.len);
    return (struct vsa_span){to, bytes.len};
}

struct vsa_span guard_page_at_begin(struct guard_page *g, struct vsa_span bytes)
{
    wipe(g, bytes.len);
    if (bytes.len > 0)
        memcpy(g->first, bytes.ptr, bytes.len);
    return (struct vsa_span){g->first, bytes.len};
}

char *guard_page_buffer(struct guard_page *g, size_t len)
{
    wipe(g, len);
    return g->first + g->room - len;
}
