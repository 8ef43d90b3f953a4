/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/core.h"
#include "port/cortex_m/cortex_m.h"
#ifdef CONFIG_VSLICE_AGENT_SEMIHOSTING
#include "port/cortex_m/semihosting.h"
#endif

_Noreturn void vsa_exit(int status)
{
#ifdef CONFIG_VSLICE_AGENT_SEMIHOSTING
    vsa_semihosting_exit(status);
#else
    (void)status;
#endif
    core_interrupts_off();
    for (;;)
        core_wait_for_interrupt();
}
