# SPDX-License-Identifier: MIT
set(CORTEX_M cortex-m4)
include(${CMAKE_CURRENT_LIST_DIR}/../../port/cortex_m/toolchain.cmake)
