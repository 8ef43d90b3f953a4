/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_MBEDTLS_COUNTER_H
#define VSLICE_AGENT_PORT_MBEDTLS_COUNTER_H

#include <mbedtls/build_info.h>
#include <stdint.h>

/* counter: counts for the whole program, by several tasks where Mbed TLS is built for several. */
#ifdef MBEDTLS_THREADING_C
typedef _Atomic uint32_t vsa_counter;
#else
typedef uint32_t vsa_counter;
#endif

#endif
