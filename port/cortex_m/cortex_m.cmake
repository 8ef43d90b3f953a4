# SPDX-License-Identifier: MIT
# vslice_agent::port_cortex_m, for a board's board.cmake.
include(port/cortex_m/image.cmake)

vslice_agent_library(port_cortex_m ${cortex_m_sources}
    port/cortex_m/clock.c port/cortex_m/log.c port/cortex_m/records.c port/cortex_m/meter.c port/cortex_m/firmware.c)
target_link_libraries(vslice_agent_port_cortex_m PUBLIC vslice_agent_core vslice_agent_port_mbedtls vslice_agent_port_storage)

# vslice_agent_image(name sources...): a firmware image of the board.
function(vslice_agent_image name)
    set(libraries port_cortex_m port_storage port_drivers port_lwip port_mbedtls port_provisioning port_console port_drive
        lwip mbedtls core)
    list(TRANSFORM libraries PREPEND vslice_agent::)
    add_executable(${name} ${ARGN})
    vslice_agent_own_code(${name})
    vslice_agent_link_image(${name} ${libraries})
endfunction()

# vslice_agent_firmware(sources...): the ready-made one, vslice-agent.
function(vslice_agent_firmware)
    vslice_agent_image(vslice-agent ${ARGN})
endfunction()
