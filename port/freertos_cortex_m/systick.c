/* SPDX-License-Identifier: MIT */
#include "port/freertos_cortex_m/systick.h"

#include "port/cortex_m/core.h"
#include "port/drivers/registers.h"

#include "FreeRTOS.h"
#include "task.h"

/*
 * Counter and tick count belong together only if no tick came in between, counted or still pending. The
 * pending bit is read after the counter: if it is set, the counter is read again.
 */
uint32_t vsa_systick_cycles(void)
{
    const uint32_t cycles_per_tick = configCPU_CLOCK_HZ / configTICK_RATE_HZ;
    uint32_t left, ticks;

    taskENTER_CRITICAL();
    left = vsa_read(CORE_SYSTICK, SYST_CVR);
    ticks = xTaskGetTickCount();
    if (vsa_read(CORE_SCB, SCB_ICSR) & ICSR_SYSTICK_PENDING) {
        left = vsa_read(CORE_SYSTICK, SYST_CVR);
        ticks++;
    }
    taskEXIT_CRITICAL();
    return ticks * cycles_per_tick + (left == 0 ? 0 : cycles_per_tick - left);
}
