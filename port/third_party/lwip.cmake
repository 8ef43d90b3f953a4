# SPDX-License-Identifier: MIT
# For boards without an operating system: LWIP_DIR, whose src/Filelists.cmake lists the sources.

include(port/third_party/dependency.cmake)
vslice_agent_dependency(lwip LWIP_DIR "lwIP")

set(version_header "${LWIP_DIR}/src/include/lwip/init.h")
if(NOT EXISTS "${version_header}")
    message(FATAL_ERROR "LWIP_DIR=${LWIP_DIR} is not lwIP's source folder")
endif()
file(STRINGS "${version_header}" version REGEX "define LWIP_VERSION_(MAJOR|MINOR|REVISION) ")
string(REGEX REPLACE "[^0-9;]+" "" version "${version}")
list(JOIN version "." version)
if(version VERSION_LESS 2.2.1)
    message(FATAL_ERROR "lwIP ${version} in ${LWIP_DIR}: 2.2.1 or later is needed")
endif()
message(STATUS "lwIP ${version} from ${LWIP_DIR}")
