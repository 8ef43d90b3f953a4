/* SPDX-License-Identifier: MIT */
#include "agent/check.h"

#include "agent/backoff.h"
#include "agent/check_calls.h"

#include <string.h>

/*
 * state, as seen by vsa_check_want     left by
 * NETWORK   link, address, time        network -> CONNECT; tick at the deadline -> NOTHING
 * CONNECT   to the phase's server      connected -> SEND; failed, tick -> CLOSE
 * SEND      a flight of requests       sent -> RECEIVE; failed, peer_closed, tick -> CLOSE
 * RECEIVE   their answers, in order    received -> SEND (next flight), CLOSE or NOTHING; failed, peer_closed,
 *                                      tick -> CLOSE
 * CLOSE     a spent connection         closed -> CONNECT, WAIT or NOTHING
 * WAIT      before another attempt     tick -> CONNECT or NOTHING
 * NOTHING   over
 *
 * Phases, each a set of calls: EDGE (if configured), API, REPORT, OVER; or CALL, OVER.
 */

#define MEMORY_MAGIC UINT32_C(0x76736131) /* "vsa1" */
#define NETWORK_POLL_MS 100

/* ---- time ---- */

static uint32_t elapsed_ms(const struct vsa_check *c, uint32_t now)
{
    return now - c->start_ms;
}

static uint32_t deadline_ms(const struct vsa_check *c)
{
    return c->config->deadline_s * 1000;
}

static uint32_t until(uint32_t from, uint32_t length, uint32_t now)
{
    return now - from < length ? length - (now - from) : 0;
}

/* The Edge API, where the check can do without it. */
static bool is_extra(const struct vsa_check *c)
{
    return c->phase == VSA_PHASE_EDGE && vsa_check_endpoint_id(c).len > 0;
}

/* Until what is under way is given up. All of an extra gets a quarter of the check's time at most. */
static uint32_t patience_ms(const struct vsa_check *c, uint32_t now)
{
    uint32_t idle = until(c->progress_ms, VSA_LIMIT_IDLE_MS, now), extra;

    if (!is_extra(c))
        return idle;
    extra = until(c->start_ms + c->stages[VSA_STAGE_EDGE].start_ms, deadline_ms(c) / 4, now);
    return idle < extra ? idle : extra;
}

static uint64_t wall_s(const struct vsa_check *c, uint32_t now)
{
    return c->wall_s ? c->wall_s + (now - c->wall_ms) / 1000 : 0;
}

/* xorshift: spreads the caller's random word over several delays. Not for secrets. */
static uint32_t next_random(struct vsa_check *c)
{
    c->random ^= c->random << 13;
    c->random ^= c->random >> 17;
    c->random ^= c->random << 5;
    return c->random;
}

/* ---- records ---- */

const struct vsa_url *vsa_check_server(const struct vsa_check *c)
{
    bool edge = c->phase == VSA_PHASE_EDGE ||
                (c->phase == VSA_PHASE_REPORT && c->report_by == VSA_CALL_EDGE_REPORT);

    return edge ? &c->config->edge : &c->config->api;
}

static void stage_begins(struct vsa_check *c, enum vsa_stage stage, uint32_t now)
{
    struct vsa_stage_record *s = &c->stages[stage];

    s->seen = true;
    s->start_ms = elapsed_ms(c, now);
    s->duration_ms = 0;
    s->foreign = 0;
    s->result = VSA_MORE;
}

static void stage_ends(struct vsa_check *c, enum vsa_stage stage, enum vsa_result result, int32_t foreign,
                       uint32_t now)
{
    struct vsa_stage_record *s = &c->stages[stage];

    if (!s->seen)
        stage_begins(c, stage, now);
    s->duration_ms = elapsed_ms(c, now) - s->start_ms;
    s->foreign = foreign;
    s->result = (uint8_t)result;
}

static bool is_awaiting(const struct vsa_check *c)
{
    return c->connected && !c->closing && c->flight_at < c->flight_len;
}

static enum vsa_stage network_stage(const struct vsa_check *c)
{
    if (c->network.link != VSA_OK)
        return VSA_STAGE_LINK;
    return c->network.address != VSA_OK ? VSA_STAGE_ADDRESS : VSA_STAGE_TIME;
}

static bool is_on_edge(const struct vsa_check *c)
{
    return vsa_check_server(c) == &c->config->edge;
}

/* The stage at work. */
static enum vsa_stage current_stage(const struct vsa_check *c)
{
    if (!c->network_ready)
        return network_stage(c);
    if (is_awaiting(c))
        return vsa_call_stage((enum vsa_call_kind)c->flight[c->flight_at]);
    if (is_on_edge(c))
        return c->phase == VSA_PHASE_EDGE ? VSA_STAGE_EDGE : VSA_STAGE_REPORT;
    return (enum vsa_stage)c->layer;
}

/* ---- the end ---- */

static uint32_t base_delay_s(const struct vsa_check *c)
{
    uint32_t delay = VSA_LIMIT_RECHECK_S;
    uint32_t interval = c->config->interval_s > delay ? c->config->interval_s : delay;

    switch (vsa_result_band(c->cause.result)) {
    case VSA_BAND_CREDENTIALS:
        return interval > VSA_LIMIT_CREDENTIALS_HOLD_S ? interval : VSA_LIMIT_CREDENTIALS_HOLD_S;
    case VSA_BAND_TRANSIENT:
        for (uint32_t i = 0; c->memory && i < c->memory->failures && delay < interval; i++)
            delay *= 2;
        return delay < interval ? delay : interval;
    case VSA_BAND_DONE:
    case VSA_BAND_PERMANENT:
        break;
    }
    return interval;
}

/* The server's wish counts, but not so far that one bad answer silences a device for ever. */
static void schedule(struct vsa_check *c, uint32_t now)
{
    uint64_t wall = wall_s(c, now), wish = c->not_before > wall ? c->not_before - wall : 0;
    uint32_t most = c->config->interval_s;

    if (most < VSA_LIMIT_CREDENTIALS_HOLD_S)
        most = VSA_LIMIT_CREDENTIALS_HOLD_S;
    c->next_check_s = vsa_jitter(base_delay_s(c), next_random(c));
    if (wish > c->next_check_s)
        c->next_check_s = wish < most ? (uint32_t)wish : most;
}

static void finish(struct vsa_check *c, uint32_t now)
{
    c->phase = VSA_PHASE_OVER;
    c->flight_len = c->flight_at = 0;
    c->waiting = false;
    c->network_ready = true;
    c->duration_ms = elapsed_ms(c, now);
    schedule(c, now);
    if (c->memory)
        c->memory->failures = c->membership.verdict == VSA_CANNOT_TELL ? c->memory->failures + 1 : 0;
}

/* What a failure means for the verdict. */
static uint32_t reason_of(enum vsa_stage stage, enum vsa_result result)
{
    if (vsa_result_band(result) == VSA_BAND_CREDENTIALS ||
        (stage == VSA_STAGE_TOKEN && result == VSA_API_REFUSED))
        return VSA_REASON_BIT(TOKEN_REFUSED);
    if (result == VSA_API_CONTRADICTION)
        return VSA_REASON_BIT(CONTRADICTION);
    if (result == VSA_NO_TOKEN)
        return VSA_REASON_BIT(NO_TOKEN);
    if (result == VSA_NO_ENDPOINT || result == VSA_CANCELLED || result == VSA_BAD_CONFIG)
        return VSA_REASON_BIT(INCOMPLETE);
    if (stage <= VSA_STAGE_TLS || vsa_result_band(result) == VSA_BAND_TRANSIENT)
        return VSA_REASON_BIT(UNREACHABLE);
    return VSA_REASON_BIT(BAD_REPLY);
}

/* No further calls but, perhaps, the report. The first cause stays. */
static void give_up(struct vsa_check *c, enum vsa_stage stage, enum vsa_result result, int32_t foreign)
{
    if (c->cause.result == VSA_OK)
        c->cause = (struct vsa_cause){stage, result, foreign};
    c->facts.failures |= reason_of(stage, result);
    c->given_up = true;
}

/* Over at once, whatever was under way. */
static void stop(struct vsa_check *c, const struct vsa_cause *cause, uint32_t now)
{
    bool judged = c->phase >= VSA_PHASE_REPORT;

    stage_ends(c, cause->stage, cause->result, cause->foreign, now);
    c->closing = c->network_ready;
    if (!judged)
        give_up(c, cause->stage, cause->result, cause->foreign);
    if (!judged && !c->call)
        vsa_check_judge(c, wall_s(c, now));
    finish(c, now);
}

/* ---- phases and flights ---- */

static void begin_answer(struct vsa_check *c, uint32_t now)
{
    enum vsa_call_kind call = (enum vsa_call_kind)c->flight[c->flight_at];

    vsa_call_begin_answer(c, call);
    if (vsa_call_stage(call) != VSA_STAGE_EDGE)
        stage_begins(c, vsa_call_stage(call), now);
}

/* A call can never be made: not written, or not without one connection too many. */
static void cannot_ask(struct vsa_check *c, enum vsa_stage stage, enum vsa_result result, uint32_t now)
{
    stage_ends(c, stage, result, 0, now);
    if (c->phase == VSA_PHASE_REPORT)
        c->report_by = VSA_CALL_COUNT;
    else
        give_up(c, stage, result, 0);
}

/* The calls that are due, as many as fit into one flight; they leave in this order. False: not even one can. */
static bool write_flight(struct vsa_check *c, uint32_t now)
{
    struct vsa_writer w = vsa_writer(c->io.request, sizeof c->io.request);
    size_t most = c->serial ? 1 : VSA_FLIGHT_MAX;
    enum vsa_result result = VSA_OK;
    int call;

    for (call = 0; call < VSA_CALL_COUNT && c->flight_len < most; call++) {
        if (!vsa_call_is_due(c, (enum vsa_call_kind)call))
            continue;
        result = vsa_call_write(c, (enum vsa_call_kind)call, &w);
        if (result != VSA_OK)
            break;
        c->flight[c->flight_len++] = (uint8_t)call;
    }
    if (c->flight_len == 0) {
        cannot_ask(c, vsa_call_stage((enum vsa_call_kind)call), result, now);
        return false;
    }
    c->send_len = (uint32_t)w.len;
    c->send_at = 0;
    c->progress_ms = now;
    c->flights++;
    begin_answer(c, now);
    return true;
}

/* VSA_CALL_COUNT: none is. */
static enum vsa_call_kind first_due(const struct vsa_check *c)
{
    int call = 0;

    while (call < VSA_CALL_COUNT && !vsa_call_is_due(c, (enum vsa_call_kind)call))
        call++;
    return (enum vsa_call_kind)call;
}

/* What the management API cannot be asked without. */
static void begin_api(struct vsa_check *c, uint32_t now)
{
    enum vsa_result lack = VSA_OK;

    if (!vsa_token_present(&c->config->token))
        lack = VSA_NO_TOKEN;
    else if (vsa_check_endpoint_id(c).len == 0)
        lack = VSA_NO_ENDPOINT;
    if (lack == VSA_OK || c->given_up)
        return;
    stage_ends(c, lack == VSA_NO_TOKEN ? VSA_STAGE_TOKEN : VSA_STAGE_ENDPOINT, lack, 0, now);
    give_up(c, lack == VSA_NO_TOKEN ? VSA_STAGE_TOKEN : VSA_STAGE_ENDPOINT, lack, 0);
}

static void next_phase(struct vsa_check *c, uint32_t now)
{
    switch (c->phase) {
    case VSA_PHASE_EDGE:
        c->phase = VSA_PHASE_API;
        c->serial = false;
        if (c->stages[VSA_STAGE_EDGE].seen && c->edge_works)
            stage_ends(c, VSA_STAGE_EDGE, VSA_OK, 0, now);
        begin_api(c, now);
        break;
    case VSA_PHASE_API:
        c->phase = VSA_PHASE_REPORT;
        vsa_check_judge(c, wall_s(c, now));
        break;
    default:
        finish(c, now);
        break;
    }
}

static void begin_connect(struct vsa_check *c, uint32_t now)
{
    c->layer = VSA_STAGE_DNS;
    c->progress_ms = now;
    if (c->phase == VSA_PHASE_EDGE && !c->stages[VSA_STAGE_EDGE].seen)
        stage_begins(c, VSA_STAGE_EDGE, now);
}

/* What next, now that no answer is awaited? */
static void proceed(struct vsa_check *c, uint32_t now)
{
    for (;;) {
        c->flight_len = c->flight_at = 0;
        while (c->phase != VSA_PHASE_OVER && first_due(c) == VSA_CALL_COUNT)
            next_phase(c, now);
        if (c->phase == VSA_PHASE_OVER || c->closing)
            return;
        if (!c->connected && c->connections >= VSA_LIMIT_CONNECTIONS) {
            cannot_ask(c, vsa_call_stage(first_due(c)), VSA_CLOSED_EARLY, now);
            continue;
        }
        if (!c->connected) {
            begin_connect(c, now);
            return;
        }
        c->closing = !vsa_url_same_server(c->connected_to, vsa_check_server(c));
        if (c->closing || write_flight(c, now))
            return;
    }
}

/* ---- failures ---- */

/* Could it be that the server does not cope with several requests at once, or with a kept connection? */
static bool is_out_of_step(enum vsa_result result)
{
    switch (result) {
    case VSA_CLOSED_EARLY:
    case VSA_CONNECTION_LOST:
    case VSA_HTTP_TRUNCATED:
    case VSA_HTTP_MALFORMED:
    case VSA_HTTP_UNEXPECTED:
    case VSA_HTTP_CLIENT_ERROR:
    case VSA_NOT_JSON:
    case VSA_JSON_MALFORMED:
    case VSA_API_OTHER_OBJECT:
        return true;
    default:
        return false;
    }
}

static bool may_send_again(const struct vsa_check *c)
{
    return c->flight_len == 0 || c->send_at == 0 ||
           vsa_call_is_idempotent(c, (enum vsa_call_kind)c->flight[c->flight_at]);
}

/* At once, on a new connection, one call at a time: after a flight of several, or where the peer has only
 * closed a connection that had served before. */
static bool falls_back(struct vsa_check *c, enum vsa_result result)
{
    bool stale = (result == VSA_CLOSED_EARLY || result == VSA_CONNECTION_LOST) &&
                 (c->answers > 0 || c->reused);
    bool in_flight = c->flight_len > 1 && is_out_of_step(result);

    if (!is_awaiting(c) || !(stale || in_flight) || !may_send_again(c) ||
        c->connections >= VSA_LIMIT_CONNECTIONS)
        return false;
    c->serial = c->serial || c->answers > 0 || !c->reused;
    return true;
}

/* The server's wish in milliseconds, and remembered for the next check. */
static uint32_t retry_after_ms(struct vsa_check *c, enum vsa_result result, uint32_t now)
{
    uint64_t wall = wall_s(c, now), at = c->response.retry_after_at;

    if (result != VSA_HTTP_TOO_MANY && result != VSA_HTTP_UNAVAILABLE)
        return 0;
    if (c->response.retry_after_s > 0)
        at = wall + c->response.retry_after_s;
    if (at <= wall)
        return 0;
    c->not_before = at;
    return at - wall < UINT32_MAX / 1000 ? (uint32_t)(at - wall) * 1000 : UINT32_MAX;
}

/* After a delay, if there is time left for it. */
static bool tries_again(struct vsa_check *c, enum vsa_stage stage, enum vsa_result result, int32_t foreign,
                        uint32_t now)
{
    uint32_t left = deadline_ms(c) - elapsed_ms(c, now);
    uint32_t at_least = retry_after_ms(c, result, now);

    if (vsa_result_band(result) != VSA_BAND_TRANSIENT || !may_send_again(c) ||
        c->connections >= VSA_LIMIT_CONNECTIONS)
        return false;
    c->backoff_ms = vsa_backoff_ms(c->backoff_ms, VSA_LIMIT_BACKOFF_FIRST_MS, VSA_LIMIT_BACKOFF_MAX_MS,
                                   at_least, next_random(c));
    if (c->backoff_ms >= left)
        return false;
    c->last = (struct vsa_cause){stage, result, foreign};
    c->waiting = true;
    c->wait_until_ms = now + c->backoff_ms;
    return true;
}

static void skip_edge(struct vsa_check *c)
{
    c->done |= 1u << VSA_CALL_EDGE_ID | 1u << VSA_CALL_EDGE_KEY_VALUES;
}

/* Something wanted, or an answer, has failed: whatever follows, this connection is spent. */
static void fail(struct vsa_check *c, enum vsa_stage stage, enum vsa_result result, int32_t foreign,
                 uint32_t now)
{
    stage_ends(c, stage, result, foreign, now);
    if (!falls_back(c, result)) {
        if (c->phase == VSA_PHASE_REPORT)
            finish(c, now); /* the next check reports again */
        else if (is_extra(c))
            skip_edge(c);
        else if (!tries_again(c, stage, result, foreign, now))
            give_up(c, stage, result, foreign);
    }
    c->closing = true;
    proceed(c, now);
}

/* ---- answers ---- */

/* What the Edge API cannot tell now it may tell later, but only where we cannot do without. */
static bool is_final(const struct vsa_check *c, enum vsa_call_kind call, enum vsa_result result)
{
    if (vsa_call_stage(call) == VSA_STAGE_EDGE)
        return is_extra(c) || vsa_result_band(result) != VSA_BAND_TRANSIENT;
    return result == VSA_OK || (result == VSA_API_NOT_FOUND && call != VSA_CALL_SINGLE);
}

static int32_t http_status(const struct vsa_check *c, enum vsa_result result)
{
    return result != VSA_OK && vsa_http_status_result(c->response.status) != VSA_OK ? c->response.status
                                                                                    : 0;
}

/* The connection ends with this answer; what of the flight is still open goes one by one. */
static void connection_ends(struct vsa_check *c)
{
    c->closing = true;
    if (c->flight_at < c->flight_len)
        c->serial = true;
}

static void answer_is_complete(struct vsa_check *c, uint32_t now)
{
    enum vsa_call_kind call = (enum vsa_call_kind)c->flight[c->flight_at];
    enum vsa_result result = vsa_call_answer(c, call);

    c->status = c->response.status;
    if (!is_final(c, call, result)) {
        fail(c, vsa_call_stage(call), result, http_status(c, result), now);
        return;
    }
    stage_ends(c, vsa_call_stage(call), result, http_status(c, result), now);
    if (vsa_call_stage(call) == VSA_STAGE_REPORT)
        vsa_check_reported(c, wall_s(c, now));
    c->done |= (uint16_t)(1u << call);
    c->last.result = VSA_OK;
    c->answers++;
    c->flight_at++;
    if (!c->response.keep_alive)
        connection_ends(c);
    if (is_awaiting(c))
        begin_answer(c, now);
    else
        proceed(c, now);
}

static void take_some(struct vsa_check *c, struct vsa_span *input, uint32_t now)
{
    enum vsa_call_kind call = (enum vsa_call_kind)c->flight[c->flight_at];
    struct vsa_span body;
    enum vsa_result result = vsa_http_response_feed(&c->response, input, &body);
    enum vsa_result taken = VSA_MORE;

    if (body.len > 0)
        taken = vsa_call_take_body(c, call, body);
    if (taken != VSA_MORE && vsa_call_stage(call) != VSA_STAGE_EDGE)
        fail(c, vsa_call_stage(call), taken, 0, now);
    else if (result == VSA_OK)
        answer_is_complete(c, now);
    else if (result != VSA_MORE)
        fail(c, vsa_call_stage(call), result, 0, now);
}

/* ---- what the driver calls ---- */

static void start(struct vsa_check *c, const struct vsa_config *config, uint32_t now, uint32_t random)
{
    memset(c, 0, sizeof *c);
    c->config = config;
    c->start_ms = now;
    c->progress_ms = now;
    c->random = random ? random : 1;
    c->report_by = VSA_CALL_COUNT;
    c->network.link = c->network.address = c->network.time = VSA_MORE;
    stage_begins(c, VSA_STAGE_LINK, now);
}

static bool config_is_good(const struct vsa_config *config)
{
    const char *member, *wanted;

    return vsa_config_check(config, &member, &wanted) == VSA_OK;
}

void vsa_check_start(struct vsa_check *c, const struct vsa_config *config, struct vsa_memory *memory,
                     uint32_t now, uint32_t random)
{
    start(c, config, now, random);
    c->memory = memory;
    if (memory && memory->magic != MEMORY_MAGIC)
        *memory = (struct vsa_memory){.magic = MEMORY_MAGIC};
    if (!config_is_good(config))
        stop(c, &(struct vsa_cause){VSA_STAGE_LINK, VSA_BAD_CONFIG, 0}, now);
}

void vsa_check_start_call(struct vsa_check *c, const struct vsa_config *config, const struct vsa_call *call,
                          uint32_t now, uint32_t random)
{
    start(c, config, now, random);
    c->call = call;
    c->phase = VSA_PHASE_CALL;
    if (!config->api.tls || !vsa_token_present(&config->token) || config->deadline_s < 1 ||
        config->deadline_s > 3600)
        stop(c, &(struct vsa_cause){VSA_STAGE_LINK, VSA_BAD_CONFIG, 0}, now);
}

enum vsa_want vsa_check_want(const struct vsa_check *c)
{
    if (c->closing)
        return VSA_WANT_CLOSE;
    if (c->phase == VSA_PHASE_OVER)
        return VSA_WANT_NOTHING;
    if (!c->network_ready)
        return VSA_WANT_NETWORK;
    if (c->waiting)
        return VSA_WANT_WAIT;
    if (!c->connected)
        return VSA_WANT_CONNECT;
    return c->send_at < c->send_len ? VSA_WANT_SEND : VSA_WANT_RECEIVE;
}

uint32_t vsa_check_wait_ms(const struct vsa_check *c, uint32_t now)
{
    uint32_t total = until(c->start_ms, deadline_ms(c), now), other;

    switch (vsa_check_want(c)) {
    case VSA_WANT_NOTHING:
    case VSA_WANT_CLOSE:
        return 0;
    case VSA_WANT_NETWORK:
        other = NETWORK_POLL_MS;
        break;
    case VSA_WANT_WAIT:
        other = (int32_t)(c->wait_until_ms - now) > 0 ? c->wait_until_ms - now : 0;
        break;
    default:
        other = patience_ms(c, now);
        break;
    }
    return other < total ? other : total;
}

/* Of an attempt that had come no further than the one before it, that one's failure says more than "timed out". */
static void deadline_is_over(struct vsa_check *c, uint32_t now)
{
    static const uint8_t results[] = {VSA_LINK_DOWN, VSA_NO_ADDRESS, VSA_TIME_UNKNOWN};
    struct vsa_cause cause = {current_stage(c), VSA_TIMED_OUT, 0};

    if (!c->network_ready)
        cause.result = (enum vsa_result)results[cause.stage];
    else if (c->last.result != VSA_OK && cause.stage <= c->last.stage)
        cause = c->last;
    stop(c, &cause, now);
}

void vsa_check_tick(struct vsa_check *c, uint32_t now)
{
    enum vsa_want want = vsa_check_want(c);

    if (want == VSA_WANT_NOTHING || want == VSA_WANT_CLOSE)
        return;
    if (elapsed_ms(c, now) >= deadline_ms(c)) {
        deadline_is_over(c, now);
    } else if (want == VSA_WANT_WAIT && vsa_check_wait_ms(c, now) == 0) {
        c->waiting = false;
        proceed(c, now);
    } else if (want != VSA_WANT_NETWORK && want != VSA_WANT_WAIT && vsa_check_wait_ms(c, now) == 0) {
        fail(c, current_stage(c), VSA_TIMED_OUT, 0, now);
    }
}

/* One of the three: done, still going on, or failed for good. False if the check cannot go on from here yet. */
static bool network_layer(struct vsa_check *c, enum vsa_stage stage, enum vsa_result result, uint32_t now)
{
    if (!c->stages[stage].seen)
        stage_begins(c, stage, now);
    if (result == VSA_OK && c->stages[stage].result == VSA_MORE)
        stage_ends(c, stage, VSA_OK, 0, now);
    else if (result != VSA_MORE && result != VSA_OK)
        stop(c, &(struct vsa_cause){stage, result, c->network.foreign}, now);
    return result == VSA_OK;
}

void vsa_check_network(struct vsa_check *c, const struct vsa_network *network, uint32_t now)
{
    if (vsa_check_want(c) != VSA_WANT_NETWORK)
        return;
    c->network = *network;
    if (!network_layer(c, VSA_STAGE_LINK, network->link, now) ||
        !network_layer(c, VSA_STAGE_ADDRESS, network->address, now) ||
        !network_layer(c, VSA_STAGE_TIME, network->time, now))
        return;
    c->network_ready = true;
    c->wall_s = network->wall_s;
    c->wall_ms = now;
    proceed(c, now);
}

/* Anew with each attempt; the layers below the Edge API are not told apart. */
static void layer_begins(struct vsa_check *c, enum vsa_stage layer, uint32_t now)
{
    if (!is_on_edge(c) && c->stages[layer].result != VSA_MORE)
        stage_begins(c, layer, now);
}

void vsa_check_connecting(struct vsa_check *c, enum vsa_stage layer, uint32_t now)
{
    if (vsa_check_want(c) != VSA_WANT_CONNECT || layer < VSA_STAGE_DNS || layer > VSA_STAGE_TLS)
        return;
    for (; c->layer < layer; c->layer++) {
        c->progress_ms = now;
        layer_begins(c, (enum vsa_stage)c->layer, now);
        if (!is_on_edge(c))
            stage_ends(c, (enum vsa_stage)c->layer, VSA_OK, 0, now);
    }
    layer_begins(c, layer, now);
}

void vsa_check_connected(struct vsa_check *c, const struct vsa_peer *peer, uint32_t now)
{
    enum vsa_stage top = vsa_check_server(c)->tls ? VSA_STAGE_TLS : VSA_STAGE_CONNECT;

    if (vsa_check_want(c) != VSA_WANT_CONNECT)
        return;
    if (!peer->reused)
        vsa_check_connecting(c, top, now);
    if (!is_on_edge(c))
        stage_ends(c, peer->reused ? VSA_STAGE_CONNECT : top, VSA_OK, 0, now);
    if (!is_on_edge(c))
        c->peer = *peer;
    c->reused = peer->reused;
    c->connected = true;
    c->connected_to = vsa_check_server(c);
    c->answers = 0;
    c->connections = (uint8_t)(c->connections + !peer->reused);
    proceed(c, now);
}

struct vsa_span vsa_check_send_buf(const struct vsa_check *c)
{
    return (struct vsa_span){c->io.request + c->send_at, c->send_len - c->send_at};
}

void vsa_check_sent(struct vsa_check *c, size_t count, uint32_t now)
{
    if (vsa_check_want(c) != VSA_WANT_SEND || count > c->send_len - c->send_at)
        return;
    c->send_at += (uint32_t)count;
    c->bytes_sent += (uint32_t)count;
    c->progress_ms = now;
    if (c->send_at == c->send_len)
        vsa_wipe(c->io.request, c->send_len); /* the token was in it */
}

char *vsa_check_receive_buf(struct vsa_check *c, size_t *cap)
{
    *cap = sizeof c->receive;
    return c->receive;
}

void vsa_check_received(struct vsa_check *c, size_t count, uint32_t now)
{
    struct vsa_span input = {c->receive, count};

    if (vsa_check_want(c) != VSA_WANT_RECEIVE || count > sizeof c->receive)
        return;
    c->progress_ms = now;
    c->bytes_received += (uint32_t)count;
    while (input.len > 0 && is_awaiting(c) && c->send_at == c->send_len)
        take_some(c, &input, now);
    if (input.len > 0)
        c->closing = true; /* more than was asked for: nothing on this connection can be trusted any more */
}

void vsa_check_peer_closed(struct vsa_check *c, uint32_t now)
{
    enum vsa_result result;

    if (!is_awaiting(c))
        return;
    result = vsa_http_response_end(&c->response);
    if (result == VSA_OK)
        answer_is_complete(c, now);
    else
        fail(c, current_stage(c), result, 0, now);
}

void vsa_check_failed(struct vsa_check *c, enum vsa_stage layer, enum vsa_result result, int32_t foreign,
                      uint32_t now)
{
    enum vsa_want want = vsa_check_want(c);

    if (want == VSA_WANT_CONNECT)
        vsa_check_connecting(c, layer, now);
    if (want == VSA_WANT_CONNECT || want == VSA_WANT_SEND || want == VSA_WANT_RECEIVE)
        fail(c, current_stage(c), result, foreign, now);
}

void vsa_check_closed(struct vsa_check *c, uint32_t now)
{
    if (vsa_check_want(c) != VSA_WANT_CLOSE)
        return;
    vsa_wipe(c->io.request, sizeof c->io.request);
    c->closing = false;
    c->connected = false;
    if (c->phase != VSA_PHASE_OVER && !c->waiting)
        proceed(c, now);
}

void vsa_check_cancel(struct vsa_check *c, uint32_t now)
{
    if (c->phase != VSA_PHASE_OVER)
        stop(c, &(struct vsa_cause){current_stage(c), VSA_CANCELLED, 0}, now);
}
