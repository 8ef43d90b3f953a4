/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_LWIP_CPU_H
#define VSLICE_AGENT_PORT_LWIP_CPU_H

#include <stdbool.h>
#include <stdint.h>

/* cpu: what port/lwip asks of the processor, beyond port.h. One definition in a build
 * (port/cortex_m/clock.c). */

/*
 * Sleeps until ready(context) is true, which is asked after each interrupt, or until `ms` have passed.
 * No interrupt may be lost between the question and the sleep.
 */
void vsa_cpu_wait(bool (*ready)(void *context), void *context, uint32_t ms);

/* Microseconds since the start, less those asleep in vsa_cpu_wait; wraps. */
uint32_t vsa_cpu_busy_us(void);

#endif
