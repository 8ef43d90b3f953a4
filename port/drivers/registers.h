/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_DRIVERS_REGISTERS_H
#define VSLICE_AGENT_PORT_DRIVERS_REGISTERS_H

#include <stdint.h>

/* registers: a device's 32-bit registers by base address and byte offset. */
static inline volatile uint32_t *vsa_register(uintptr_t base, uintptr_t offset)
{
    return (volatile uint32_t *)(base + offset);
}

static inline uint32_t vsa_read(uintptr_t base, uintptr_t offset)
{
    return *vsa_register(base, offset);
}

static inline void vsa_store(uintptr_t base, uintptr_t offset, uint32_t value)
{
    *vsa_register(base, offset) = value;
}

#endif
