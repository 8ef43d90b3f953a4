/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_MBEDTLS_TLS_H
#define VSLICE_AGENT_PORT_MBEDTLS_TLS_H

#include "port/mbedtls/below.h"
#include "port/mbedtls/session.h"
#include "port/transport.h"

/*
 * tls: a transport over a transport, by Mbed TLS 3.6.
 *
 *     struct vsa_tls tls;
 *     struct vsa_transport transport = vsa_tls_init(&tls, sockets_transport);
 *     result = vsa_tls_trust(&tls, ca, &foreign);   once or more, before connecting
 *
 * A server with `tls` set is spoken to in TLS 1.2 or 1.3, whatever the configuration has; one
 * without goes straight through to the layer below, so that one transport serves both. The
 * certificate chain, its dates and the host name are always verified; there is no switch. RSA keys
 * have 4096 bits at most and a public exponent of 32, since their owner is not yet known. An
 * unknown wall clock or a missing trust anchor ends the connection before a byte of TLS is sent.
 *
 * All memory is the arena's (arena.h): the trust anchors until vsa_tls_free, the rest (both record
 * buffers in one piece each) from the first handshake message until close. A handshake runs inside
 * connect, in steps that are as long as the cryptography between two messages: up to 75 million
 * instructions on a Cortex-M3. CONFIG_VSLICE_AGENT_TLS_STEP_OPS makes shorter ones of them: connect
 * then says VSA_IO_BUSY in between.
 *
 * Failures at stage TLS. The foreign code is Mbed TLS's (negative), or the verification flags
 * MBEDTLS_X509_BADCERT_* (positive) of the certificate.
 *
 *     VSA_OUT_OF_MEMORY     an allocation failed, whatever else it was taken for; or a record is
 *                           longer than CONFIG_VSLICE_AGENT_TLS_IN_BYTES (-0x7100)
 *     VSA_NO_ENTROPY        the port's source failed
 *     VSA_TIME_UNKNOWN      no wall clock, so no certificate can be judged
 *     VSA_TLS_UNTRUSTED     no chain to an anchor; of several defects this one is told first, then
 *     VSA_TLS_WRONG_NAME    another host's certificate, then
 *     VSA_TLS_NOT_YET_VALID, VSA_TLS_EXPIRED, and any other defect as
 *     VSA_TLS_BAD_CERTIFICATE
 *     VSA_TLS_BAD_RECORD    what came is not TLS, or was tampered with
 *     VSA_TLS_FAILED        handshake refused by either side; or (-0x7700) after it 32 session tickets in a row
 *                           without data, of which good servers send one to five; or 64 KiB of records that bring
 *                           nothing, faster than they are read
 *     VSA_CONNECTION_LOST   closed in the handshake, or a fatal alert after it
 *
 * Mbed TLS 3.6.6 offers RSA-PSS but refuses it in TLS 1.2, where some servers choose it. Such a
 * server is connected to once more, within the same connect, without that offer.
 *
 * The next connection to the same server resumes the session of this one (session.h): no
 * certificate is verified and, in TLS 1.2, no public-key arithmetic done. A session that is too
 * old, refused, or spoils the handshake is forgotten, and a full handshake follows within the same
 * connect. `rest` puts what is new of it into the port's storage.
 *
 * With CONFIG_VSLICE_AGENT_TLS_EARLY_DATA, where a TLS 1.3 server allows it for the session resumed
 * and the caller says that what it sends first may be replayed (peer->early), connect is over before
 * the handshake: the first
 * send has the bytes go along with it, and says AGAIN until the handshake is over and the server has
 * taken them, or refused and got them again. Failures of the handshake come out of that send, at stage TLS.
 *
 * A failure of the layer below comes through as it is, result and foreign code, at stage TLS once
 * that layer is up.
 *
 * The end: close_notify is VSA_IO_CLOSED. Many servers close TCP without it. That is VSA_IO_CLOSED
 * too if nothing was received since the last send, for then there is nothing that could have been
 * cut short; otherwise it is VSA_IO_FAILED with VSA_CONNECTION_LOST, since anybody on the way could
 * have cut a body that ends with the connection.
 */

/*
 * Tasks: one struct vsa_tls belongs to one task at a time. Several tasks may each have one where Mbed
 * TLS is built for several (CONFIG_VSLICE_AGENT_TLS_THREADING, port/freertos/threading.h); the first
 * vsa_tls_init then comes before the second task starts. They share the arena: it has to be large
 * enough for all, and when it is not, a failure of one at the same moment may be told as
 * VSA_OUT_OF_MEMORY too.
 */

/* One connection and its trust anchors. The members are the transport's own. */
struct vsa_tls {
    struct vsa_below below;
    mbedtls_x509_crt anchors;
    mbedtls_ssl_config config;
    mbedtls_ssl_context ssl;
    struct vsa_session session;
    struct vsa_peer peer;
    struct vsa_url server;
    uint32_t arena_failures;    /* when the handshake began */
    uint32_t random_failures;
    uint32_t early_sent;      /* bytes of what is being sent that went as early data */
    uint8_t state;
    uint8_t empty_messages;   /* since there was application data */
    bool early_wanted;        /* what is sent first on this connection may be replayed */
    bool without_pss;         /* RSA-PSS is not offered; kept over connections */
    bool retrying;            /* another try within one connect */
    bool prepared;            /* the handshake was begun before the connection is up */
    bool tried;               /* to do so, within this connection */
    bool pss_changed;         /* within this connect */
    bool received_since_send; /* application data */
};

/*
 * Makes the object, not connected and without trust anchors, and returns the transport over it. The
 * object stays where it is from then on; what `below` points to lives as long.
 */
struct vsa_transport vsa_tls_init(struct vsa_tls *tls, struct vsa_transport below);

/*
 * Adds trust anchors: PEM text with one certificate or more, which is copied and may have the
 * escapes of a JSON string (\n), or one certificate in DER, which is not and lives as long as `tls`.
 * Of a bundle, those of a kind that the build does not know (RSA, P-384) are passed over, as long
 * as one is left. VSA_OK; VSA_BAD_CONFIG if there is none in it, or a damaged one, with Mbed TLS's
 * code in *foreign (-0x1080: no certificate at all); VSA_OUT_OF_MEMORY. Those in front of a damaged
 * one are kept.
 */
enum vsa_result vsa_tls_trust(struct vsa_tls *tls, struct vsa_span anchors, int32_t *foreign);

/* Closes, and gives the trust anchors back to the arena. */
void vsa_tls_free(struct vsa_tls *tls);

#endif
