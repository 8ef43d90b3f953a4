# SPDX-License-Identifier: MIT
# vslice_agent_dependency(package variable title): sets `variable` to the source folder of a Debian source
# package. What the user gave stays; otherwise it is fetched once into a cache, see port/third_party/fetch.
function(vslice_agent_dependency package variable title)
    set(${variable} "" CACHE PATH "${title} source; empty: fetched from Debian")
    if(${variable})
        return()
    endif()
    message(STATUS "${title}: looking for Debian's source package")
    execute_process(COMMAND "${PROJECT_SOURCE_DIR}/port/third_party/fetch" ${package}
        OUTPUT_VARIABLE output OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
    if(failed)
        message(FATAL_ERROR "${title} could not be fetched, see above; or give its folder: -D${variable}=...")
    endif()
    string(REGEX REPLACE ".*\n" "" folder "${output}")
    set(${variable} "${folder}" PARENT_SCOPE)
endfunction()
