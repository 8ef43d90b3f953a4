/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_SUPPORT_FREERTOS_FREERTOSCONFIG_H
#define VSLICE_AGENT_TESTS_SUPPORT_FREERTOS_FREERTOSCONFIG_H

/* The double's own configuration; what a build defines with -D comes first. The tick wraps soon after the start. */
#ifndef configTICK_RATE_HZ
#define configTICK_RATE_HZ 1000
#endif
#ifndef configINITIAL_TICK_COUNT
#define configINITIAL_TICK_COUNT 0xffffff00u
#endif
#define configMAX_PRIORITIES     8
#define configMINIMAL_STACK_SIZE 64 /* words */
#define configUSE_POSIX_ERRNO    0
#define VSA_ERRNO_IS_PER_TASK    1 /* pthreads have one each */

#endif
