/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_FREERTOS_MBEDTLS_THREADING_ALT_H
#define VSLICE_AGENT_PORT_FREERTOS_MBEDTLS_THREADING_ALT_H

/* threading_alt: Mbed TLS's mutex, with its memory inside. Included by mbedtls/threading.h. */
#include "FreeRTOS.h"
#include "semphr.h"

typedef struct mbedtls_threading_mutex_t {
    SemaphoreHandle_t handle; /* NULL: not initialised */
    StaticSemaphore_t memory;
} mbedtls_threading_mutex_t;

#endif
