# SPDX-License-Identifier: MIT
set(CORTEX_M cortex-m3)
include(${CMAKE_CURRENT_LIST_DIR}/../../port/cortex_m/toolchain.cmake)
