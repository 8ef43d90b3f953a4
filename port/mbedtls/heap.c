/* SPDX-License-Identifier: MIT */
#include "port/mbedtls/heap.h"

/*
 * A block begins at a word with an odd index, so that what follows that word is aligned to 8. The word
 * holds the block's size in words, which is even, and bit 0 is set as long as the block is in use. In
 * a free block the next word is the index of the next free one, in the order of addresses; 0 ends the
 * list. Blocks lie side by side from index 1 to the end, no two free ones.
 */
#define IN_USE 1u

static uint32_t size_of(const struct vsa_heap *h, uint32_t block)
{
    return h->words[block] & ~IN_USE;
}

static vsa_heap_word *next_of(struct vsa_heap *h, uint32_t block)
{
    return &h->words[block + 1];
}

void vsa_heap_init(struct vsa_heap *h, void *memory, size_t bytes)
{
    uint32_t count = (uint32_t)(bytes / sizeof *h->words);

    *h = (struct vsa_heap){.words = memory, .count = count};
    if (count < 3)
        return;
    h->first = 1;
    h->words[1] = (count - 1) & ~IN_USE;
    *next_of(h, 1) = 0;
}

/* The front of a free block becomes one of `words` words; what is left of it takes its place in the list. */
static void split(struct vsa_heap *h, vsa_heap_word *link, uint32_t words)
{
    uint32_t block = *link, rest = block + words, left = h->words[block] - words;

    *link = *next_of(h, block);
    if (left > 0) {
        h->words[rest] = left;
        *next_of(h, rest) = *link;
        *link = rest;
    }
    h->words[block] = words | IN_USE;
}

void *vsa_heap_take(struct vsa_heap *h, size_t bytes)
{
    vsa_heap_word *link = &h->first;
    uint32_t block, words;

    if (bytes > h->count * sizeof *h->words)
        return NULL;
    words = (uint32_t)((bytes + 4 + 7) / 8 * 2);
    while (*link != 0 && h->words[*link] < words)
        link = next_of(h, *link);
    block = *link;
    if (block == 0)
        return NULL;
    split(h, link, words);
    h->used += words;
    if (block + words > h->top)
        h->top = block + words;
    return &h->words[block + 1];
}

/* The index of a block in use whose words all lie in the heap, or 0. */
static uint32_t block_at(const struct vsa_heap *h, const void *memory)
{
    uintptr_t from_start = (uintptr_t)memory - (uintptr_t)h->words;
    uint32_t block, size;

    if (from_start % 8 != 0 || from_start < 8 || from_start / 4 >= h->count)
        return 0;
    block = (uint32_t)(from_start / 4) - 1;
    size = size_of(h, block);
    if ((h->words[block] & IN_USE) == 0 || size == 0 || size % 2 != 0 || size > h->count - block)
        return 0;
    return block;
}

/* Makes one block of two free ones, if they touch. */
static void join(struct vsa_heap *h, uint32_t lower, uint32_t upper)
{
    if (lower == 0 || upper == 0 || lower + h->words[lower] != upper)
        return;
    h->words[lower] += h->words[upper];
    *next_of(h, lower) = *next_of(h, upper);
}

bool vsa_heap_give(struct vsa_heap *h, void *memory)
{
    uint32_t block = block_at(h, memory), before = 0, size;
    vsa_heap_word *link = &h->first;

    if (block == 0)
        return false;
    size = size_of(h, block);
    for (; *link != 0 && *link < block; link = next_of(h, before))
        before = *link;
    if ((before != 0 && before + h->words[before] > block) || (*link != 0 && block + size > *link))
        return false;
    h->used -= size;
    h->words[block] = size;
    *next_of(h, block) = *link;
    *link = block;
    join(h, block, *next_of(h, block));
    join(h, before, block);
    return true;
}

size_t vsa_heap_used(const struct vsa_heap *h)
{
    return h->used * sizeof *h->words;
}

size_t vsa_heap_peak(const struct vsa_heap *h)
{
    return h->top * sizeof *h->words;
}
