# SPDX-License-Identifier: MIT
# The target freertos_kernel as the double: for tests, on a host.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
add_library(freertos_kernel STATIC
    "${CMAKE_CURRENT_LIST_DIR}/kernel.c" "${CMAKE_CURRENT_LIST_DIR}/tasks.c"
    "${CMAKE_CURRENT_LIST_DIR}/notifications.c" "${CMAKE_CURRENT_LIST_DIR}/queues.c")
target_include_directories(freertos_kernel PUBLIC "${CMAKE_CURRENT_LIST_DIR}")
target_compile_features(freertos_kernel PRIVATE c_std_11)
target_compile_options(freertos_kernel PRIVATE -Wall -Wextra -Wconversion -Werror)
target_link_libraries(freertos_kernel PUBLIC Threads::Threads)
