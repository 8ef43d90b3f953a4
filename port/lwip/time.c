/* SPDX-License-Identifier: MIT */
#include "port/lwip/time.h"

#include "port/lwip/dns_code.h"
#include "port/port.h"

#include "lwip/apps/sntp.h"
#include "lwip/pbuf.h"
#include "lwip/sys.h"

#include <string.h>

/* The build gives the time of the build; without that, a date before the first release. */
#ifndef VSA_BUILD_TIME_S
#define VSA_BUILD_TIME_S 1735689600 /* 2025-01-01 */
#endif

#define NTP_PORT        123
#define NTP_BYTES       48
#define NTP_LEAP_ALARM  3
#define NTP_STRATUM     1
#define NTP_STRATUM_MAX 15
#define NTP_TRANSMITTED 40

#define ERA_1_S 2085978496ll /* 2036-02-07 06:28:16, where NTP's seconds begin again */
#define BUILD   ((int32_t)(VSA_BUILD_TIME_S - ERA_1_S))

static uint64_t wall_s; /* at at_ms; 0: not known */
static uint32_t at_ms;

/*
 * lwIP takes the seconds as signed ones around the beginning of era 1, which holds until 2104. None before the build,
 * even where an lwipopts.h has no hook for vsa_lwip_watch_time.
 */
void vsa_lwip_set_time(int32_t seconds_since_2036)
{
    SYS_ARCH_DECL_PROTECT(level);

    if (seconds_since_2036 < BUILD)
        return;
    SYS_ARCH_PROTECT(level);
    wall_s = (uint64_t)(ERA_1_S + seconds_since_2036);
    at_ms = vsa_port_clock_ms();
    SYS_ARCH_UNPROTECT(level);
}

/*
 * RFC 4330, section 5, tells a client to discard an answer of a server that is not synchronised, or none, or does not
 * know the time, to which belongs here one before the build. Zero seconds stand for that, too: the second in 2036 is
 * given up.
 */
static bool is_time(const uint8_t *ntp)
{
    int32_t seconds;

    memcpy(&seconds, ntp + NTP_TRANSMITTED, sizeof seconds);
    seconds = (int32_t)lwip_ntohl((uint32_t)seconds);
    return ntp[0] >> 6 != NTP_LEAP_ALARM && (uint8_t)(ntp[NTP_STRATUM] - 1) < NTP_STRATUM_MAX && seconds != 0 &&
           seconds >= BUILD;
}

int vsa_lwip_watch_time(struct pbuf *p)
{
    const uint8_t *ntp = vsa_lwip_udp_from(p, NTP_PORT, NTP_BYTES);

    if (ntp == NULL || is_time(ntp))
        return 0;
    pbuf_free(p);
    return 1;
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
