/* SPDX-License-Identifier: MIT */
#include "double.h"

/* Direct-to-task notifications: one value and one state a task. */

static BaseType_t apply(struct double_task *task, uint32_t value, eNotifyAction action)
{
    BaseType_t done = pdPASS;

    switch (action) {
    case eSetBits:
        task->value |= value;
        break;
    case eIncrement:
        task->value++;
        break;
    case eSetValueWithOverwrite:
        task->value = value;
        break;
    case eSetValueWithoutOverwrite:
        done = task->pending ? pdFAIL : pdPASS;
        task->value = task->pending ? task->value : value;
        break;
    case eNoAction:
        break;
    }
    task->pending = 1;
    return done;
}

static BaseType_t notify(const char *call, TaskHandle_t task, uint32_t value, eNotifyAction action)
{
    BaseType_t done;

    if (task == NULL)
        double_misuse(call, "there is no task");
    double_lock();
    done = apply(task, value, action);
    double_changed();
    double_unlock();
    return done;
}

BaseType_t xTaskNotify(TaskHandle_t task, uint32_t value, eNotifyAction action)
{
    double_not_in_interrupt("xTaskNotify");
    return notify("xTaskNotify", task, value, action);
}

BaseType_t xTaskNotifyGive(TaskHandle_t task)
{
    double_not_in_interrupt("xTaskNotifyGive");
    return notify("xTaskNotifyGive", task, 0, eIncrement);
}

BaseType_t xTaskNotifyFromISR(TaskHandle_t task, uint32_t value, eNotifyAction action, BaseType_t *woken)
{
    double_in_interrupt("xTaskNotifyFromISR");
    if (woken != NULL)
        *woken = pdTRUE;
    return notify("xTaskNotifyFromISR", task, value, action);
}

void vTaskNotifyGiveFromISR(TaskHandle_t task, BaseType_t *woken)
{
    xTaskNotifyFromISR(task, 0, eIncrement, woken);
}

BaseType_t xTaskNotifyWait(uint32_t clear_on_entry, uint32_t clear_on_exit, uint32_t *value, TickType_t ticks)
{
    struct double_deadline deadline;
    struct double_task *self = double_self();
    BaseType_t came;

    double_may_block("xTaskNotifyWait", ticks);
    if (self == NULL)
        double_misuse("xTaskNotifyWait", "called outside of a task");
    double_lock();
    deadline = double_deadline(ticks);
    if (!self->pending)
        self->value &= ~clear_on_entry;
    while (ticks > 0 && !self->pending && double_task_wait(&deadline))
        ;
    came = self->pending ? pdTRUE : pdFALSE;
    if (value != NULL)
        *value = self->value;
    if (came)
        self->value &= ~clear_on_exit;
    self->pending = 0;
    double_unlock();
    return came;
}

uint32_t ulTaskNotifyTake(BaseType_t clear_on_exit, TickType_t ticks)
{
    struct double_deadline deadline;
    struct double_task *self = double_self();
    uint32_t count;

    double_may_block("ulTaskNotifyTake", ticks);
    if (self == NULL)
        double_misuse("ulTaskNotifyTake", "called outside of a task");
    double_lock();
    deadline = double_deadline(ticks);
    while (ticks > 0 && self->value == 0 && double_task_wait(&deadline))
        ;
    count = self->value;
    if (count > 0)
        self->value = clear_on_exit ? 0 : count - 1;
    self->pending = 0;
    double_unlock();
    return count;
}
