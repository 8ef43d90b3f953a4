/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_BOARDS_LM3S6965EVB_FREERTOS_FREERTOSCONFIG_H
#define VSLICE_AGENT_BOARDS_LM3S6965EVB_FREERTOS_FREERTOSCONFIG_H

#include "boards/lm3s6965evb_freertos/board.h"

#define configCPU_CLOCK_HZ      BOARD_CLOCK_HZ
#define configPRIO_BITS         3
#define configUSE_TICKLESS_IDLE 0 /* SysTick is the measure of time too */

#include "port/freertos_cortex_m/kernel_config.h"

#endif
