# SPDX-License-Identifier: MIT
# For find_package(vslice_agent): libraries, headers below include/vslice_agent, and where to find them.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/vslice_agent)
set(header_folder include/vslice_agent)

get_property(exported GLOBAL PROPERTY vslice_agent_exported)
install(TARGETS ${exported} EXPORT vslice_agentTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT vslice_agentTargets NAMESPACE vslice_agent:: DESTINATION ${package_folder})
set(ports console provisioning storage) # FreeRTOS's and lwIP's are built along with a kernel and a stack, never installed
if(VSLICE_AGENT_POSIX)
    list(APPEND ports posix sockets)
endif()
if(VSLICE_AGENT_MBEDTLS)
    list(APPEND ports mbedtls)
endif()
list(TRANSFORM ports PREPEND port/)
install(DIRECTORY agent DESTINATION ${header_folder} FILES_MATCHING PATTERN "*.h")
install(DIRECTORY ${ports} DESTINATION ${header_folder}/port FILES_MATCHING PATTERN "*.h")
install(FILES port/drive.h port/port.h port/transport.h DESTINATION ${header_folder}/port)
if(VSLICE_AGENT_CONFIG_HEADER)
    install(FILES "${VSLICE_AGENT_CONFIG_HEADER}" DESTINATION ${header_folder})
endif()
if(VSLICE_AGENT_MBEDTLS)
    install(DIRECTORY "${MBEDTLS_DIR}/include/mbedtls" "${MBEDTLS_DIR}/include/psa" DESTINATION ${header_folder}
        FILES_MATCHING PATTERN "*.h")
endif()

configure_package_config_file(port/third_party/vslice_agentConfig.cmake.in
    "${PROJECT_BINARY_DIR}/generated/vslice_agentConfig.cmake" INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file("${PROJECT_BINARY_DIR}/generated/vslice_agentConfigVersion.cmake"
    COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/generated/vslice_agentConfig.cmake"
    "${PROJECT_BINARY_DIR}/generated/vslice_agentConfigVersion.cmake" DESTINATION ${package_folder})
