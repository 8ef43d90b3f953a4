/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_FREERTOS_NEEDS_H
#define VSLICE_AGENT_PORT_FREERTOS_NEEDS_H

#include "FreeRTOS.h"

/* needs: what this port needs of FreeRTOSConfig.h, said by its name instead of by a symbol that the linker misses. */
#if configSUPPORT_STATIC_ALLOCATION != 1
#error "FreeRTOSConfig.h: configSUPPORT_STATIC_ALLOCATION 1 (the agent's memory is its caller's)"
#endif
#if configUSE_MUTEXES != 1
#error "FreeRTOSConfig.h: configUSE_MUTEXES 1"
#endif
#if configUSE_TASK_NOTIFICATIONS != 1
#error "FreeRTOSConfig.h: configUSE_TASK_NOTIFICATIONS 1"
#endif
#if INCLUDE_vTaskDelay != 1 || INCLUDE_vTaskDelete != 1 || INCLUDE_vTaskSuspend != 1
#error "FreeRTOSConfig.h: INCLUDE_vTaskDelay, INCLUDE_vTaskDelete, INCLUDE_vTaskSuspend 1"
#endif
#if INCLUDE_xTaskGetSchedulerState != 1 && configUSE_TIMERS != 1
#error "FreeRTOSConfig.h: INCLUDE_xTaskGetSchedulerState 1"
#endif

#endif
