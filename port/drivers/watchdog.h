/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_DRIVERS_WATCHDOG_H
#define VSLICE_AGENT_PORT_DRIVERS_WATCHDOG_H

#include <stdint.h>

/*
 * watchdog: resets the chip unless it is fed. One definition of these two in a build. Feed it where
 * progress was made, never from a timer interrupt: that would only prove that interrupts still
 * come.
 */

/* Starts it; from then on it must be fed at least once in `timeout_ms`. It cannot be stopped. */
void vsa_watchdog_start(uintptr_t base, uint32_t clock_hz, uint32_t timeout_ms);

void vsa_watchdog_feed(void);

#endif
