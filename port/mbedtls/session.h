/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_MBEDTLS_SESSION_H
#define VSLICE_AGENT_PORT_MBEDTLS_SESSION_H

#include "port/mbedtls/seal.h"

/*
 * session: the TLS session of the last connection, for the next one to resume (RFC 5077, RFC 8446
 * section 2.2). Used by tls.c alone.
 *
 * It is kept sealed (seal.h), in RAM and, where the port has a device key, in its storage. What was
 * changed or cut, or belongs to another host, other trust anchors or another version does not open
 * and is dropped: a full handshake follows.
 *
 * A resumed handshake verifies no certificate. So a session is offered only within
 * CONFIG_VSLICE_AGENT_TLS_SESSION_HOURS after the full handshake that verified the chain, however
 * often it was resumed since; only while every certificate of that chain is valid; and not if the
 * clock is behind a time that is known to have been.
 *
 * Without a device key a random one of this run is used: the session outlives sleep with RAM kept,
 * and no reboot.
 */
#ifndef CONFIG_VSLICE_AGENT_TLS_SESSION_HOURS
#define CONFIG_VSLICE_AGENT_TLS_SESSION_HOURS 24
#endif
#ifndef CONFIG_VSLICE_AGENT_TLS_SESSION_BYTES
#define CONFIG_VSLICE_AGENT_TLS_SESSION_BYTES 512
#endif

/* What is known of a session, sealed with it. */
struct vsa_session_dates {
    uint64_t verified_at;       /* seconds since 1970: the chain was verified */
    uint64_t received_at;       /* the ticket came */
    mbedtls_x509_time valid_to; /* the first certificate of the chain to expire */
};

#ifdef MBEDTLS_SSL_SESSION_TICKETS

/* All zero bytes: nothing yet. The members are its own. */
struct vsa_session {
    struct vsa_session_dates dates; /* of the connection that is open */
    uint32_t ticket;                /* a hash of what was last sealed */
    uint16_t len;                   /* of what is sealed; 0: nothing */
    bool looked;                    /* into the port's storage */
    bool unsaved;
    bool offered;                   /* to the server of this connection */
    bool early;                     /* what is offered allows early data */
    bool verified;                  /* in this connection's handshake */
    struct vsa_seal seal;
    unsigned char sealed[CONFIG_VSLICE_AGENT_TLS_SESSION_BYTES];
};

/*
 * A connection begins: `ssl` is set up and not yet used. Offers the session kept, if it is bound to just this
 * and its dates are good at `now` (seconds since 1970, not 0). One that is not, is forgotten.
 */
void vsa_session_begin(struct vsa_session *s, mbedtls_ssl_context *ssl, const struct vsa_url *server, uint64_t now);

/* The handshake is over. True: the session was resumed. */
bool vsa_session_is_up(struct vsa_session *s, mbedtls_ssl_context *ssl, uint64_t now);

/* A ticket has come (TLS 1.3). */
void vsa_session_ticket(struct vsa_session *s, mbedtls_ssl_context *ssl, uint64_t now);

/* Was one offered on this connection? Asking forgets it: for a handshake that failed, to be tried without it. */
bool vsa_session_give_up(struct vsa_session *s);

/* Puts what is new into the port's storage. */
void vsa_session_store(struct vsa_session *s);

/* For mbedtls_ssl_conf_verify, with the session as its context: takes the dates of the chain. */
int vsa_session_on_verify(void *session, mbedtls_x509_crt *certificate, int depth, uint32_t *flags);

#else /* built without: each connection makes a full handshake */

struct vsa_session {
    bool verified;
    bool early;
};

static inline void vsa_session_begin(struct vsa_session *s, mbedtls_ssl_context *ssl, const struct vsa_url *server,
                                     uint64_t now)
{
    (void)s, (void)ssl, (void)server, (void)now;
}

static inline bool vsa_session_is_up(struct vsa_session *s, mbedtls_ssl_context *ssl, uint64_t now)
{
    (void)s, (void)ssl, (void)now;
    return false;
}

static inline void vsa_session_ticket(struct vsa_session *s, mbedtls_ssl_context *ssl, uint64_t now)
{
    (void)s, (void)ssl, (void)now;
}

static inline bool vsa_session_give_up(struct vsa_session *s)
{
    (void)s;
    return false;
}

static inline void vsa_session_store(struct vsa_session *s)
{
    (void)s;
}

#endif
#endif
