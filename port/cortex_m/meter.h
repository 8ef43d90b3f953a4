/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_CORTEX_M_METER_H
#define VSLICE_AGENT_PORT_CORTEX_M_METER_H

#include "port/drive.h"

/*
 * meter: the longest step of each stage of a check, which is what a main loop has to bear, and all that was
 * computed in each. A step counts for the stage that it ended in, the last one of a TLS handshake for
 * TLS; what the network stack does between two steps counts with the second.
 */
struct vsa_meter {
    uint32_t cycles[VSA_STAGE_COUNT];  /* the longest step, of the core's clock; 0: no step */
    uint32_t work_us[VSA_STAGE_COUNT]; /* sleep left out */
    uint32_t counted_us;               /* up to this moment; not yet if not begun */
    bool begun;
};

/* vsa_drive_step, and how long it took. */
uint32_t vsa_meter_step(struct vsa_meter *m, struct vsa_drive *d);

/* "steps     dns 12, connect 40, tls 46012 us at most" */
void vsa_meter_write_steps(const struct vsa_meter *m, struct vsa_writer *w);

/* "work      dns 49, connect 63, tls 78140 us in all" */
void vsa_meter_write_work(const struct vsa_meter *m, struct vsa_writer *w);

#endif
