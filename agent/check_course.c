/* SPDX-License-Identifier: MIT */
#include "agent/check_course.h"

#include "agent/check_calls.h"
#include "agent/check_retry.h"

static bool knows_endpoint(const struct vsa_check *c)
{
    return c->config->endpoint.len > 0 || c->edge_id[0];
}

/* The Edge API, where the check can do without it. */
bool vsa_check_is_extra(const struct vsa_check *c)
{
    return c->phase == VSA_PHASE_EDGE && knows_endpoint(c);
}

/* ---- records ---- */

void vsa_stage_begins(struct vsa_check *c, enum vsa_stage stage)
{
    c->stages[stage] = (struct vsa_stage_record){.start_ms = c->elapsed_ms, .result = VSA_MORE, .seen = true};
}

static void stage_ends(struct vsa_check *c, enum vsa_stage stage, enum vsa_result result, int32_t foreign)
{
    struct vsa_stage_record *s = &c->stages[stage];

    if (!s->seen)
        vsa_stage_begins(c, stage);
    s->duration_ms = c->elapsed_ms - s->start_ms;
    s->foreign = foreign;
    s->result = (uint8_t)result;
}

void vsa_stage_is_done(struct vsa_check *c, enum vsa_stage stage)
{
    stage_ends(c, stage, VSA_OK, 0);
}

/* ---- the end ---- */

static void finish(struct vsa_check *c)
{
    c->phase = VSA_PHASE_OVER;
    c->flight = 0;
    c->waiting = false;
    c->network_ready = true;
    c->duration_ms = c->elapsed_ms;
    vsa_check_schedule(c);
    if (c->memory)
        c->memory->failures = c->membership.verdict == VSA_CANNOT_TELL ? c->memory->failures + 1 : 0;
}

/* The stage at work has failed. */
static void note(struct vsa_check *c, enum vsa_result result, int32_t foreign)
{
    c->last = (struct vsa_cause){c->stage, result, foreign};
    stage_ends(c, c->last.stage, result, foreign);
}

/* Over at once, whatever was under way. */
void vsa_check_stop(struct vsa_check *c, enum vsa_result result, int32_t foreign)
{
    note(c, result, foreign);
    c->closing = c->network_ready;
    if (c->phase < VSA_PHASE_REPORT) {
        vsa_check_give_up(c);
        if (!c->call)
            vsa_check_judge(c);
    }
    finish(c);
}

/* ---- phases and flights ---- */

void vsa_check_begin_answer(struct vsa_check *c)
{
    unsigned call = 0;

    while ((c->flight >> call & 1) == 0)
        call++;
    c->awaited = (uint8_t)call;
    c->stage = vsa_call_stage((enum vsa_call_kind)call);
    vsa_call_begin_answer(c);
    if (c->stage != VSA_STAGE_EDGE)
        vsa_stage_begins(c, c->stage);
}

/* A call can never be made: not written, or not without one connection too many. */
static void cannot_ask(struct vsa_check *c, enum vsa_call_kind call, enum vsa_result result)
{
    c->stage = vsa_call_stage(call);
    note(c, result, 0);
    if (c->phase < VSA_PHASE_REPORT)
        vsa_check_give_up(c);
    c->done |= (uint16_t)(1u << call);
}

/* The calls that are due, as many as fit into one flight; they leave in this order. Fails if not even one can. */
static enum vsa_result write_flight(struct vsa_check *c, enum vsa_call_kind call)
{
    struct vsa_writer w = vsa_writer(c->io.request, sizeof c->io.request);
    enum vsa_result result = VSA_OK;

    c->flight_size = 0;
    do {
        result = vsa_call_write(c, call, &w);
        if (result != VSA_OK)
            break;
        c->flight |= (uint16_t)(1u << call);
        c->flight_size++;
        call = vsa_call_due(c, call + 1);
    } while (call < VSA_CALL_COUNT && !c->serial);
    if (c->flight == 0)
        return result;
    c->send_len = (uint16_t)w.len;
    c->send_at = 0;
    c->progress_ms = c->elapsed_ms;
    c->flights++;
    c->early = c->shaking;
    if (c->shaking)
        vsa_http_response_init(&c->response); /* none has begun, should the peer close */
    else
        vsa_check_begin_answer(c);
    return VSA_OK;
}

/* What the management API cannot be asked without. */
static void begin_api(struct vsa_check *c)
{
    c->phase = VSA_PHASE_API;
    c->serial = false;
    if (c->edge_works)
        vsa_stage_is_done(c, VSA_STAGE_EDGE);
    if (c->cause.result != VSA_OK)
        return;
    if (!vsa_token_present(&c->config->token))
        cannot_ask(c, VSA_CALL_TOKEN, VSA_NO_TOKEN);
    else if (!knows_endpoint(c))
        cannot_ask(c, VSA_CALL_ENDPOINT, VSA_NO_ENDPOINT);
    if (vsa_check_knows_token(c))
        c->done |= 1u << VSA_CALL_TOKEN;
}

static void next_phase(struct vsa_check *c)
{
    if (c->phase == VSA_PHASE_EDGE)
        begin_api(c);
    else if (c->phase == VSA_PHASE_API)
        vsa_check_judge(c);
    else
        finish(c);
}

static void begin_connect(struct vsa_check *c, enum vsa_call_kind call)
{
    c->layer = VSA_STAGE_DNS;
    c->progress_ms = c->elapsed_ms;
    c->stage = VSA_STAGE_DNS;
    if (vsa_check_is_on_edge(c))
        c->stage = vsa_call_stage(call);
    if (c->stage == VSA_STAGE_EDGE && !c->stages[VSA_STAGE_EDGE].seen)
        vsa_stage_begins(c, VSA_STAGE_EDGE);
}

/* The connection is to another server, or its handshake would take along what comes next, as only questions may go. */
static bool is_for_others(const struct vsa_check *c)
{
    return !vsa_url_same_server(c->connected_to, vsa_check_server(c)) || (c->shaking && !vsa_check_may_be_early(c));
}

/* What next, now that no answer is awaited? */
void vsa_check_proceed(struct vsa_check *c)
{
    c->flight = 0;
    for (;;) {
        enum vsa_call_kind call = vsa_call_due(c, 0);
        enum vsa_result result = VSA_CLOSED_EARLY;
        if (c->phase == VSA_PHASE_OVER)
            return;
        if (call == VSA_CALL_COUNT) {
            next_phase(c);
            continue;
        }
        if (c->connected_to && is_for_others(c))
            c->closing = true;
        if (c->closing) {
            if (!c->waiting)
                c->stage = vsa_call_stage(call); /* the one before it is over, should this one be cancelled */
            return;
        }
        if (c->connected_to) {
            result = write_flight(c, call);
        } else if (c->connections < VSA_LIMIT_CONNECTIONS) {
            begin_connect(c, call);
            result = VSA_OK;
        }
        if (result == VSA_OK)
            return;
        cannot_ask(c, call, result);
    }
}

/* Without a report, which the next check makes again, this one is over. */
static void give_up(struct vsa_check *c)
{
    if (c->phase >= VSA_PHASE_REPORT)
        finish(c);
    else
        vsa_check_give_up(c);
}

/* Something wanted, or an answer, has failed: whatever follows, this connection is spent. */
void vsa_check_fail(struct vsa_check *c, enum vsa_result result, int32_t foreign)
{
    note(c, result, foreign);
    if (!vsa_check_falls_back(c)) {
        if (vsa_check_is_extra(c))
            c->done |= VSA_CALLS_OF_EDGE;
        else if (!vsa_check_tries_again(c) && !vsa_check_asks_why(c))
            give_up(c);
    }
    c->closing = true;
    vsa_check_proceed(c);
}

/* ---- answers ---- */

/* What the Edge API cannot tell now it may tell later, but only where we cannot do without. */
static bool is_final(const struct vsa_check *c, enum vsa_result result)
{
    if (c->stage == VSA_STAGE_EDGE)
        return vsa_check_is_extra(c) || vsa_result_band(result) != VSA_BAND_TRANSIENT;
    return result == VSA_OK || (result == VSA_API_NOT_FOUND && c->phase == VSA_PHASE_API);
}

/* 425 for what came as early data: to be asked again now that the handshake is over. */
static bool came_too_early(struct vsa_check *c)
{
    bool too_early = c->response.status == 425;

    c->too_early |= too_early;
    return c->early && too_early;
}

static void answer_is_complete(struct vsa_check *c)
{
    enum vsa_result result = vsa_call_answer(c);
    bool again = came_too_early(c);
    int32_t foreign = vsa_http_status_result(c->response.status) != VSA_OK ? c->response.status : 0;

    c->status = c->response.status;
    if (!again && !is_final(c, result)) {
        vsa_check_fail(c, result, foreign);
        return;
    }
    stage_ends(c, c->stage, result, foreign);
    if (c->stage == VSA_STAGE_REPORT)
        vsa_check_reported(c);
    c->last.result = VSA_OK;
    if (!again)
        c->done |= (uint16_t)(1u << c->awaited);
    c->flight &= (uint16_t)~(1u << c->awaited);
    c->answers++;
    if (!c->response.keep_alive) { /* what of the flight is still open goes one by one */
        c->closing = true;
        if (c->flight)
            c->serial = true;
        c->flight = 0;
    }
    if (c->flight)
        vsa_check_begin_answer(c);
    else
        vsa_check_proceed(c);
}

/* What follows from how far the response has come. */
void vsa_check_go_on(struct vsa_check *c, enum vsa_result result)
{
    if (result == VSA_OK)
        answer_is_complete(c);
    else if (result != VSA_MORE)
        vsa_check_fail(c, result, 0);
}

void vsa_check_take(struct vsa_check *c, struct vsa_span *input)
{
    struct vsa_span body;
    enum vsa_result result = vsa_http_response_feed(&c->response, input, &body);
    enum vsa_result taken = VSA_MORE;

    if (body.len > 0)
        taken = vsa_call_take_body(c, body);
    if (taken != VSA_MORE && c->stage != VSA_STAGE_EDGE)
        result = taken;
    vsa_check_go_on(c, result);
}

