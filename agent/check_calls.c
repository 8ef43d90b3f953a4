/* SPDX-License-Identifier: MIT */
#include "agent/check_calls.h"

#include "agent/api_calls.h"
#include "agent/edge_calls.h"

#include <string.h>

#define JSON_TYPE "application/json"

#define NAMED_BY(member) offsetof(struct vsa_config, member)

static const struct {
    const char *path;
    const char *filter;
    uint8_t phase;
    uint8_t stage;
    uint8_t method;
    uint8_t name; /* for the first "*" of the path: a member of the configuration */
} calls[VSA_CALL_COUNT] = {
    [VSA_CALL_EDGE_ID] = {VSA_EDGE_ID_PATH, VSA_EDGE_ID_FILTER, VSA_PHASE_EDGE, VSA_STAGE_EDGE, VSA_GET, 0},
    [VSA_CALL_EDGE_KEY_VALUES] = {VSA_EDGE_KEY_VALUES_PATH, VSA_EDGE_KEY_VALUES_FILTER, VSA_PHASE_EDGE,
                                  VSA_STAGE_EDGE, VSA_GET, 0},
    [VSA_CALL_TOKEN] = {VSA_API_TOKEN_PATH, VSA_API_FILTER_ENVELOPE, VSA_PHASE_API, VSA_STAGE_TOKEN, VSA_GET, 0},
    [VSA_CALL_ENDPOINT] = {VSA_API_ENDPOINT_PATH, vsa_api_endpoint_filter, VSA_PHASE_API, VSA_STAGE_ENDPOINT,
                           VSA_GET, NAMED_BY(endpoint)},
    [VSA_CALL_GROUP] = {VSA_API_GROUP_PATH, vsa_api_group_filter, VSA_PHASE_API, VSA_STAGE_GROUP, VSA_GET,
                        NAMED_BY(group)},
    [VSA_CALL_VSLICE] = {VSA_API_VSLICE_PATH, vsa_api_vslice_filter, VSA_PHASE_API, VSA_STAGE_VSLICE, VSA_GET,
                         NAMED_BY(vslice)},
    [VSA_CALL_SINGLE] = {"", "", VSA_PHASE_CALL, VSA_STAGE_CALL, VSA_GET, 0},
    [VSA_CALL_REPORT] = {VSA_API_KEY_VALUE_PATH, VSA_API_FILTER_ENVELOPE, VSA_PHASE_REPORT, VSA_STAGE_REPORT,
                         VSA_PUT, NAMED_BY(endpoint)},
    [VSA_CALL_EDGE_REPORT] = {VSA_EDGE_KEY_VALUE_PATH, VSA_EDGE_KEY_VALUES_FILTER, VSA_PHASE_EDGE_REPORT,
                              VSA_STAGE_REPORT, VSA_POST, NAMED_BY(report_key)},
};

/*
 * The name of what a call is about: the one that was configured or else, for an endpoint, its id as the Edge API told
 * it; for a group that of an endpoint which names its group but no VSlice. Empty: there is none.
 */
static struct vsa_span name_of(const struct vsa_check *c, enum vsa_call_kind call)
{
    const struct vsa_span *name = (const void *)((const char *)c->config + calls[call].name);
    const struct vsa_endpoint *e = &c->facts.endpoint;

    if (name->len > 0)
        return *name;
    if (call != VSA_CALL_GROUP)
        return vsa_span(c->edge_id);
    if (e->known != VSA_KNOWN || e->vslice.id[0] || e->vslice.moniker[0])
        return *name;
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

uint64_t vsa_check_wall_s(const struct vsa_check *c)
{
    return c->wall_s + c->elapsed_ms / 1000;
}

enum vsa_call_kind vsa_call_due(const struct vsa_check *c, enum vsa_call_kind from)
{
    unsigned call = from;

    while (call < VSA_CALL_COUNT && (calls[call].phase != c->phase || (c->done >> call & 1) ||
                                     (call == VSA_CALL_GROUP && name_of(c, call).len == 0)))
        call++;
    return (enum vsa_call_kind)call;
}

enum vsa_stage vsa_call_stage(enum vsa_call_kind call)
{
    return (enum vsa_stage)calls[call].stage;
}

bool vsa_call_is_idempotent(const struct vsa_check *c)
{
    return c->phase != VSA_PHASE_EDGE_REPORT && !(c->call && c->call->method == VSA_POST);
}

bool vsa_check_is_on_edge(const struct vsa_check *c)
{
    return c->phase == VSA_PHASE_EDGE || c->phase == VSA_PHASE_EDGE_REPORT;
}

/* ---- requests ---- */

/* Returns its length. */
static size_t report_value(const struct vsa_check *c, char buffer[VSA_REPORT_VALUE_BYTES])
{
    struct vsa_writer w = vsa_writer(buffer, VSA_REPORT_VALUE_BYTES);

    vsa_write_report_value(&w, &c->membership, &c->expected, &c->cause);
    return w.len;
}

static void write_body(const struct vsa_check *c, struct vsa_writer *w)
{
    char value[VSA_REPORT_VALUE_BYTES];
    struct vsa_span text = {value, report_value(c, value)};

    if (vsa_check_is_on_edge(c))
        vsa_write_json(w, text);
    else
        vsa_api_key_value_write(w, text);
}

enum vsa_result vsa_call_write(struct vsa_check *c, enum vsa_call_kind call, struct vsa_writer *w)
{
    char buffer[VSA_REPORT_VALUE_BYTES + 32];
    struct vsa_writer body = vsa_writer(buffer, sizeof buffer);
    enum vsa_result result;
    struct vsa_request r = {
        .method = (enum vsa_method)calls[call].method,
        .server = vsa_check_server(c),
        .path = calls[call].path,
        .names = {name_of(c, call), c->config->report_key},
        .content_type = JSON_TYPE,
    };

    if (!vsa_check_is_on_edge(c))
        r.token = &c->config->token;
    if (r.method == VSA_POST)
        r.content_type = VSA_EDGE_POST_TYPE;
    if (r.method != VSA_GET)
        write_body(c, &body);
    r.body = vsa_written(&body);
    if (c->call) {
        r.method = c->call->method;
        r.rest = c->call->path;
        r.body = c->call->body;
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

    vsa_http_response_init(&c->response);
    if (c->call) {
        to = c->call->reply;
        cap = c->call->reply_cap;
    }
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
        feed(c, body);
        return (enum vsa_result)c->sieve.result;
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
    if (result != VSA_OK && c->form >= VSA_TEXT)
        result = VSA_NOT_JSON;
    return result;
}

/* What the Edge API answers here was never seen; that it answers with JSON, or with nothing, is all we ask. */
static enum vsa_result edge_answer(struct vsa_check *c)
{
    enum vsa_result result = VSA_OK;

    if (c->awaited == VSA_CALL_EDGE_ID)
        result = edge_id_answer(c);
    else if (c->form != VSA_NO_BODY)
        result = vsa_json_sieve_end(&c->sieve);
    c->edge_works |= result == VSA_OK;
    return result;
}

static enum vsa_result read_facts(struct vsa_check *c, int data)
{
    struct vsa_json_document *d = &c->io.reply.document;
    enum vsa_call_kind call = (enum vsa_call_kind)c->awaited;
    struct vsa_span name = name_of(c, call);

    if (call == VSA_CALL_ENDPOINT)
        return vsa_api_endpoint_read(d, data, name, &c->facts.endpoint);
    if (call == VSA_CALL_GROUP)
        return vsa_api_group_read(d, data, name, &c->facts.group);
    if (call == VSA_CALL_VSLICE)
        return vsa_api_vslice_read(d, data, name, &c->facts.vslice);
    return VSA_OK;
}

/* Where it stands whether the object is known that a call asks for by its name; NULL: it asks for none. */
static uint8_t *known_of(struct vsa_check *c, unsigned call)
{
    if (call == VSA_CALL_ENDPOINT)
        return &c->facts.endpoint.known;
    if (call == VSA_CALL_GROUP)
        return &c->facts.group.known;
    return call == VSA_CALL_VSLICE ? &c->facts.vslice.known : NULL;
}

void vsa_check_doubts_not_found(struct vsa_check *c)
{
    for (unsigned call = VSA_CALL_ENDPOINT; call <= VSA_CALL_VSLICE; call++) {
        uint8_t *known = known_of(c, call);
        if (*known != VSA_NO_SUCH_RECORD)
            continue;
        *known = VSA_NOT_ASKED;
        c->done &= (uint16_t)~(1u << call);
    }
}

/*
 * "Record not found" for an object asked for by its name is an answer, not a failure, if the token was asked about in
 * this check. To one that only worked before it may be a refusal.
 */
static enum vsa_result not_found(struct vsa_check *c)
{
    uint8_t *known = known_of(c, c->awaited);

    if (known == NULL)
        return VSA_API_REFUSED;
    if (c->awaited == VSA_CALL_GROUP && c->config->group.len == 0)
        return VSA_API_CONTRADICTION; /* the endpoint itself named it */
    *known = VSA_NO_SUCH_RECORD;
    return VSA_API_NOT_FOUND;
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
    if (c->memory == NULL)
        return;
    if (vsa_result_band(c->cause.result) == VSA_BAND_CREDENTIALS)
        c->memory->token_mark = 0;
    else if (c->api_works)
        c->memory->token_mark = token_mark(c->config);
}

void vsa_check_judge(struct vsa_check *c)
{
    char value[VSA_REPORT_VALUE_BYTES];

    expect(c);
    remember_token(c);
    if (c->config->endpoint.len > 0 && c->edge_id[0] &&
        !vsa_span_equal_nocase(c->config->endpoint, vsa_span(c->edge_id)))
        c->facts.failures |= VSA_REASON_BIT(OTHER_SIM);
    c->membership = vsa_membership(&c->facts, &c->expected);
    c->report_hash = vsa_hash((struct vsa_span){value, report_value(c, value)});
    c->phase = c->api_works && c->facts.endpoint.known == VSA_KNOWN ? VSA_PHASE_REPORT : VSA_PHASE_EDGE_REPORT;
    if ((c->phase == VSA_PHASE_EDGE_REPORT && !c->edge_works) || !is_report_due(c))
        c->done = VSA_CALLS_REPORTING;
}

void vsa_check_reported(struct vsa_check *c)
{
    if (c->memory == NULL)
        return;
    c->memory->reported_hash = c->report_hash;
    c->memory->reported_at = vsa_check_wall_s(c);
}
