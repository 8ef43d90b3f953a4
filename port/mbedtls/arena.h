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
 * Makes it. Further calls do nothing; vsa_tls_init does it too. MUST come before any call of Mbed
 * TLS but the one that sets its locks, and before a second task uses it.
 */
void vsa_arena_init(void);

/*
 * The most that was in use since the start, in bytes: the blocks' own plus the allocator's headers.
 * An upper bound, for both parts are taken at their own peak; fragmentation comes on top, so leave
 * some room above it.
 */
size_t vsa_arena_peak(void);

/* Bytes in use now, without headers. 0 when no connection is open and no trust anchors are held. */
size_t vsa_arena_used(void);

/*
 * Allocations that failed since the start; wraps. Mbed TLS calls a certificate untrusted when there
 * was no memory to verify it: this tells the two apart.
 */
uint32_t vsa_arena_failures(void);

#endif
