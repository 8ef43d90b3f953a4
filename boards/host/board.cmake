# SPDX-License-Identifier: MIT
# board: this computer, under Linux
# needs: host simulator

add_executable(vslice-agent boards/host/main.c boards/host/options.c
    boards/host/configuration.c boards/host/commands.c boards/host/output.c)
target_link_libraries(vslice-agent PRIVATE vslice_agent::port_drive vslice_agent::port_console
    vslice_agent::port_provisioning vslice_agent::port_posix vslice_agent::port_mbedtls)
vslice_agent_own_code(vslice-agent)
target_link_options(vslice-agent PRIVATE -Wl,--gc-sections)
set_target_properties(vslice-agent PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
install(TARGETS vslice-agent)
