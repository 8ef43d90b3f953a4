/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_MBEDTLS_ARENA_H
#define VSLICE_AGENT_PORT_MBEDTLS_ARENA_H

#include <stddef.h>
#include <stdint.h>

/*
 * arena: all of Mbed TLS's memory, CONFIG_VSLICE_AGENT_TLS_ARENA_BYTES of static RAM. One for the
 * program; used by one thread at a time unless Mbed TLS is built with its threading layer.
 */

/*
 * Makes it and gives it to Mbed TLS. Further calls do nothing; vsa_tls_init does it too. MUST come
 * before any call of Mbed TLS but the one that sets its locks, and before a second task uses it.
 */
void vsa_arena_init(void);

/* How large the arena would have had to be, at least, since the start: 4 bytes a block and what lies idle between the
 * blocks included. */
size_t vsa_arena_peak(void);

/* Bytes in use now. 0 when no connection is open and no trust anchors are held. */
size_t vsa_arena_used(void);

/*
 * Allocations that failed since the start; wraps. Mbed TLS calls a certificate untrusted when there
 * was no memory to verify it: this tells the two apart.
 */
uint32_t vsa_arena_failures(void);

/*
 * What Mbed TLS calls. calloc gives zeros, NULL for nothing; free ends the program (abort) when what it gets is no
 * block or its neighbourhood was overwritten.
 */
void *vsa_arena_calloc(size_t count, size_t size);
void vsa_arena_free(void *memory);

#endif
