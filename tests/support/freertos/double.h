/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_SUPPORT_FREERTOS_DOUBLE_H
#define VSLICE_AGENT_TESTS_SUPPORT_FREERTOS_DOUBLE_H

#include "task.h"

/* double: what a test has beyond the kernel's own calls, and what the double's files share. */

/* ---- for tests ---- */

/* Starts the scheduler with a task that runs the function; returns when that does. Once a program. */
void double_run(void (*function)(void));

/* So many ticks pass at once; whoever waits for them wakes. From anywhere. */
void double_advance(TickType_t ticks);

/* Calls it as an interrupt would: only ...FromISR may be called in it, and nothing may block. */
void double_interrupt(void (*function)(void *context), void *context);

/* ---- for the double ---- */

struct double_task {
    StaticTask_t *buffer; /* NULL: made by xTaskCreate */
    TaskFunction_t code;
    void *parameters;
    char name[16];
    uint32_t value; /* of the notification */
    unsigned mutexes; /* held */
    int pending;    /* a notification has come and was not waited for */
    int deleted;    /* somebody wants it gone */
    int gone;       /* it is */
};

/* Says so on stderr, and aborts. */
_Noreturn void double_misuse(const char *call, const char *what);

/* The one lock of all objects; nests. */
void double_lock(void);
void double_unlock(void);

/* For calls that may block: not in an interrupt, not in a critical section, and in a task if `ticks` is not 0. */
void double_may_block(const char *call, TickType_t ticks);
void double_in_interrupt(const char *call);
void double_not_in_interrupt(const char *call);

/* A moment, `ticks` from now. */
struct double_deadline {
    uint64_t at; /* in ticks that never wrap */
    int never;
};
struct double_deadline double_deadline(TickType_t ticks);

/* With the lock held once: waits until something has changed; 0: the deadline has come. The second one, which tasks use,
 * does not return if the task was deleted. */
int double_wait(const struct double_deadline *deadline);
int double_task_wait(const struct double_deadline *deadline);

/* With the lock held: something has changed. */
void double_changed(void);

/* The task that runs here; NULL: no task. */
struct double_task *double_self(void);

#endif
