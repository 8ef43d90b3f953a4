/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_SUPPORT_REGISTERS_H
#define VSLICE_AGENT_TESTS_SUPPORT_REGISTERS_H

/*
 * registers: takes the place of port/drivers/registers.h where a driver runs on the host. Include it
 * before the driver's source; each access then goes to a model of the device, which the test has.
 */
#define VSLICE_AGENT_PORT_DRIVERS_REGISTERS_H

#include <stdint.h>

static uint32_t model_read(uintptr_t offset);
static void model_store(uintptr_t offset, uint32_t value);

static inline uint32_t vsa_read(uintptr_t base, uintptr_t offset)
{
    (void)base;
    return model_read(offset);
}

static inline void vsa_store(uintptr_t base, uintptr_t offset, uint32_t value)
{
    (void)base;
    model_store(offset, value);
}

#endif
