/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_MBEDTLS_BELOW_H
#define VSLICE_AGENT_PORT_MBEDTLS_BELOW_H

#include "port/transport.h"

/*
 * below: the transport under TLS, as Mbed TLS wants it, with what goes through it counted: bytes, and round trips, one
 * for each time that something was asked and the answer was not there yet. Used by tls.c alone.
 */
struct vsa_below {
    struct vsa_transport transport;
    struct vsa_bill bill;
    struct vsa_io failed; /* status VSA_IO_FAILED: so it did */
    uint8_t layer;        /* the one that connecting was last seen to wait for */
    bool up;              /* connected; until then Mbed TLS is told to wait with what it sends */
    bool waits;           /* the last read or write said AGAIN */
    uint32_t gulp;        /* bytes received since nothing more was there, or since there was application data */
    bool asked;           /* something was sent since the last round trip */
};

/*
 * Records that bring nothing (change_cipher_spec, warnings) Mbed TLS reads on and on within one call. Who sends them as
 * fast as they are read would make that call last for ever, so it fails after so many bytes, as with an unexpected
 * message. A whole handshake is less.
 */
#define VSA_BELOW_GULP_MAX 65536

/* The transport's operations. */
struct vsa_io vsa_below_connect(struct vsa_below *b, const struct vsa_url *server, struct vsa_peer *peer);
struct vsa_io vsa_below_send(struct vsa_below *b, struct vsa_span data);
struct vsa_io vsa_below_receive(struct vsa_below *b, char *buffer, size_t cap);
void vsa_below_close(struct vsa_below *b);

/* The same for mbedtls_ssl_set_bio, with the struct vsa_below as context. */
int vsa_below_bio_send(void *below, const unsigned char *data, size_t len);
int vsa_below_bio_receive(void *below, unsigned char *buffer, size_t cap);

#endif
