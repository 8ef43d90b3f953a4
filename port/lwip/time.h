/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_LWIP_TIME_H
#define VSLICE_AGENT_PORT_LWIP_TIME_H

/*
 * time: the wall clock, set by SNTP and counted on by the millisecond clock; port.h's
 * vsa_port_wall_s.
 *
 * SNTP is not authenticated: whoever can forge packets on the way can turn the clock, but never
 * back before the build (VSA_BUILD_TIME_S), so an old certificate stays expired. An answer has to
 * repeat the 64 random bits of the question; one from a server that is not synchronised itself is
 * none (RFC 4330, section 5).
 */

/* Before DHCP: a server that DHCP names takes the place of CONFIG_VSLICE_AGENT_SNTP_SERVER. */
void vsa_lwip_time_init(void);

/* There is an address: asks now, and again every hour. Further calls do nothing. */
void vsa_lwip_time_start(void);

/* Counts on; call it at least once in 24 days. */
void vsa_lwip_time_poll(void);

#endif
