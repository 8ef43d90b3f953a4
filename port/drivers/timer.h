/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_DRIVERS_TIMER_H
#define VSLICE_AGENT_PORT_DRIVERS_TIMER_H

#include <stdint.h>

/* timer: a free-running counter of 32 bits, at the peripheral clock, for measurements. */
void vsa_cmsdk_timer_start(uintptr_t base);
uint32_t vsa_cmsdk_timer_read(uintptr_t base);

#endif
