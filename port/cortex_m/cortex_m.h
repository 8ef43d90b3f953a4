/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_CORTEX_M_CORTEX_M_H
#define VSLICE_AGENT_PORT_CORTEX_M_CORTEX_M_H

#include "port/drivers/uart.h"
#include "port/port.h"

/*
 * cortex_m: bare metal on an Armv7-M core, without CMSIS headers and without a heap. Start-up,
 * faults, the millisecond clock (SysTick), sleep, the stack and the console; port.h's clock, log
 * and storage.
 *
 * RAM, as the linker scripts lay it out: the stack at the very bottom, so that an overflow leaves
 * RAM and faults instead of writing into data; then .data, .bss and .noinit, which a reset leaves
 * as it is.
 */

/* What a board gives: numbers. One definition in a build, in boards/<board>/board.c. */
struct vsa_board {
    uint32_t clock_hz;       /* of the core and of SysTick, up to 2^24 * 1000 */
    struct vsa_uart console; /* ready to use once vsa_board_init is through */
    struct vsa_span page;    /* the flash sector of the provisioning page */
};

extern const struct vsa_board vsa_board;

/* Clocks, pins and whatever else comes before the first line on the console. Called by start-up. */
void vsa_board_init(void);

/* ---- interrupts ---- */

#define VSA_INTERRUPT_HANDLERS 2 /* that one build can register */

/*
 * Enables external interrupt `irq` (0.., below CONFIG_VSLICE_AGENT_INTERRUPTS) with a handler, which runs with
 * `context`. False if there are too many.
 */
bool vsa_interrupt_enable(unsigned irq, void (*handler)(void *context), void *context);

/* ---- time ---- */

/* Starts SysTick at 1000 interrupts a second. Called by start-up. */
void vsa_clock_start(uint32_t hz);

/* Core clock cycles since start-up, modulo 2^32. */
uint32_t vsa_clock_cycles(void);

/* ---- stack ---- */

/* Bytes of the stack, and the most that was in use since start-up, found by the paint that is left.
 */
size_t vsa_stack_size(void);
size_t vsa_stack_peak(void);

/* ---- storage ---- */

/* The records of port.h's vsa_port_load and vsa_port_store, in two sectors of flash; one caller at a time. */
size_t vsa_flash_load(enum vsa_record which, void *buffer, size_t cap);
bool vsa_flash_store(enum vsa_record which, const void *record, size_t len);

/* ---- the end ---- */

/* Exit status of a run that ended in a fault: EX_SOFTWARE of sysexits.h. */
#define VSA_EXIT_FAULT 70

/*
 * Ends the run: under an emulator or debugger by semihosting with this status, otherwise the core
 * sleeps until the watchdog resets it.
 */
_Noreturn void vsa_exit(int status);

/* The end of a firmware that ends, under an emulator or without a configuration: says so, and vsa_exit. What
 * follows main. */
_Noreturn void vsa_end(int status);

/* How often to check: what the emulator's command line says with "checks=N" (default 1); 0: for
 * ever. */
uint32_t vsa_checks_wanted(void);

/* Prints one line and ends the run with VSA_EXIT_FAULT. For what must not happen. */
_Noreturn void vsa_panic(const char *what);

#endif
