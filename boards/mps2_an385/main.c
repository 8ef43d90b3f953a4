/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/cortex_m.h"
int main(void)
{
    vsa_port_log(VSA_LOG_INFO, vsa_span("hello"));
    uint32_t x; vsa_port_entropy(&x, 4);
    while (vsa_port_clock_ms() < 100);
    if (x & 1) *(volatile int *)0x90000000 = 1;
    return 2;
}
