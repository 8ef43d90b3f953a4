# SPDX-License-Identifier: MIT
# Over the lwIP of whoever builds us: the target lwipcore and the list LWIP_INCLUDE_DIRS, as lwIP's own Filelists.cmake has them.
# Not installed; each is compiled only if somebody links it.
#
#   vslice_agent::port_lwip_sockets   the platform of an lwIP with a thread of its own (NO_SYS=0), over its sockets
#   vslice_agent::port_lwip           the transport over the raw API (NO_SYS=1), for a main loop; a board of ours has it already
include_guard()

if(NOT TARGET lwipcore)
    if(NOT VSLICE_AGENT_BOARD)
        message(STATUS "lwIP: no target lwipcore, so vslice_agent::port_lwip and port_lwip_sockets are left out")
    endif()
    return()
endif()
message(STATUS "lwIP: vslice_agent::port_lwip_sockets and port_lwip, over the target lwipcore")

function(vslice_agent_over_lwip name)
    add_library(vslice_agent_${name} STATIC EXCLUDE_FROM_ALL ${ARGN})
    add_library(vslice_agent::${name} ALIAS vslice_agent_${name})
    vslice_agent_own_code(vslice_agent_${name})
    set_target_properties(vslice_agent_${name} PROPERTIES C_EXTENSIONS ON) # lwIP looks for ssize_t in libc
    target_include_directories(vslice_agent_${name} SYSTEM PUBLIC ${LWIP_INCLUDE_DIRS})
    target_link_libraries(vslice_agent_${name} PUBLIC vslice_agent_core lwipcore)
endfunction()

vslice_agent_over_lwip(port_lwip_sockets port/sockets/sockets.c
    port/lwip_sockets/resolver.c port/lwip_sockets/network.c port/lwip/dns_code.c)
target_include_directories(vslice_agent_port_lwip_sockets PRIVATE port/lwip_sockets) # sockets_platform.h
if(NOT TARGET vslice_agent_port_lwip)
    vslice_agent_over_lwip(port_lwip port/lwip/tcp.c port/lwip/resolver.c port/lwip/dns_code.c)
endif()
