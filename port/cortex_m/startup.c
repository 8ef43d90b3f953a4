/* SPDX-License-Identifier: MIT */
#include "agent/writer.h"
#include "port/cortex_m/core.h"
#include "port/cortex_m/cortex_m.h"
#include "port/cortex_m/fault.h"
#include "port/drivers/registers.h"

#include <string.h>

/*
 * From reset to main. The linker script gives the places; nothing here knows a board.
 */
extern uint32_t vsa_data_load[], vsa_data_start[], vsa_bss_start[];
extern const char vsa_data_bytes[], vsa_bss_bytes[]; /* whose addresses are sizes */

int main(void);
_Noreturn void vsa_reset(void); /* the linker script's ENTRY */

/* ---- stack ---- */

#define STACK_PAINT 0x5afe57acu

static _Alignas(8) uint32_t stack[CONFIG_VSLICE_AGENT_STACK_BYTES / 4]
    __attribute__((section(".stack"), used));

#define STACK_WORDS (sizeof stack / sizeof *stack)

/* All of it below the stack pointer; volatile, so that this is not made into a call, which has a
 * frame. */
static void paint_stack(void)
{
    volatile uint32_t *p = stack;
    const uint32_t *end = core_stack_pointer();

    while (p < end)
        *p++ = STACK_PAINT;
}

size_t vsa_stack_size(void)
{
    return sizeof stack;
}

size_t vsa_stack_peak(void)
{
    size_t untouched = 0;

    while (untouched < STACK_WORDS && stack[untouched] == STACK_PAINT)
        untouched++;
    return (STACK_WORDS - untouched) * sizeof *stack;
}

/* ---- interrupts ---- */

static struct handler {
    uint32_t exception;
    void (*function)(void *context);
    void *context;
} handlers[VSA_INTERRUPT_HANDLERS];

/* That of this exception (0: a free one), or NULL. */
static struct handler *find_handler(uint32_t exception)
{
    for (size_t i = 0; i < VSA_INTERRUPT_HANDLERS; i++)
        if (handlers[i].exception == exception)
            return &handlers[i];
    return NULL;
}

bool vsa_interrupt_enable(unsigned irq, void (*function)(void *context), void *context)
{
    struct handler *h = find_handler(0);

    if (h == NULL)
        return false;
    *h = (struct handler){irq + 16, function, context};
    vsa_store(CORE_NVIC, NVIC_ISER + irq / 32 * 4, 1u << irq % 32);
    return true;
}

static void external_interrupt(void)
{
    const struct handler *h = find_handler(core_exception());

    if (h == NULL)
        vsa_panic("an interrupt that nobody asked for");
    else
        h->function(h->context);
}

/* ---- reset ---- */

_Noreturn void vsa_end(int status)
{
    char line[40];
    struct vsa_writer w = vsa_writer(line, sizeof line);

    vsa_write_text(&w, "end       status ");
    vsa_write_i32(&w, status);
    vsa_write_text(&w, ", ");
    vsa_write_u32(&w, vsa_port_clock_ms());
    vsa_write_text(&w, " ms");
    vsa_port_log(VSA_LOG_ERROR, vsa_written(&w));
    vsa_exit(status);
}

_Noreturn void vsa_reset(void)
{
    memcpy(vsa_data_start, vsa_data_load, (size_t)vsa_data_bytes);
    memset(vsa_bss_start, 0, (size_t)vsa_bss_bytes);
    paint_stack();
    vsa_store(CORE_SCB, SCB_CCR, vsa_read(CORE_SCB, SCB_CCR) | CCR_TRAP_DIVISION_BY_0);
    vsa_board_init();
    vsa_clock_start(vsa_board.clock_hz);
    vsa_end(main());
}

/* Four, and sixteen, of the same, since C has no repetition. */
#define X4(x)  x, x, x, x
#define X16(x) X4(x), X4(x), X4(x), X4(x)

union vector {
    void (*function)(void);
    const void *address;
};

#define FAULT                                                                                      \
    {                                                                                              \
        vsa_fault_entry                                                                            \
    }
#define EXTERNAL                                                                                   \
    {                                                                                              \
        external_interrupt                                                                         \
    }

__attribute__((section(".vectors"), used)) const union vector vsa_vectors[16 + CONFIG_VSLICE_AGENT_INTERRUPTS] = {
    {.address = stack + STACK_WORDS},
    {vsa_reset},
    X4(FAULT),
    FAULT,
    FAULT,
    FAULT,
    FAULT,
    FAULT, /* NMI, hard, memory, bus, usage faults, reserved */
    {vsa_supervisor_call},
    FAULT,
    FAULT, /* debug, reserved */
    {vsa_task_switch},
    {vsa_clock_tick},
    X16(EXTERNAL),
    X16(EXTERNAL),
    X16(EXTERNAL),
#if CONFIG_VSLICE_AGENT_INTERRUPTS > 48
    X16(EXTERNAL),
    X16(EXTERNAL),
    X16(EXTERNAL),
    X16(EXTERNAL),
#endif
};
