/* SPDX-License-Identifier: MIT */
#include "port/drivers/registers.h"
#include "port/drivers/uart.h"

enum { DR = 0x00, FR = 0x18, IBRD = 0x24, FBRD = 0x28, LCRH = 0x2c, CR = 0x30 };

#define FR_TX_FULL   (1u << 5)
#define LCRH_8_BITS  (3u << 5)
#define LCRH_FIFO    (1u << 4)
#define CR_ENABLE    (1u << 0)
#define CR_TX_ENABLE (1u << 8)

void vsa_pl011_start(uintptr_t base, uint32_t baud_divisor)
{
    vsa_store(base, CR, 0);
    vsa_store(base, IBRD, baud_divisor >> 6);
    vsa_store(base, FBRD, baud_divisor & 0x3f);
    vsa_store(base, LCRH, LCRH_8_BITS | LCRH_FIFO); /* takes the divisor over */
    vsa_store(base, CR, CR_ENABLE | CR_TX_ENABLE);
}

void vsa_pl011_put(uintptr_t base, char c)
{
    while (vsa_read(base, FR) & FR_TX_FULL)
        ;
    vsa_store(base, DR, (unsigned char)c);
}
