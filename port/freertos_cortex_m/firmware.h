/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_FREERTOS_CORTEX_M_FIRMWARE_H
#define VSLICE_AGENT_PORT_FREERTOS_CORTEX_M_FIRMWARE_H

#include "port/cortex_m/firmware.h"
#include "port/freertos/agent_task.h"
#include "port/freertos_cortex_m/deadlines.h"

/*
 * firmware: what the boards' main.c have in common: the console, and the end of a run. The tasks, with
 * their priorities:
 *
 *     5  control      has deadlines; the agent must not make it late
 *     4  tcpip, receive
 *     2  agent
 *     1  background   has deadlines too, and suffers while the agent computes; feeds the watchdog
 *     0  idle
 */
enum { BACKGROUND_PRIORITY = 1, AGENT_PRIORITY = 2, CONTROL_PRIORITY = 5 };

struct vsa_rtos {
    struct vsa_task agent;
    struct vsa_task_setup setup;
    struct vsa_deadlines control;
    struct vsa_deadlines background; /* .work is vsa_rtos_background */
};

/* One a firmware. */
extern struct vsa_rtos vsa_rtos;

/* For vsa_freertos_init. Line by line to the console. */
extern const struct vsa_freertos_hooks vsa_rtos_hooks;

/*
 * For vsa_task_setup. Prints the outcome, and asks for the next check as long as the emulator's command line
 * wants more (vsa_checks_wanted). On a device the checks come at their interval.
 */
void vsa_rtos_verdict(void *unused, const struct vsa_check *check);

/*
 * Feeds the watchdog; lets the agent hang up where what nobody takes has all packet buffers. When all checks that were
 * wanted are over: stops the agent and ends the run with the exit status of the last verdict.
 */
void vsa_rtos_background(void);

#endif
