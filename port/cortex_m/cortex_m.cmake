# SPDX-License-Identifier: MIT
# vslice_agent::port_cortex_m, for a board's board.cmake.

vslice_agent_library(port_cortex_m
    port/cortex_m/startup.c port/cortex_m/fault.c port/cortex_m/clock.c port/cortex_m/exit.c
    port/cortex_m/semihosting.c port/cortex_m/entropy_emulator_insecure.c
    port/cortex_m/log.c port/cortex_m/storage.c)
target_link_libraries(vslice_agent_port_cortex_m PUBLIC vslice_agent_core)

# vslice_agent_firmware(sources...): the image vslice-agent of the board, with its memory.ld.
function(vslice_agent_firmware)
    add_executable(vslice-agent ${ARGN})
    vslice_agent_own_code(vslice-agent)
    target_link_libraries(vslice-agent PRIVATE vslice_agent::port_cortex_m)
    target_link_options(vslice-agent PRIVATE -T "${board_folder}/memory.ld"
        "-L${PROJECT_SOURCE_DIR}/port/cortex_m" "-Wl,-Map=${PROJECT_BINARY_DIR}/vslice-agent.map")
    set_target_properties(vslice-agent PROPERTIES SUFFIX .elf RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}"
        LINK_DEPENDS "${board_folder}/memory.ld;${PROJECT_SOURCE_DIR}/port/cortex_m/sections.ld")
endfunction()
