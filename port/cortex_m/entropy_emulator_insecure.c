/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/semihosting.h"
#include "port/port.h"

/*
 * Randomness out of the emulator's host, by semihosting. On hardware there is nobody who answers,
 * and a debugger that does may answer anything: it is for emulators, and says so on the console.
 *
 * A chip with a TRNG has a file of its own instead of this one, port/drivers/<chip>_trng.c, with
 * this one function: health tests on, a bounded wait, false when the source fails.
 */
#ifdef CONFIG_VSLICE_AGENT_SEMIHOSTING
bool vsa_port_entropy(void *buffer, size_t len)
{
    static bool said;

    if (!said)
        vsa_port_log(VSA_LOG_ERROR,
                     vsa_span("entropy   INSECURE: from the emulator's host, not for devices"));
    said = true;
    return vsa_semihosting_read_file("/dev/urandom", buffer, len);
}
#endif
