/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_CORTEX_M_FAULT_H
#define VSLICE_AGENT_PORT_CORTEX_M_FAULT_H

/* fault: the exceptions' own side of cortex_m.h, for the vector table. */
void vsa_fault_entry(void);
void vsa_clock_tick(void);

/* SVCall and PendSV: a kernel's, if there is one; else a fault (sections.ld). */
void vsa_supervisor_call(void);
void vsa_task_switch(void);

#endif
