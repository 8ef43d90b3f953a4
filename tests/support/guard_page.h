/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_SUPPORT_GUARD_PAGE_H
#define VSLICE_AGENT_TESTS_SUPPORT_GUARD_PAGE_H

#include "agent/span.h"

/*
 * guard_page: memory between two pages that nobody may touch, so that one byte too far ends the program.
 *
 * Each call wipes what the calls before put there: a borrowed pointer that was kept too long reads 0xee.
 */
struct guard_page {
    char *first; /* the first byte that may be touched */
    size_t room; /* bytes that may be touched */
    size_t used; /* bytes at each end that may not be clean */
};

/* Room for at least `least` bytes. Ends the program if there is no memory. */
struct guard_page guard_page_open(size_t least);

void guard_page_close(struct guard_page *g);

/* A copy of the bytes that ends where the page behind begins. */
struct vsa_span guard_page_at_end(struct guard_page *g, struct vsa_span bytes);

/* A copy of the bytes that begins where the page before ends. */
struct vsa_span guard_page_at_begin(struct guard_page *g, struct vsa_span bytes);

/* `len` bytes to write to that end where the page behind begins. */
char *guard_page_buffer(struct guard_page *g, size_t len);

#endif
