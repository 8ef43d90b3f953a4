/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_FREERTOS_HOOKS_H
#define VSLICE_AGENT_PORT_FREERTOS_HOOKS_H

#include "port/port.h"

/*
 * hooks: port.h for a firmware that has FreeRTOS: the clock (the kernel's tick), idle, log and
 * storage. Entropy and wall clock stay the firmware's: vsa_port_entropy, vsa_port_wall_s; so does
 * vsa_port_network, unless port/lwip_sockets has it. The agent as a task: agent_task.h.
 *
 * From which context: everything of this library may be called from tasks alone, never from an
 * interrupt, unless it says so. An object (a check, a drive, a transport) belongs to one task at a
 * time; several tasks may each have their own. What is one for the program is safe to share: the
 * clock, the log, the storage, and Mbed TLS with its arena where threading.h is in use.
 *
 * Needs of FreeRTOSConfig.h: 32-bit ticks, configTICK_RATE_HZ up to 1000,
 * configSUPPORT_STATIC_ALLOCATION, configUSE_MUTEXES, configUSE_TASK_NOTIFICATIONS, and INCLUDE_
 * vTaskDelay, vTaskDelete, vTaskSuspend, xTaskGetSchedulerState; what is missing, needs.h names.
 */

/*
 * What the firmware gives; any may be NULL: nothing is logged, nothing is kept. All of it is called with a
 * lock held, by one task at a time. A firmware that defines vsa_port_log, or vsa_port_load and
 * vsa_port_store, itself does without the hooks, and without their lock.
 */
struct vsa_freertos_hooks {
    /* One line, without a line end. It may take its time: it is not in the way of the check's clock,
     * only of other tasks that log. */
    void (*log)(enum vsa_log_level level, struct vsa_span line);

    /* vsa_port_load and vsa_port_store (port.h). */
    size_t (*load)(enum vsa_record which, void *buffer, size_t cap);
    bool (*store)(enum vsa_record which, const void *record, size_t len);
};

/* Once, before anything else of this port; *hooks lives for ever. */
void vsa_freertos_init(const struct vsa_freertos_hooks *hooks);

/* ---- for the port itself ---- */

/* Takes the lock of the hooks, and returns them; the other gives it back. */
const struct vsa_freertos_hooks *vsa_freertos_enter(void);
void vsa_freertos_leave(void);

#endif
