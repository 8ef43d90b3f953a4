/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_FREERTOS_CORTEX_M_SYSTICK_H
#define VSLICE_AGENT_PORT_FREERTOS_CORTEX_M_SYSTICK_H

#include <stdint.h>

/*
 * systick: core clock cycles out of the kernel's tick count and its timer, modulo 2^32; for boards without
 * another timer, and without tickless idle. From tasks.
 */
uint32_t vsa_systick_cycles(void);

#endif
