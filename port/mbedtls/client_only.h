/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_MBEDTLS_CLIENT_ONLY_H
#define VSLICE_AGENT_PORT_MBEDTLS_CLIENT_ONLY_H

/*
 * A client without a key of its own never signs, decrypts or makes RSA keys, but Mbed TLS has no switch for that:
 * function tables keep all of it in the image, 9 KB on a Cortex-M3. So the sources that call such
 * functions are compiled with this header in front (port/third_party/mbedtls.cmake), which makes of each call the error
 * that a build without the feature gives. Two things that it does are cut down to what is needed.
 */
#ifdef MBEDTLS_CONFIG_FILE /* that is, not while the compiler is tried out */

#include "ssl_misc.h"

#include <mbedtls/ecdsa.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>

#include "rsa_alt_helpers.h"
#include "rsa_internal.h"

/* ---- no certificate of one's own, whatever the server asks for ---- */
#define mbedtls_ssl_own_cert(ssl) ((void) (ssl), (mbedtls_x509_crt *) NULL)
#define mbedtls_ssl_own_key(ssl) ((void) (ssl), (mbedtls_pk_context *) NULL)

/*
 * ---- no key block longer than the keys ----
 *
 * TLS 1.2 derives 256 bytes of it, as suites with CBC and a MAC could need, and a quarter of a resumed check's
 * instructions go into that. Ours are AEAD alone: two keys and two parts of a nonce (RFC 5246, section 6.3).
 */
#if defined(MBEDTLS_AES_ONLY_128_BIT_KEY_LENGTH) && !defined(MBEDTLS_CHACHAPOLY_C)
#define VSA_KEY_BLOCK_BYTES (2 * (16 + 4))
#else
#define VSA_KEY_BLOCK_BYTES (2 * (32 + 12))
#endif
#ifdef MBEDTLS_SSL_SOME_SUITES_USE_CBC
#error "a key block for AEAD is too short for CBC"
#endif
#define tls_prf(secret, slen, label, random, rlen, to, len) \
    tls_prf(secret, slen, label, random, rlen, to, (len) == 256 ? VSA_KEY_BLOCK_BYTES : (len))

#ifdef VSLICE_AGENT_RSA_C
#include "bignum_internal.h"

/*
 * ---- no public exponent of more than 32 bits ----
 *
 * Authorities take 65537. With one as long as the modulus, whoever answers, before it is known who that is, makes a
 * single verification of RSA-4096 take 200 times as long: minutes on a Cortex-M3, and its watchdog resets it.
 */
#define mbedtls_mpi_exp_mod_unsafe(x, a, e, n, rr)                                                                     \
    (mbedtls_mpi_bitlen(e) > 32 ? MBEDTLS_ERR_MPI_BAD_INPUT_DATA : (mbedtls_mpi_exp_mod_unsafe)(x, a, e, n, rr))
#endif

/* ---- no private keys ---- */
#ifdef VSLICE_AGENT_RSA_C /* rsa.c itself, where they are defined: what it calls elsewhere for them */
#define mbedtls_rsa_deduce_primes(...) MBEDTLS_ERR_RSA_KEY_CHECK_FAILED
#define mbedtls_rsa_deduce_private_exponent(...) MBEDTLS_ERR_RSA_KEY_CHECK_FAILED
#define mbedtls_rsa_deduce_crt(...) MBEDTLS_ERR_RSA_KEY_CHECK_FAILED
#define mbedtls_rsa_validate_params(...) MBEDTLS_ERR_RSA_KEY_CHECK_FAILED
#define mbedtls_rsa_validate_crt(...) MBEDTLS_ERR_RSA_KEY_CHECK_FAILED
#elif defined(VSLICE_AGENT_ECP_C) /* a compressed point needs a square root; TLS forbids them, authorities have none */
#define mbedtls_mpi_exp_mod(...) MBEDTLS_ERR_ECP_FEATURE_UNAVAILABLE
#else
#define mbedtls_ecdsa_write_signature(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
#define mbedtls_ecp_check_pub_priv(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
#define mbedtls_rsa_check_pub_priv(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
#define mbedtls_rsa_pkcs1_sign(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
#define mbedtls_rsa_rsassa_pss_sign_no_mode_check(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
#define mbedtls_rsa_pkcs1_decrypt(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
#define mbedtls_rsa_pkcs1_encrypt(...) MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE
#endif

#endif
#endif
