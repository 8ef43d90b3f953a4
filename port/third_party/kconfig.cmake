# SPDX-License-Identifier: MIT
# defconfig -> .config in the build folder -> generated/vslice_agent_config.h, included before every source of
# ours, of Mbed TLS and of whoever links us. Without a defconfig the defaults of agent/limits.h hold.

if(VSLICE_AGENT_BOARD)
    set(board_defconfig "${board_folder}/defconfig")
endif()
set(VSLICE_AGENT_DEFCONFIG "${board_defconfig}" CACHE FILEPATH "sizes and features; empty: the defaults")
set(VSLICE_AGENT_PYTHON /usr/bin/python3 CACHE FILEPATH "Python that has kconfiglib")
set(VSLICE_AGENT_CONFIG_HEADER "")

if(VSLICE_AGENT_DEFCONFIG)
    set(kconfig ${VSLICE_AGENT_PYTHON} "${PROJECT_SOURCE_DIR}/port/third_party/kconfig")
    set(kconfig_options "--board=${VSLICE_AGENT_BOARD}" --folder "${PROJECT_BINARY_DIR}"
        --defconfig "${VSLICE_AGENT_DEFCONFIG}")
    execute_process(COMMAND ${kconfig} generate ${kconfig_options} RESULT_VARIABLE kconfig_failed)
    if(kconfig_failed)
        message(FATAL_ERROR "Kconfig failed (${kconfig_failed}), see above."
            " VSLICE_AGENT_DEFCONFIG=${VSLICE_AGENT_DEFCONFIG}, VSLICE_AGENT_PYTHON=${VSLICE_AGENT_PYTHON},"
            " which needs kconfiglib: port/third_party/packages host")
    endif()
    set(VSLICE_AGENT_CONFIG_HEADER "${PROJECT_BINARY_DIR}/generated/vslice_agent_config.h")
    file(GLOB menus "${PROJECT_SOURCE_DIR}/port/*/Kconfig" "${PROJECT_SOURCE_DIR}/boards/*/Kconfig")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
        "${PROJECT_SOURCE_DIR}/Kconfig" ${menus} "${VSLICE_AGENT_DEFCONFIG}" "${PROJECT_BINARY_DIR}/.config")
    message(STATUS "Kconfig: ${PROJECT_BINARY_DIR}/.config")

    if(PROJECT_IS_TOP_LEVEL)
        foreach(command menuconfig savedefconfig)
            add_custom_target(${command} COMMAND ${kconfig} ${command} ${kconfig_options} USES_TERMINAL VERBATIM)
        endforeach()
    endif()
endif()

# vslice_agent_has_kconfig(choice to): is CONFIG_VSLICE_AGENT_<choice> switched on? For what a compiler is told; all else
# is the header's.
function(vslice_agent_has_kconfig choice to)
    set(found "")
    if(VSLICE_AGENT_DEFCONFIG)
        file(STRINGS "${PROJECT_BINARY_DIR}/.config" found REGEX "^CONFIG_VSLICE_AGENT_${choice}=y$")
    endif()
    string(COMPARE NOTEQUAL "${found}" "" on)
    set(${to} ${on} PARENT_SCOPE)
endfunction()

# Everybody who sees our structs has to see the same sizes, so the header travels with the target.
function(vslice_agent_use_kconfig target)
    if(VSLICE_AGENT_CONFIG_HEADER)
        set(installed "$<INSTALL_PREFIX>/include/vslice_agent/vslice_agent_config.h")
        foreach(place "BUILD_INTERFACE:SHELL:-include '${VSLICE_AGENT_CONFIG_HEADER}'"
                "INSTALL_INTERFACE:SHELL:-include '${installed}'")
            target_compile_options(${target} PUBLIC "$<$<COMPILE_LANGUAGE:C,CXX>:$<${place}>>")
        endforeach()
    endif()
endfunction()
