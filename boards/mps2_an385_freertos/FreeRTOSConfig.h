/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_BOARDS_MPS2_AN385_FREERTOS_FREERTOSCONFIG_H
#define VSLICE_AGENT_BOARDS_MPS2_AN385_FREERTOS_FREERTOSCONFIG_H

#include "boards/mps2_an385_freertos/board.h"

#define configCPU_CLOCK_HZ      BOARD_CLOCK_HZ
#define configPRIO_BITS         3 /* QEMU has 8; three are enough */
#define configUSE_TICKLESS_IDLE 1

#include "port/freertos_cortex_m/kernel_config.h"

#endif
