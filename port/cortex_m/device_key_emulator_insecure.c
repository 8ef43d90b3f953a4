/* SPDX-License-Identifier: MIT */
#include "port/port.h"

#include <string.h>

/*
 * The same key on every board, and everybody can read it here: it shows how sealed storage works, and protects
 * nothing. It is for emulators, and says so on the console.
 *
 * A product has a file of its own instead of this one, with this one function: port/template/port.c says where the key
 * may come from.
 */
#ifdef CONFIG_VSLICE_AGENT_SEMIHOSTING
bool vsa_port_device_key(uint8_t key[16])
{
    static bool said;

    if (!said)
        vsa_port_log(VSA_LOG_ERROR, vsa_span("key       INSECURE: the emulator's, not for devices"));
    said = true;
    memcpy(key, "not a secret key", 16);
    return true;
}
#endif
