/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_BACKOFF_H
#define VSLICE_AGENT_BACKOFF_H

#include <stdint.h>

/* backoff: how long to wait before the next attempt. Pure: the caller keeps the last delay and the random words. */

/* A value even in low..low + range. random: any 32 random bits, here and below. */
uint32_t vsa_spread(uint32_t low, uint32_t range, uint32_t random);

/*
 * The next delay in ms, by decorrelated jitter: even between first_ms and three times the last delay, never above
 * max_ms. last_ms: what the last call gave, 0 at first. first_ms MUST be 1..max_ms.
 */
uint32_t vsa_backoff_ms(uint32_t last_ms, uint32_t first_ms, uint32_t max_ms, uint32_t random);

/* value with an even jitter of -10 % to +10 %, so that a fleet does not call in step. value <= 2^31. */
uint32_t vsa_jitter(uint32_t value, uint32_t random);

#endif
