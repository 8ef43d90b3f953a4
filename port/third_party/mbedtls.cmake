# SPDX-License-Identifier: MIT
# vslice_agent::mbedtls: all of Mbed TLS as one static library with our configuration. What nobody calls is
# dropped at link.

include(port/third_party/dependency.cmake)
vslice_agent_dependency(mbedtls MBEDTLS_DIR "Mbed TLS")
set(VSLICE_AGENT_MBEDTLS_CONFIG "port/mbedtls/mbedtls_config.h" CACHE STRING "Mbed TLS configuration, as included")

set(version_header "${MBEDTLS_DIR}/include/mbedtls/build_info.h")
if(NOT EXISTS "${version_header}" OR NOT EXISTS "${MBEDTLS_DIR}/library/psa_crypto_driver_wrappers.h")
    message(FATAL_ERROR "MBEDTLS_DIR=${MBEDTLS_DIR} is not a release of Mbed TLS 3.6"
        " (a git checkout lacks generated files)")
endif()
file(STRINGS "${version_header}" version REGEX "define MBEDTLS_VERSION_STRING ")
string(REGEX MATCH "[0-9.]+" version "${version}")
if(version VERSION_LESS 3.6.6 OR version VERSION_GREATER_EQUAL 4)
    message(FATAL_ERROR "Mbed TLS ${version} in ${MBEDTLS_DIR}: 3.6.6 or a later 3.x is needed")
endif()
message(STATUS "Mbed TLS ${version} from ${MBEDTLS_DIR}")

set(p256m "${MBEDTLS_DIR}/3rdparty/p256-m")
file(GLOB mbedtls_sources "${MBEDTLS_DIR}/library/*.c" "${p256m}/*.c" "${p256m}/p256-m/*.c")
add_library(vslice_agent_mbedtls STATIC ${mbedtls_sources})
vslice_agent_export(vslice_agent_mbedtls mbedtls)
target_include_directories(vslice_agent_mbedtls SYSTEM
    PUBLIC "$<BUILD_INTERFACE:${MBEDTLS_DIR}/include>"
    PRIVATE "${MBEDTLS_DIR}/library" "${p256m}" "${p256m}/p256-m")
vslice_agent_public_headers(vslice_agent_mbedtls)
target_compile_definitions(vslice_agent_mbedtls PUBLIC "MBEDTLS_CONFIG_FILE=\"${VSLICE_AGENT_MBEDTLS_CONFIG}\"")
vslice_agent_others_code(vslice_agent_mbedtls)
vslice_agent_use_kconfig(vslice_agent_mbedtls)

# What a client never does: see the header. Firmware with a configuration of its own may do it.
if(VSLICE_AGENT_MBEDTLS_CONFIG STREQUAL "port/mbedtls/mbedtls_config.h")
    foreach(file ecp pk pk_wrap rsa ssl_tls ssl_tls12_client ssl_tls13_client ssl_tls13_generic)
        set_source_files_properties("${MBEDTLS_DIR}/library/${file}.c" PROPERTIES
            COMPILE_OPTIONS "-include;port/mbedtls/client_only.h")
    endforeach()
    set_source_files_properties("${MBEDTLS_DIR}/library/ecp.c" PROPERTIES COMPILE_DEFINITIONS VSLICE_AGENT_ECP_C)
    set_source_files_properties("${MBEDTLS_DIR}/library/rsa.c" PROPERTIES COMPILE_DEFINITIONS VSLICE_AGENT_RSA_C)
endif()
