/* SPDX-License-Identifier: MIT */
#include "boards/lm3s6965evb_freertos/board.h"

#include "port/cortex_m/cortex_m.h"
#include "port/drivers/stellaris_system.h"
#include "port/freertos_cortex_m/systick.h"

const struct vsa_board vsa_board = {
    .clock_hz = BOARD_CLOCK_HZ,
    .console = {BOARD_UART, vsa_pl011_put},
    .page = {(const char *)BOARD_PAGE, BOARD_PAGE_BYTES},
};

void vsa_board_init(void)
{
    vsa_stellaris_clock_50_mhz(BOARD_CRYSTAL);
    vsa_stellaris_peripherals();
    vsa_pl011_start(BOARD_UART, BOARD_CLOCK_HZ * 4 / BOARD_BAUD);
}

/* The kernel's own timer: SysTick, and the ticks it has counted. */
uint32_t vsa_clock_cycles(void)
{
    return vsa_systick_cycles();
}
