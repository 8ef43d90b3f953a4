/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/meter.h"

#include "port/cortex_m/cortex_m.h"
#include "port/lwip/cpu.h"

/* The highest one that is going on, else the highest one that was come to. */
static enum vsa_stage stage_of(const struct vsa_check *check)
{
    enum vsa_stage seen = VSA_STAGE_LINK;

    for (int stage = VSA_STAGE_COUNT - 1; stage > 0; stage--) {
        const struct vsa_stage_record *record = &check->stages[stage];
        if (record->seen && record->result == VSA_MORE)
            return (enum vsa_stage)stage;
        if (record->seen && seen == VSA_STAGE_LINK)
            seen = (enum vsa_stage)stage;
    }
    return seen;
}

/* What was computed since the last step, between the steps too. */
static void count_work(struct vsa_meter *m, enum vsa_stage stage)
{
    uint32_t now_us = vsa_cpu_busy_us();

    if (m->begun)
        m->work_us[stage] += now_us - m->counted_us;
    m->begun = true;
    m->counted_us = now_us;
}

uint32_t vsa_meter_step(struct vsa_meter *m, struct vsa_drive *d)
{
    enum vsa_stage stage = stage_of(d->check);
    uint32_t begin = vsa_clock_cycles();
    uint32_t wait_ms, cycles;

    count_work(m, stage);
    wait_ms = vsa_drive_step(d);
    cycles = vsa_clock_cycles() - begin;
    if (stage != VSA_STAGE_TLS)
        stage = stage_of(d->check);
    if (cycles > m->cycles[stage])
        m->cycles[stage] = cycles;
    count_work(m, stage);
    return wait_ms;
}

static uint32_t us(uint32_t cycles)
{
    return cycles / (vsa_board.clock_hz / 1000000);
}

static void write_stage(struct vsa_writer *w, const char **before, size_t stage, uint32_t value)
{
    if (value == 0)
        return;
    vsa_write_text(w, *before);
    vsa_write(w, vsa_stage_name((enum vsa_stage)stage));
    vsa_write_char(w, ' ');
    vsa_write_u32(w, value);
    *before = ", ";
}

void vsa_meter_write_steps(const struct vsa_meter *m, struct vsa_writer *w)
{
    const char *before = "steps     ";

    for (size_t stage = 0; stage < VSA_STAGE_COUNT; stage++)
        write_stage(w, &before, stage, us(m->cycles[stage]));
    vsa_write_text(w, " us at most");
}

void vsa_meter_write_work(const struct vsa_meter *m, struct vsa_writer *w)
{
    const char *before = "work      ";

    for (size_t stage = 0; stage < VSA_STAGE_COUNT; stage++)
        write_stage(w, &before, stage, m->work_us[stage]);
    vsa_write_text(w, " us in all");
}
