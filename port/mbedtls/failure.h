/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_MBEDTLS_FAILURE_H
#define VSLICE_AGENT_PORT_MBEDTLS_FAILURE_H

#include "agent/result.h"

#include <stdbool.h>
#include <stdint.h>

/* failure: Mbed TLS's codes in our words. Used by tls.c alone; tls.h has the list. */

/* Of a negative code; `up`: the handshake was over. */
enum vsa_result vsa_failure_of(int code, bool up);

/* Of the flags MBEDTLS_X509_BADCERT_* of a chain that was refused. */
enum vsa_result vsa_failure_of_certificate(uint32_t flags);

#endif
