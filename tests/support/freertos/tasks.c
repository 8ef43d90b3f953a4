/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* NOLINT: libc's own switch */

#include "double.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Tasks: a pthread each. The memory that the caller gives is only held, so that using it twice is noticed. */

static _Thread_local struct double_task *self;

struct double_task *double_self(void)
{
    return self;
}

TaskHandle_t xTaskGetCurrentTaskHandle(void)
{
    return self;
}

/* The last thing that a task does which somebody has deleted. With the lock held. */
static void leave_if_deleted(void)
{
    if (self == NULL || !self->deleted)
        return;
    self->gone = 1;
    double_changed();
    double_unlock();
    pthread_exit(NULL);
}

int double_task_wait(const struct double_deadline *deadline)
{
    int changed;

    leave_if_deleted();
    changed = double_wait(deadline);
    leave_if_deleted();
    return changed;
}

static void *run(void *argument)
{
    const struct double_deadline never = {.never = 1};

    self = argument;
    double_lock();
    while (xTaskGetSchedulerState() != taskSCHEDULER_RUNNING)
        double_task_wait(&never);
    double_unlock();
    self->code(self->parameters);
    double_misuse(self->name, "a task returned");
}

static struct double_task *create(TaskFunction_t code, const char *name, configSTACK_DEPTH_TYPE stack_depth,
                                  void *parameters, UBaseType_t priority)
{
    struct double_task *task = calloc(1, sizeof *task);

    double_not_in_interrupt("xTaskCreate");
    if (task == NULL)
        return NULL;
    if (stack_depth < configMINIMAL_STACK_SIZE)
        double_misuse("xTaskCreate", "the stack is smaller than configMINIMAL_STACK_SIZE");
    if (priority >= configMAX_PRIORITIES)
        double_misuse("xTaskCreate", "the priority is configMAX_PRIORITIES or higher");
    task->code = code;
    task->parameters = parameters;
    strncpy(task->name, name, sizeof task->name - 1);
    return task;
}

static int start(struct double_task *task)
{
    pthread_t thread;
    pthread_attr_t attributes;
    int code;

    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    code = pthread_create(&thread, &attributes, run, task);
    pthread_attr_destroy(&attributes);
    return code == 0;
}

TaskHandle_t xTaskCreateStatic(TaskFunction_t code, const char *name, configSTACK_DEPTH_TYPE stack_depth,
                               void *parameters, UBaseType_t priority, StackType_t *stack, StaticTask_t *buffer)
{
    struct double_task *task;

    if (stack == NULL || buffer == NULL)
        double_misuse("xTaskCreateStatic", "no memory was given");
    if (buffer->owner != NULL)
        double_misuse("xTaskCreateStatic", "the memory belongs to a task that was not deleted");
    memset(stack, 0xa5, stack_depth * sizeof *stack); /* it is the kernel's from now on */
    task = create(code, name, stack_depth, parameters, priority);
    if (task == NULL)
        return NULL;
    task->buffer = buffer;
    buffer->owner = task;
    if (!start(task))
        double_misuse("xTaskCreateStatic", "no more threads");
    return task;
}

BaseType_t xTaskCreate(TaskFunction_t code, const char *name, configSTACK_DEPTH_TYPE stack_depth, void *parameters,
                       UBaseType_t priority, TaskHandle_t *created)
{
    struct double_task *task = create(code, name, stack_depth, parameters, priority);

    if (created != NULL)
        *created = task;
    return task != NULL && start(task) ? pdPASS : pdFAIL;
}

static void (*main_function)(void);

static void run_main(void *unused)
{
    (void)unused;
    main_function();
    vTaskEndScheduler();
    vTaskDelete(NULL);
}

/*
 * Waits until the task has come to where it blocks, and is gone. A task that deletes itself stays in memory, as the
 * kernel's does until its idle task has run.
 */
void vTaskDelete(TaskHandle_t task)
{
    const struct double_deadline never = {.never = 1};

    double_not_in_interrupt("vTaskDelete");
    if (task == NULL)
        task = self;
    double_lock();
    if (task->mutexes > 0)
        double_misuse("vTaskDelete", "the task holds a mutex");
    if (task->deleted)
        double_misuse("vTaskDelete", "it was deleted before");
    task->deleted = 1;
    double_changed();
    if (task == self) {
        double_unlock();
        pthread_exit(NULL);
    }
    while (!task->gone)
        double_task_wait(&never);
    double_unlock();
    if (task->buffer != NULL)
        task->buffer->owner = NULL;
    free(task);
}

void double_run(void (*function)(void))
{
    static StackType_t stack[configMINIMAL_STACK_SIZE];
    static StaticTask_t buffer;

    main_function = function;
    xTaskCreateStatic(run_main, "main", configMINIMAL_STACK_SIZE, NULL, tskIDLE_PRIORITY, stack, &buffer);
    vTaskStartScheduler();
}

void vTaskDelay(TickType_t ticks)
{
    struct double_deadline deadline;

    double_may_block("vTaskDelay", 1);
    double_lock();
    deadline = double_deadline(ticks);
    while (double_task_wait(&deadline))
        ;
    double_unlock();
}

BaseType_t xTaskDelayUntil(TickType_t *previous, TickType_t increment)
{
    TickType_t gone, wanted;

    double_may_block("xTaskDelayUntil", 1);
    if (increment == 0)
        double_misuse("xTaskDelayUntil", "an increment of 0");
    gone = xTaskGetTickCount() - *previous;
    wanted = increment;
    *previous += increment;
    if (gone >= wanted)
        return pdFALSE;
    vTaskDelay(wanted - gone);
    return pdTRUE;
}
