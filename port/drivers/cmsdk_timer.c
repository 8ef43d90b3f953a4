/* SPDX-License-Identifier: MIT */
#include "port/drivers/timer.h"

#include "port/drivers/registers.h"

/* Arm CMSDK (APB) timer: counts down from RELOAD. */
enum { CTRL = 0x0, VALUE = 0x4, RELOAD = 0x8 };
#define CTRL_ENABLE (1u << 0)

void vsa_cmsdk_timer_start(uintptr_t base)
{
    vsa_store(base, RELOAD, UINT32_MAX);
    vsa_store(base, VALUE, UINT32_MAX);
    vsa_store(base, CTRL, CTRL_ENABLE);
}

uint32_t vsa_cmsdk_timer_read(uintptr_t base)
{
    return UINT32_MAX - vsa_read(base, VALUE);
}
