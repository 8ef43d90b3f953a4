/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_FREERTOS_CORTEX_M_DEADLINES_H
#define VSLICE_AGENT_PORT_FREERTOS_CORTEX_M_DEADLINES_H

#include "agent/writer.h"

#include "FreeRTOS.h"
#include "task.h"

/*
 * deadlines: a task with something to do every few milliseconds, which counts how often it came too late.
 * It stands for the control loops of a gateway.
 *
 * Judged by vsa_clock_cycles, which does not depend on the kernel's tick where the board has another timer.
 */
struct vsa_deadlines {
    const char *name;
    uint32_t period_ms;
    void (*work)(void); /* each time; NULL: nothing but counting */

    /* Since the start; written by the task alone. */
    uint32_t wakeups;
    uint32_t late;        /* more than a tenth of a period too late */
    uint32_t missed;      /* periods in which it did not run at all */
    uint32_t longest_us;  /* between two wake-ups */
    uint32_t last_cycles;

    TaskHandle_t handle;
    StaticTask_t memory;
    StackType_t stack[CONFIG_VSLICE_AGENT_TASK_STACK_BYTES / sizeof(StackType_t)];
};

/* Makes the task. */
void vsa_deadlines_start(struct vsa_deadlines *d, UBaseType_t priority);

/* "control 284 wake-ups, 0 late, 0 missed, 10004 us at most". One that is waiting to run is counted
 * as if it ran now. */
void vsa_deadlines_write(const struct vsa_deadlines *d, struct vsa_writer *w);

#endif
