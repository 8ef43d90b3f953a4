/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_CORTEX_M_FAULT_H
#define VSLICE_AGENT_PORT_CORTEX_M_FAULT_H

/* fault: the exceptions' own side of cortex_m.h, for the vector table. */
void vsa_fault_entry(void);
void vsa_clock_tick(void);

#endif
