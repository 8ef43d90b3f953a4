/* SPDX-License-Identifier: MIT */
#include "port/mbedtls/session.h"

#include "agent/report_value.h"
#include "port/mbedtls/early.h"
#include "port/port.h"

#include <mbedtls/platform.h>
#include <mbedtls/platform_util.h>
#include <string.h>

#ifdef MBEDTLS_SSL_SESSION_TICKETS

/* What is sealed: the dates, then Mbed TLS's own form of the session. */
#define DATES_BYTES sizeof(struct vsa_session_dates)

_Static_assert(CONFIG_VSLICE_AGENT_TLS_SESSION_BYTES >= 256, "256..4096");
_Static_assert(CONFIG_VSLICE_AGENT_TLS_SESSION_BYTES <= 4096, "256..4096");

static void forget(struct vsa_session *s)
{
    s->unsaved = s->unsaved || s->len > 0;
    s->len = 0;
    s->ticket = 0;
}

/* ---- keep ---- */

/*
 * The peer's certificate is not written with it: TLS 1.2 would need it for renegotiation alone, and it is the most of
 * it.
 */
static int write_session(mbedtls_ssl_session *session, unsigned char *to, size_t cap, size_t *len)
{
    int code;
#ifdef MBEDTLS_SSL_KEEP_PEER_CERTIFICATE
    mbedtls_x509_crt *certificate = session->MBEDTLS_PRIVATE(peer_cert);

    session->MBEDTLS_PRIVATE(peer_cert) = NULL;
    code = mbedtls_ssl_session_save(session, to, cap, len);
    session->MBEDTLS_PRIVATE(peer_cert) = certificate;
#else
    unsigned char *digest = session->MBEDTLS_PRIVATE(peer_cert_digest);

    session->MBEDTLS_PRIVATE(peer_cert_digest) = NULL;
    code = mbedtls_ssl_session_save(session, to, cap, len);
    session->MBEDTLS_PRIVATE(peer_cert_digest) = digest;
#endif
    return code;
}

/* Of the ticket or, where TLS 1.2 has none, of the session's id; 0: there is nothing that could be resumed. */
static uint32_t ticket_of(const mbedtls_ssl_session *session)
{
    struct vsa_span ticket = {(const char *)session->MBEDTLS_PRIVATE(ticket), session->MBEDTLS_PRIVATE(ticket_len)};
    struct vsa_span id = {(const char *)session->MBEDTLS_PRIVATE(id), session->MBEDTLS_PRIVATE(id_len)};

    if (ticket.len > 0)
        return vsa_hash(ticket);
    return session->MBEDTLS_PRIVATE(tls_version) == MBEDTLS_SSL_VERSION_TLS1_2 && id.len > 0 ? vsa_hash(id) : 0;
}

/* Takes what `ssl` has to offer; a session that does not fit is not kept. */
static void keep(struct vsa_session *s, mbedtls_ssl_context *ssl, uint64_t now)
{
    mbedtls_ssl_session *session = ssl->MBEDTLS_PRIVATE(session);
    unsigned char *body = s->sealed + VSA_SEAL_BYTES;
    uint32_t ticket = ticket_of(session);
    size_t len = 0;

    if (ticket == 0 || (s->len > 0 && ticket == s->ticket) || now == 0 || !vsa_seal_find_key(&s->seal))
        return;
    s->dates.received_at = now;
    memcpy(body, &s->dates, DATES_BYTES);
    if (write_session(session, body + DATES_BYTES, sizeof s->sealed - VSA_SEAL_BYTES - DATES_BYTES, &len) != 0 ||
        vsa_seal_close(&s->seal, s->sealed, DATES_BYTES + len) != 0) {
        mbedtls_platform_zeroize(body, sizeof s->sealed - VSA_SEAL_BYTES);
        forget(s);
        return;
    }
    s->len = (uint16_t)(VSA_SEAL_BYTES + DATES_BYTES + len);
    s->ticket = ticket;
    s->unsaved = true;
}

/* ---- offer ---- */

/*
 * A monotonic clock tells the ticket's age in TLS 1.3, and may have begun anew since it came. Servers take
 * early data of tickets that look some seconds too young, but none too old, and clocks of whole seconds may
 * differ by two.
 */
static void set_age(mbedtls_ssl_session *session, uint64_t seconds)
{
#ifdef MBEDTLS_SSL_PROTO_TLS1_3
    seconds = seconds > 2 ? seconds - 2 : 0;
    session->MBEDTLS_PRIVATE(ticket_reception_time) = mbedtls_ms_time() - (mbedtls_ms_time_t)(seconds * 1000);
#else
    (void)session, (void)seconds;
#endif
}

static bool are_good(const struct vsa_session_dates *dates, uint64_t now)
{
    return now >= dates->verified_at && now >= dates->received_at &&
           now - dates->verified_at < CONFIG_VSLICE_AGENT_TLS_SESSION_HOURS * UINT64_C(3600) &&
           !mbedtls_x509_time_is_past(&dates->valid_to);
}

/* `body` is what was unsealed. */
static bool offer(struct vsa_session *s, mbedtls_ssl_context *ssl, const unsigned char *body, uint64_t now)
{
    mbedtls_ssl_session session;
    int code;

    memcpy(&s->dates, body, DATES_BYTES);
    if (!are_good(&s->dates, now))
        return false;
    mbedtls_ssl_session_init(&session);
    code = mbedtls_ssl_session_load(&session, body + DATES_BYTES, s->len - VSA_SEAL_BYTES - DATES_BYTES);
    if (code == 0) {
        set_age(&session, now - s->dates.received_at);
        s->ticket = ticket_of(&session);
        s->early = vsa_early_is_allowed(&session);
        code = mbedtls_ssl_set_session(ssl, &session);
    }
    mbedtls_ssl_session_free(&session);
    return code == 0;
}

static bool unseal_and_offer(struct vsa_session *s, mbedtls_ssl_context *ssl, uint64_t now)
{
    size_t len = s->len - VSA_SEAL_BYTES;
    unsigned char *body = mbedtls_calloc(1, len);
    bool offered;

    if (body == NULL)
        return false;
    offered = vsa_seal_open(&s->seal, s->sealed, body, len) == 0 && offer(s, ssl, body, now);
    mbedtls_platform_zeroize(body, len);
    mbedtls_free(body);
    return offered;
}

static void look_into_storage(struct vsa_session *s)
{
    if (s->looked || !vsa_seal_find_key(&s->seal))
        return;
    s->looked = true;
    if (s->len == 0 && s->seal.key_lasts)
        s->len = (uint16_t)vsa_port_load(VSA_RECORD_SESSION, s->sealed, sizeof s->sealed);
}

void vsa_session_begin(struct vsa_session *s, mbedtls_ssl_context *ssl, const struct vsa_url *server, uint64_t now)
{
    s->offered = false;
    s->early = false;
    s->verified = false;
    look_into_storage(s);
    if (vsa_seal_bind(&s->seal, ssl->MBEDTLS_PRIVATE(conf), server) == 0 && s->len > VSA_SEAL_BYTES + DATES_BYTES)
        s->offered = unseal_and_offer(s, ssl, now);
    if (!s->offered)
        forget(s);
}

bool vsa_session_give_up(struct vsa_session *s)
{
    bool offered = s->offered;

    if (offered)
        forget(s);
    s->offered = false;
    return offered;
}

/* ---- what came of it ---- */

int vsa_session_on_verify(void *session, mbedtls_x509_crt *certificate, int depth, uint32_t *flags)
{
    struct vsa_session *s = session;

    (void)depth;
    (void)flags;
    if (!s->verified || mbedtls_x509_time_cmp(&certificate->valid_to, &s->dates.valid_to) < 0)
        s->dates.valid_to = certificate->valid_to;
    s->verified = true;
    return 0;
}

bool vsa_session_is_up(struct vsa_session *s, mbedtls_ssl_context *ssl, uint64_t now)
{
    bool resumed = s->offered && !s->verified;

    if (!resumed) {
        forget(s);
        s->dates.verified_at = now;
    }
    if (mbedtls_ssl_get_version_number(ssl) == MBEDTLS_SSL_VERSION_TLS1_2)
        keep(s, ssl, now);
    return resumed;
}

void vsa_session_ticket(struct vsa_session *s, mbedtls_ssl_context *ssl, uint64_t now)
{
    keep(s, ssl, now);
}

void vsa_session_store(struct vsa_session *s)
{
    if (s->unsaved && s->seal.key_lasts)
        vsa_port_store(VSA_RECORD_SESSION, s->sealed, s->len);
    s->unsaved = false;
}

#endif
