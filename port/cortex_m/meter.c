/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/meter.h"

#include "port/cortex_m/cortex_m.h"

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

uint32_t vsa_meter_step(struct vsa_meter *m, struct vsa_drive *d)
{
    enum vsa_stage stage = stage_of(d->check);
    uint32_t begin = vsa_clock_cycles();
    uint32_t wait_ms = vsa_drive_step(d);
    uint32_t cycles = vsa_clock_cycles() - begin;

    if (stage != VSA_STAGE_TLS)
        stage = stage_of(d->check);
    if (cycles > m->cycles[stage])
        m->cycles[stage] = cycles;
    return wait_ms;
}

static uint32_t us(uint32_t cycles)
{
    return cycles / (vsa_board.clock_hz / 1000000);
}

uint32_t vsa_meter_longest_us(const struct vsa_meter *m)
{
    uint32_t longest = 0;

    for (size_t stage = 0; stage < VSA_STAGE_COUNT; stage++)
        if (m->cycles[stage] > longest)
            longest = m->cycles[stage];
    return us(longest);
}

void vsa_meter_write(const struct vsa_meter *m, struct vsa_writer *w)
{
    const char *before = "steps     ";

    for (size_t stage = 0; stage < VSA_STAGE_COUNT; stage++) {
        if (m->cycles[stage] == 0)
            continue;
        vsa_write_text(w, before);
        vsa_write(w, vsa_stage_name((enum vsa_stage)stage));
        vsa_write_char(w, ' ');
        vsa_write_u32(w, us(m->cycles[stage]));
        before = ", ";
    }
    vsa_write_text(w, " us at most");
}
