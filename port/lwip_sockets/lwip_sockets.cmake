# SPDX-License-Identifier: MIT
# vslice_agent::port_lwip_sockets, over an lwIP with a thread of its own: the target lwipcore and the list LWIP_INCLUDE_DIRS, as
# lwIP's own Filelists.cmake has them. Not installed.
include_guard()

if(NOT TARGET lwipcore)
    message(STATUS "lwIP: no target lwipcore, so vslice_agent::port_lwip_sockets is left out")
    return()
endif()
message(STATUS "lwIP: vslice_agent::port_lwip_sockets, over the target lwipcore")

add_library(vslice_agent_port_lwip_sockets STATIC port/sockets/sockets.c
    port/lwip_sockets/resolver.c port/lwip_sockets/network.c port/lwip/dns_code.c)
add_library(vslice_agent::port_lwip_sockets ALIAS vslice_agent_port_lwip_sockets)
vslice_agent_own_code(vslice_agent_port_lwip_sockets)
set_target_properties(vslice_agent_port_lwip_sockets PROPERTIES C_EXTENSIONS ON) # lwIP looks for ssize_t in libc
target_include_directories(vslice_agent_port_lwip_sockets PRIVATE port/lwip_sockets) # sockets_platform.h
target_include_directories(vslice_agent_port_lwip_sockets SYSTEM PUBLIC ${LWIP_INCLUDE_DIRS})
target_link_libraries(vslice_agent_port_lwip_sockets PUBLIC vslice_agent_core lwipcore)
