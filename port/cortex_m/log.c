/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/cortex_m.h"

static void put(char c)
{
    vsa_board.console.put(vsa_board.console.base, c);
}

/* The check's own lines and the log share the console; the levels below
 * CONFIG_VSLICE_AGENT_LOG_LEVEL are left out. */
void vsa_port_log(enum vsa_log_level level, struct vsa_span line)
{
    if ((int)level > CONFIG_VSLICE_AGENT_LOG_LEVEL)
        return;
    for (size_t i = 0; i < line.len; i++)
        put(line.ptr[i]);
    put('\n');
}
