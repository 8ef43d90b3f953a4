# SPDX-License-Identifier: MIT
# Over the target freertos_kernel of whoever builds us, which is neither fetched nor built here; not installed.
#
#   vslice_agent::port_freertos_task   the agent as a task
#   vslice_agent::port_freertos        the platform: comes last among the libraries, as port_posix does
include_guard()

if(VSLICE_AGENT_KERNEL AND NOT TARGET freertos_kernel)
    if(NOT EXISTS "${VSLICE_AGENT_KERNEL}")
        message(FATAL_ERROR "there is no file VSLICE_AGENT_KERNEL=${VSLICE_AGENT_KERNEL}")
    endif()
    include("${VSLICE_AGENT_KERNEL}")
    if(NOT TARGET freertos_kernel)
        message(FATAL_ERROR "${VSLICE_AGENT_KERNEL} does not define the target freertos_kernel")
    endif()
endif()
if(NOT TARGET freertos_kernel)
    if(NOT VSLICE_AGENT_BOARD)
        message(STATUS "FreeRTOS: no target freertos_kernel, so vslice_agent::port_freertos is left out")
    endif()
    return()
endif()
message(STATUS "FreeRTOS: vslice_agent::port_freertos, over the target freertos_kernel")

function(vslice_agent_freertos_library name)
    add_library(vslice_agent_${name} STATIC ${ARGN})
    add_library(vslice_agent::${name} ALIAS vslice_agent_${name})
    vslice_agent_own_code(vslice_agent_${name})
    target_link_libraries(vslice_agent_${name} PUBLIC vslice_agent_core freertos_kernel)
endfunction()

vslice_agent_freertos_library(port_freertos_task port/freertos/agent_task.c)
target_link_libraries(vslice_agent_port_freertos_task PUBLIC vslice_agent_port_drive)
vslice_agent_freertos_library(port_freertos
    port/freertos/clock.c port/freertos/idle.c port/freertos/hooks.c port/freertos/log.c port/freertos/storage.c)

# Mbed TLS sees threading_alt.h, whether or not its configuration wants it.
if(VSLICE_AGENT_MBEDTLS)
    target_include_directories(vslice_agent_mbedtls PUBLIC "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/port/freertos/mbedtls>")
    target_link_libraries(vslice_agent_mbedtls PUBLIC "$<BUILD_INTERFACE:freertos_kernel>")
    target_sources(vslice_agent_port_freertos PRIVATE port/freertos/threading.c)
    target_include_directories(vslice_agent_port_freertos SYSTEM PRIVATE
        "$<TARGET_PROPERTY:vslice_agent_mbedtls,INTERFACE_INCLUDE_DIRECTORIES>")
    target_compile_definitions(vslice_agent_port_freertos PRIVATE
        "$<TARGET_PROPERTY:vslice_agent_mbedtls,INTERFACE_COMPILE_DEFINITIONS>")
endif()
