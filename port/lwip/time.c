/* SPDX-License-Identifier: MIT */
#include "port/lwip/time.h"

#include "port/port.h"

#include "lwip/apps/sntp.h"
#include "lwip/sys.h"

/* The build gives the time of the build; without that, a date before the first release. */
#ifndef VSA_BUILD_TIME_S
#define VSA_BUILD_TIME_S 1735689600 /* 2025-01-01 */
#endif

#define ERA_1_S 2085978496ll /* 2036-02-07 06:28:16, where NTP's seconds begin again */

static uint64_t wall_s; /* at at_ms; 0: not known */
static uint32_t at_ms;

/*
 * lwIP takes the seconds as signed ones around the beginning of era 1, which holds until 2104. A
 * time before the build is refused, so the clock stays as it was.
 */
void vsa_lwip_set_time(int32_t seconds_since_2036)
{
    long long now = ERA_1_S + seconds_since_2036;

    SYS_ARCH_DECL_PROTECT(level);

    if (now < VSA_BUILD_TIME_S)
        return;
    SYS_ARCH_PROTECT(level);
    wall_s = (uint64_t)now;
    at_ms = vsa_port_clock_ms();
    SYS_ARCH_UNPROTECT(level);
}

/* With a thread of lwIP's own, any task may ask. */
uint64_t vsa_port_wall_s(void)
{
    uint64_t now;
    uint32_t seconds;
    SYS_ARCH_DECL_PROTECT(level);

    SYS_ARCH_PROTECT(level);
    seconds = (vsa_port_clock_ms() - at_ms) / 1000;
    if (wall_s != 0) {
        wall_s += seconds;
        at_ms += seconds * 1000;
    }
    now = wall_s;
    SYS_ARCH_UNPROTECT(level);
    return now;
}

void vsa_lwip_time_poll(void)
{
    vsa_port_wall_s();
}

void vsa_lwip_time_init(void)
{
    sntp_setoperatingmode(SNTP_OPMODE_POLL);
    sntp_servermode_dhcp(1);
    sntp_setservername(0, CONFIG_VSLICE_AGENT_SNTP_SERVER);
}

void vsa_lwip_time_start(void)
{
    if (!sntp_enabled())
        sntp_init();
}
