/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_BOARDS_LM3S6965EVB_FREERTOS_BOARD_H
#define VSLICE_AGENT_BOARDS_LM3S6965EVB_FREERTOS_BOARD_H

/* Stellaris LM3S6965 evaluation board: Cortex-M3, 256 KiB flash, 64 KiB SRAM. Numbers of the data
 * sheet. */
#define BOARD_CLOCK_HZ     50000000u
#define BOARD_CRYSTAL      0xeu /* RCC.XTAL: 8 MHz */
#define BOARD_UART         0x4000c000u
#define BOARD_BAUD         115200u
#define BOARD_WATCHDOG     0x40000000u
#define BOARD_ETHERNET     0x40048000u
#define BOARD_ETHERNET_IRQ 42u
#define BOARD_PAGE         0x0003f000u /* provisioning page, behind FLASH of memory.ld */
#define BOARD_PAGE_BYTES   0x1000u
#define BOARD_MAC                                                                                  \
    {                                                                                              \
        0x02, 0x00, 0x00, 0x69, 0x65, 0x01                                                         \
    } /* locally administered */

#endif
