/* SPDX-License-Identifier: MIT */
#include "agent/check.h"

#include "agent/check_calls.h"
#include "agent/check_course.h"

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
 */

#define MEMORY_MAGIC UINT32_C(0x76736131) /* "vsa1" */
#define NETWORK_POLL_MS 100

const struct vsa_url *vsa_check_server(const struct vsa_check *c)
{
    return vsa_check_is_on_edge(c) ? &c->config->edge : &c->config->api;
}

static void now_is(struct vsa_check *c, uint32_t now)
{
    c->elapsed_ms = now - c->start_ms;
}

/* The least that it takes not to do harm; what else is wrong ends the check where it matters. */
static bool is_usable(const struct vsa_config *config)
{
    return config->api.host.len > 0 && config->api.tls && config->dns_count <= VSA_LIMIT_SUBNETS &&
           config->deadline_s >= 1 && config->deadline_s <= 3600;
}

/* config, call and memory are set, all else is 0. */
static void start(struct vsa_check *c, uint32_t now, uint32_t random)
{
    const struct vsa_config *config = c->config;
    bool complete = c->call ? vsa_token_present(&config->token) : config->vslice.len > 0;

    c->start_ms = now;
    c->random = random ? random : 1;
    c->network.link = c->network.address = c->network.time = VSA_MORE;
    c->phase = c->call ? VSA_PHASE_CALL : VSA_PHASE_EDGE;
    if (config->edge.host.len == 0)
        c->done = VSA_CALLS_OF_EDGE;
    vsa_stage_begins(c, VSA_STAGE_LINK);
    if (!complete || !is_usable(config))
        vsa_check_stop(c, VSA_BAD_CONFIG, 0);
}

void vsa_check_start(struct vsa_check *c, const struct vsa_config *config, struct vsa_memory *memory,
                     uint32_t now, uint32_t random)
{
    memset(c, 0, sizeof *c);
    c->config = config;
    c->memory = memory;
    if (memory && memory->magic != MEMORY_MAGIC)
        *memory = (struct vsa_memory){.magic = MEMORY_MAGIC};
    start(c, now, random);
}

void vsa_check_start_call(struct vsa_check *c, const struct vsa_config *config, const struct vsa_call *call,
                          uint32_t now, uint32_t random)
{
    memset(c, 0, sizeof *c);
    c->config = config;
    c->call = call;
    start(c, now, random);
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
    if (!c->connected_to)
        return VSA_WANT_CONNECT;
    return c->send_at < c->send_len ? VSA_WANT_SEND : VSA_WANT_RECEIVE;
}

/* Is that what was wanted? Then time goes on. */
static bool is_wanted(struct vsa_check *c, enum vsa_want want, uint32_t now)
{
    if (vsa_check_want(c) != want)
        return false;
    now_is(c, now);
    return true;
}

static uint32_t earlier_of(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

/* When what is under way must be looked at, or given up. All of an extra gets a quarter of the check's time at most. */
static uint32_t due_ms(const struct vsa_check *c, uint32_t elapsed)
{
    uint32_t deadline = vsa_check_deadline_ms(c), due;

    switch (vsa_check_want(c)) {
    case VSA_WANT_NOTHING:
    case VSA_WANT_CLOSE:
        return 0;
    case VSA_WANT_NETWORK:
        due = elapsed + NETWORK_POLL_MS;
        break;
    case VSA_WANT_WAIT:
        due = c->wait_until_ms;
        break;
    default:
        due = c->progress_ms + VSA_LIMIT_IDLE_MS;
        if (vsa_check_is_extra(c))
            due = earlier_of(due, c->stages[VSA_STAGE_EDGE].start_ms + deadline / 4);
        break;
    }
    return earlier_of(due, deadline);
}

uint32_t vsa_check_wait_ms(const struct vsa_check *c, uint32_t now)
{
    uint32_t elapsed = now - c->start_ms, due = due_ms(c, elapsed);

    return due > elapsed ? due - elapsed : 0;
}

_Static_assert(VSA_STAGE_LINK == 0 && VSA_NO_ADDRESS == VSA_LINK_DOWN + VSA_STAGE_ADDRESS &&
                   VSA_TIME_UNKNOWN == VSA_LINK_DOWN + VSA_STAGE_TIME,
               "what the first three stages lack comes in their order");

/* Of an attempt that had come no further than the one before it, that one's failure says more than "timed out". */
static void deadline_is_over(struct vsa_check *c)
{
    struct vsa_cause cause = {c->stage, VSA_TIMED_OUT, 0};

    if (!c->network_ready)
        cause.result = (enum vsa_result)(VSA_LINK_DOWN + c->stage);
    else if (c->last.result != VSA_OK && c->stage <= c->last.stage)
        cause = c->last;
    c->stage = cause.stage;
    vsa_check_stop(c, cause.result, cause.foreign);
}

void vsa_check_tick(struct vsa_check *c, uint32_t now)
{
    enum vsa_want want = vsa_check_want(c);

    now_is(c, now);
    if (want == VSA_WANT_NOTHING || want == VSA_WANT_CLOSE || vsa_check_wait_ms(c, now) > 0)
        return;
    if (c->elapsed_ms >= vsa_check_deadline_ms(c)) {
        deadline_is_over(c);
    } else if (c->waiting) {
        c->waiting = false;
        vsa_check_proceed(c);
    } else {
        vsa_check_fail(c, VSA_TIMED_OUT, 0);
    }
}

/* One of the three: done, still going on, or failed for good. False if the check cannot go on from here yet. */
static bool network_layer(struct vsa_check *c, enum vsa_stage stage, enum vsa_result result)
{
    c->stage = stage;
    if (!c->stages[stage].seen)
        vsa_stage_begins(c, stage);
    if (result == VSA_OK && c->stages[stage].result == VSA_MORE)
        vsa_stage_is_done(c, stage);
    else if (result != VSA_MORE && result != VSA_OK)
        vsa_check_stop(c, result, c->network.foreign);
    return result == VSA_OK;
}

void vsa_check_network(struct vsa_check *c, const struct vsa_network *network, uint32_t now)
{
    if (!is_wanted(c, VSA_WANT_NETWORK, now))
        return;
    c->network = *network;
    if (!network_layer(c, VSA_STAGE_LINK, network->link) || !network_layer(c, VSA_STAGE_ADDRESS, network->address) ||
        !network_layer(c, VSA_STAGE_TIME, network->time))
        return;
    c->network_ready = true;
    c->wall_s = network->wall_s - c->elapsed_ms / 1000;
    vsa_check_proceed(c);
}

/* Anew with each attempt; the layers below the Edge API are not told apart. */
static void layer_begins(struct vsa_check *c)
{
    if (vsa_check_is_on_edge(c))
        return;
    c->stage = c->layer;
    if (c->stages[c->layer].result != VSA_MORE)
        vsa_stage_begins(c, c->layer);
}

static void layer_is_done(struct vsa_check *c, enum vsa_stage layer)
{
    if (!vsa_check_is_on_edge(c))
        vsa_stage_is_done(c, layer);
}

void vsa_check_connecting(struct vsa_check *c, enum vsa_stage layer, uint32_t now)
{
    if (layer > VSA_STAGE_TLS || !is_wanted(c, VSA_WANT_CONNECT, now))
        return;
    layer_begins(c);
    while (c->layer < layer) {
        layer_is_done(c, c->layer);
        c->layer++;
        layer_begins(c);
        c->progress_ms = c->elapsed_ms;
    }
}

void vsa_check_connected(struct vsa_check *c, const struct vsa_peer *peer, uint32_t now)
{
    const struct vsa_url *server = vsa_check_server(c);
    enum vsa_stage top = VSA_STAGE_CONNECT;

    if (!is_wanted(c, VSA_WANT_CONNECT, now))
        return;
    c->shaking = false;
    if (!peer->reused) {
        if (server->tls)
            top = VSA_STAGE_TLS;
        vsa_check_connecting(c, top, now);
        c->connections++;
        c->shaking = peer->early;
    }
    if (!vsa_check_is_on_edge(c)) {
        if (!c->shaking)
            vsa_stage_is_done(c, top);
        c->peer = *peer;
    }
    c->reused = peer->reused;
    c->connected_to = server;
    c->answers = 0;
    vsa_check_proceed(c);
}

bool vsa_check_may_be_early(const struct vsa_check *c)
{
    bool asks = c->phase == VSA_PHASE_API || (c->phase == VSA_PHASE_CALL && c->call->method == VSA_GET);

    return asks && !c->too_early;
}

void vsa_check_secured(struct vsa_check *c, const struct vsa_peer *peer, uint32_t now)
{
    if (!c->shaking || !is_wanted(c, VSA_WANT_SEND, now))
        return;
    c->shaking = false;
    c->peer = *peer;
    vsa_stage_is_done(c, VSA_STAGE_TLS);
    vsa_check_begin_answer(c);
}

struct vsa_span vsa_check_send_buf(const struct vsa_check *c)
{
    return (struct vsa_span){c->io.request + c->send_at, (size_t)c->send_len - c->send_at};
}

void vsa_check_sent(struct vsa_check *c, size_t count, uint32_t now)
{
    if (c->shaking || count > vsa_check_send_buf(c).len || !is_wanted(c, VSA_WANT_SEND, now))
        return;
    c->send_at = (uint16_t)(c->send_at + count);
    c->bytes_sent += (uint32_t)count;
    c->progress_ms = c->elapsed_ms;
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

    if (count > sizeof c->receive || !is_wanted(c, VSA_WANT_RECEIVE, now))
        return;
    c->progress_ms = c->elapsed_ms;
    c->bytes_received += (uint32_t)count;
    while (input.len > 0 && vsa_check_want(c) == VSA_WANT_RECEIVE)
        vsa_check_take(c, &input);
    if (input.len > 0)
        c->closing = true; /* more than was asked for: nothing on this connection can be trusted any more */
}

void vsa_check_peer_closed(struct vsa_check *c, uint32_t now)
{
    if (c->closing || c->flight == 0)
        return;
    now_is(c, now);
    vsa_check_go_on(c, vsa_http_response_end(&c->response));
}

void vsa_check_failed(struct vsa_check *c, enum vsa_stage layer, enum vsa_result result, int32_t foreign,
                      uint32_t now)
{
    enum vsa_want want = vsa_check_want(c);

    now_is(c, now);
    vsa_check_connecting(c, layer, now);
    if (vsa_result_band(result) == VSA_BAND_DONE)
        result = VSA_CONNECTION_LOST; /* none may pass for a success */
    if (want == VSA_WANT_CONNECT || want == VSA_WANT_SEND || want == VSA_WANT_RECEIVE)
        vsa_check_fail(c, result, foreign);
}

void vsa_check_closed(struct vsa_check *c, uint32_t now)
{
    if (!is_wanted(c, VSA_WANT_CLOSE, now))
        return;
    vsa_wipe(c->io.request, sizeof c->io.request);
    c->closing = false;
    c->connected_to = NULL;
    if (!c->waiting)
        vsa_check_proceed(c);
}

void vsa_check_cancel(struct vsa_check *c, uint32_t now)
{
    now_is(c, now);
    if (c->phase != VSA_PHASE_OVER)
        vsa_check_stop(c, VSA_CANCELLED, 0);
}
