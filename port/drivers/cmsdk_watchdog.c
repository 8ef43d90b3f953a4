/* SPDX-License-Identifier: MIT */
#include "port/drivers/registers.h"
#include "port/drivers/watchdog.h"

/*
 * Arm CMSDK watchdog, also in Stellaris chips. It counts down twice: the first time raises an
 * interrupt, which nobody takes, the second time resets. Each gets half of the time.
 */
enum { LOAD = 0x000, CONTROL = 0x008, CLEAR = 0x00c, LOCK = 0xc00 };

#define CONTROL_COUNT (1u << 0) /* and interrupt */
#define CONTROL_RESET (1u << 1)
#define LOCK_KEY      0x1acce551u

static uintptr_t watchdog;

void vsa_watchdog_start(uintptr_t base, uint32_t clock_hz, uint32_t timeout_ms)
{
    uint64_t cycles = (uint64_t)clock_hz * timeout_ms / 2000;

    watchdog = base;
    vsa_store(base, LOCK, LOCK_KEY);
    vsa_store(base, LOAD, cycles < UINT32_MAX ? (uint32_t)cycles : UINT32_MAX);
    vsa_store(base, CONTROL, CONTROL_COUNT | CONTROL_RESET);
    vsa_store(base, LOCK, 0);
}

void vsa_watchdog_feed(void)
{
    if (watchdog == 0)
        return;
    vsa_store(watchdog, LOCK, LOCK_KEY);
    vsa_store(watchdog, CLEAR, 1); /* clears the interrupt and loads the counter anew */
    vsa_store(watchdog, LOCK, 0);
}
