/* SPDX-License-Identifier: MIT */
#include "port/mbedtls/offer.h"

#include "port/mbedtls/choices.h"
#include "port/mbedtls/random.h"

/*
 * The cheap ones first, for servers that follow our order. ChaCha20-Poly1305 (RFC 7905, RFC 8446) takes a third of the
 * instructions that AES-128-GCM takes where there are none for AES; where there are, it is the dearest.
 */
#ifdef MBEDTLS_CHACHAPOLY_C
#define CHACHA20_SUITES                                                                            \
    MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,                                                       \
        MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,                                     \
        MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
#endif
#if defined(MBEDTLS_CHACHAPOLY_C) && !defined(MBEDTLS_AESNI_C)
#define CHACHA20_FIRST
#endif

static const int cipher_suites[] = {
#ifdef CHACHA20_FIRST
    CHACHA20_SUITES,
#endif
    MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
#ifndef MBEDTLS_AES_ONLY_128_BIT_KEY_LENGTH
    MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
#endif
#if defined(MBEDTLS_CHACHAPOLY_C) && !defined(CHACHA20_FIRST)
    CHACHA20_SUITES,
#endif
    0,
};

/*
 * RSA with PKCS#1 v1.5 stands in front of PSS so that a server with TLS 1.2 that follows our order
 * takes it; TLS 1.3 has PSS only. The shorter list is for servers that follow their own order: see
 * tls.h.
 */
#ifdef MBEDTLS_ECP_DP_SECP384R1_ENABLED
#define ECDSA_SIGNATURES \
    MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256, MBEDTLS_TLS1_3_SIG_ECDSA_SECP384R1_SHA384
#else
#define ECDSA_SIGNATURES MBEDTLS_TLS1_3_SIG_ECDSA_SECP256R1_SHA256
#endif
#define PKCS1_SIGNATURES \
    MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA256, MBEDTLS_TLS1_3_SIG_RSA_PKCS1_SHA384
#define PSS_SIGNATURES \
    MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA256, MBEDTLS_TLS1_3_SIG_RSA_PSS_RSAE_SHA384

static const uint16_t signatures[] = {
    ECDSA_SIGNATURES,
#ifdef MBEDTLS_RSA_C
    PKCS1_SIGNATURES,
#endif
#if defined(MBEDTLS_RSA_C) && defined(MBEDTLS_SSL_PROTO_TLS1_3)
    PSS_SIGNATURES,
#endif
    MBEDTLS_TLS1_3_SIG_NONE,
};

static const uint16_t signatures_without_pss[] = {
    ECDSA_SIGNATURES,
#ifdef MBEDTLS_RSA_C
    PKCS1_SIGNATURES,
#endif
    MBEDTLS_TLS1_3_SIG_NONE,
};

/* Only where a smaller record buffer can be negotiated at all: mbedtls_config.h. */
static int ask_for_short_records(mbedtls_ssl_config *config)
{
    int code = 0;

#ifdef MBEDTLS_SSL_MAX_FRAGMENT_LENGTH
    const size_t in = MBEDTLS_SSL_IN_CONTENT_LEN, out = MBEDTLS_SSL_OUT_CONTENT_LEN;
    const size_t most = in < out ? in : out;

    code = mbedtls_ssl_conf_max_frag_len(config, most >= 4096   ? MBEDTLS_SSL_MAX_FRAG_LEN_4096
                                                 : most >= 2048 ? MBEDTLS_SSL_MAX_FRAG_LEN_2048
                                                 : most >= 1024 ? MBEDTLS_SSL_MAX_FRAG_LEN_1024
                                                                : MBEDTLS_SSL_MAX_FRAG_LEN_512);
#else
    (void)config;
#endif
    return code;
}

static void configure_tickets(mbedtls_ssl_config *config, struct vsa_session *session)
{
#ifdef MBEDTLS_SSL_SESSION_TICKETS
    mbedtls_ssl_conf_verify(config, vsa_session_on_verify, session);
#ifdef MBEDTLS_SSL_PROTO_TLS1_3
    mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(
        config, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
#endif
#else
    (void)config, (void)session;
#endif
}

int vsa_offer_configure(mbedtls_ssl_config *config, mbedtls_x509_crt *anchors, struct vsa_session *session,
                        bool without_pss)
{
    int code =
        mbedtls_ssl_config_defaults(config, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                    MBEDTLS_SSL_PRESET_DEFAULT);

    if (code != 0)
        return code;
    mbedtls_ssl_conf_authmode(config, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_ca_chain(config, anchors, NULL);
    mbedtls_ssl_conf_rng(config, vsa_random, NULL);
    mbedtls_ssl_conf_ciphersuites(config, cipher_suites);
    mbedtls_ssl_conf_sig_algs(config, without_pss ? signatures_without_pss : signatures);
#ifdef MBEDTLS_ECP_RESTARTABLE
    mbedtls_ecp_set_max_ops(CONFIG_VSLICE_AGENT_TLS_STEP_OPS);
#endif
    configure_tickets(config, session);
    return ask_for_short_records(config);
}
