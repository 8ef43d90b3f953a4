# SPDX-License-Identifier: MIT
# vslice_agent_build_time(target file): `file`, one of the target's, has VSA_BUILD_TIME_S, seconds since 1970: a clock that is
# behind the build cannot be right. Told anew when a source of ours has changed, and not by a build that has nothing to do.
# SOURCE_DATE_EPOCH keeps builds reproducible.

if(CMAKE_SCRIPT_MODE_FILE)
    string(TIMESTAMP now "%s" UTC)
    file(WRITE "${HEADER}" "/* SPDX-License-Identifier: MIT */\n#define VSA_BUILD_TIME_S ${now}\n")
    return()
endif()

function(vslice_agent_build_time target file)
    set(header "${PROJECT_BINARY_DIR}/generated/${target}_build_time.h")
    file(GLOB_RECURSE ours "${PROJECT_SOURCE_DIR}/agent/*.[ch]" "${PROJECT_SOURCE_DIR}/port/*.[ch]")
    add_custom_command(OUTPUT "${header}" DEPENDS ${ours} ${VSLICE_AGENT_CONFIG_HEADER} COMMENT "" VERBATIM
        COMMAND "${CMAKE_COMMAND}" "-DHEADER=${header}" -P "${PROJECT_SOURCE_DIR}/port/third_party/build_time.cmake")
    target_sources(${target} PRIVATE "${header}")
    set_source_files_properties("${file}" PROPERTIES COMPILE_OPTIONS "-include;${header}" OBJECT_DEPENDS "${header}")
endfunction()
