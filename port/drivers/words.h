/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_DRIVERS_WORDS_H
#define VSLICE_AGENT_PORT_DRIVERS_WORDS_H

#include "port/drivers/ethernet.h"
#include "port/drivers/registers.h"

#include <string.h>

/* words: parts of a frame, of any length and alignment, into a register that takes 32-bit words,
 * low byte first. */

static inline void vsa_words_begin(struct vsa_ethernet *e)
{
    e->word = 0;
    e->word_len = 0;
}

/* Four bytes, of which those that do not fit into the word under way begin the next one. */
static inline void vsa_words_put_four(struct vsa_ethernet *e, uintptr_t offset, uint32_t four)
{
    const unsigned bits = 8 * e->word_len;

    vsa_store(e->base, offset, e->word | four << bits);
    e->word = four >> 1 >> (31 - bits); /* nothing, if there was nothing */
}

static inline void vsa_words_put_byte(struct vsa_ethernet *e, uintptr_t offset, unsigned char byte)
{
    e->word |= (uint32_t)byte << 8 * e->word_len++;
    if (e->word_len == 4) {
        vsa_store(e->base, offset, e->word);
        vsa_words_begin(e);
    }
}

static inline void vsa_words_put(struct vsa_ethernet *e, uintptr_t offset, const void *part,
                                 size_t len)
{
    const unsigned char *p = part;
    uint32_t four;

    for (; len >= sizeof four; len -= sizeof four, p += sizeof four) {
        memcpy(&four, p, sizeof four); /* the core is little-endian too */
        vsa_words_put_four(e, offset, four);
    }
    while (len-- > 0)
        vsa_words_put_byte(e, offset, *p++);
}

/* What does not fill a word, filled up with zeros. */
static inline void vsa_words_end(struct vsa_ethernet *e, uintptr_t offset)
{
    if (e->word_len > 0)
        vsa_store(e->base, offset, e->word);
    vsa_words_begin(e);
}

#endif
