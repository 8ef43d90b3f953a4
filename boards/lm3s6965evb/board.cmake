# SPDX-License-Identifier: MIT
# board: QEMU, Stellaris LM3S6965: Cortex-M3, 256 KiB flash, 64 KiB RAM, its own Ethernet
# qemu: lm3s6965evb
# needs: host simulator cortex-m qemu

include(port/drivers/drivers.cmake)
include(port/lwip/lwip.cmake)
include(port/cortex_m/cortex_m.cmake)

vslice_agent_firmware(boards/lm3s6965evb/main.c boards/lm3s6965evb/board.c)
