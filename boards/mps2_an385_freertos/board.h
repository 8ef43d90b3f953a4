/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_BOARDS_MPS2_AN385_FREERTOS_BOARD_H
#define VSLICE_AGENT_BOARDS_MPS2_AN385_FREERTOS_BOARD_H

/* Arm MPS2 with image AN385: Cortex-M3. Numbers of Arm's DAI 0385D. */
#define BOARD_CLOCK_HZ     25000000u
#define BOARD_UART         0x40004000u
#define BOARD_BAUD         115200u
#define BOARD_TIMER        0x40000000u /* CMSDK timer 0 */
#define BOARD_WATCHDOG     0x40008000u
#define BOARD_ETHERNET     0x40200000u /* LAN9118 family */
#define BOARD_ETHERNET_IRQ 13u
#define BOARD_PAGE         0x003f0000u /* provisioning page, behind FLASH of memory.ld */
#define BOARD_PAGE_BYTES   0x10000u
#define BOARD_MAC                                                                                  \
    {                                                                                              \
        0x02, 0x00, 0x00, 0x38, 0x05, 0x01                                                         \
    } /* locally administered */

#endif
