# SPDX-License-Identifier: MIT
# JSMN_DIR: the folder of jsmn.h. The system's copy is taken aside, so that a cross compiler sees jsmn.h and
# nothing else of the system's headers.

set(JSMN_DIR "" CACHE PATH "folder that holds jsmn.h; empty: the system's")
if(NOT JSMN_DIR)
    find_file(VSLICE_AGENT_SYSTEM_JSMN jsmn.h PATHS /usr/include /usr/local/include NO_DEFAULT_PATH
        NO_CMAKE_FIND_ROOT_PATH)
    if(NOT VSLICE_AGENT_SYSTEM_JSMN)
        message(FATAL_ERROR "jsmn.h is missing: port/third_party/packages host, or give its folder: -DJSMN_DIR=...")
    endif()
    set(JSMN_DIR "${PROJECT_BINARY_DIR}/generated/jsmn")
    configure_file("${VSLICE_AGENT_SYSTEM_JSMN}" "${JSMN_DIR}/jsmn.h" COPYONLY)
    message(STATUS "jsmn from ${VSLICE_AGENT_SYSTEM_JSMN}")
elseif(NOT EXISTS "${JSMN_DIR}/jsmn.h")
    message(FATAL_ERROR "there is no jsmn.h in JSMN_DIR=${JSMN_DIR}")
else()
    message(STATUS "jsmn from ${JSMN_DIR}")
endif()
