/* SPDX-License-Identifier: MIT */
#include "port/freertos/hooks.h"

#include "FreeRTOS.h"
#include "semphr.h"
#include "task.h"

static const struct vsa_freertos_hooks none;
static const struct vsa_freertos_hooks *hooks = &none;
static StaticSemaphore_t memory;
static SemaphoreHandle_t mutex; /* NULL: before vsa_freertos_init */

void vsa_freertos_init(const struct vsa_freertos_hooks *given)
{
    mutex = xSemaphoreCreateMutexStatic(&memory);
    hooks = given;
}

/* Before the scheduler runs there is nobody to wait for. */
static bool lock(void)
{
    if (mutex == NULL || xTaskGetSchedulerState() == taskSCHEDULER_NOT_STARTED)
        return false;
    return xSemaphoreTake(mutex, portMAX_DELAY) == pdTRUE;
}

static void unlock(bool locked)
{
    if (locked)
        xSemaphoreGive(mutex);
}

void vsa_port_log(enum vsa_log_level level, struct vsa_span line)
{
    bool locked;

    if (hooks->log == NULL)
        return;
    locked = lock();
    hooks->log(level, line);
    unlock(locked);
}

size_t vsa_freertos_load(unsigned record, void *buffer, size_t cap)
{
    bool locked;
    size_t len;

    if (hooks->load == NULL)
        return 0;
    locked = lock();
    len = hooks->load(record, buffer, cap);
    unlock(locked);
    return len;
}

bool vsa_freertos_store(unsigned record, const void *bytes, size_t len)
{
    bool locked, stored;

    if (hooks->store == NULL)
        return false;
    locked = lock();
    stored = hooks->store(record, bytes, len);
    unlock(locked);
    return stored;
}

size_t vsa_port_load(void *buffer, size_t cap)
{
    return vsa_freertos_load(0, buffer, cap);
}

bool vsa_port_store(const void *record, size_t len)
{
    return vsa_freertos_store(0, record, len);
}
