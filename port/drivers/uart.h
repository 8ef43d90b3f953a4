/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_DRIVERS_UART_H
#define VSLICE_AGENT_PORT_DRIVERS_UART_H

#include <stdint.h>

/* uart: a serial port that is only written to, byte by byte, waiting for room; it works in a fault
 * handler too. */
struct vsa_uart {
    uintptr_t base;
    void (*put)(uintptr_t base, char c);
};

/* Arm CMSDK (APB) UART. baud_divisor: peripheral clock divided by the baud rate, 16 at least. */
void vsa_cmsdk_uart_start(uintptr_t base, uint32_t baud_divisor);
void vsa_cmsdk_uart_put(uintptr_t base, char c);

/* Arm PL011. baud_divisor: peripheral clock * 4 divided by the baud rate (16.6 fixed point). */
void vsa_pl011_start(uintptr_t base, uint32_t baud_divisor);
void vsa_pl011_put(uintptr_t base, char c);

#endif
