/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_FREERTOS_CORTEX_M_KERNEL_CONFIG_H
#define VSLICE_AGENT_PORT_FREERTOS_CORTEX_M_KERNEL_CONFIG_H

/*
 * kernel_config: what the FreeRTOSConfig.h of all boards have in common; a board's own has its
 * numbers and includes this. Firmware that has a FreeRTOSConfig.h keeps it; what the agent needs of it is
 * marked "needed".
 */

/* ---- scheduling ---- */
#define configTICK_RATE_HZ                      1000
#define configTICK_TYPE_WIDTH_IN_BITS           TICK_TYPE_WIDTH_32_BITS /* needed */
#define configMAX_PRIORITIES                    6
#define configUSE_PREEMPTION                    1 /* needed: the agent computes for seconds */
#define configUSE_PORT_OPTIMISED_TASK_SELECTION 1
#define configUSE_TASK_NOTIFICATIONS            1 /* needed */
#define configUSE_MUTEXES                       1 /* needed: priorities are inherited */
#define configUSE_RECURSIVE_MUTEXES             1 /* lwIP's sys_arch */
#define configUSE_POSIX_ERRNO                   1 /* needed: see port/freertos/task_errno.h */
#define configENABLE_BACKWARD_COMPATIBILITY     1 /* lwIP's sys_arch */
#define configMAX_TASK_NAME_LEN                 12

/* ---- memory: our tasks are static, lwIP's sys_arch allocates its own ---- */
#define configSUPPORT_STATIC_ALLOCATION  1 /* needed */
#define configSUPPORT_DYNAMIC_ALLOCATION 1
#define configTOTAL_HEAP_SIZE            CONFIG_VSLICE_AGENT_KERNEL_HEAP_BYTES
#define configMINIMAL_STACK_SIZE         72 /* words; of the idle task */
#define configCHECK_FOR_STACK_OVERFLOW   2
#define configUSE_MALLOC_FAILED_HOOK     1

/* ---- idle ---- */
#ifndef CONFIG_VSLICE_AGENT_IDLE_SLEEP
#undef configUSE_TICKLESS_IDLE
#define configUSE_TICKLESS_IDLE 0
#define configUSE_IDLE_HOOK     0
#elif configUSE_TICKLESS_IDLE
#define configUSE_IDLE_HOOK 0
#else
#define configUSE_IDLE_HOOK 1 /* sleeps until the next interrupt */
#endif
#define configUSE_TICK_HOOK 0

/* ---- calls ---- */
#define INCLUDE_vTaskDelay                  1 /* needed */
#define INCLUDE_vTaskDelete                 1 /* needed */
#define INCLUDE_vTaskSuspend                1 /* needed: waits without an end */
#define INCLUDE_xTaskDelayUntil             1
#define INCLUDE_xTaskGetSchedulerState      1 /* needed */
#define INCLUDE_xTaskGetCurrentTaskHandle   1
#define INCLUDE_xTaskGetIdleTaskHandle      1
#define INCLUDE_uxTaskGetStackHighWaterMark 1

/* ---- interrupts: a register value, the upper bits of the byte. The Ethernet's is below the first ---- */
#define configMAX_SYSCALL_INTERRUPT_PRIORITY 0xa0
#define configKERNEL_INTERRUPT_PRIORITY      0xff
#define VSA_ETHERNET_INTERRUPT_PRIORITY      0xc0
#define vPortSVCHandler                      vsa_supervisor_call
#define xPortPendSVHandler                   vsa_task_switch
#define xPortSysTickHandler                  vsa_clock_tick

_Noreturn void vsa_kernel_assertion(const char *file, int line);
#define configASSERT(condition)                                                                    \
    do {                                                                                           \
        if (!(condition))                                                                          \
            vsa_kernel_assertion(__FILE_NAME__, __LINE__);                                         \
    } while (0)

#endif
