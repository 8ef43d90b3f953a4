/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_MBEDTLS_OFFER_H
#define VSLICE_AGENT_PORT_MBEDTLS_OFFER_H

#include "port/mbedtls/session.h"

/*
 * offer: what a client of ours offers to a server: cipher suites, signatures, record size, tickets. The chain is always
 * verified. Used by tls.c alone. Returns Mbed TLS's code.
 *
 * `without_pss`: leave RSA-PSS out, for servers that choose it in TLS 1.2 (tls.h says why).
 */
int vsa_offer_configure(mbedtls_ssl_config *config, mbedtls_x509_crt *anchors, struct vsa_session *session,
                        bool without_pss);

#endif
