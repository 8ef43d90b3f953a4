/* SPDX-License-Identifier: MIT */
#include "port/port.h"

#include "FreeRTOS.h"
#include "task.h"

_Static_assert(sizeof(TickType_t) >= 4, "a tick count of 16 bits wraps within a check");
_Static_assert(configTICK_RATE_HZ <= 1000, "a tick is a millisecond or longer");

/*
 * The ticks in milliseconds, modulo 2^32. Where a tick is a whole number of milliseconds, so is the
 * wrap of the ticks, and there is nothing to remember. Otherwise the wraps are counted: enough as long
 * as the clock is asked once in each 2^32 ticks, 49 days and more.
 */
static uint32_t counted_ms(void)
{
    static uint32_t last, wraps;
    uint64_t ticks;
    uint32_t now;

    taskENTER_CRITICAL();
    now = (uint32_t)xTaskGetTickCount();
    if (now < last)
        wraps++;
    last = now;
    ticks = (uint64_t)wraps << 32 | now;
    taskEXIT_CRITICAL();
    return (uint32_t)(ticks * 1000 / configTICK_RATE_HZ);
}

uint32_t vsa_port_clock_ms(void)
{
    if (1000 % configTICK_RATE_HZ != 0)
        return counted_ms();
    return (uint32_t)xTaskGetTickCount() * (1000 / configTICK_RATE_HZ);
}

/* Not counted: not every kernel is built with run-time counters, and packets are the network stack's. */
void vsa_port_usage(struct vsa_usage *usage)
{
    (void)usage;
}
