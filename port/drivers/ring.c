/* SPDX-License-Identifier: MIT */
#include "port/drivers/ring.h"

#include <string.h>

/* Both sides run on one core: it is enough that the compiler keeps the order of the data and the
 * index. */
#define DATA_BEFORE_INDEX() __asm volatile("" : : : "memory")

void vsa_ring_init(struct vsa_ring *r, uint32_t *words, uint32_t count)
{
    *r = (struct vsa_ring){.words = words, .count = count};
}

/* Words of a frame with its length in front. */
static uint32_t words_of(uint32_t len)
{
    return 1 + (len + 3) / 4;
}

static uint32_t after(const struct vsa_ring *r, uint32_t index, uint32_t words)
{
    index += words;
    return index < r->count ? index : index - r->count;
}

static uint32_t used(const struct vsa_ring *r, uint32_t put, uint32_t taken)
{
    return put >= taken ? put - taken : put + r->count - taken;
}

bool vsa_ring_put_begin(struct vsa_ring *r, uint32_t len)
{
    if (used(r, r->put, r->taken) + words_of(len) >= r->count)
        return false;
    r->words[r->put] = len;
    r->put_at = after(r, r->put, 1);
    return true;
}

void vsa_ring_put_word(struct vsa_ring *r, uint32_t word)
{
    r->words[r->put_at] = word;
    r->put_at = after(r, r->put_at, 1);
}

void vsa_ring_put_end(struct vsa_ring *r)
{
    uint32_t in_use = used(r, r->put_at, r->taken);

    if (in_use > r->peak)
        r->peak = in_use;
    DATA_BEFORE_INDEX();
    r->put = r->put_at;
}

uint32_t vsa_ring_take_begin(struct vsa_ring *r)
{
    if (r->taken == r->put)
        return 0;
    DATA_BEFORE_INDEX();
    r->take_at = after(r, r->taken, 1) * 4;
    return r->words[r->taken];
}

void vsa_ring_take(struct vsa_ring *r, void *to, uint32_t len)
{
    const unsigned char *bytes = (const unsigned char *)r->words;
    uint32_t to_end = r->count * 4 - r->take_at;
    uint32_t first = len < to_end ? len : to_end;

    memcpy(to, bytes + r->take_at, first);
    memcpy((unsigned char *)to + first, bytes, len - first);
    r->take_at = first == to_end ? len - first : r->take_at + len;
}

void vsa_ring_take_end(struct vsa_ring *r)
{
    DATA_BEFORE_INDEX();
    r->taken = after(r, r->taken, words_of(r->words[r->taken]));
}
