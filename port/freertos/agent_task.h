/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_FREERTOS_AGENT_TASK_H
#define VSLICE_AGENT_PORT_FREERTOS_AGENT_TASK_H

#include "port/drive.h"
#include "port/freertos/hooks.h"

#include "FreeRTOS.h"
#include "queue.h"
#include "semphr.h"
#include "task.h"

/*
 * agent_task: an agent as a FreeRTOS task of its own, in memory of the caller.
 *
 *     static StackType_t stack[1024];
 *     static struct vsa_task agent;
 *     static struct vsa_task_setup setup = {.config = &config, .transport = ..., .idle = &sockets,
 *                                           .stack = stack, .stack_words = 1024, .priority = 1};
 *     vsa_task_start(&agent, &setup);
 *
 * It checks when it starts, and then at the interval that the check asks for: the configured one with
 * its jitter, sooner after a failure. Each verdict goes to a queue, a function, or both.
 *
 * Priority: BELOW every task with a deadline. Mbed TLS computes for seconds in one piece on a slow
 * core; tasks of a higher priority do not notice, those of a lower one do not run meanwhile.
 *
 * Stack, for a Cortex-M3 with lwIP's sockets: see the boards' README.
 */

/* What came out of a check, for a queue. */
struct vsa_task_verdict {
    enum vsa_verdict verdict;
    uint32_t reasons; /* VSA_REASON_BIT */
    struct vsa_cause cause;
    uint32_t next_check_s;
    uint32_t number; /* of the check since the start, from 1 */
};

/* Lives as long as the task. */
struct vsa_task_setup {
    const struct vsa_config *config;
    struct vsa_transport transport;
    void *idle; /* for vsa_port_idle: the struct vsa_sockets under the transport */

    StackType_t *stack;
    uint32_t stack_words;
    UBaseType_t priority;
    const char *name; /* NULL: "vslice" */

    uint32_t first_within_s; /* the first check at a random moment within so many; 0: at once */

    QueueHandle_t verdicts; /* of struct vsa_task_verdict; NULL: none. Full: the oldest is lost */
    /* Called in the agent's task, which waits for it; NULL: none. */
    void (*on_verdict)(void *context, const struct vsa_check *check);

    /* Where the warm state is kept, as with port.h's functions. NULL: VSA_RECORD_MEMORY of those, which is
     * one: of several agents in a firmware each has a place of its own. */
    size_t (*load)(void *context, void *buffer, size_t cap);
    bool (*store)(void *context, const void *record, size_t len);

    void *context; /* of the functions above */
};

struct vsa_task {
    const struct vsa_task_setup *setup;
    struct vsa_check check;
    struct vsa_drive drive;
    struct vsa_memory memory;
    uint32_t asked;  /* requests taken from the notification and not yet met */
    uint32_t number; /* checks begun */
    TaskHandle_t handle; /* NULL: not started */
    SemaphoreHandle_t ended;
    StaticSemaphore_t ended_memory;
    StaticTask_t memory_of_task;
};

/*
 * Makes the task; before the scheduler runs, or from a task. `t` is all zero bytes, or was stopped.
 * False, and nothing made, if the kernel refuses.
 */
bool vsa_task_start(struct vsa_task *t, const struct vsa_task_setup *setup);

/*
 * From any task, and the second one from an interrupt: asks for a check now. If one is under way,
 * another follows it at once; asking twice is as good as once.
 */
void vsa_task_check_now(struct vsa_task *t);
void vsa_task_check_now_from_isr(struct vsa_task *t, BaseType_t *higher_priority_task_woken);

/*
 * From any task: ends the check that is under way with VSA_CANCELLED, if there is one; its verdict,
 * VSA_CANNOT_TELL, is told as any other. Done within VSA_TASK_LOOK_MS, or as soon as the step ends that
 * the check is in: one message of the TLS handshake at most.
 */
void vsa_task_cancel(struct vsa_task *t);

/*
 * From any task: closes the connection that is kept for the next check, if there is one; during a check, when that is
 * over. For who is short of packet buffers: what a server sends there between two checks, nobody takes.
 */
void vsa_task_hang_up(struct vsa_task *t);

/*
 * From one other task, never from on_verdict: cancels what is under way, closes the connection and ends
 * the task. True: it is gone, and all its memory is the caller's again. False: it has not ended within
 * `ms`; call again. After the first call, no other function of this header but this one.
 */
bool vsa_task_stop(struct vsa_task *t, uint32_t ms);

/* While it waits for the network, the task looks so often whether somebody wants something. */
#define VSA_TASK_LOOK_MS 100

#endif
