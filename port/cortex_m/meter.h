/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_CORTEX_M_METER_H
#define VSLICE_AGENT_PORT_CORTEX_M_METER_H

#include "port/drive.h"

/*
 * meter: the longest step of each stage of a check, which is what a main loop has to bear. A step
 * counts for the stage that it ended in, the last one of a TLS handshake for TLS.
 */
struct vsa_meter {
    uint32_t cycles[VSA_STAGE_COUNT]; /* of the core's clock; 0: no step */
};

/* vsa_drive_step, and how long it took. */
uint32_t vsa_meter_step(struct vsa_meter *m, struct vsa_drive *d);

/* The longest of all, in microseconds. */
uint32_t vsa_meter_longest_us(const struct vsa_meter *m);

/* "steps     dns 12, connect 40, tls 46012 us at most" */
void vsa_meter_write(const struct vsa_meter *m, struct vsa_writer *w);

#endif
