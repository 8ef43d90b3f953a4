/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/fault.h"

#include "port/cortex_m/core.h"
#include "port/cortex_m/cortex_m.h"
#include "port/drivers/registers.h"

/*
 * Prints what is known and ends the run. The stack may be the cause, so the handler starts with an
 * empty one; and it prints by itself, byte by byte, since whatever it calls may be the cause as
 * well.
 */
#define RAM_FIRST   0x20000000u
#define RAM_LAST    0x3fffffffu
#define NMI         2u /* where the CMSDK watchdog's first warning goes, on MPS2 */
#define FRAME_BYTES 32u
#define NOT_STACKED 0x1010u /* of CFSR, STKERR and MSTKERR: there is no memory where the frame should be */

static void put_text(const char *text)
{
    while (*text)
        vsa_board.console.put(vsa_board.console.base, *text++);
}

static void put_word(const char *name, uint32_t word)
{
    put_text(name);
    for (int shift = 28; shift >= 0; shift -= 4)
        vsa_board.console.put(vsa_board.console.base, "0123456789abcdef"[word >> shift & 15]);
}

static void put_frame(const uint32_t *frame)
{
    static const char *const names[] = {" r0 ", " r1 ", " r2 ",  " r3 ", "\nfault    r12 ",
                                        " lr ", " pc ", " xpsr "};

    put_text("fault   ");
    for (unsigned i = 0; i < FRAME_BYTES / 4; i++)
        put_word(names[i], frame[i]);
    put_text("\n");
}

_Noreturn void vsa_fault(uint32_t frame, uint32_t exc_return);

/* To read what is not there would be a fault in here, which stops the core. */
static bool can_be_read(uint32_t frame, uint32_t status)
{
    return frame >= RAM_FIRST && frame <= RAM_LAST - FRAME_BYTES && frame % 4 == 0 && (status & NOT_STACKED) == 0;
}

/* `frame` is where the stack pointer was when the exception came, whether or not there is RAM. */
_Noreturn __attribute__((used)) void vsa_fault(uint32_t frame, uint32_t exc_return)
{
    uint32_t status = vsa_read(CORE_SCB, SCB_CFSR);

    put_word("\nfault    exception ", core_exception());
    put_word(" cfsr ", status);
    put_word(" hfsr ", vsa_read(CORE_SCB, SCB_HFSR));
    put_word(" bfar ", vsa_read(CORE_SCB, SCB_BFAR));
    put_word("\nfault    sp ", frame);
    put_word(" exc_return ", exc_return);
    put_text("\n");
    if (can_be_read(frame, status))
        put_frame((const uint32_t *)(uintptr_t)frame);
    if (core_exception() == NMI)
        put_text("fault    the watchdog was not fed\n");
    if (frame < RAM_FIRST)
        put_text("fault    the stack has overflowed\n");
    vsa_exit(VSA_EXIT_FAULT);
}

__attribute__((naked)) void vsa_fault_entry(void)
{
    __asm volatile("tst lr, #4\n\t"
                   "ite eq\n\t"
                   "mrseq r0, msp\n\t"
                   "mrsne r0, psp\n\t"
                   "mov r1, lr\n\t"
                   "movw r2, #0xed08\n\t" /* VTOR: its table begins with the stack's top */
                   "movt r2, #0xe000\n\t"
                   "ldr r2, [r2]\n\t"
                   "ldr r2, [r2]\n\t"
                   "msr msp, r2\n\t"
                   "b vsa_fault");
}

_Noreturn void vsa_panic(const char *what)
{
    core_interrupts_off();
    put_text("\nfault    ");
    put_text(what);
    put_text("\n");
    vsa_exit(VSA_EXIT_FAULT);
}

/* lwIP's way to say it, see port/lwip/arch/cc.h. */
_Noreturn void vsa_lwip_assertion(const char *what);

_Noreturn void vsa_lwip_assertion(const char *what)
{
    vsa_panic(what);
}
