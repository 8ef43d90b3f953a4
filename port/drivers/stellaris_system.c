/* SPDX-License-Identifier: MIT */
#include "port/drivers/stellaris_system.h"

#include "port/drivers/registers.h"

#define SYSTEM ((uintptr_t)0x400fe000)
enum { RIS = 0x050, RCC = 0x060, RCGC0 = 0x100, RCGC1 = 0x104, RCGC2 = 0x108 };

#define RIS_PLL_LOCKED          (1u << 6)
#define RCC_MAIN_OSCILLATOR_OFF (1u << 0)
#define RCC_OSCILLATOR          (3u << 4) /* 0: the main one */
#define RCC_CRYSTAL(x)          ((x) << 6)
#define RCC_BYPASS              (1u << 11)
#define RCC_PLL_OFF             (1u << 13)
#define RCC_USE_DIVISOR         (1u << 22)
#define RCC_DIVISOR(n)          (((n)-1) << 23)
#define PLL_LOCK_TRIES          100000 /* it takes 0.5 ms */

#define RCGC0_WATCHDOG (1u << 3)
#define RCGC1_UART0    (1u << 0)
#define RCGC2_ETHERNET (1u << 28 | 1u << 30) /* MAC and PHY */
#define RCGC2_PORT_A   (1u << 0)
#define RCGC2_PORT_F   (1u << 5)

#define PORT_A ((uintptr_t)0x40004000)
#define PORT_F ((uintptr_t)0x40025000)
enum { GPIO_AFSEL = 0x420, GPIO_DEN = 0x51c };

/* The order is the data sheet's: oscillator first, bypass until the PLL has locked. */
void vsa_stellaris_clock_50_mhz(uint32_t crystal)
{
    uint32_t rcc = vsa_read(SYSTEM, RCC) | RCC_BYPASS;

    vsa_store(SYSTEM, RCC, rcc & ~RCC_USE_DIVISOR);
    rcc &= ~(RCC_MAIN_OSCILLATOR_OFF | RCC_OSCILLATOR | RCC_CRYSTAL(0xfu) | RCC_PLL_OFF |
             RCC_DIVISOR(16u));
    rcc |= RCC_CRYSTAL(crystal) | RCC_USE_DIVISOR | RCC_DIVISOR(4u); /* 200 MHz by 4 */
    vsa_store(SYSTEM, RCC, rcc);
    for (int i = 0; i < PLL_LOCK_TRIES; i++)
        if (vsa_read(SYSTEM, RIS) & RIS_PLL_LOCKED)
            break;
    vsa_store(SYSTEM, RCC, rcc & ~RCC_BYPASS);
}

static void give_pins(uintptr_t port, uint32_t pins)
{
    vsa_store(port, GPIO_AFSEL, vsa_read(port, GPIO_AFSEL) | pins);
    vsa_store(port, GPIO_DEN, vsa_read(port, GPIO_DEN) | pins);
}

void vsa_stellaris_peripherals(void)
{
    vsa_store(SYSTEM, RCGC0, vsa_read(SYSTEM, RCGC0) | RCGC0_WATCHDOG);
    vsa_store(SYSTEM, RCGC1, vsa_read(SYSTEM, RCGC1) | RCGC1_UART0);
    vsa_store(SYSTEM, RCGC2,
              vsa_read(SYSTEM, RCGC2) | RCGC2_ETHERNET | RCGC2_PORT_A | RCGC2_PORT_F);
    (void)vsa_read(SYSTEM, RCGC2);        /* three cycles until the clocks run */
    give_pins(PORT_A, 1u << 0 | 1u << 1); /* UART0 */
    give_pins(PORT_F, 1u << 2 | 1u << 3); /* the connector's lights */
}
