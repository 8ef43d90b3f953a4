/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/cortex_m.h"

/* Without an operating system nobody else is at the flash. */

size_t vsa_port_load(enum vsa_record which, void *buffer, size_t cap)
{
    return vsa_flash_load(which, buffer, cap);
}

bool vsa_port_store(enum vsa_record which, const void *record, size_t len)
{
    return vsa_flash_store(which, record, len);
}
