/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/core.h"
#include "port/cortex_m/cortex_m.h"
#include "port/cortex_m/fault.h"

#include "agent/writer.h"

#include "FreeRTOS.h"
#include "task.h"

/* What the kernel asks of a firmware. */

static _Noreturn void panic(const char *what, const char *which, int number)
{
    char line[80];
    struct vsa_writer w = vsa_writer(line, sizeof line - 1);

    vsa_write_text(&w, what);
    vsa_write_text(&w, which);
    if (number > 0) {
        vsa_write_char(&w, ':');
        vsa_write_u32(&w, (uint32_t)number);
    }
    line[vsa_written(&w).len] = 0;
    vsa_panic(line);
}

_Noreturn void vsa_kernel_assertion(const char *file, int line)
{
    panic("FreeRTOS, assertion in ", file, line);
}

void vApplicationStackOverflowHook(TaskHandle_t task, char *name);

void vApplicationStackOverflowHook(TaskHandle_t task, char *name)
{
    (void)task;
    panic("the stack has overflowed of task ", name, 0);
}

void vApplicationMallocFailedHook(void);

void vApplicationMallocFailedHook(void)
{
    vsa_panic("the kernel's heap is too small");
}

void vApplicationGetIdleTaskMemory(StaticTask_t **task, StackType_t **stack,
                                   configSTACK_DEPTH_TYPE *words);

void vApplicationGetIdleTaskMemory(StaticTask_t **task, StackType_t **stack,
                                   configSTACK_DEPTH_TYPE *words)
{
    static StaticTask_t idle;
    static StackType_t idle_stack[configMINIMAL_STACK_SIZE];

    *task = &idle;
    *stack = idle_stack;
    *words = configMINIMAL_STACK_SIZE;
}

#if configUSE_IDLE_HOOK
void vApplicationIdleHook(void);

void vApplicationIdleHook(void)
{
    core_wait_for_interrupt();
}
#endif

/* The kernel starts SysTick itself, and its handler is the one in the vector table. */
void vsa_clock_start(uint32_t hz)
{
    (void)hz;
}
