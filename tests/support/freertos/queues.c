/* SPDX-License-Identifier: MIT */
#include "double.h"
#include "semphr.h"

#include <stdlib.h>
#include <string.h>

/* Queues; semaphores and mutexes are queues of items without bytes, as in the kernel. */

enum kind { QUEUE, BINARY, MUTEX, RECURSIVE };

struct double_queue {
    StaticQueue_t *buffer; /* NULL: made without one */
    enum kind kind;
    UBaseType_t length, item_size, first, count;
    struct double_task *holder; /* of a mutex */
    unsigned recursion;
    unsigned char *items;
};

static struct double_queue *create(enum kind kind, UBaseType_t length, UBaseType_t item_size, StaticQueue_t *buffer,
                                   int is_static)
{
    struct double_queue *q = calloc(1, sizeof *q);

    double_not_in_interrupt("xQueueCreate");
    if (length == 0)
        double_misuse("xQueueCreate", "a length of 0");
    if (is_static && (buffer == NULL || buffer->owner != NULL))
        double_misuse("xQueueCreateStatic", "the memory is missing, or in use");
    if (q != NULL)
        q->items = calloc(length, item_size > 0 ? item_size : 1);
    if (q == NULL || q->items == NULL)
        double_misuse("xQueueCreate", "no memory");
    q->kind = kind;
    q->length = length;
    q->item_size = item_size;
    q->count = kind == MUTEX || kind == RECURSIVE;
    q->buffer = buffer;
    if (buffer != NULL)
        buffer->owner = q;
    return q;
}

void vQueueDelete(QueueHandle_t q)
{
    double_not_in_interrupt("vQueueDelete");
    if (q == NULL)
        double_misuse("vQueueDelete", "there is none");
    double_lock();
    if (q->holder != NULL)
        double_misuse("vSemaphoreDelete", "the mutex is held");
    double_unlock();
    if (q->buffer != NULL)
        q->buffer->owner = NULL;
    free(q->items);
    free(q);
}

/* ---- both ends, with the lock held ---- */

static void put(struct double_queue *q, const void *item)
{
    if (q->item_size > 0)
        memcpy(q->items + (q->first + q->count) % q->length * q->item_size, item, q->item_size);
    q->count++;
    double_changed();
}

static void take(struct double_queue *q, void *item)
{
    if (q->item_size > 0)
        memcpy(item, q->items + q->first * q->item_size, q->item_size);
    q->first = (q->first + 1) % q->length;
    q->count--;
    double_changed();
}

static BaseType_t put_within(struct double_queue *q, const void *item, TickType_t ticks)
{
    struct double_deadline deadline;
    BaseType_t done = pdTRUE;

    double_lock();
    deadline = double_deadline(ticks);
    while (ticks > 0 && q->count == q->length && double_task_wait(&deadline))
        ;
    if (q->count < q->length)
        put(q, item);
    else
        done = errQUEUE_FULL;
    double_unlock();
    return done;
}

static BaseType_t take_within(struct double_queue *q, void *item, TickType_t ticks)
{
    struct double_deadline deadline;
    BaseType_t done = pdTRUE;

    double_lock();
    deadline = double_deadline(ticks);
    while (ticks > 0 && q->count == 0 && double_task_wait(&deadline))
        ;
    if (q->count > 0)
        take(q, item);
    else
        done = errQUEUE_EMPTY;
    double_unlock();
    return done;
}

/* ---- queues ---- */

QueueHandle_t xQueueCreateStatic(UBaseType_t length, UBaseType_t item_size, uint8_t *storage, StaticQueue_t *buffer)
{
    if (item_size > 0 && storage == NULL)
        double_misuse("xQueueCreateStatic", "no memory for the items");
    return create(QUEUE, length, item_size, buffer, 1);
}

QueueHandle_t xQueueCreate(UBaseType_t length, UBaseType_t item_size)
{
    return create(QUEUE, length, item_size, NULL, 0);
}

BaseType_t xQueueSend(QueueHandle_t q, const void *item, TickType_t ticks)
{
    double_may_block("xQueueSend", ticks);
    if (q->kind != QUEUE)
        double_misuse("xQueueSend", "it is no queue");
    return put_within(q, item, ticks);
}

BaseType_t xQueueSendFromISR(QueueHandle_t q, const void *item, BaseType_t *woken)
{
    double_in_interrupt("xQueueSendFromISR");
    if (woken != NULL)
        *woken = pdTRUE;
    return put_within(q, item, 0);
}

BaseType_t xQueueReceive(QueueHandle_t q, void *item, TickType_t ticks)
{
    double_may_block("xQueueReceive", ticks);
    if (q->kind != QUEUE)
        double_misuse("xQueueReceive", "it is no queue");
    return take_within(q, item, ticks);
}

UBaseType_t uxQueueMessagesWaiting(QueueHandle_t q)
{
    UBaseType_t count;

    double_lock();
    count = q->count;
    double_unlock();
    return count;
}

/* ---- semaphores ---- */

SemaphoreHandle_t xSemaphoreCreateBinaryStatic(StaticSemaphore_t *buffer)
{
    return create(BINARY, 1, 0, buffer, 1);
}

SemaphoreHandle_t xSemaphoreCreateBinary(void)
{
    return create(BINARY, 1, 0, NULL, 0);
}

SemaphoreHandle_t xSemaphoreCreateMutexStatic(StaticSemaphore_t *buffer)
{
    return create(MUTEX, 1, 0, buffer, 1);
}

SemaphoreHandle_t xSemaphoreCreateMutex(void)
{
    return create(MUTEX, 1, 0, NULL, 0);
}

SemaphoreHandle_t xSemaphoreCreateRecursiveMutex(void)
{
    return create(RECURSIVE, 1, 0, NULL, 0);
}

static char nothing; /* the item of a semaphore */

static void hold(struct double_queue *q)
{
    double_lock();
    q->holder = double_self();
    q->holder->mutexes++;
    double_unlock();
}

BaseType_t xSemaphoreTake(SemaphoreHandle_t s, TickType_t ticks)
{
    BaseType_t done;

    double_may_block("xSemaphoreTake", ticks);
    if (s->kind == QUEUE || s->kind == RECURSIVE)
        double_misuse("xSemaphoreTake", "it is a queue, or a recursive mutex");
    if (s->kind == MUTEX && double_self() == NULL)
        double_misuse("xSemaphoreTake", "a mutex is taken outside of a task");
    double_lock();
    if (s->kind == MUTEX && s->holder == double_self() && ticks == portMAX_DELAY)
        double_misuse("xSemaphoreTake", "the task waits for ever for a mutex that it holds");
    double_unlock();
    done = take_within(s, &nothing, ticks);
    if (done == pdTRUE && s->kind == MUTEX)
        hold(s);
    return done;
}

static void let_go(struct double_queue *q, const char *call)
{
    if (q->holder != double_self() || q->holder == NULL)
        double_misuse(call, "the mutex is not held by this task");
    q->holder->mutexes--;
    q->holder = NULL;
    put(q, "");
}

BaseType_t xSemaphoreGive(SemaphoreHandle_t s)
{
    double_not_in_interrupt("xSemaphoreGive");
    if (s->kind == QUEUE || s->kind == RECURSIVE)
        double_misuse("xSemaphoreGive", "it is a queue, or a recursive mutex");
    if (s->kind == BINARY)
        return put_within(s, "", 0);
    double_lock();
    let_go(s, "xSemaphoreGive");
    double_unlock();
    return pdTRUE;
}

BaseType_t xSemaphoreTakeRecursive(SemaphoreHandle_t s, TickType_t ticks)
{
    BaseType_t done = pdTRUE;
    int mine;

    double_may_block("xSemaphoreTakeRecursive", ticks);
    if (s->kind != RECURSIVE || double_self() == NULL)
        double_misuse("xSemaphoreTakeRecursive", "it is no recursive mutex, or this is no task");
    double_lock();
    mine = s->holder == double_self();
    double_unlock();
    if (!mine) {
        done = take_within(s, &nothing, ticks);
        if (done == pdTRUE)
            hold(s);
    }
    s->recursion += done == pdTRUE;
    return done;
}

BaseType_t xSemaphoreGiveRecursive(SemaphoreHandle_t s)
{
    double_lock();
    if (s->holder != double_self() || s->holder == NULL)
        double_misuse("xSemaphoreGiveRecursive", "the mutex is not held by this task");
    if (--s->recursion == 0)
        let_go(s, "xSemaphoreGiveRecursive");
    double_unlock();
    return pdTRUE;
}
