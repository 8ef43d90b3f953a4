# SPDX-License-Identifier: MIT
# board: QEMU, Arm MPS2 AN385 with FreeRTOS and lwIP's sockets
# qemu: mps2-an385
# icount: 5
# kernel: FreeRTOS
# needs: host simulator cortex-m qemu

include(port/drivers/drivers.cmake)
include(port/freertos_cortex_m/freertos_cortex_m.cmake)

vslice_agent_freertos_firmware(boards/mps2_an385_freertos/main.c boards/mps2_an385_freertos/board.c)
