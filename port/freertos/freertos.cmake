# SPDX-License-Identifier: MIT
# vslice_agent::port_freertos, over the target freertos_kernel of whoever builds us; it is neither fetched nor built here, and
# not installed.
include_guard()

if(VSLICE_AGENT_KERNEL AND NOT TARGET freertos_kernel)
    include("${VSLICE_AGENT_KERNEL}")
    if(NOT TARGET freertos_kernel)
        message(FATAL_ERROR "${VSLICE_AGENT_KERNEL} does not define the target freertos_kernel")
    endif()
endif()
if(NOT TARGET freertos_kernel)
    message(STATUS "FreeRTOS: no target freertos_kernel, so vslice_agent::port_freertos is left out")
    return()
endif()
message(STATUS "FreeRTOS: vslice_agent::port_freertos, over the target freertos_kernel")

add_library(vslice_agent_port_freertos STATIC
    port/freertos/clock.c port/freertos/idle.c port/freertos/hooks.c port/freertos/agent_task.c)
add_library(vslice_agent::port_freertos ALIAS vslice_agent_port_freertos)
vslice_agent_own_code(vslice_agent_port_freertos)
target_link_libraries(vslice_agent_port_freertos PUBLIC vslice_agent_port_drive freertos_kernel)

# Mbed TLS sees threading_alt.h, whether or not its configuration wants it.
if(VSLICE_AGENT_MBEDTLS)
    target_sources(vslice_agent_port_freertos PRIVATE port/freertos/threading.c)
    target_link_libraries(vslice_agent_port_freertos PUBLIC vslice_agent_port_mbedtls)
    target_include_directories(vslice_agent_mbedtls PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/port/freertos/mbedtls>")
    target_link_libraries(vslice_agent_mbedtls PUBLIC "$<BUILD_INTERFACE:freertos_kernel>")
endif()
