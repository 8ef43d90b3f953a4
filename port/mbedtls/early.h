/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_MBEDTLS_EARLY_H
#define VSLICE_AGENT_PORT_MBEDTLS_EARLY_H

#include "port/transport.h"

#include <mbedtls/ssl.h>

/*
 * early: TLS 1.3 early data (RFC 8446, section 2.3), where it is built in; otherwise these do
 * nothing. Used by tls.c and session.c alone.
 */
#ifdef MBEDTLS_SSL_EARLY_DATA

/* May this connection send some? */
static inline void vsa_early_configure(mbedtls_ssl_config *config, bool wanted)
{
    mbedtls_ssl_conf_early_data(config, wanted ? MBEDTLS_SSL_EARLY_DATA_ENABLED : MBEDTLS_SSL_EARLY_DATA_DISABLED);
}

static inline bool vsa_early_is_allowed(const mbedtls_ssl_session *session)
{
    return session->MBEDTLS_PRIVATE(max_early_data_size) >= MBEDTLS_SSL_OUT_CONTENT_LEN;
}

/*
 * `data`, as much as one record holds, along with the first message of the handshake. Returns how much; 0: none can be
 * sent; or Mbed TLS's code. A record that is made and waits for the layer below counts as sent, for Mbed TLS sends it
 * before anything else, and would send it twice if it were written again.
 */
static inline int vsa_early_write(mbedtls_ssl_context *ssl, struct vsa_span data)
{
    int most = mbedtls_ssl_get_max_out_record_payload(ssl), code;

    if (most > 0 && data.len > (size_t)most)
        data.len = (size_t)most;
    code = mbedtls_ssl_write_early_data(ssl, (const unsigned char *)data.ptr, data.len);
    if (code == MBEDTLS_ERR_SSL_WANT_WRITE &&
        ssl->MBEDTLS_PRIVATE(out_msgtype) == MBEDTLS_SSL_MSG_APPLICATION_DATA)
        return (int)data.len;
    return code == MBEDTLS_ERR_SSL_CANNOT_WRITE_EARLY_DATA ? 0 : code;
}

/* The handshake is over: has the server taken what was sent? */
static inline bool vsa_early_is_accepted(mbedtls_ssl_context *ssl)
{
    return mbedtls_ssl_get_early_data_status(ssl) == MBEDTLS_SSL_EARLY_DATA_STATUS_ACCEPTED;
}

#else

static inline void vsa_early_configure(mbedtls_ssl_config *config, bool wanted)
{
    (void)config, (void)wanted;
}

static inline bool vsa_early_is_allowed(const mbedtls_ssl_session *session)
{
    (void)session;
    return false;
}

static inline int vsa_early_write(mbedtls_ssl_context *ssl, struct vsa_span data)
{
    (void)ssl, (void)data;
    return 0;
}

static inline bool vsa_early_is_accepted(mbedtls_ssl_context *ssl)
{
    (void)ssl;
    return false;
}

#endif
#endif
