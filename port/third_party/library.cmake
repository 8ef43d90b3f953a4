# SPDX-License-Identifier: MIT
# How a library of ours is made.

set_property(GLOBAL PROPERTY vslice_agent_exported "")

# Our own code, as against that of others: C11, and in our own builds no warning is let through.
function(vslice_agent_own_code target)
    target_compile_features(${target} PUBLIC c_std_11)
    set_target_properties(${target} PROPERTIES C_STANDARD 11 C_EXTENSIONS OFF)
    target_compile_options(${target} PRIVATE -ffunction-sections -fdata-sections)
    if(PROJECT_IS_TOP_LEVEL)
        target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wshadow -Wvla -Wundef
            -Wstrict-prototypes -Werror)
    endif()
endfunction()

# Others' code: what whoever builds us wants to be warned of is meant for his own.
function(vslice_agent_others_code target)
    target_compile_options(${target} PRIVATE -ffunction-sections -fdata-sections)
    if(NOT PROJECT_IS_TOP_LEVEL)
        target_compile_options(${target} PRIVATE -w)
    endif()
endfunction()

# Our headers, included by path. To whoever builds us along with his own they are a system's, whatever he has himself
# warned of.
function(vslice_agent_public_headers target)
    set(system "")
    if(NOT PROJECT_IS_TOP_LEVEL)
        set(system SYSTEM)
    endif()
    target_include_directories(${target} ${system} PUBLIC
        "$<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>" "$<INSTALL_INTERFACE:include/vslice_agent>")
endfunction()

# vslice_agent_export(target name): others see it as vslice_agent::name, in this build and installed.
function(vslice_agent_export target name)
    add_library(vslice_agent::${name} ALIAS ${target})
    set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
    set_property(GLOBAL APPEND PROPERTY vslice_agent_exported ${target})
endfunction()

# vslice_agent_library(name sources...): static library vslice_agent::name.
function(vslice_agent_library name)
    add_library(vslice_agent_${name} STATIC ${ARGN})
    vslice_agent_export(vslice_agent_${name} ${name})
    vslice_agent_own_code(vslice_agent_${name})
endfunction()
