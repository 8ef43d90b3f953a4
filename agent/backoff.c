/* SPDX-License-Identifier: MIT */
#include "agent/backoff.h"

/* By the upper half of a product: no division. */
uint32_t vsa_spread(uint32_t low, uint32_t range, uint32_t random)
{
    return low + (uint32_t)(((uint64_t)range + 1) * random >> 32);
}

uint32_t vsa_backoff_ms(uint32_t last_ms, uint32_t first_ms, uint32_t max_ms, uint32_t random)
{
    uint32_t last = last_ms > first_ms ? last_ms : first_ms;
    uint32_t high = last <= max_ms / 3 ? 3 * last : max_ms;

    return vsa_spread(first_ms, high - first_ms, random);
}

uint32_t vsa_jitter(uint32_t value, uint32_t random)
{
    uint32_t tenth = value / 10;

    return vsa_spread(value - tenth, 2 * tenth, random);
}
