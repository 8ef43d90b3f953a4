/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_DRIVERS_RING_H
#define VSLICE_AGENT_PORT_DRIVERS_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * ring: frames from an interrupt to the main loop. One side puts, the other takes; neither ever
 * waits for the other or has to turn interrupts off, on a processor with one core.
 *
 * A frame is put as a whole: begin, bytes, end; until end the other side does not see it. It takes
 * a multiple of 4 bytes and 4 more.
 */
struct vsa_ring {
    uint32_t *words;         /* the memory */
    uint32_t count;          /* of words; all but one can be used */
    volatile uint32_t put;   /* index of the next word to put; only the putting side writes it */
    volatile uint32_t taken; /* index of the next word to take; only the taking side writes it */
    uint32_t put_at;         /* word to put next of a frame that is not yet seen; putting side */
    uint32_t take_at;        /* byte to take next of the oldest frame; taking side */
    uint32_t peak;           /* most words in use; putting side */
};

void vsa_ring_init(struct vsa_ring *r, uint32_t *words, uint32_t count);

/* Putting side. False if a frame of `len` bytes does not fit now. Then (len + 3) / 4 words, and
 * end. */
bool vsa_ring_put_begin(struct vsa_ring *r, uint32_t len);
void vsa_ring_put_word(struct vsa_ring *r, uint32_t word);
void vsa_ring_put_end(struct vsa_ring *r);

/* Taking side. Length of the oldest frame, 0: none. Then its bytes, in parts of any size, not more
 * than there are; and end. */
uint32_t vsa_ring_take_begin(struct vsa_ring *r);
void vsa_ring_take(struct vsa_ring *r, void *to, uint32_t len);
void vsa_ring_take_end(struct vsa_ring *r);

#endif
