# SPDX-License-Identifier: MIT
# vslice_agent::port_cortex_m, for a board's board.cmake.

vslice_agent_library(port_cortex_m
    port/cortex_m/startup.c port/cortex_m/fault.c port/cortex_m/clock.c port/cortex_m/emulator.c
    port/cortex_m/semihosting.c port/cortex_m/entropy_emulator_insecure.c port/cortex_m/device_key_emulator_insecure.c
    port/cortex_m/libc.c port/cortex_m/log.c port/cortex_m/storage.c port/cortex_m/meter.c port/cortex_m/firmware.c)
# The linker finds what the compiler itself calls by name only outside of link-time optimization.
set_source_files_properties(port/cortex_m/libc.c port/cortex_m/startup.c PROPERTIES COMPILE_OPTIONS -fno-lto)
target_link_libraries(vslice_agent_port_cortex_m PUBLIC vslice_agent_core vslice_agent_port_mbedtls vslice_agent_port_storage)

# Nearly all instructions of a TLS handshake are big-number arithmetic: -O2 for it alone takes an eighth of them away.
foreach(file bignum_core ecp_curves)
    set_source_files_properties("${MBEDTLS_DIR}/library/${file}.c" PROPERTIES COMPILE_OPTIONS -O2)
endforeach()

# vslice_agent_image(name sources...): a firmware image of the board, with its memory.ld.
function(vslice_agent_image name)
    set(libraries port_cortex_m port_storage port_drivers port_lwip port_mbedtls port_provisioning port_console port_drive
        lwip mbedtls core)
    add_executable(${name} ${ARGN})
    vslice_agent_own_code(${name})
    # Link-time optimization, a unit a source file, so that tests/size can tell whose the bytes are.
    list(TRANSFORM libraries PREPEND vslice_agent_ OUTPUT_VARIABLE targets)
    set_target_properties(${name} ${targets} PROPERTIES INTERPROCEDURAL_OPTIMIZATION ON)
    target_link_options(${name} PRIVATE -flto-partition=1to1)
    list(TRANSFORM libraries PREPEND vslice_agent::)
    # They call each other by port.h's names alone, so in no order of their own.
    list(JOIN libraries "," libraries)
    target_link_libraries(${name} PRIVATE "$<LINK_GROUP:RESCAN,${libraries}>")
    target_link_options(${name} PRIVATE -T "${board_folder}/memory.ld"
        "-L${PROJECT_SOURCE_DIR}/port/cortex_m" "-Wl,-Map=${PROJECT_BINARY_DIR}/${name}.map")
    set_target_properties(${name} PROPERTIES SUFFIX .elf RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}"
        LINK_DEPENDS "${board_folder}/memory.ld;${PROJECT_SOURCE_DIR}/port/cortex_m/sections.ld")
endfunction()

# vslice_agent_firmware(sources...): the ready-made one, vslice-agent.
function(vslice_agent_firmware)
    vslice_agent_image(vslice-agent ${ARGN})
endfunction()
