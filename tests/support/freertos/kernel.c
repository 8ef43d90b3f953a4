/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* NOLINT: libc's own switch */

#include "double.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* The lock, the tick, and waiting. One lock and one condition for all objects: simple, and fast enough. */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static unsigned waiting;
static uint64_t advanced; /* ticks that double_advance let pass */
static int state = 1;     /* taskSCHEDULER_NOT_STARTED */

static _Thread_local unsigned depth;    /* how often this thread has the lock */
static _Thread_local unsigned critical; /* critical sections it is in */
static _Thread_local int in_interrupt;

_Noreturn void double_misuse(const char *call, const char *what)
{
    fprintf(stderr, "FreeRTOS double: %s: %s\n", call, what);
    abort();
}

static void make_condition(void)
{
    pthread_condattr_t attributes;

    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

void double_lock(void)
{
    pthread_once(&once, make_condition);
    if (depth++ == 0)
        pthread_mutex_lock(&mutex);
}

void double_unlock(void)
{
    if (--depth == 0)
        pthread_mutex_unlock(&mutex);
}

void double_changed(void)
{
    if (waiting > 0)
        pthread_cond_broadcast(&condition);
}

/* ---- time ---- */

static uint64_t now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* With the lock held. The first call is the moment zero. */
static uint64_t ticks_since_start(void)
{
    static uint64_t start_ns;

    if (start_ns == 0)
        start_ns = now_ns();
    return (now_ns() - start_ns) / (1000000000u / configTICK_RATE_HZ) + advanced;
}

TickType_t xTaskGetTickCount(void)
{
    TickType_t ticks;

    double_lock();
    ticks = (TickType_t)(configINITIAL_TICK_COUNT + ticks_since_start());
    double_unlock();
    return ticks;
}

void double_advance(TickType_t ticks)
{
    double_lock();
    advanced += ticks;
    double_changed();
    double_unlock();
}

struct double_deadline double_deadline(TickType_t ticks)
{
    return (struct double_deadline){.at = ticks_since_start() + ticks, .never = ticks == portMAX_DELAY};
}

int double_wait(const struct double_deadline *deadline)
{
    uint64_t now = ticks_since_start();
    uint64_t until_ns;
    struct timespec until;

    if (!deadline->never && now >= deadline->at)
        return 0;
    waiting++;
    depth = 0; /* the condition gives the mutex away meanwhile */
    if (deadline->never) {
        pthread_cond_wait(&condition, &mutex);
    } else {
        until_ns = now_ns() + (deadline->at - now) * (1000000000u / configTICK_RATE_HZ);
        until.tv_sec = (time_t)(until_ns / 1000000000u);
        until.tv_nsec = (long)(until_ns % 1000000000u);
        pthread_cond_timedwait(&condition, &mutex, &until);
    }
    depth = 1;
    waiting--;
    return 1;
}

/* ---- contexts ---- */

void double_in_interrupt(const char *call)
{
    if (!in_interrupt)
        double_misuse(call, "called outside of an interrupt");
}

void double_not_in_interrupt(const char *call)
{
    if (in_interrupt)
        double_misuse(call, "called in an interrupt");
}

void double_may_block(const char *call, TickType_t ticks)
{
    double_not_in_interrupt(call);
    if (ticks == 0)
        return;
    if (critical > 0)
        double_misuse(call, "blocks in a critical section");
    if (double_self() == NULL)
        double_misuse(call, "blocks outside of a task");
}

void double_interrupt(void (*function)(void *context), void *context)
{
    in_interrupt++;
    function(context);
    in_interrupt--;
}

void vTaskEnterCritical(void)
{
    double_not_in_interrupt("taskENTER_CRITICAL");
    double_lock();
    critical++;
}

void vTaskExitCritical(void)
{
    if (critical == 0)
        double_misuse("taskEXIT_CRITICAL", "there is none");
    critical--;
    double_unlock();
}

/* ---- scheduler ---- */

BaseType_t xTaskGetSchedulerState(void)
{
    BaseType_t is;

    double_lock();
    is = state;
    double_unlock();
    return is;
}

/* Tasks run from here on; returns after vTaskEndScheduler. */
void vTaskStartScheduler(void)
{
    double_lock();
    if (state != taskSCHEDULER_NOT_STARTED)
        double_misuse("vTaskStartScheduler", "it runs");
    state = (int)taskSCHEDULER_RUNNING;
    double_changed();
    while (state == taskSCHEDULER_RUNNING)
        double_wait(&(struct double_deadline){.never = 1});
    double_unlock();
}

/* The kernel's would free what it made; here tasks that were not deleted just wait for ever. */
void vTaskEndScheduler(void)
{
    double_lock();
    state = (int)taskSCHEDULER_NOT_STARTED;
    double_changed();
    double_unlock();
}
