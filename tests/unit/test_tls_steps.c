/* SPDX-License-Identifier: MIT */
/* A handshake in short steps, for tls.c alone: Mbed TLS, whose arithmetic would be cut up too, is built before. */
#include <mbedtls/ssl.h>

#undef CONFIG_VSLICE_AGENT_TLS_STEP_OPS
#define CONFIG_VSLICE_AGENT_TLS_STEP_OPS 200

#include "port/mbedtls/tls.c"

#include "tests/unit/tls_cases.h"
