# SPDX-License-Identifier: MIT
# Firmware with FreeRTOS and lwIP's sockets, for a board's board.cmake. The board's folder has FreeRTOSConfig.h; the kernel is
# the user's: VSLICE_AGENT_KERNEL.
include(port/cortex_m/image.cmake)

# ---- the kernel ----

add_library(freertos_config INTERFACE) # the name that the kernel's own CMake asks for
target_include_directories(freertos_config INTERFACE "${board_folder}" "${PROJECT_SOURCE_DIR}")
target_compile_options(freertos_config INTERFACE "SHELL:-include '${VSLICE_AGENT_CONFIG_HEADER}'")
if(NOT VSLICE_AGENT_KERNEL AND NOT TARGET freertos_kernel)
    message(FATAL_ERROR "This board needs a FreeRTOS kernel of yours: -DVSLICE_AGENT_KERNEL=FILE.cmake (boards/run --kernel FILE.cmake)."
        " That file is included by CMake and has to define the target freertos_kernel, for a Cortex-M3, with a heap that has"
        " xPortGetMinimumEverFreeHeapSize; the target freertos_config, with this board's FreeRTOSConfig.h, is there already."
        " With a checkout of FreeRTOS-Kernel, V11 or later, these three lines are enough:\n"
        "  set(FREERTOS_PORT GCC_ARM_CM3)\n"
        "  set(FREERTOS_HEAP 4)\n"
        "  add_subdirectory(/path/to/FreeRTOS-Kernel freertos_kernel)\n")
endif()
include(port/freertos/freertos.cmake)

# ---- lwIP: the parts that are used without an operating system, its API layer, and its own FreeRTOS port ----

include(port/third_party/lwip.cmake)
set(lwip_freertos "${LWIP_DIR}/contrib/ports/freertos")
set(lwip_api api_lib api_msg err netbuf sockets tcpip)
list(TRANSFORM lwip_api PREPEND "${LWIP_DIR}/src/api/")
list(TRANSFORM lwip_api APPEND ".c")
get_target_property(lwip_sources vslice_agent_lwip SOURCES)
set_target_properties(vslice_agent_lwip PROPERTIES EXCLUDE_FROM_ALL ON)
set(LWIP_INCLUDE_DIRS "${PROJECT_SOURCE_DIR}/port/freertos_cortex_m" "${PROJECT_SOURCE_DIR}/port/lwip"
    "${lwip_freertos}/include" "${LWIP_DIR}/src/include" "${PROJECT_SOURCE_DIR}")
add_library(lwipcore STATIC ${lwip_sources} ${lwip_api} "${lwip_freertos}/sys_arch.c")
target_include_directories(lwipcore PRIVATE ${LWIP_INCLUDE_DIRS})
target_compile_options(lwipcore PRIVATE -ffunction-sections -fdata-sections)
target_link_libraries(lwipcore PUBLIC freertos_kernel)
set_target_properties(lwipcore PROPERTIES INTERPROCEDURAL_OPTIMIZATION ON)
include(port/lwip_sockets/lwip_sockets.cmake)

# ---- the firmware ----

vslice_agent_freertos_library(port_freertos_cortex_m ${cortex_m_sources}
    port/freertos_cortex_m/kernel.c port/freertos_cortex_m/network.c port/freertos_cortex_m/deadlines.c
    port/freertos_cortex_m/systick.c
    port/freertos_cortex_m/firmware.c port/lwip/netif.c port/lwip/random.c port/lwip/time.c)
vslice_agent_build_time(vslice_agent_port_freertos_cortex_m port/lwip/time.c)
target_include_directories(vslice_agent_port_freertos_cortex_m SYSTEM PUBLIC ${LWIP_INCLUDE_DIRS})
target_link_libraries(vslice_agent_port_freertos_cortex_m PUBLIC vslice_agent_port_mbedtls vslice_agent_port_storage lwipcore)

function(vslice_agent_freertos_firmware)
    set(libraries port_freertos_cortex_m port_freertos_task port_freertos port_lwip_sockets port_storage port_drivers
        port_mbedtls port_provisioning port_console port_drive mbedtls core)
    list(TRANSFORM libraries PREPEND vslice_agent::)
    add_executable(vslice-agent ${ARGN})
    vslice_agent_own_code(vslice-agent)
    vslice_agent_link_image(vslice-agent ${libraries} lwipcore freertos_kernel)
endfunction()
