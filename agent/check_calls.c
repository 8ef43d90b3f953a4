/* SPDX-License-Identifier: MIT */
#include "agent/check_calls.h"

#include "agent/api_calls.h"
#include "agent/edge_calls.h"

#include <string.h>

#define JSON_TYPE "application/json"

static const struct {
    const char *path;
    const char *filter;
    uint8_t phase;
    uint8_t stage;
} calls[VSA_CALL_COUNT] = {
    [VSA_CALL_EDGE_ID] = {VSA_EDGE_ID_PATH, VSA_EDGE_ID_FILTER, VSA_PHASE_EDGE, VSA_STAGE_EDGE},
    [VSA_CALL_EDGE_KEY_VALUES] =
        {VSA_EDGE_KEY_VALUES_PATH, VSA_EDGE_KEY_VALUES_FILTER, VSA_PHASE_EDGE, VSA_STAGE_EDGE},
    [VSA_CALL_TOKEN] = {VSA_API_TOKEN_PATH, VSA_API_FILTER_ENVELOPE, VSA_PHASE_API, VSA_STAGE_TOKEN},
    [VSA_CALL_ENDPOINT] = {VSA_API_ENDPOINT_PATH, VSA_API_ENDPOINT_FILTER, VSA_PHASE_API, VSA_STAGE_ENDPOINT},
    [VSA_CALL_GROUP] = {VSA_API_GROUP_PATH, VSA_API_GROUP_FILTER, VSA_PHASE_API, VSA_STAGE_GROUP},
    [VSA_CALL_VSLICE] = {VSA_API_VSLICE_PATH, VSA_API_VSLICE_FILTER, VSA_PHASE_API, VSA_STAGE_VSLICE},
    [VSA_CALL_SINGLE] = {"", "", VSA_PHASE_CALL, VSA_STAGE_CALL},
    [VSA_CALL_REPORT] = {VSA_API_KEY_VALUE_PATH, VSA_API_FILTER_ENVELOPE, VSA_PHASE_REPORT, VSA_STAGE_REPORT},
    [VSA_CALL_EDGE_REPORT] =
        {VSA_EDGE_KEY_VALUE_PATH, VSA_EDGE_KEY_VALUES_FILTER, VSA_PHASE_EDGE_REPORT, VSA_STAGE_REPORT},
};

/* The group that was configured or, where the endpoint names no VSlice but a group, that one; else empty. */
static struct vsa_span group_name(const struct vsa_check *c)
{
    const struct vsa_endpoint *e = &c->facts.endpoint;

    if (c->config->group.len > 0 || e->vslice.id[0] || e->vslice.moniker[0])
        return c->config->group;
    return vsa_span(e->group.id[0] ? e->group.id : e->group.moniker);
}

/* 32 bits, from which a token of 128 cannot be found. Never 0. */
static uint32_t token_mark(const struct vsa_config *config)
{
    const struct vsa_span secret = {config->token.secret, sizeof config->token.secret};
    uint32_t mark = vsa_hash(secret) ^ vsa_hash(config->api.host) >> 1;

    return mark ? mark : 1;
}

bool vsa_check_knows_token(const struct vsa_check *c)
{
    return c->memory && c->memory->token_mark == token_mark(c->config);
}

struct vsa_span vsa_check_endpoint_id(const struct vsa_check *c)
{
    return c->config->endpoint.len > 0 ? c->config->endpoint : vsa_span(c->edge_id);
}

enum vsa_call_kind vsa_call_due(const struct vsa_check *c, enum vsa_call_kind from)
{
    unsigned call = from;

    while (call < VSA_CALL_COUNT && (calls[call].phase != c->phase || (c->done >> call & 1) ||
                                     (call == VSA_CALL_GROUP && group_name(c).len == 0)))
        call++;
    return (enum vsa_call_kind)call;
}

enum vsa_stage vsa_call_stage(enum vsa_call_kind call)
{
    return (enum vsa_stage)calls[call].stage;
}

bool vsa_call_is_idempotent(const struct vsa_check *c)
{
    return c->phase != VSA_PHASE_EDGE_REPORT && (c->phase != VSA_PHASE_CALL || c->call->method != VSA_POST);
}

bool vsa_check_is_on_edge(const struct vsa_check *c)
{
    return c->phase == VSA_PHASE_EDGE || c->phase == VSA_PHASE_EDGE_REPORT;
}

/* ---- requests ---- */

/* The name for the first "*" of the call's path. */
static struct vsa_span name_of(const struct vsa_check *c, enum vsa_call_kind call)
{
    switch (call) {
    case VSA_CALL_GROUP:
        return group_name(c);
    case VSA_CALL_VSLICE:
        return c->config->vslice;
    case VSA_CALL_EDGE_REPORT:
        return c->config->report_key;
    default:
        return vsa_check_endpoint_id(c);
    }
}

static struct vsa_span report_value(const struct vsa_check *c, char *buffer)
{
    struct vsa_writer w = vsa_writer(buffer, VSA_REPORT_VALUE_BYTES);

    vsa_write_report_value(&w, &c->membership, &c->expected, &c->cause);
    return vsa_written(&w);
}

static struct vsa_span report_body(const struct vsa_check *c, enum vsa_call_kind call, char *buffer,
                                   size_t cap)
{
    char value[VSA_REPORT_VALUE_BYTES];
    struct vsa_writer w = vsa_writer(buffer, cap);

    if (call == VSA_CALL_REPORT)
        vsa_api_key_value_write(&w, report_value(c, value));
    else
        vsa_write_json(&w, report_value(c, value));
    return vsa_written(&w);
}

enum vsa_result vsa_call_write(struct vsa_check *c, enum vsa_call_kind call, struct vsa_writer *w)
{
    char body[VSA_REPORT_VALUE_BYTES + 32];
    enum vsa_result result;
    struct vsa_request r = {
        .server = vsa_check_server(c),
        .path = calls[call].path,
        .names = {name_of(c, call), c->config->report_key},
        .token = vsa_check_is_on_edge(c) ? NULL : &c->config->token,
        .content_type = call == VSA_CALL_EDGE_REPORT ? VSA_EDGE_POST_TYPE : JSON_TYPE,
    };

    if (call == VSA_CALL_SINGLE) {
        r.method = c->call->method;
        r.rest = c->call->path;
        r.body = c->call->body;
    } else if (call > VSA_CALL_SINGLE) {
        r.method = call == VSA_CALL_REPORT ? VSA_PUT : VSA_POST;
        r.body = report_body(c, call, body, sizeof body);
    }
    result = vsa_http_request_write(w, &r);
    if (result == VSA_BAD_CONFIG && call == VSA_CALL_GROUP && c->config->group.len == 0)
        return VSA_API_CONTRACT; /* the platform's name, not ours */
    return result;
}

/* ---- answers ---- */

void vsa_call_begin_answer(struct vsa_check *c)
{
    char *to = c->io.reply.text;
    size_t cap = sizeof c->io.reply.text;

    if (c->call) {
        to = c->call->reply;
        cap = c->call->reply_cap;
    }
    vsa_http_response_init(&c->response);
    vsa_json_sieve_init(&c->sieve, calls[c->awaited].filter, to, cap);
    c->form = VSA_NO_BODY;
}

static enum vsa_result feed(struct vsa_check *c, struct vsa_span json)
{
    return vsa_json_sieve_feed(&c->sieve, json);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\r' || c == '\n' || c == '\t';
}

static void feed_quote(struct vsa_check *c)
{
    feed(c, VSA_SPAN_OF("\""));
}

/*
 * An id may come as JSON or as text: the first byte that is not blank tells. Text goes through the sieve as the string
 * it would be in JSON, which a blank ends.
 */
static void take_id_byte(struct vsa_check *c, const char *byte)
{
    bool blank = is_blank(*byte);

    if (c->form == VSA_NO_BODY && !blank) {
        c->form = strchr("{[\"", *byte) ? VSA_JSON : VSA_TEXT;
        if (c->form == VSA_TEXT)
            feed_quote(c);
    } else if (c->form == VSA_TEXT && blank) {
        c->form = VSA_ENDED_TEXT;
        feed_quote(c);
    }
    feed(c, (struct vsa_span){byte, 1});
}

enum vsa_result vsa_call_take_body(struct vsa_check *c, struct vsa_span body)
{
    if (vsa_http_status_result(c->response.status) != VSA_OK)
        return VSA_MORE; /* the status says it all */
    if (c->awaited != VSA_CALL_EDGE_ID) {
        c->form = VSA_JSON;
        return feed(c, body);
    }
    for (size_t i = 0; i < body.len; i++)
        take_id_byte(c, body.ptr + i);
    return (enum vsa_result)c->sieve.result;
}

static enum vsa_result read_document(struct vsa_check *c)
{
    enum vsa_result result = vsa_json_sieve_end(&c->sieve);
    struct vsa_span text = {c->io.reply.text, c->sieve.len};

    return result == VSA_OK ? vsa_json_document_read(&c->io.reply.document, text) : result;
}

static enum vsa_result edge_id_answer(struct vsa_check *c)
{
    enum vsa_result result;

    if (c->form == VSA_TEXT)
        feed_quote(c);
    result = read_document(c);
    if (result == VSA_OK)
        result = vsa_edge_id_read(&c->io.reply.document, c->edge_id, sizeof c->edge_id);
    return c->form >= VSA_TEXT && result != VSA_OK ? VSA_NOT_JSON : result;
}

/* What the Edge API answers here was never seen; that it answers with JSON, or with nothing, is all we ask. */
static enum vsa_result edge_answer(struct vsa_check *c)
{
    enum vsa_result result = VSA_OK;

    if (c->awaited == VSA_CALL_EDGE_ID)
        result = edge_id_answer(c);
    else if (c->form != VSA_NO_BODY)
        result = vsa_json_sieve_end(&c->sieve);
    if (result == VSA_OK)
        c->edge_works = true;
    return result;
}

static enum vsa_result read_facts(struct vsa_check *c, int data)
{
    struct vsa_json_document *d = &c->io.reply.document;

    switch (c->awaited) {
    case VSA_CALL_ENDPOINT:
        return vsa_api_endpoint_read(d, data, vsa_check_endpoint_id(c), &c->facts.endpoint);
    case VSA_CALL_GROUP:
        return vsa_api_group_read(d, data, group_name(c), &c->facts.group);
    case VSA_CALL_VSLICE:
        return vsa_api_vslice_read(d, data, c->config->vslice, &c->facts.vslice);
    default:
        return VSA_OK;
    }
}

/*
 * "Record not found" for an object asked for by its name is an answer, not a failure, if the token was asked about in
 * this check. To one that only worked before it may be a refusal.
 */
static enum vsa_result not_found(struct vsa_check *c)
{
    switch (c->awaited) {
    case VSA_CALL_ENDPOINT:
        c->facts.endpoint.known = VSA_NO_SUCH_RECORD;
        return VSA_API_NOT_FOUND;
    case VSA_CALL_GROUP:
        if (c->config->group.len == 0)
            return VSA_API_CONTRADICTION; /* the endpoint itself named it */
        c->facts.group.known = VSA_NO_SUCH_RECORD;
        return VSA_API_NOT_FOUND;
    case VSA_CALL_VSLICE:
        c->facts.vslice.known = VSA_NO_SUCH_RECORD;
        return VSA_API_NOT_FOUND;
    default:
        return VSA_API_REFUSED;
    }
}

static enum vsa_result api_answer(struct vsa_check *c)
{
    struct vsa_envelope envelope;
    enum vsa_result result = read_document(c);

    if (result != VSA_OK)
        return result;
    result = vsa_envelope_read(&c->io.reply.document, &envelope);
    if (result != VSA_OK)
        memcpy(c->message, envelope.message, sizeof c->message);
    if (c->call)
        return result;
    if (result == VSA_API_NOT_FOUND)
        result = vsa_check_knows_token(c) ? VSA_API_REFUSED : not_found(c);
    if (result == VSA_OK)
        result = read_facts(c, envelope.data);
    if (result == VSA_OK || result == VSA_API_NOT_FOUND)
        c->api_works = true;
    return result;
}

/* The whole reply is in the caller's buffer; its envelope is sieved out of it once more. */
static enum vsa_result single_answer(struct vsa_check *c)
{
    enum vsa_result result = vsa_json_sieve_end(&c->sieve);

    if (result != VSA_OK)
        return result;
    if (c->call->reply_cap == 0) /* the sieve has only checked */
        return VSA_JSON_TOO_LARGE;
    c->reply = (struct vsa_span){c->call->reply, c->sieve.len};
    vsa_json_sieve_init(&c->sieve, VSA_API_FILTER_ENVELOPE, c->io.reply.text, sizeof c->io.reply.text);
    feed(c, c->reply);
    return api_answer(c);
}

enum vsa_result vsa_call_answer(struct vsa_check *c)
{
    enum vsa_result result = vsa_http_status_result(c->response.status);

    if (result != VSA_OK)
        return result;
    if (vsa_check_is_on_edge(c))
        return edge_answer(c);
    return c->call ? single_answer(c) : api_answer(c);
}

/* ---- verdict and report ---- */

static bool is_report_due(const struct vsa_check *c)
{
    const struct vsa_memory *m = c->memory;

    if (c->config->report_key.len == 0)
        return false;
    return m == NULL || m->reported_hash != c->report_hash ||
           vsa_check_wall_s(c) - m->reported_at >= VSA_LIMIT_REPORT_INTERVAL_S; /* also where time went back */
}

static void expect(struct vsa_check *c)
{
    struct vsa_expectation *e = &c->expected;
    const struct vsa_config *config = c->config;
    const struct vsa_address *own = &config->address;

    e->vslice = config->vslice;
    e->group = config->group;
    e->skip_address = config->address_source == VSA_ADDRESS_SKIP;
    e->id_is_proven = config->endpoint.len > 0;
    if (config->address_source == VSA_ADDRESS_AUTO)
        own = c->peer.local.family != VSA_FAMILY_NONE ? &c->peer.local : &c->network.local;
    if (!e->skip_address)
        e->address = *own;
    e->dns = c->network.dns;
    e->dns_count = c->network.dns_count;
    if (config->dns_count > 0) {
        e->dns = config->dns;
        e->dns_count = config->dns_count;
    }
}

/* An answer of the management API has proved the token, unless another one refused it. */
static void remember_token(struct vsa_check *c)
{
    bool refused = vsa_result_band(c->cause.result) == VSA_BAND_CREDENTIALS;

    if (c->memory && (c->api_works || refused))
        c->memory->token_mark = refused ? 0 : token_mark(c->config);
}

void vsa_check_judge(struct vsa_check *c)
{
    char value[VSA_REPORT_VALUE_BYTES];

    expect(c);
    remember_token(c);
    if (c->edge_id[0] && !vsa_span_equal_nocase(vsa_check_endpoint_id(c), vsa_span(c->edge_id)))
        c->facts.failures |= VSA_REASON_BIT(OTHER_SIM);
    c->membership = vsa_membership(&c->facts, &c->expected);
    c->report_hash = vsa_hash(report_value(c, value));
    c->phase = c->api_works && c->facts.endpoint.known == VSA_KNOWN ? VSA_PHASE_REPORT : VSA_PHASE_EDGE_REPORT;
    if (!is_report_due(c) || (c->phase == VSA_PHASE_EDGE_REPORT && !c->edge_works))
        c->done = VSA_CALLS_REPORTING;
}

void vsa_check_reported(struct vsa_check *c)
{
    if (c->memory == NULL)
        return;
    c->memory->reported_hash = c->report_hash;
    c->memory->reported_at = vsa_check_wall_s(c);
}
