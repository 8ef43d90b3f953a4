/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_MBEDTLS_NEEDS_H
#define VSLICE_AGENT_PORT_MBEDTLS_NEEDS_H

#include "port/mbedtls/choices.h"

#include <mbedtls/build_info.h>

/*
 * needs: what this port needs of Mbed TLS, whoever configured it. All else a configuration may have or not have: what
 * it has is offered to the server. Its time is the port's where MBEDTLS_PLATFORM_TIME_MACRO is vsa_mbedtls_time, as in
 * mbedtls_config.h; any other one has to be as right as vsa_port_wall_s.
 */
#ifndef MBEDTLS_SSL_CLI_C
#error "the Mbed TLS configuration lacks MBEDTLS_SSL_CLI_C: a TLS client"
#endif
#ifndef MBEDTLS_X509_CRT_PARSE_C
#error "the Mbed TLS configuration lacks MBEDTLS_X509_CRT_PARSE_C: servers are verified"
#endif
#ifndef MBEDTLS_HAVE_TIME_DATE
#error "the Mbed TLS configuration lacks MBEDTLS_HAVE_TIME and MBEDTLS_HAVE_TIME_DATE: certificates expire"
#endif
#if !defined(MBEDTLS_PLATFORM_MS_TIME_ALT) || !defined(MBEDTLS_PLATFORM_GMTIME_R_ALT)
#error "the Mbed TLS configuration lacks MBEDTLS_PLATFORM_MS_TIME_ALT and MBEDTLS_PLATFORM_GMTIME_R_ALT: see random.c"
#endif
#if !defined(MBEDTLS_PLATFORM_MEMORY) || defined(MBEDTLS_PLATFORM_CALLOC_MACRO)
#error "the Mbed TLS configuration lacks MBEDTLS_PLATFORM_C and MBEDTLS_PLATFORM_MEMORY: memory comes from arena.c"
#endif
#ifndef MBEDTLS_CTR_DRBG_C
#error "the Mbed TLS configuration lacks MBEDTLS_CTR_DRBG_C: random.c draws from it"
#endif
#if defined(MBEDTLS_PSA_CRYPTO_C) && !defined(MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG)
#error "the Mbed TLS configuration lacks MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG: PSA too draws from random.c"
#endif
#if defined(MBEDTLS_SSL_SESSION_TICKETS) && !(defined(MBEDTLS_GCM_C) && defined(MBEDTLS_SHA256_C))
#error "the Mbed TLS configuration lacks MBEDTLS_GCM_C and MBEDTLS_SHA256_C: sessions are sealed with them"
#endif

#endif
