/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_FREERTOS_THREADING_H
#define VSLICE_AGENT_PORT_FREERTOS_THREADING_H

#include <mbedtls/build_info.h>

/*
 * threading: Mbed TLS's locks as FreeRTOS mutexes; there where Mbed TLS is built with
 * MBEDTLS_THREADING_C and MBEDTLS_THREADING_ALT (CONFIG_VSLICE_AGENT_TLS_THREADING).
 *
 * Needed as soon as two tasks use Mbed TLS, whatever for: the random generator, the key store and
 * the arena are one for all of them, and without locks they break so rarely that no test shows it:
 * two tasks draw the same random number.
 */

#ifndef MBEDTLS_THREADING_ALT
#error "Mbed TLS has no locks: CONFIG_VSLICE_AGENT_TLS_THREADING=y; where one task alone uses it, leave this header out"
#endif

/*
 * MUST come before any other call of Mbed TLS and of this library's TLS, once, from main or from a
 * task. Needs configUSE_MUTEXES, configSUPPORT_STATIC_ALLOCATION, INCLUDE_xTaskGetSchedulerState.
 */
void vsa_freertos_threading(void);

#endif
