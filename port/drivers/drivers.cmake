# SPDX-License-Identifier: MIT
# vslice_agent::port_drivers, for a board's board.cmake: what the board does not use is dropped at link.

vslice_agent_library(port_drivers
    port/drivers/cmsdk_uart.c port/drivers/pl011.c port/drivers/cmsdk_watchdog.c port/drivers/cmsdk_timer.c
    port/drivers/stellaris_system.c
    port/drivers/ring.c port/drivers/ethernet.c port/drivers/lan9118.c port/drivers/stellaris_eth.c)
target_link_libraries(vslice_agent_port_drivers PUBLIC vslice_agent_core)
