/* SPDX-License-Identifier: MIT */
#include "port/freertos/agent_task.h"

#include "port/freertos/needs.h"
#include "port/freertos/ticks.h"

/*
 * errno of one task must not be seen by another: lwIP's sockets tell with it whether to try again. Who has
 * cured that in another way, or does not use errno, defines VSA_ERRNO_IS_PER_TASK.
 */
#if !defined(VSA_ERRNO_IS_PER_TASK) && configUSE_POSIX_ERRNO != 1 && configUSE_NEWLIB_REENTRANT != 1
#error "errno is shared by all tasks: configUSE_POSIX_ERRNO 1 and port/freertos/task_errno.h"
#endif

/* Bits of the task's notification value. */
enum { CHECK_NOW = 1, CANCEL = 2, STOP = 4, GO = 8, HANG_UP = 16 };

#define HOUR_S 3600

/* ---- requests ---- */

/* Takes what was asked for since the last look; waits for it no longer than `ticks`. */
static void look(struct vsa_task *t, TickType_t ticks)
{
    uint32_t bits = 0;

    if (xTaskNotifyWait(0, UINT32_MAX, &bits, ticks) == pdTRUE)
        t->asked |= bits;
}

static bool is_asked(const struct vsa_task *t, uint32_t bits)
{
    return (t->asked & bits) != 0;
}

void vsa_task_check_now(struct vsa_task *t)
{
    xTaskNotify(t->handle, CHECK_NOW, eSetBits);
}

void vsa_task_check_now_from_isr(struct vsa_task *t, BaseType_t *higher_priority_task_woken)
{
    xTaskNotifyFromISR(t->handle, CHECK_NOW, eSetBits, higher_priority_task_woken);
}

void vsa_task_cancel(struct vsa_task *t)
{
    xTaskNotify(t->handle, CANCEL, eSetBits);
}

void vsa_task_hang_up(struct vsa_task *t)
{
    xTaskNotify(t->handle, HANG_UP, eSetBits);
}

/* ---- the warm state ---- */

static void load(struct vsa_task *t)
{
    const struct vsa_task_setup *setup = t->setup;
    size_t len = setup->load != NULL ? setup->load(setup->context, &t->memory, sizeof t->memory)
                                     : vsa_port_load(VSA_RECORD_MEMORY, &t->memory, sizeof t->memory);

    if (len != sizeof t->memory)
        t->memory = (struct vsa_memory){0};
}

static void store(struct vsa_task *t)
{
    const struct vsa_task_setup *setup = t->setup;

    if (setup->store != NULL)
        setup->store(setup->context, &t->memory, sizeof t->memory);
    else
        vsa_port_store(VSA_RECORD_MEMORY, &t->memory, sizeof t->memory);
}

/* ---- a check ---- */

/* For delays only, so a poor one is better than none. */
static uint32_t random_word(const struct vsa_task *t)
{
    uint32_t word = vsa_port_clock_ms() ^ (uint32_t)(uintptr_t)t;

    vsa_port_entropy(&word, sizeof word);
    return word;
}

static void tell(struct vsa_task *t)
{
    const struct vsa_task_setup *setup = t->setup;
    const struct vsa_check *c = &t->check;
    struct vsa_task_verdict verdict = {c->membership.verdict, c->membership.reasons, c->cause,
                                       c->next_check_s, t->number};
    struct vsa_task_verdict oldest;

    if (setup->on_verdict != NULL)
        setup->on_verdict(setup->context, c);
    if (setup->verdicts == NULL)
        return;
    while (xQueueSend(setup->verdicts, &verdict, 0) != pdTRUE)
        xQueueReceive(setup->verdicts, &oldest, 0);
}

static void go_on(struct vsa_task *t)
{
    uint32_t wait_ms;

    while ((wait_ms = vsa_drive_step(&t->drive)) != VSA_DRIVE_OVER) {
        look(t, 0);
        if (is_asked(t, CANCEL | STOP)) {
            t->asked &= ~(uint32_t)CANCEL;
            vsa_check_cancel(&t->check, vsa_port_clock_ms());
        } else if (wait_ms > 0) {
            vsa_port_idle(t->setup->idle, wait_ms < VSA_TASK_LOOK_MS ? wait_ms : VSA_TASK_LOOK_MS);
        }
    }
}

static void check_once(struct vsa_task *t)
{
    t->asked &= ~(uint32_t)(CHECK_NOW | CANCEL);
    t->number++;
    vsa_drive_start(&t->drive, t->setup->config, &t->memory, random_word(t));
    go_on(t);
    store(t);
    tell(t);
}

/* ---- between checks ---- */

static void hang_up_if_asked(struct vsa_task *t)
{
    if (is_asked(t, HANG_UP))
        vsa_drive_close(&t->drive);
    t->asked &= ~(uint32_t)HANG_UP;
}

/* So many seconds, unless somebody asks for something. An interval may be longer than the ticks. */
static void sleep_s(struct vsa_task *t, uint32_t seconds)
{
    uint32_t last_ms = vsa_port_clock_ms();

    look(t, 0);
    hang_up_if_asked(t);
    while (seconds > 0 && !is_asked(t, CHECK_NOW | STOP)) {
        uint32_t part_s = seconds < HOUR_S ? seconds : HOUR_S, gone_s;
        look(t, vsa_ticks(part_s * 1000 - (vsa_port_clock_ms() - last_ms) % 1000));
        hang_up_if_asked(t);
        gone_s = (vsa_port_clock_ms() - last_ms) / 1000;
        last_ms += gone_s * 1000;
        seconds -= gone_s < seconds ? gone_s : seconds;
    }
}

/* ---- the task ---- */

/*
 * The task does not delete itself: the kernel would give its memory back only when the idle task gets
 * to it, and nobody could know when. It waits to be deleted.
 */
static _Noreturn void end(struct vsa_task *t)
{
    vsa_drive_close(&t->drive);
    xSemaphoreGive(t->ended);
    for (;;)
        ulTaskNotifyTake(pdTRUE, portMAX_DELAY);
}

static void run(void *argument)
{
    struct vsa_task *t = argument;
    uint32_t within_s = t->setup->first_within_s;

    while (!is_asked(t, GO)) /* until t->handle is there, for whoever on_verdict may call */
        look(t, portMAX_DELAY);
    load(t);
    vsa_drive_init(&t->drive, &t->check, &t->setup->transport, t->setup->idle);
    sleep_s(t, within_s > 0 ? random_word(t) % (within_s + 1) : 0);
    while (!is_asked(t, STOP)) {
        check_once(t);
        sleep_s(t, t->check.next_check_s);
    }
    end(t);
}

bool vsa_task_start(struct vsa_task *t, const struct vsa_task_setup *setup)
{
    const char *name = setup->name != NULL ? setup->name : "vslice";

    *t = (struct vsa_task){.setup = setup};
    t->ended = xSemaphoreCreateBinaryStatic(&t->ended_memory);
    if (t->ended == NULL)
        return false;
    t->handle = xTaskCreateStatic(run, name, setup->stack_words, t, setup->priority, setup->stack,
                                  &t->memory_of_task);
    if (t->handle == NULL)
        return false;
    xTaskNotify(t->handle, GO, eSetBits);
    return true;
}

bool vsa_task_stop(struct vsa_task *t, uint32_t ms)
{
    if (t->handle == NULL)
        return true;
    xTaskNotify(t->handle, STOP, eSetBits);
    if (xSemaphoreTake(t->ended, vsa_ticks(ms)) != pdTRUE)
        return false;
    vTaskDelete(t->handle);
    vSemaphoreDelete(t->ended);
    t->handle = NULL;
    return true;
}
