/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_CORTEX_M_CORE_H
#define VSLICE_AGENT_PORT_CORTEX_M_CORE_H

#include <stdint.h>

/* core: registers of an Armv7-M core (System Control Space), and the few instructions that C has no
 * words for. */
#define CORE_SYSTICK ((uintptr_t)0xe000e010)
enum { SYST_CSR = 0x0, SYST_RVR = 0x4, SYST_CVR = 0x8 };
#define SYST_CSR_ENABLE     (1u << 0)
#define SYST_CSR_INTERRUPT  (1u << 1)
#define SYST_CSR_CORE_CLOCK (1u << 2)

#define CORE_NVIC ((uintptr_t)0xe000e100)
enum { NVIC_ISER = 0x000, NVIC_ICER = 0x080, NVIC_IPR = 0x300 };

#define CORE_SCB ((uintptr_t)0xe000ed00)
enum {
    SCB_ICSR = 0x04,
    SCB_CCR = 0x14,
    SCB_CFSR = 0x28,
    SCB_HFSR = 0x2c,
    SCB_MMFAR = 0x34,
    SCB_BFAR = 0x38
};
#define ICSR_SYSTICK_PENDING   (1u << 26)
#define CCR_TRAP_DIVISION_BY_0 (1u << 4)

/* The priority of external interrupt `irq`: 0 is the highest; only the upper bits are there. */
static inline void core_interrupt_priority(unsigned irq, uint8_t priority)
{
    *(volatile uint8_t *)(CORE_NVIC + NVIC_IPR + irq) = priority;
}

static inline uint32_t core_interrupts_off(void)
{
    uint32_t before;

    __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(before) : : "memory");
    return before;
}

static inline void core_interrupts_restore(uint32_t before)
{
    __asm volatile("msr primask, %0\n\tisb" : : "r"(before) : "memory");
}

/* Sleeps until an interrupt is pending, also if interrupts are off. */
static inline void core_wait_for_interrupt(void)
{
    __asm volatile("dsb\n\twfi" : : : "memory");
}

static inline const uint32_t *core_stack_pointer(void)
{
    const uint32_t *sp;

    __asm volatile("mov %0, sp" : "=r"(sp));
    return sp;
}

/* The number of the exception that runs now; external interrupt n is n + 16. */
static inline uint32_t core_exception(void)
{
    uint32_t number;

    __asm volatile("mrs %0, ipsr" : "=r"(number));
    return number;
}

#endif
