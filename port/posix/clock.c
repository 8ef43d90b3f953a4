/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* NOLINT: libc's own switch */

#include "port/port.h"

#include <time.h>

/*
 * Seconds since 1970 of the build. The build gives it; without that, a date before the first
 * release.
 */
#ifndef VSA_BUILD_TIME_S
#define VSA_BUILD_TIME_S 1735689600 /* 2025-01-01 */
#endif

uint32_t vsa_port_clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)now.tv_sec * 1000u + (uint32_t)(now.tv_nsec / 1000000);
}

/* Packets are the kernel's business. */
void vsa_port_usage(struct vsa_usage *usage)
{
    struct timespec used;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    usage->busy_us = (uint32_t)used.tv_sec * 1000000u + (uint32_t)(used.tv_nsec / 1000);
}

uint64_t vsa_port_wall_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec < (time_t)VSA_BUILD_TIME_S ? 0 : (uint64_t)now.tv_sec;
}
