# SPDX-License-Identifier: MIT
# vslice_agent::port_lwip, for a board's board.cmake.

include(port/third_party/lwip.cmake)

vslice_agent_library(port_lwip
    port/lwip/stack.c port/lwip/netif.c port/lwip/tcp.c port/lwip/resolver.c port/lwip/dns_code.c
    port/lwip/random.c port/lwip/time.c)
target_link_libraries(vslice_agent_port_lwip PUBLIC vslice_agent_core vslice_agent_lwip)
vslice_agent_build_time(vslice_agent_port_lwip port/lwip/time.c)
# lwIP calls back into the port, and the port is called for by name only.
target_link_libraries(vslice_agent_lwip INTERFACE "$<LINK_ONLY:vslice_agent_port_lwip>")
