# SPDX-License-Identifier: MIT
# What images with and without an operating system have in common.

# What both are made of; the rest is in cortex_m.cmake and port/freertos_cortex_m.
set(cortex_m_sources startup.c fault.c emulator.c semihosting.c entropy_emulator_insecure.c device_key_emulator_insecure.c
    libc.c memory.c string.c storage.c configure.c)
list(TRANSFORM cortex_m_sources PREPEND port/cortex_m/)

# The linker finds what the compiler itself calls by name only outside of link-time optimization.
set_source_files_properties(port/cortex_m/libc.c port/cortex_m/startup.c PROPERTIES COMPILE_OPTIONS -fno-lto)
set(no_calls_to_itself -fno-lto -ffreestanding -fno-tree-loop-distribute-patterns)
set_source_files_properties(port/cortex_m/string.c PROPERTIES COMPILE_OPTIONS "${no_calls_to_itself}")
set_source_files_properties(port/cortex_m/memory.c PROPERTIES COMPILE_OPTIONS "-O2;${no_calls_to_itself}")

# Nearly all instructions of a TLS handshake are big-number arithmetic: -O2 for it alone takes an eighth of them away.
foreach(file bignum_core ecp_curves)
    set_source_files_properties("${MBEDTLS_DIR}/library/${file}.c" PROPERTIES COMPILE_OPTIONS "-O2;-fmove-loop-invariants")
endforeach()

# And most of a resumed check's are symmetric cryptography, where -Os loses the inner loops: GCM's blocks of four words,
# ChaCha20's quarter round within its caller. AES and Poly1305 gain nothing by it; SHA-256 has a choice in its source.
set_source_files_properties("${MBEDTLS_DIR}/library/chacha20.c" PROPERTIES COMPILE_OPTIONS "-O2;-finline-limit=400")
vslice_agent_has_kconfig(TLS_FAST_GCM fast_gcm)
if(fast_gcm)
    set_source_files_properties("${MBEDTLS_DIR}/library/gcm.c" PROPERTIES COMPILE_OPTIONS "-O2;-fno-inline-small-functions")
endif()

# vslice_agent_link_image(name libraries...): the program `name` as a firmware image of the board, with its memory.ld.
function(vslice_agent_link_image name)
    # Link-time optimization, a unit a source file, so that tests/size can tell whose the bytes are.
    list(TRANSFORM ARGN REPLACE "^vslice_agent::" "vslice_agent_" OUTPUT_VARIABLE targets)
    list(FILTER targets INCLUDE REGEX "^vslice_agent_") # a kernel is built as its owner wants it
    set_target_properties(${name} ${targets} PROPERTIES INTERPROCEDURAL_OPTIMIZATION ON)
    target_link_options(${name} PRIVATE -flto-partition=1to1)
    # What is called once is not moved into its caller at the price of a larger frame, and nothing grows to be faster: 0.8 KB
    # of stack and 0.5 KB of flash less.
    foreach(target ${name} ${targets})
        target_compile_options(${target} PRIVATE -finline-limit=1 -fno-move-loop-invariants
            --param=large-stack-frame=96 --param=large-stack-frame-growth=50)
    endforeach()
    # They call each other by port.h's names alone, so in no order of their own.
    list(JOIN ARGN "," libraries)
    target_link_libraries(${name} PRIVATE "$<LINK_GROUP:RESCAN,${libraries}>")
    target_link_options(${name} PRIVATE -T "${board_folder}/memory.ld"
        "-L${PROJECT_SOURCE_DIR}/port/cortex_m" "-Wl,-Map=${PROJECT_BINARY_DIR}/${name}.map")
    set_target_properties(${name} PROPERTIES SUFFIX .elf RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}"
        LINK_DEPENDS "${board_folder}/memory.ld;${PROJECT_SOURCE_DIR}/port/cortex_m/sections.ld")
endfunction()
