/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_DRIVERS_WORDS_H
#define VSLICE_AGENT_PORT_DRIVERS_WORDS_H

#include "port/drivers/ethernet.h"
#include "port/drivers/registers.h"

/* words: parts of a frame, of any length and alignment, into a register that takes 32-bit words,
 * low byte first. */

static inline void vsa_words_begin(struct vsa_ethernet *e)
{
    e->word = 0;
    e->word_len = 0;
}

static inline void vsa_words_put(struct vsa_ethernet *e, uintptr_t offset, const void *part,
                                 size_t len)
{
    const unsigned char *p = part;

    for (size_t i = 0; i < len; i++) {
        e->word |= (uint32_t)p[i] << 8 * e->word_len++;
        if (e->word_len == 4) {
            vsa_store(e->base, offset, e->word);
            vsa_words_begin(e);
        }
    }
}

/* What does not fill a word, filled up with zeros. */
static inline void vsa_words_end(struct vsa_ethernet *e, uintptr_t offset)
{
    if (e->word_len > 0)
        vsa_store(e->base, offset, e->word);
    vsa_words_begin(e);
}

#endif
