/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/core.h"
#include "port/cortex_m/cortex_m.h"

/* What differs between an emulator and a device. */
#ifdef CONFIG_VSLICE_AGENT_SEMIHOSTING

#include "port/cortex_m/semihosting.h"

#include <string.h>

#define COMMAND_LINE_BYTES 80
#define CHECKS_MAX         100000

static void end_emulator(int status)
{
    vsa_semihosting_exit(status);
}

uint32_t vsa_checks_wanted(void)
{
    static const char name[] = "checks=";
    char line[COMMAND_LINE_BYTES];
    const char *at = line;
    uint32_t count = 0;

    vsa_semihosting_command_line(line, sizeof line);
    while (*at && strncmp(at, name, sizeof name - 1) != 0)
        at++;
    if (*at == 0)
        return 1;
    for (at += sizeof name - 1; *at >= '0' && *at <= '9' && count < CHECKS_MAX; at++)
        count = count * 10 + (uint32_t)(*at - '0');
    return count;
}

#else

static void end_emulator(int status)
{
    (void)status;
}

uint32_t vsa_checks_wanted(void)
{
    return 0;
}

#endif

_Noreturn void vsa_exit(int status)
{
    end_emulator(status);
    core_interrupts_off();
    for (;;)
        core_wait_for_interrupt();
}
