# SPDX-License-Identifier: MIT
# For boards without an operating system: LWIP_DIR, whose src/Filelists.cmake lists the sources.

include(port/third_party/dependency.cmake)
vslice_agent_dependency(lwip LWIP_DIR "lwIP")

set(version_header "${LWIP_DIR}/src/include/lwip/init.h")
if(NOT EXISTS "${version_header}")
    message(FATAL_ERROR "LWIP_DIR=${LWIP_DIR} is not lwIP's source folder")
endif()
file(STRINGS "${version_header}" version REGEX "define LWIP_VERSION_(MAJOR|MINOR|REVISION) ")
string(REGEX REPLACE "[^0-9;]+" "" version "${version}")
list(JOIN version "." version)
if(version VERSION_LESS 2.2.1)
    message(FATAL_ERROR "lwIP ${version} in ${LWIP_DIR}: 2.2.1 or later is needed")
endif()
message(STATUS "lwIP ${version} from ${LWIP_DIR}")

# vslice_agent::lwip: the parts that port/lwip uses, with its lwipopts.h and Kconfig's sizes. What nobody calls is
# dropped at link.
set(lwip_core init def dns inet_chksum ip mem memp netif pbuf stats tcp tcp_in tcp_out timeouts udp
    ipv4/dhcp ipv4/etharp ipv4/icmp ipv4/ip4 ipv4/ip4_addr)
list(TRANSFORM lwip_core PREPEND "${LWIP_DIR}/src/core/")
list(TRANSFORM lwip_core APPEND ".c")
add_library(vslice_agent_lwip STATIC ${lwip_core} "${LWIP_DIR}/src/netif/ethernet.c" "${LWIP_DIR}/src/apps/sntp/sntp.c")
vslice_agent_export(vslice_agent_lwip lwip)
target_include_directories(vslice_agent_lwip SYSTEM PUBLIC "$<BUILD_INTERFACE:${LWIP_DIR}/src/include>")
target_include_directories(vslice_agent_lwip PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/port/lwip>")
vslice_agent_others_code(vslice_agent_lwip)
vslice_agent_use_kconfig(vslice_agent_lwip)
