/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_DRIVERS_STELLARIS_SYSTEM_H
#define VSLICE_AGENT_PORT_DRIVERS_STELLARIS_SYSTEM_H

#include <stdint.h>

/* stellaris_system: clock and pins of a Stellaris LM3S chip with Ethernet (system control at
 * 0x400fe000). */

/* 50 MHz from the PLL; crystal: the value of RCC's field XTAL. */
void vsa_stellaris_clock_50_mhz(uint32_t crystal);

/* Clocks UART0, Ethernet with its PHY, the watchdog and ports A and F, and gives them their pins.
 */
void vsa_stellaris_peripherals(void);

#endif
