/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_SUPPORT_FREERTOS_FREERTOS_H
#define VSLICE_AGENT_TESTS_SUPPORT_FREERTOS_FREERTOS_H

/*
 * FreeRTOS: a double of the kernel calls that this project and lwIP's FreeRTOS port make, on pthreads, written from the
 * documented contract of each call (FreeRTOS API reference). Tasks really run at once, so a thread sanitizer sees their
 * races. What the kernel would assert, or would get wrong in silence, ends the program with a word on stderr: double.h.
 *
 * It does not know priorities, stacks, interrupt levels, nor errno per task: for these the boards run with a real kernel.
 */
#include <stddef.h>
#include <stdint.h>

#include "FreeRTOSConfig.h"

typedef long BaseType_t;
typedef unsigned long UBaseType_t;
typedef uint32_t TickType_t;
typedef unsigned long StackType_t;

#define pdFALSE       ((BaseType_t)0)
#define pdTRUE        ((BaseType_t)1)
#define pdPASS        pdTRUE
#define pdFAIL        pdFALSE
#define errQUEUE_FULL  ((BaseType_t)0)
#define errQUEUE_EMPTY ((BaseType_t)0)

#define portMAX_DELAY      ((TickType_t)0xffffffffu)
#define portTICK_PERIOD_MS ((TickType_t)1000 / configTICK_RATE_HZ)
#define portTICK_RATE_MS   portTICK_PERIOD_MS
#define pdMS_TO_TICKS(ms)  ((TickType_t)(((uint64_t)(ms) * configTICK_RATE_HZ) / 1000u))

#define configSTACK_DEPTH_TYPE           uint32_t
#define configSUPPORT_STATIC_ALLOCATION  1
#define configSUPPORT_DYNAMIC_ALLOCATION 1
#define configUSE_MUTEXES                1
#define configUSE_RECURSIVE_MUTEXES      1
#define configUSE_16_BIT_TICKS           0
#define configUSE_TASK_NOTIFICATIONS     1
#define configUSE_NEWLIB_REENTRANT       0
#define configNUM_THREAD_LOCAL_STORAGE_POINTERS 0
#define INCLUDE_vTaskDelay               1
#define INCLUDE_vTaskDelete              1
#define INCLUDE_vTaskSuspend             1
#define INCLUDE_xTaskGetSchedulerState   1

/* Memory of an object: in use by at most one at a time. */
typedef struct {
    void *owner;
} StaticTask_t;
typedef struct {
    void *owner;
} StaticQueue_t;
typedef StaticQueue_t StaticSemaphore_t;

#endif
