/* SPDX-License-Identifier: MIT */
#include <mbedtls/build_info.h>
#ifdef MBEDTLS_THREADING_ALT

#include "port/freertos/threading.h"

#include <mbedtls/threading.h>

#include "task.h"

#include <stdbool.h>

/*
 * Mbed TLS takes its locks for microseconds and in a fixed order, so waiting for ever is right; the
 * mutexes inherit priorities.
 */
static void make(mbedtls_threading_mutex_t *mutex)
{
    mutex->handle = xSemaphoreCreateMutexStatic(&mutex->memory);
}

/* Mbed TLS frees twice, and what was never made but is all zero. */
static void drop(mbedtls_threading_mutex_t *mutex)
{
    if (mutex->handle != NULL)
        vSemaphoreDelete(mutex->handle);
    mutex->handle = NULL;
}

/* Before the scheduler runs there is nobody to lock out, and nobody who could hold the lock. */
static bool is_alone(void)
{
    return xTaskGetSchedulerState() == taskSCHEDULER_NOT_STARTED;
}

static int lock(mbedtls_threading_mutex_t *mutex)
{
    if (mutex->handle == NULL)
        return MBEDTLS_ERR_THREADING_BAD_INPUT_DATA;
    if (is_alone() || xSemaphoreTake(mutex->handle, portMAX_DELAY) == pdTRUE)
        return 0;
    return MBEDTLS_ERR_THREADING_MUTEX_ERROR;
}

static int unlock(mbedtls_threading_mutex_t *mutex)
{
    if (mutex->handle == NULL)
        return MBEDTLS_ERR_THREADING_BAD_INPUT_DATA;
    if (is_alone() || xSemaphoreGive(mutex->handle) == pdTRUE)
        return 0;
    return MBEDTLS_ERR_THREADING_MUTEX_ERROR;
}

void vsa_freertos_threading(void)
{
    mbedtls_threading_set_alt(make, drop, lock, unlock);
}
#endif
