/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/core.h"
#include "port/cortex_m/cortex_m.h"
#include "port/cortex_m/fault.h"
#include "port/drivers/registers.h"
#include "port/lwip/cpu.h"

static volatile uint32_t ticks_ms;
static uint32_t cycles_per_tick;
static uint32_t asleep_us;

void vsa_clock_tick(void)
{
    ticks_ms++;
}

void vsa_clock_start(uint32_t hz)
{
    cycles_per_tick = hz / 1000;
    vsa_store(CORE_SYSTICK, SYST_RVR, cycles_per_tick - 1);
    vsa_store(CORE_SYSTICK, SYST_CVR, 0);
    vsa_store(CORE_SYSTICK, SYST_CSR, SYST_CSR_CORE_CLOCK | SYST_CSR_INTERRUPT | SYST_CSR_ENABLE);
}

/* One aligned word that only the interrupt writes: no reading of it can be torn. */
uint32_t vsa_port_clock_ms(void)
{
    return ticks_ms;
}

/*
 * Counter and tick count belong together only if no tick came in between, counted or still pending.
 * The pending bit is read before and after the counter: if it was set in between, the counter is
 * read again.
 */
static uint32_t ticks_and_cycles(uint32_t *cycles)
{
    uint32_t before = core_interrupts_off();
    uint32_t left = vsa_read(CORE_SYSTICK, SYST_CVR);
    uint32_t ticks = ticks_ms;

    if (vsa_read(CORE_SCB, SCB_ICSR) & ICSR_SYSTICK_PENDING) {
        left = vsa_read(CORE_SYSTICK, SYST_CVR);
        ticks++;
    }
    core_interrupts_restore(before);
    *cycles = left == 0 ? 0 : cycles_per_tick - left; /* 0 already is the next tick */
    return ticks;
}

uint32_t vsa_clock_cycles(void)
{
    uint32_t cycles, ticks = ticks_and_cycles(&cycles);

    return ticks * cycles_per_tick + cycles;
}

static uint32_t clock_us(void)
{
    uint32_t cycles, ticks = ticks_and_cycles(&cycles);

    return ticks * 1000 + cycles / (cycles_per_tick / 1000);
}

uint32_t vsa_cpu_busy_us(void)
{
    return clock_us() - asleep_us;
}

/*
 * With interrupts off, so that none can come between the question and the sleep: it would be
 * handled, and the sleep would last until the next one. Pending interrupts end WFI all the same.
 * Between two sleeps they are on, for as long as it takes to handle what has come.
 */
void vsa_cpu_wait(bool (*ready)(void *context), void *context, uint32_t ms)
{
    uint32_t start = ticks_ms, begin_us = clock_us();
    bool over;

    do {
        uint32_t before = core_interrupts_off();
        over = ready(context) || ticks_ms - start >= ms;
        if (!over)
            core_wait_for_interrupt();
        core_interrupts_restore(before);
    } while (!over);
    asleep_us += clock_us() - begin_us;
}
