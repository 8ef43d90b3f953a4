/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_FREERTOS_TICKS_H
#define VSLICE_AGENT_PORT_FREERTOS_TICKS_H

#include "FreeRTOS.h"

#include <stdint.h>

/*
 * ticks: milliseconds to ticks, rounded up: a wait that is shorter than a tick must not become none
 * at all, as it does with pdMS_TO_TICKS. Never portMAX_DELAY, which is for ever.
 */
static inline TickType_t vsa_ticks(uint32_t ms)
{
    uint64_t ticks = ((uint64_t)ms * configTICK_RATE_HZ + 999) / 1000;

    return ticks < portMAX_DELAY ? (TickType_t)ticks : portMAX_DELAY - 1;
}

#endif
