/* SPDX-License-Identifier: MIT */
#include "port/freertos/hooks.h"

#include "port/freertos/needs.h"
#include "FreeRTOS.h"
#include "semphr.h"
#include "task.h"

static const struct vsa_freertos_hooks none;
static const struct vsa_freertos_hooks *given = &none;
static StaticSemaphore_t memory;
static SemaphoreHandle_t mutex; /* NULL: before vsa_freertos_init */

void vsa_freertos_init(const struct vsa_freertos_hooks *hooks)
{
    mutex = xSemaphoreCreateMutexStatic(&memory);
    given = hooks;
}

/* Before the scheduler runs there is nobody to wait for. */
static bool is_alone(void)
{
    return mutex == NULL || xTaskGetSchedulerState() == taskSCHEDULER_NOT_STARTED;
}

const struct vsa_freertos_hooks *vsa_freertos_enter(void)
{
    if (!is_alone())
        xSemaphoreTake(mutex, portMAX_DELAY);
    return given;
}

void vsa_freertos_leave(void)
{
    if (!is_alone())
        xSemaphoreGive(mutex);
}
