/* SPDX-License-Identifier: MIT */
#include "port/freertos_cortex_m/deadlines.h"

#include "port/cortex_m/cortex_m.h"

struct counts {
    uint32_t late, missed, longest_us;
};

static uint32_t us_since(uint32_t cycles)
{
    return (vsa_clock_cycles() - cycles) / (vsa_board.clock_hz / 1000000);
}

/* What was counted, and a gap that ends now. */
static struct counts with_gap(const struct vsa_deadlines *d)
{
    struct counts c = {d->late, d->missed, d->longest_us};
    uint32_t gap_us = us_since(d->last_cycles), period_us = d->period_ms * 1000;

    if (gap_us > period_us + period_us / 10)
        c.late++;
    if (gap_us >= 2 * period_us)
        c.missed += gap_us / period_us - 1;
    if (gap_us > c.longest_us)
        c.longest_us = gap_us;
    return c;
}

static void count(struct vsa_deadlines *d)
{
    struct counts c = with_gap(d);

    d->last_cycles = vsa_clock_cycles();
    d->wakeups++;
    d->late = c.late;
    d->missed = c.missed;
    d->longest_us = c.longest_us;
}

static void run(void *argument)
{
    struct vsa_deadlines *d = argument;
    TickType_t release = xTaskGetTickCount();

    d->last_cycles = vsa_clock_cycles();
    for (;;) {
        xTaskDelayUntil(&release, pdMS_TO_TICKS(d->period_ms));
        count(d);
        if (d->work != NULL)
            d->work();
    }
}

void vsa_deadlines_start(struct vsa_deadlines *d, UBaseType_t priority)
{
    d->handle = xTaskCreateStatic(run, d->name, sizeof d->stack / sizeof *d->stack, d, priority,
                                  d->stack, &d->memory);
}

void vsa_deadlines_write(const struct vsa_deadlines *d, struct vsa_writer *w)
{
    struct counts c = with_gap(d);

    vsa_write_text(w, d->name);
    vsa_write_char(w, ' ');
    vsa_write_u32(w, d->wakeups);
    vsa_write_text(w, " wake-ups, ");
    vsa_write_u32(w, c.late);
    vsa_write_text(w, " late, ");
    vsa_write_u32(w, c.missed);
    vsa_write_text(w, " missed, ");
    vsa_write_u32(w, c.longest_us);
    vsa_write_text(w, " us at most");
}
