# SPDX-License-Identifier: MIT
# board: QEMU, Stellaris LM3S6965, 256 KiB flash, 64 KiB RAM, with FreeRTOS and lwIP's sockets
# qemu: lm3s6965evb
# icount: 5
# kernel: FreeRTOS
# needs: host simulator cortex-m qemu

include(port/drivers/drivers.cmake)
include(port/freertos_cortex_m/freertos_cortex_m.cmake)

vslice_agent_freertos_firmware(boards/lm3s6965evb_freertos/main.c boards/lm3s6965evb_freertos/board.c)
