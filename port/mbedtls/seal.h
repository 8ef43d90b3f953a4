/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_MBEDTLS_SEAL_H
#define VSLICE_AGENT_PORT_MBEDTLS_SEAL_H

#include "agent/url.h"

#include <mbedtls/ssl.h>

/*
 * seal: AES-128-GCM (NIST SP 800-38D) under the port's device key or, where there is none, a random
 * one of this run. Used by session.c alone.
 *
 * sealed: nonce (12 bytes, from the random number generator), tag (16), then the bytes themselves, encrypted. The
 * tag covers the binding too, which is not stored.
 */
#define VSA_SEAL_BYTES 28 /* in front of what is sealed */

struct vsa_seal {
    bool has_key;
    bool key_lasts; /* it is the device's */
    unsigned char key[16];
    unsigned char binding[32];
};

/* The key, from the port the first time. False: there is none, and no entropy to make one. */
bool vsa_seal_find_key(struct vsa_seal *s);

/*
 * The binding: SHA-256 over host and port, the trust anchors, the cipher suites and record sizes, the versions of agent
 * and Mbed TLS. Returns Mbed TLS's code.
 */
int vsa_seal_bind(struct vsa_seal *s, const mbedtls_ssl_config *config, const struct vsa_url *server);

/* Seals, in place, the `len` bytes behind the first VSA_SEAL_BYTES of `sealed`. Returns Mbed TLS's code. */
int vsa_seal_close(const struct vsa_seal *s, unsigned char *sealed, size_t len);

/* What was sealed, `len` bytes, into `body`. Not 0: changed, or bound to something else; `body` is then of no use. */
int vsa_seal_open(const struct vsa_seal *s, const unsigned char *sealed, unsigned char *body, size_t len);

#endif
