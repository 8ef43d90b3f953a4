/* SPDX-License-Identifier: MIT */
#include "port/freertos/hooks.h"

size_t vsa_port_load(enum vsa_record which, void *buffer, size_t cap)
{
    const struct vsa_freertos_hooks *hooks = vsa_freertos_enter();
    size_t len = hooks->load != NULL ? hooks->load(which, buffer, cap) : 0;

    vsa_freertos_leave();
    return len;
}

bool vsa_port_store(enum vsa_record which, const void *record, size_t len)
{
    const struct vsa_freertos_hooks *hooks = vsa_freertos_enter();
    bool stored = hooks->store != NULL && hooks->store(which, record, len);

    vsa_freertos_leave();
    return stored;
}
