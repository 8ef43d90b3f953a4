# SPDX-License-Identifier: MIT
# board: QEMU, Arm MPS2 AN386: Cortex-M4, 4 MiB flash, 4 MiB RAM, LAN9118 Ethernet
# qemu: mps2-an386
# hil: is told so, alone is enough, chain, page, hangs, fault ends, overflows
# needs: host simulator cortex-m qemu

include(port/drivers/drivers.cmake)
include(port/lwip/lwip.cmake)
include(port/cortex_m/cortex_m.cmake)

vslice_agent_firmware(boards/mps2_an386/main.c boards/mps2_an386/board.c)
