# SPDX-License-Identifier: MIT
# board: QEMU, Arm MPS2 AN385: Cortex-M3, 4 MiB flash, 4 MiB RAM, LAN9118 Ethernet
# qemu: mps2-an385
# needs: host simulator cortex-m qemu

include(port/drivers/drivers.cmake)
include(port/lwip/lwip.cmake)
include(port/cortex_m/cortex_m.cmake)

vslice_agent_firmware(boards/mps2_an385/main.c boards/mps2_an385/board.c)
vslice_agent_image(superloop boards/mps2_an385/superloop.c boards/mps2_an385/board.c)
