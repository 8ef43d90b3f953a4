/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_MBEDTLS_CONFIG_H
#define VSLICE_AGENT_PORT_MBEDTLS_CONFIG_H

/*
 * Mbed TLS 3.6 for an HTTPS client, the same for every board. Kconfig decides protocol versions,
 * RSA, P-384, ChaCha20 and the sizes; without Kconfig all of it is on. Whoever shares one Mbed TLS with other
 * code uses his own configuration instead (CMake: VSLICE_AGENT_MBEDTLS_CONFIG); needs.h names what is missing in it.
 */
#include "port/mbedtls/choices.h"

/* ---- protocol ---- */
#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_CLI_C
#define MBEDTLS_SSL_IN_CONTENT_LEN CONFIG_VSLICE_AGENT_TLS_IN_BYTES
#define MBEDTLS_SSL_OUT_CONTENT_LEN CONFIG_VSLICE_AGENT_TLS_OUT_BYTES
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_CIPHERSUITES 0 /* offer.c has the list; this takes the place of a long one */
#ifdef CONFIG_VSLICE_AGENT_TLS_RESUMPTION
#define MBEDTLS_SSL_SESSION_TICKETS
#endif

#ifdef CONFIG_VSLICE_AGENT_TLS12
#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#ifdef CONFIG_VSLICE_AGENT_TLS_RSA
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#endif
#endif

/* The server's certificate is compared with that of the ticket, so TLS 1.3 keeps it. */
#ifdef CONFIG_VSLICE_AGENT_TLS13
#define MBEDTLS_SSL_PROTO_TLS1_3
#define MBEDTLS_SSL_TLS1_3_COMPATIBILITY_MODE
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED
#ifdef CONFIG_VSLICE_AGENT_TLS_RESUMPTION
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL_ENABLED
#endif
#ifdef CONFIG_VSLICE_AGENT_TLS_EARLY_DATA
#define MBEDTLS_SSL_EARLY_DATA
#endif
#define MBEDTLS_SSL_KEEP_PEER_CERTIFICATE
#endif

/*
 * A record longer than TLS_IN_BYTES ends the connection, so a server is asked for shorter ones. Not
 * with both versions: OpenSSL answers max_fragment_length inside TLS 1.3, which Mbed TLS refuses.
 */
#if CONFIG_VSLICE_AGENT_TLS_IN_BYTES < 16384
#ifndef CONFIG_VSLICE_AGENT_TLS13
#define MBEDTLS_SSL_MAX_FRAGMENT_LENGTH
#else
#define MBEDTLS_SSL_RECORD_SIZE_LIMIT
#endif
#endif

/* ---- certificates ---- */
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_X509_REMOVE_INFO
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_OID_C

/* ---- cryptography ---- */
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM /* five times faster for 700 bytes */
#define MBEDTLS_ECP_WINDOW_SIZE CONFIG_VSLICE_AGENT_TLS_ECP_WINDOW
#define MBEDTLS_ECDH_C
#define MBEDTLS_ECDSA_C
#define MBEDTLS_MD_C
#define MBEDTLS_SHA256_C
#ifndef CONFIG_VSLICE_AGENT_TLS_FAST_SHA256
#define MBEDTLS_SHA256_SMALLER
#endif
#define MBEDTLS_CIPHER_C
#define MBEDTLS_GCM_C
#define MBEDTLS_AES_C
#define MBEDTLS_AES_ROM_TABLES
#define MBEDTLS_AES_FEWER_TABLES /* all of them are 3 KB more, and no faster on a Cortex-M */
#define MBEDTLS_BLOCK_CIPHER_NO_DECRYPT
#define MBEDTLS_CTR_DRBG_C
#define MBEDTLS_HAVE_ASM
#ifdef __arm__
#define MBEDTLS_NO_UDBL_DIVISION /* a few divisions a handshake are not worth the 700 bytes of libgcc's */
#endif

#if CONFIG_VSLICE_AGENT_TLS_STEP_OPS > 0
#define MBEDTLS_ECP_RESTARTABLE
#endif

#ifdef CONFIG_VSLICE_AGENT_TLS_P384
#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
#endif

#ifdef CONFIG_VSLICE_AGENT_TLS_SHA384
#define MBEDTLS_SHA384_C
#define MBEDTLS_SHA512_C /* little more than SHA-384 */
#define MBEDTLS_SHA512_SMALLER
#endif

#ifndef CONFIG_VSLICE_AGENT_TLS_AES256
#define MBEDTLS_AES_ONLY_128_BIT_KEY_LENGTH
#define MBEDTLS_CTR_DRBG_USE_128_BIT_KEY
#endif

#ifdef CONFIG_VSLICE_AGENT_TLS_CHACHA
#define MBEDTLS_CHACHA20_C
#define MBEDTLS_POLY1305_C
#define MBEDTLS_CHACHAPOLY_C
#endif

#ifdef CONFIG_VSLICE_AGENT_TLS_RSA
#define MBEDTLS_RSA_C
#define MBEDTLS_PKCS1_V15
#define MBEDTLS_PKCS1_V21
#define MBEDTLS_X509_RSASSA_PSS_SUPPORT
#define MBEDTLS_MPI_MAX_SIZE 512 /* RSA up to 4096 bits */
#endif

#ifdef __x86_64__
#define MBEDTLS_AESNI_C
#endif

/* ---- PSA: TLS 1.3 is written over it ---- */
#ifdef CONFIG_VSLICE_AGENT_TLS13
#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG
#ifdef CONFIG_VSLICE_AGENT_TLS_THREADING
#define MBEDTLS_PSA_KEY_SLOT_COUNT 32 /* tasks share them, and one too few is "out of memory" */
#else
#define MBEDTLS_PSA_KEY_SLOT_COUNT 4
#endif
#define MBEDTLS_PSA_ASSUME_EXCLUSIVE_BUFFERS /* nobody else writes to a buffer while it is used */
#define MBEDTLS_PSA_CRYPTO_CONFIG
#define MBEDTLS_PSA_CRYPTO_CONFIG_FILE "port/mbedtls/mbedtls_config.h" /* that is, what follows */
#define PSA_WANT_ALG_SHA_256 1
#define PSA_WANT_ALG_HMAC 1
#define PSA_WANT_ALG_HKDF_EXTRACT 1
#define PSA_WANT_ALG_HKDF_EXPAND 1
#define PSA_WANT_ALG_ECDH 1
#define PSA_WANT_ALG_ECDSA 1
#define PSA_WANT_ALG_GCM 1
#define PSA_WANT_ECC_SECP_R1_256 1
#define PSA_WANT_KEY_TYPE_AES 1
#define PSA_WANT_KEY_TYPE_HMAC 1
#define PSA_WANT_KEY_TYPE_DERIVE 1
#define PSA_WANT_KEY_TYPE_RAW_DATA 1
#define PSA_WANT_KEY_TYPE_ECC_PUBLIC_KEY 1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC 1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_IMPORT 1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_EXPORT 1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_GENERATE 1
#ifdef CONFIG_VSLICE_AGENT_TLS_SHA384
#define PSA_WANT_ALG_SHA_384 1
#endif
#ifdef CONFIG_VSLICE_AGENT_TLS_P384
#define PSA_WANT_ECC_SECP_R1_384 1
#endif
#ifdef CONFIG_VSLICE_AGENT_TLS_CHACHA
#define PSA_WANT_ALG_CHACHA20_POLY1305 1
#define PSA_WANT_KEY_TYPE_CHACHA20 1
#endif
#endif

/* ---- platform: memory from arena.c, time and randomness from random.c; nothing of libc ---- */
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_STD_CALLOC NULL /* before vsa_arena_init there is no memory at all */
#define MBEDTLS_PLATFORM_STD_FREE NULL
#define MBEDTLS_HAVE_TIME
#define MBEDTLS_HAVE_TIME_DATE /* certificates expire */
#define MBEDTLS_PLATFORM_TIME_TYPE_MACRO long long
#define MBEDTLS_PLATFORM_TIME_MACRO vsa_mbedtls_time
#define MBEDTLS_PLATFORM_MS_TIME_ALT
#define MBEDTLS_PLATFORM_GMTIME_R_ALT
#define MBEDTLS_DEPRECATED_REMOVED

/* ---- locks, from port/freertos/threading.h ---- */
#ifdef CONFIG_VSLICE_AGENT_TLS_THREADING
#define MBEDTLS_THREADING_C
#define MBEDTLS_THREADING_ALT
#endif

long long vsa_mbedtls_time(long long *to);

#endif
