/* SPDX-License-Identifier: MIT */
#include "boards/mps2_an385_freertos/board.h"

#include "port/cortex_m/cortex_m.h"
#include "port/drivers/timer.h"

const struct vsa_board vsa_board = {
    .clock_hz = BOARD_CLOCK_HZ,
    .console = {BOARD_UART, vsa_cmsdk_uart_put},
    .page = {(const char *)BOARD_PAGE, BOARD_PAGE_BYTES},
};

void vsa_board_init(void)
{
    vsa_cmsdk_uart_start(BOARD_UART, BOARD_CLOCK_HZ / BOARD_BAUD);
    vsa_cmsdk_timer_start(BOARD_TIMER);
}

/* Of a timer that the kernel does not know. */
uint32_t vsa_clock_cycles(void)
{
    return vsa_cmsdk_timer_read(BOARD_TIMER);
}
