/* SPDX-License-Identifier: MIT */
#include "port/freertos/ticks.h"
#include "port/port.h"
#include "port/sockets/sockets.h"

#include "task.h"

/*
 * `context` is the task's struct vsa_sockets, or NULL: plain sleep. Whole ticks, or lwIP rounds the
 * rest down to none.
 */
void vsa_port_idle(void *context, uint32_t ms)
{
    TickType_t ticks = vsa_ticks(ms);

    if (context != NULL)
        vsa_sockets_wait(context, (uint32_t)((uint64_t)ticks * 1000 / configTICK_RATE_HZ));
    else
        vTaskDelay(ticks);
}
