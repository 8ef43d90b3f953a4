/* SPDX-License-Identifier: MIT */
#include "agent/check_calls.h"

#include "agent/api_calls.h"
#include "agent/edge_calls.h"

#include <string.h>

#define JSON_TYPE "application/json"

static const struct {
    const char *path;
    const char *filter;
    uint8_t stage;
} calls[VSA_CALL_COUNT] = {
    [VSA_CALL_EDGE_ID] = {VSA_EDGE_ID_PATH, VSA_EDGE_ID_FILTER, VSA_STAGE_EDGE},
    [VSA_CALL_EDGE_KEY_VALUES] = {VSA_EDGE_KEY_VALUES_PATH, VSA_EDGE_KEY_VALUES_FILTER, VSA_STAGE_EDGE},
    [VSA_CALL_TOKEN] = {VSA_API_TOKEN_PATH, VSA_API_FILTER_ENVELOPE, VSA_STAGE_TOKEN},
    [VSA_CALL_ENDPOINT] = {VSA_API_ENDPOINT_PATH, VSA_API_ENDPOINT_FILTER, VSA_STAGE_ENDPOINT},
    [VSA_CALL_GROUP] = {VSA_API_GROUP_PATH, VSA_API_GROUP_FILTER, VSA_STAGE_GROUP},
    [VSA_CALL_VSLICE] = {VSA_API_VSLICE_PATH, VSA_API_VSLICE_FILTER, VSA_STAGE_VSLICE},
    [VSA_CALL_SINGLE] = {"", "", VSA_STAGE_CALL},
    [VSA_CALL_REPORT] = {VSA_API_KEY_VALUE_PATH, VSA_API_FILTER_ENVELOPE, VSA_STAGE_REPORT},
    [VSA_CALL_EDGE_REPORT] = {VSA_EDGE_KEY_VALUE_PATH, VSA_EDGE_KEY_VALUES_FILTER, VSA_STAGE_REPORT},
};

static bool needs_group(const struct vsa_check *c)
{
    const struct vsa_endpoint *e = &c->facts.endpoint;

    if (c->config->group.len > 0)
        return true;
    return e->known == VSA_KNOWN && !e->vslice.id[0] && !e->vslice.moniker[0] &&
           (e->group.id[0] || e->group.moniker[0]);
}

static struct vsa_span group_name(const struct vsa_check *c)
{
    const struct vsa_reference *group = &c->facts.endpoint.group;

    if (c->config->group.len > 0)
        return c->config->group;
    return vsa_span(group->id[0] ? group->id : group->moniker);
}

struct vsa_span vsa_check_endpoint_id(const struct vsa_check *c)
{
    return c->config->endpoint.len > 0 ? c->config->endpoint : vsa_span(c->edge_id);
}

bool vsa_call_is_due(const struct vsa_check *c, enum vsa_call_kind call)
{
    if (c->done >> call & 1)
        return false;
    switch (c->phase) {
    case VSA_PHASE_EDGE:
        return !c->given_up && c->config->edge.host.len > 0 && call <= VSA_CALL_EDGE_KEY_VALUES;
    case VSA_PHASE_API:
        return !c->given_up && call >= VSA_CALL_TOKEN && call <= VSA_CALL_VSLICE &&
               (call != VSA_CALL_GROUP || needs_group(c));
    case VSA_PHASE_CALL:
        return !c->given_up && call == VSA_CALL_SINGLE;
    case VSA_PHASE_REPORT:
        return call == c->report_by;
    default:
        return false;
    }
}

enum vsa_stage vsa_call_stage(enum vsa_call_kind call)
{
    return (enum vsa_stage)calls[call].stage;
}

bool vsa_call_is_idempotent(const struct vsa_check *c, enum vsa_call_kind call)
{
    return call != VSA_CALL_EDGE_REPORT && (call != VSA_CALL_SINGLE || c->call->method != VSA_POST);
}

static bool is_edge_call(enum vsa_call_kind call)
{
    return call <= VSA_CALL_EDGE_KEY_VALUES || call == VSA_CALL_EDGE_REPORT;
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
    struct vsa_request r = {
        .server = is_edge_call(call) ? &c->config->edge : &c->config->api,
        .path = calls[call].path,
        .names = {name_of(c, call), c->config->report_key},
        .token = is_edge_call(call) ? NULL : &c->config->token,
        .content_type = call == VSA_CALL_EDGE_REPORT ? VSA_EDGE_POST_TYPE : JSON_TYPE,
    };

    if (call == VSA_CALL_SINGLE) {
        r.method = c->call->method;
        r.rest = c->call->path;
        r.body = c->call->body;
    } else if (call == VSA_CALL_REPORT || call == VSA_CALL_EDGE_REPORT) {
        r.method = call == VSA_CALL_REPORT ? VSA_PUT : VSA_POST;
        r.body = report_body(c, call, body, sizeof body);
    }
    return vsa_http_request_write(w, &r);
}

/* ---- answers ---- */

void vsa_call_begin_answer(struct vsa_check *c, enum vsa_call_kind call)
{
    bool single = call == VSA_CALL_SINGLE;

    vsa_http_response_init(&c->response);
    vsa_json_sieve_init(&c->sieve, calls[call].filter, single ? c->call->reply : c->io.reply.text,
                        single ? c->call->reply_cap : sizeof c->io.reply.text);
    c->plain = false;
    c->body_seen = false;
    c->text_len = 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\r' || c == '\n' || c == '\t';
}

static bool begins_json(char c)
{
    return c == '{' || c == '[' || c == '"';
}

static enum vsa_result take_text(struct vsa_check *c, struct vsa_span text)
{
    const uint32_t cap = sizeof c->io.reply.text;

    if (c->text_len > cap || text.len > cap - c->text_len) {
        c->text_len = cap + 1;
        return VSA_JSON_TOO_LARGE;
    }
    memcpy(c->io.reply.text + c->text_len, text.ptr, text.len);
    c->text_len += (uint32_t)text.len;
    return VSA_MORE;
}

/* An id may come as JSON or as text: the first byte that is not blank tells. */
static enum vsa_result take_edge_id(struct vsa_check *c, struct vsa_span body)
{
    while (!c->body_seen && body.len > 0 && is_blank(*body.ptr))
        body = (struct vsa_span){body.ptr + 1, body.len - 1};
    if (body.len == 0)
        return VSA_MORE;
    if (!c->body_seen)
        c->plain = !begins_json(*body.ptr);
    c->body_seen = true;
    return c->plain ? take_text(c, body) : vsa_json_sieve_feed(&c->sieve, body);
}

enum vsa_result vsa_call_take_body(struct vsa_check *c, enum vsa_call_kind call, struct vsa_span body)
{
    if (vsa_http_status_result(c->response.status) != VSA_OK)
        return VSA_MORE; /* the status says it all */
    if (call == VSA_CALL_EDGE_ID)
        return take_edge_id(c, body);
    c->body_seen = true;
    return vsa_json_sieve_feed(&c->sieve, body);
}

static enum vsa_result read_document(struct vsa_check *c)
{
    enum vsa_result result = vsa_json_sieve_end(&c->sieve);
    struct vsa_span text = {c->io.reply.text, c->sieve.len};

    return result == VSA_OK ? vsa_json_document_read(&c->io.reply.document, text) : result;
}

static enum vsa_result edge_id_answer(struct vsa_check *c)
{
    struct vsa_span text = {c->io.reply.text, c->text_len};
    enum vsa_result result;

    if (c->text_len > sizeof c->io.reply.text)
        return VSA_JSON_TOO_LARGE;
    if (c->plain)
        return vsa_edge_id_read_text(text, c->edge_id, sizeof c->edge_id);
    result = read_document(c);
    return result == VSA_OK ? vsa_edge_id_read(&c->io.reply.document, c->edge_id, sizeof c->edge_id)
                            : result;
}

/* What the Edge API answers here was never seen; that it answers with JSON, or with nothing, is all we ask. */
static enum vsa_result edge_answer(struct vsa_check *c, enum vsa_call_kind call)
{
    enum vsa_result result = VSA_OK;

    if (call == VSA_CALL_EDGE_ID)
        result = edge_id_answer(c);
    else if (c->body_seen)
        result = vsa_json_sieve_end(&c->sieve);
    if (result == VSA_OK)
        c->edge_works = true;
    return result;
}

static enum vsa_result read_facts(struct vsa_check *c, enum vsa_call_kind call, int data)
{
    struct vsa_json_document *d = &c->io.reply.document;

    switch (call) {
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

/* "Record not found" for an object asked for by its name is an answer, not a failure. */
static enum vsa_result not_found(struct vsa_check *c, enum vsa_call_kind call)
{
    uint8_t *known = call == VSA_CALL_ENDPOINT ? &c->facts.endpoint.known
                     : call == VSA_CALL_VSLICE ? &c->facts.vslice.known
                                               : &c->facts.group.known;

    if (call < VSA_CALL_ENDPOINT || call > VSA_CALL_VSLICE)
        return VSA_API_REFUSED;
    if (call == VSA_CALL_GROUP && c->config->group.len == 0)
        return VSA_API_CONTRADICTION; /* the endpoint itself named it */
    *known = VSA_NO_SUCH_RECORD;
    return VSA_API_NOT_FOUND;
}

static enum vsa_result api_answer(struct vsa_check *c, enum vsa_call_kind call)
{
    struct vsa_envelope envelope;
    enum vsa_result result = read_document(c);

    if (result != VSA_OK)
        return result;
    result = vsa_envelope_read(&c->io.reply.document, &envelope);
    if (result != VSA_OK)
        memcpy(c->message, envelope.message, sizeof c->message);
    if (result == VSA_API_NOT_FOUND)
        result = not_found(c, call);
    if (result == VSA_OK)
        result = read_facts(c, call, envelope.data);
    if (result == VSA_OK || result == VSA_API_NOT_FOUND)
        c->api_works = true;
    return result;
}

/* The whole reply is in the caller's buffer; its envelope is sieved out of it once more. */
static enum vsa_result single_answer(struct vsa_check *c)
{
    enum vsa_result result = vsa_json_sieve_end(&c->sieve);
    struct vsa_envelope envelope;

    if (result != VSA_OK)
        return result;
    if (c->call->reply_cap == 0) /* the sieve has only checked */
        return VSA_JSON_TOO_LARGE;
    c->reply = (struct vsa_span){c->call->reply, c->sieve.len};
    vsa_json_sieve_init(&c->sieve, VSA_API_FILTER_ENVELOPE, c->io.reply.text, sizeof c->io.reply.text);
    vsa_json_sieve_feed(&c->sieve, c->reply);
    result = read_document(c);
    if (result == VSA_OK)
        result = vsa_envelope_read(&c->io.reply.document, &envelope);
    if (result == VSA_API_REFUSED || result == VSA_API_NOT_FOUND)
        memcpy(c->message, envelope.message, sizeof c->message);
    return result;
}

enum vsa_result vsa_call_answer(struct vsa_check *c, enum vsa_call_kind call)
{
    enum vsa_result result = vsa_http_status_result(c->response.status);

    if (result != VSA_OK)
        return result;
    if (is_edge_call(call))
        return edge_answer(c, call);
    return call == VSA_CALL_SINGLE ? single_answer(c) : api_answer(c, call);
}

/* ---- verdict and report ---- */

static bool is_report_due(const struct vsa_check *c, struct vsa_span value, uint64_t wall_s)
{
    const struct vsa_memory *m = c->memory;

    if (c->config->report_key.len == 0)
        return false;
    return m == NULL || m->reported_hash != vsa_hash(value) || wall_s < m->reported_at ||
           wall_s - m->reported_at >= VSA_LIMIT_REPORT_INTERVAL_S;
}

static void expect(struct vsa_check *c)
{
    struct vsa_expectation *e = &c->expected;
    const struct vsa_config *config = c->config;

    e->vslice = config->vslice;
    e->group = config->group;
    e->skip_address = config->address_source == VSA_ADDRESS_SKIP;
    e->id_is_proven = config->endpoint.len > 0;
    if (config->address_source == VSA_ADDRESS_GIVEN)
        e->address = config->address;
    else if (config->address_source == VSA_ADDRESS_AUTO)
        e->address = c->peer.local.family != VSA_FAMILY_NONE ? c->peer.local : c->network.local;
    e->dns = config->dns_count > 0 ? config->dns : c->network.dns;
    e->dns_count = config->dns_count > 0 ? config->dns_count : c->network.dns_count;
}

void vsa_check_judge(struct vsa_check *c, uint64_t wall_s)
{
    char value[VSA_REPORT_VALUE_BYTES];

    expect(c);
    if (c->config->endpoint.len > 0 && c->edge_id[0] &&
        !vsa_span_equal_nocase(c->config->endpoint, vsa_span(c->edge_id)))
        c->facts.failures |= VSA_REASON_BIT(OTHER_SIM);
    c->membership = vsa_membership(&c->facts, &c->expected);
    c->report_by = VSA_CALL_COUNT;
    if (!is_report_due(c, report_value(c, value), wall_s))
        return;
    if (c->api_works && vsa_check_endpoint_id(c).len > 0 && c->facts.endpoint.known == VSA_KNOWN)
        c->report_by = VSA_CALL_REPORT;
    else if (c->edge_works)
        c->report_by = VSA_CALL_EDGE_REPORT;
}

void vsa_check_reported(struct vsa_check *c, uint64_t wall_s)
{
    char value[VSA_REPORT_VALUE_BYTES];

    if (c->memory == NULL)
        return;
    c->memory->reported_hash = vsa_hash(report_value(c, value));
    c->memory->reported_at = wall_s;
}
