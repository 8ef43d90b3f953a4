/* SPDX-License-Identifier: MIT */
#include "port/mbedtls/tls.h"

#include "port/mbedtls/anchors.h"
#include "port/mbedtls/arena.h"
#include "port/mbedtls/early.h"
#include "port/mbedtls/failure.h"
#include "port/mbedtls/needs.h"
#include "port/mbedtls/offer.h"
#include "port/mbedtls/random.h"
#include "port/port.h"

#include <mbedtls/net_sockets.h>
#include <string.h>
#ifdef MBEDTLS_PSA_CRYPTO_C
#include <psa/crypto.h>
#endif

/*
 * state      connect does                                   next
 * CLOSED     begins below                                   CONNECTING, PLAIN
 * PLAIN      all operations go straight through             (until close)
 * CONNECTING goes on below; sets Mbed TLS up meanwhile      HANDSHAKE
 * HANDSHAKE  goes on with the handshake                     UP, once CONNECTING; EARLY
 * EARLY      nothing; send does, and goes on with the rest  UP, once CONNECTING
 * UP         nothing
 * FAILED     nothing works any more                         (until close)
 */
enum { CLOSED, PLAIN, CONNECTING, HANDSHAKE, EARLY, UP, FAILED };

/*
 * Returns of Mbed TLS without application data (tickets, warnings) that a peer may bring about in a row, however they
 * arrive. A ticket makes two.
 */
#define EMPTY_MESSAGES_MAX 64

/* ---- failures ---- */

/*
 * The cause before the symptoms: out of memory and entropy look like anything, even like a bad
 * certificate.
 */
static struct vsa_io failure(struct vsa_tls *tls, int code)
{
    enum vsa_result result = vsa_failure_of(code, tls->state == UP);

    if (tls->arena_failures != vsa_arena_failures()) {
        result = VSA_OUT_OF_MEMORY;
    } else if (tls->random_failures != vsa_random_failures()) {
        result = VSA_NO_ENTROPY;
    } else if (tls->below.failed.status == VSA_IO_FAILED) {
        result = tls->below.failed.result;
        code = tls->below.failed.foreign;
    } else if (code == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED) {
        code = (int)mbedtls_ssl_get_verify_result(&tls->ssl);
        result = vsa_failure_of_certificate((uint32_t)code);
    }
    tls->state = FAILED;
    return vsa_io_failed(VSA_STAGE_TLS, result, code);
}

static struct vsa_io refuse(struct vsa_tls *tls, enum vsa_result result, int code)
{
    tls->state = FAILED;
    return vsa_io_failed(VSA_STAGE_TLS, result, code);
}

static struct vsa_io not_connected(void)
{
    return vsa_io_failed(VSA_STAGE_TLS, VSA_CONNECTION_LOST, MBEDTLS_ERR_SSL_BAD_INPUT_DATA);
}

/* ---- handshake ---- */

static int set_host(struct vsa_tls *tls, struct vsa_span host)
{
    char name[MBEDTLS_SSL_MAX_HOST_NAME_LEN + 1];

    if (host.len >= sizeof name)
        return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
    memcpy(name, host.ptr, host.len);
    name[host.len] = 0;
    return mbedtls_ssl_set_hostname(&tls->ssl, name);
}

static int set_up(struct vsa_tls *tls, const struct vsa_url *server)
{
    int code;

#ifdef MBEDTLS_PSA_CRYPTO_C
    if (psa_crypto_init() != PSA_SUCCESS)
        return MBEDTLS_ERR_SSL_HW_ACCEL_FAILED;
#endif
    code = vsa_offer_configure(&tls->config, &tls->anchors, &tls->session, tls->without_pss);
    vsa_early_configure(&tls->config, tls->early_wanted);
    if (code == 0)
        code = mbedtls_ssl_setup(&tls->ssl, &tls->config);
    if (code == 0)
        code = set_host(tls, server->host);
    mbedtls_ssl_set_bio(&tls->ssl, &tls->below, vsa_below_bio_send, vsa_below_bio_receive, NULL);
    return code;
}

/* From here on: a failure before it has had its own result. */
static void note_failures(struct vsa_tls *tls)
{
    tls->arena_failures = vsa_arena_failures();
    tls->random_failures = vsa_random_failures();
}

static struct vsa_io begin_handshake(struct vsa_tls *tls, const struct vsa_url *server)
{
    uint64_t now = vsa_port_wall_s();
    int code;

    note_failures(tls);
    if (now == 0)
        return refuse(tls, VSA_TIME_UNKNOWN, 0);
    if (tls->anchors.version == 0)
        return refuse(tls, VSA_TLS_UNTRUSTED, MBEDTLS_ERR_SSL_CA_CHAIN_REQUIRED);
    if (!vsa_random_renew())
        return refuse(tls, VSA_NO_ENTROPY, 0);
    code = set_up(tls, server);
    if (code != 0)
        return failure(tls, code);
    vsa_session_begin(&tls->session, &tls->ssl, server, now);
    note_failures(tls); /* a session that cannot be offered is no failure */
    return vsa_io_done(0);
}

/*
 * Is it a wish to wait for the layer below? It also says so after a message that brought nothing:
 * then go on.
 */
static bool is_waiting(int code)
{
    return code == MBEDTLS_ERR_SSL_WANT_READ || code == MBEDTLS_ERR_SSL_WANT_WRITE;
}

/* As far as it goes, or where steps are to be short, one message. */
static int handshake(mbedtls_ssl_context *ssl)
{
    int code;

    if (CONFIG_VSLICE_AGENT_TLS_STEP_OPS == 0)
        return mbedtls_ssl_handshake(ssl);
    code = mbedtls_ssl_handshake_step(ssl);
    return code == 0 && !mbedtls_ssl_is_handshake_over(ssl) ? MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS : code;
}

static int step_of_handshake(struct vsa_tls *tls)
{
    struct vsa_usage begin = {0}, end = {0};
    int code;

    vsa_port_usage(&begin);
    code = handshake(&tls->ssl);
    vsa_port_usage(&end);
    tls->below.bill.cost[VSA_COST_HANDSHAKE_US] += end.busy_us - begin.busy_us;
    return code;
}

/* The handshake as far as it goes: 0, a wait, or a failure. */
static int shake_hands(struct vsa_tls *tls)
{
    for (int i = 0; i < EMPTY_MESSAGES_MAX; i++) {
        int code;
        tls->below.waits = false;
        code = step_of_handshake(tls);
        if (!is_waiting(code) || tls->below.waits)
            return code;
    }
    return MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE;
}

/* Did the offer of RSA-PSS, or the lack of it, spoil the handshake? */
static bool may_be_about_pss(const struct vsa_tls *tls, int code)
{
    if (tls->without_pss)
        return code == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE;
    return code == MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER &&
           mbedtls_ssl_get_version_number(&tls->ssl) == MBEDTLS_SSL_VERSION_TLS1_2;
}

static void drop_handshake(struct vsa_tls *tls)
{
    mbedtls_ssl_free(&tls->ssl);
    mbedtls_ssl_config_free(&tls->config);
    mbedtls_ssl_init(&tls->ssl);
    mbedtls_ssl_config_init(&tls->config);
    tls->prepared = false;
}

static void drop_connection(struct vsa_tls *tls)
{
    drop_handshake(tls);
    tls->tried = false;
    vsa_below_close(&tls->below);
    tls->received_since_send = false;
    tls->empty_messages = 0;
}

/*
 * May the handshake, which has failed, be begun anew, within the same connect? Once without the session that was
 * offered, if the fault may be that one's, and once with or without RSA-PSS.
 */
static bool may_start_over(struct vsa_tls *tls, int code)
{
    if (tls->below.failed.status == VSA_IO_FAILED)
        return false;
    if (vsa_session_give_up(&tls->session))
        return true;
    if (tls->pss_changed || !may_be_about_pss(tls, code))
        return false;
    tls->without_pss = !tls->without_pss;
    tls->pss_changed = true;
    return true;
}

static void start_over(struct vsa_tls *tls)
{
    drop_connection(tls);
    tls->early_wanted = false;
    tls->early_sent = 0;
    tls->retrying = true;
    tls->state = CONNECTING;
}

static struct vsa_io is_up(struct vsa_tls *tls, struct vsa_peer *peer)
{
    tls->peer.tls_version = (uint16_t)mbedtls_ssl_get_version_number(&tls->ssl);
    tls->peer.resumed = vsa_session_is_up(&tls->session, &tls->ssl, vsa_port_wall_s());
    tls->peer.early = tls->early_sent > 0 && vsa_early_is_accepted(&tls->ssl);
    tls->state = UP;
    *peer = tls->peer;
    return vsa_io_done(0);
}

/*
 * While TCP waits for its answer, the first message is made, to which a key pair belongs in TLS 1.3; with short steps
 * it is begun. A failure is not told before that of the layer below: it comes again.
 */
static void prepare(struct vsa_tls *tls, const struct vsa_url *server)
{
#ifdef MBEDTLS_SSL_PROTO_TLS1_3
    int code = begin_handshake(tls, server).status == VSA_IO_DONE ? step_of_handshake(tls) : 0;

    tls->prepared = code == MBEDTLS_ERR_SSL_WANT_WRITE || code == MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS;
    if (!tls->prepared)
        drop_handshake(tls);
    tls->state = CONNECTING;
#else
    (void)server;
#endif
    tls->tried = true;
}

/* A second try is still the stage TLS: that is where the first one ended. */
static struct vsa_io go_on_below(struct vsa_tls *tls, const struct vsa_url *server)
{
    struct vsa_io io = vsa_below_connect(&tls->below, server, &tls->peer);

    if (io.status == VSA_IO_AGAIN && io.stage == VSA_STAGE_CONNECT && !tls->tried)
        prepare(tls, server);
    if (tls->retrying)
        io.stage = VSA_STAGE_TLS;
    if (io.status == VSA_IO_DONE && !tls->prepared)
        io = begin_handshake(tls, server);
    if (io.status == VSA_IO_DONE)
        tls->state = HANDSHAKE;
    return io;
}

static struct vsa_io go_on(struct vsa_tls *tls, const struct vsa_url *server, struct vsa_peer *peer)
{
    for (;;) {
        int code;
        if (tls->state == CONNECTING) {
            struct vsa_io io = go_on_below(tls, server);
            /* Its time is not this layer's, even if all answers are there already. */
            return io.status == VSA_IO_DONE ? vsa_io_busy(VSA_STAGE_TLS) : io;
        }
        code = shake_hands(tls);
        if (code == 0)
            return is_up(tls, peer);
        if (is_waiting(code))
            return vsa_io_again(VSA_STAGE_TLS);
        if (code == MBEDTLS_ERR_SSL_CRYPTO_IN_PROGRESS)
            return vsa_io_busy(VSA_STAGE_TLS);
        if (!may_start_over(tls, code))
            return failure(tls, code);
        start_over(tls);
    }
}

/* ---- early data ---- */

/* The server is there, and what is sent first may go along with the first message of the handshake. */
static struct vsa_io begin_early(struct vsa_tls *tls, struct vsa_peer *peer)
{
    tls->state = EARLY;
    tls->early_sent = 0;
    tls->peer.early = true;
    *peer = tls->peer;
    return vsa_io_done(0);
}

/*
 * Says AGAIN until the handshake is over: only then is it known whether the server has taken the data. If not, the
 * same bytes are sent once more, which are still the caller's.
 */
static struct vsa_io send_early(struct vsa_tls *tls, struct vsa_span data)
{
    struct vsa_peer peer;
    struct vsa_io io;

    if (tls->state == EARLY) {
        int code = vsa_early_write(&tls->ssl, data);
        if (is_waiting(code))
            return vsa_io_again(VSA_STAGE_TLS);
        tls->early_sent = code > 0 ? (uint32_t)code : 0;
        tls->state = HANDSHAKE;
        if (code < 0 && !may_start_over(tls, code))
            return failure(tls, code);
        if (code < 0)
            start_over(tls);
    }
    io = go_on(tls, &tls->server, &peer);
    if (io.status == VSA_IO_DONE && tls->peer.early)
        io.count = tls->early_sent;
    return io;
}

/* ---- the four operations ---- */

static struct vsa_io tls_connect(void *context, const struct vsa_url *server, struct vsa_peer *peer)
{
    struct vsa_tls *tls = context;

    if (tls->state == CLOSED) {
        tls->state = server->tls ? CONNECTING : PLAIN;
        tls->server = *server;
        tls->early_wanted = peer->early;
    }
    if (tls->state == HANDSHAKE && tls->early_wanted && tls->session.early)
        return begin_early(tls, peer);
    switch (tls->state) {
    case PLAIN:
        return vsa_below_connect(&tls->below, server, peer);
    case CONNECTING:
    case HANDSHAKE:
        return go_on(tls, server, peer);
    case UP:
        *peer = tls->peer;
        return vsa_io_done(0);
    default:
        return not_connected();
    }
}

static struct vsa_io tls_send(void *context, struct vsa_span data)
{
    struct vsa_tls *tls = context;
    int code;

    if (tls->state == PLAIN)
        return vsa_below_send(&tls->below, data);
    if (tls->state == EARLY || tls->state == HANDSHAKE || tls->state == CONNECTING) {
        struct vsa_io io = send_early(tls, data);
        if (io.status != VSA_IO_DONE || io.count > 0)
            return io;
    }
    if (tls->state != UP)
        return not_connected();
    tls->received_since_send = false;
    code = mbedtls_ssl_write(&tls->ssl, (const unsigned char *)data.ptr, data.len);
    if (code > 0)
        return vsa_io_done((size_t)code);
    return is_waiting(code) ? vsa_io_again(VSA_STAGE_TLS) : failure(tls, code);
}

/* TCP has ended without close_notify: see tls.h. */
static struct vsa_io end_without_notice(struct vsa_tls *tls)
{
    if (tls->received_since_send)
        return failure(tls, MBEDTLS_ERR_SSL_CONN_EOF);
    return vsa_io_closed();
}

static struct vsa_io received(struct vsa_tls *tls, int code)
{
    if (code == 0)
        return end_without_notice(tls);
    if (code == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY)
        return vsa_io_closed();
    if (code < 0)
        return failure(tls, code);
    tls->received_since_send = true;
    tls->empty_messages = 0;
    tls->below.gulp = 0;
    return vsa_io_done((size_t)code);
}

static struct vsa_io tls_receive(void *context, char *buffer, size_t cap)
{
    struct vsa_tls *tls = context;

    if (tls->state == PLAIN)
        return vsa_below_receive(&tls->below, buffer, cap);
    if (tls->state != UP)
        return not_connected();
    do {
        int code;
        tls->below.waits = false;
        code = mbedtls_ssl_read(&tls->ssl, (unsigned char *)buffer, cap);
        if (is_waiting(code) && tls->below.waits)
            return vsa_io_again(VSA_STAGE_TLS);
        if (code == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET)
            vsa_session_ticket(&tls->session, &tls->ssl, vsa_port_wall_s());
        else if (!is_waiting(code))
            return received(tls, code);
    } while (++tls->empty_messages < EMPTY_MESSAGES_MAX);
    return failure(tls, MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE);
}

static void tls_close(void *context)
{
    struct vsa_tls *tls = context;

    if (tls->state == UP)
        mbedtls_ssl_close_notify(&tls->ssl);
    drop_connection(tls);
    tls->peer = (struct vsa_peer){.tls_version = 0};
    tls->retrying = false;
    tls->early_wanted = false;
    tls->pss_changed = false;
    tls->state = CLOSED;
}

static void tls_rest(void *context, struct vsa_bill *bill)
{
    struct vsa_tls *tls = context;

    *bill = tls->below.bill;
    bill->cost[VSA_COST_ARENA] = (uint32_t)vsa_arena_peak();
    tls->below.bill = (struct vsa_bill){{0}};
    vsa_session_store(&tls->session);
}

struct vsa_transport vsa_tls_init(struct vsa_tls *tls, struct vsa_transport below)
{
    vsa_arena_init();
    vsa_random_init();
    mbedtls_ssl_list_ciphersuites(); /* fills its table at the first call, without a lock */
    memset(tls, 0, sizeof *tls);
    tls->below.transport = below;
    mbedtls_x509_crt_init(&tls->anchors);
    mbedtls_ssl_init(&tls->ssl);
    mbedtls_ssl_config_init(&tls->config);
    return (struct vsa_transport){
        .context = tls,
        .connect = tls_connect,
        .send = tls_send,
        .receive = tls_receive,
        .close = tls_close,
        .rest = tls_rest,
    };
}

enum vsa_result vsa_tls_trust(struct vsa_tls *tls, struct vsa_span anchors, int32_t *foreign)
{
    return vsa_anchors_read(&tls->anchors, anchors, foreign);
}

void vsa_tls_free(struct vsa_tls *tls)
{
    tls_close(tls);
    mbedtls_x509_crt_free(&tls->anchors);
    mbedtls_x509_crt_init(&tls->anchors);
}
