/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_SUPPORT_FREERTOS_TASK_H
#define VSLICE_AGENT_TESTS_SUPPORT_FREERTOS_TASK_H

#include "FreeRTOS.h"

typedef struct double_task *TaskHandle_t;
typedef void (*TaskFunction_t)(void *parameters);
typedef enum { eNoAction, eSetBits, eIncrement, eSetValueWithOverwrite, eSetValueWithoutOverwrite } eNotifyAction;

#define tskIDLE_PRIORITY             ((UBaseType_t)0)
#define taskSCHEDULER_SUSPENDED      ((BaseType_t)0)
#define taskSCHEDULER_NOT_STARTED    ((BaseType_t)1)
#define taskSCHEDULER_RUNNING        ((BaseType_t)2)
#define taskENTER_CRITICAL()         vTaskEnterCritical()
#define taskEXIT_CRITICAL()          vTaskExitCritical()

TaskHandle_t xTaskCreateStatic(TaskFunction_t code, const char *name, configSTACK_DEPTH_TYPE stack_depth,
                               void *parameters, UBaseType_t priority, StackType_t *stack, StaticTask_t *buffer);
BaseType_t xTaskCreate(TaskFunction_t code, const char *name, configSTACK_DEPTH_TYPE stack_depth, void *parameters,
                       UBaseType_t priority, TaskHandle_t *created);
void vTaskDelete(TaskHandle_t task);
void vTaskDelay(TickType_t ticks);
BaseType_t xTaskDelayUntil(TickType_t *previous, TickType_t increment);
TickType_t xTaskGetTickCount(void);
TaskHandle_t xTaskGetCurrentTaskHandle(void);
BaseType_t xTaskGetSchedulerState(void);
void vTaskStartScheduler(void);
void vTaskEndScheduler(void);
void vTaskEnterCritical(void);
void vTaskExitCritical(void);

BaseType_t xTaskNotify(TaskHandle_t task, uint32_t value, eNotifyAction action);
BaseType_t xTaskNotifyFromISR(TaskHandle_t task, uint32_t value, eNotifyAction action, BaseType_t *woken);
BaseType_t xTaskNotifyWait(uint32_t clear_on_entry, uint32_t clear_on_exit, uint32_t *value, TickType_t ticks);
BaseType_t xTaskNotifyGive(TaskHandle_t task);
void vTaskNotifyGiveFromISR(TaskHandle_t task, BaseType_t *woken);
uint32_t ulTaskNotifyTake(BaseType_t clear_on_exit, TickType_t ticks);

#endif
