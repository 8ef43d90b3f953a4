/* SPDX-License-Identifier: MIT */
/* A handshake that goes as far as it can at each call. */
#include "port/mbedtls/tls.c"

#include "tests/unit/tls_cases.h"
