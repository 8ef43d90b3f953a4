/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_MBEDTLS_RANDOM_H
#define VSLICE_AGENT_PORT_MBEDTLS_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * random: CTR_DRBG over vsa_port_entropy, for Mbed TLS and its PSA layer alike; the port's source
 * is asked only when a connection begins, and again after the generator's reseed interval. One for
 * the program, as the arena is.
 */

/* Before all others, and before a second task uses it; vsa_tls_init does it. Further calls do
 * nothing. */
void vsa_random_init(void);

/*
 * Seeds the generator, or seeds it anew. False if the port has no entropy now; nothing may then be
 * drawn.
 */
bool vsa_random_renew(void);

/* f_rng of Mbed TLS. 0, or its error code. */
int vsa_random(void *unused, unsigned char *to, size_t len);

/* Draws that failed since the start; wraps. */
uint32_t vsa_random_failures(void);

#endif
