/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_MBEDTLS_HEAP_H
#define VSLICE_AGENT_PORT_MBEDTLS_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * heap: blocks of any size out of the caller's memory, first fit in the order of addresses.
 *
 * A block costs 4 bytes more than was asked for, rounded up to a multiple of 8, and is aligned to 8.
 * Free neighbours are joined at once. Not for two threads at a time.
 */
typedef uint32_t __attribute__((may_alias)) vsa_heap_word; /* among words of any other type */

struct vsa_heap {
    vsa_heap_word *words;
    uint32_t count;      /* of words */
    vsa_heap_word first; /* index of the first free block; 0: there is none */
    uint32_t used;       /* words of the blocks in use */
    uint32_t top;        /* one behind the highest word that was ever in use */
};

/* `memory` is aligned to 8 and lives as long as the heap; up to 4 GiB. */
void vsa_heap_init(struct vsa_heap *h, void *memory, size_t bytes);

/* NULL: no free block is large enough. Its bytes are whatever they were. */
void *vsa_heap_take(struct vsa_heap *h, size_t bytes);

/*
 * Gives back a block of vsa_heap_take. False if it is none, or its neighbourhood was overwritten; the
 * heap is then not to be trusted any more.
 */
bool vsa_heap_give(struct vsa_heap *h, void *block);

/* Bytes in use now, with what the heap itself needs. 0: none is in use. */
size_t vsa_heap_used(const struct vsa_heap *h);

/* With so many bytes, all that was ever taken would have been had just as well, and with less not. */
size_t vsa_heap_peak(const struct vsa_heap *h);

#endif
