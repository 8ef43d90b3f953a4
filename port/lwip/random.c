/* SPDX-License-Identifier: MIT */
#include "port/port.h"

#include "lwip/opt.h"

/* With a thread of lwIP's own: whoever asks holds the core lock. */

/* Ports, sequence numbers and ids, which an attacker must not guess. Without entropy they are only
 * different. */
uint32_t vsa_lwip_random(void)
{
    static uint32_t pool[16];
    static unsigned left;
    uint32_t word;

    if (left == 0 && vsa_port_entropy(pool, sizeof pool))
        left = sizeof pool / sizeof *pool;
    if (left == 0)
        return vsa_port_clock_ms() * 2654435761u;
    word = pool[--left];
    pool[left] = 0;
    return word;
}
