/* SPDX-License-Identifier: MIT */
#include "port/drivers/registers.h"
#include "port/drivers/uart.h"

enum { DATA = 0x00, STATE = 0x04, CTRL = 0x08, BAUDDIV = 0x10 };

#define STATE_TX_FULL  (1u << 0)
#define CTRL_TX_ENABLE (1u << 0)

void vsa_cmsdk_uart_start(uintptr_t base, uint32_t baud_divisor)
{
    vsa_store(base, BAUDDIV, baud_divisor);
    vsa_store(base, CTRL, CTRL_TX_ENABLE);
}

void vsa_cmsdk_uart_put(uintptr_t base, char c)
{
    while (vsa_read(base, STATE) & STATE_TX_FULL)
        ;
    vsa_store(base, DATA, (unsigned char)c);
}
