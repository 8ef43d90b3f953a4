/* SPDX-License-Identifier: MIT */
#include "port/freertos/hooks.h"

void vsa_port_log(enum vsa_log_level level, struct vsa_span line)
{
    const struct vsa_freertos_hooks *hooks = vsa_freertos_enter();

    if (hooks->log != NULL)
        hooks->log(level, line);
    vsa_freertos_leave();
}
