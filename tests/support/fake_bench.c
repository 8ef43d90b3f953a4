/* SPDX-License-Identifier: MIT */
#include "tests/support/fake_bench.h"

#include "port/port.h"
#include "port/provisioning/config.h"
#include "tests/support/fake_clock.h"

#include <stdio.h>
#include <string.h>

#define STEPS_MAX 3000000u

static struct fake_server *current;

static uint32_t wake_ms(void)
{
    return fake_server_wake_ms(current);
}

static void add(struct fake_bench *b, const char *method, const char *target, const char *body, unsigned facts)
{
    fake_server_answer(&b->server, (struct fake_answer){
                                       .method = method, .target = target, .body = body, .facts = facts});
}

void fake_bench_init(struct fake_bench *b)
{
    memset(b, 0, offsetof(struct fake_bench, server));
    fake_server_init(&b->server);
    fake_clock_reset(1000000);
    b->start_ms = fake_clock.now_ms;
    b->random = 12345;
    b->failed = false;
    b->transport = fake_server_transport(&b->server);
    vsa_config_init(&b->config);
    vsa_token_set(&b->config.token, VSA_SPAN_OF(FAKE_TOKEN));
    b->config.endpoint = VSA_SPAN_OF(FAKE_ENDPOINT_ID);
    b->config.vslice = VSA_SPAN_OF("default");
    add(b, "GET", FAKE_TOKEN_PATH, FAKE_WORKS, FAKE_FACT_TOKEN);
    add(b, "GET", FAKE_ENDPOINT_PATH, FAKE_ENDPOINT(FAKE_ENDPOINT_ID, "active", FAKE_FLAT_GROUP FAKE_FLAT_VSLICE FAKE_ADDRESS),
        FAKE_FACT_ENDPOINT);
    add(b, "GET", FAKE_GROUP_PATH, FAKE_GROUP(FAKE_NESTED_VSLICE), FAKE_FACT_GROUP);
    add(b, "GET", FAKE_GROUP_ID_PATH, FAKE_GROUP(FAKE_NESTED_VSLICE), FAKE_FACT_GROUP);
    add(b, "GET", FAKE_VSLICE_PATH, FAKE_VSLICE(FAKE_SUBNETS, "null", "\"ipv4\""), FAKE_FACT_VSLICE);
    add(b, "PUT", FAKE_REPORT_PATH, FAKE_OK_TEXT, 0);
    add(b, "GET", "/ep/kv", "[]", 0);
    add(b, "POST", FAKE_EDGE_REPORT_PATH, NULL, 0);
}

void fake_says(struct fake_bench *b, const char *target, const char *body)
{
    unsigned facts = 0;

    for (unsigned i = 0; i < b->server.answer_count; i++)
        if (b->server.answers[i].target && strcmp(b->server.answers[i].target, target) == 0)
            facts |= b->server.answers[i].facts;
    fake_server_answer(&b->server, (struct fake_answer){.target = target, .body = body, .facts = facts});
}

void fake_status(struct fake_bench *b, const char *target, int status, const char *headers)
{
    fake_server_answer(&b->server, (struct fake_answer){.target = target,
                                                        .status = status,
                                                        .headers = headers,
                                                        .body = status == 204 || status == 304 ? NULL : FAKE_HTML});
}

void fake_with_edge(struct fake_bench *b, const char *id_body)
{
    vsa_url_parse(VSA_SPAN_OF("http://edge.stacuity.io"), &b->config.edge);
    add(b, "GET", "/ep/id", id_body, 0);
}

/* ---- running ---- */

static void complain(struct fake_bench *b, const char *what)
{
    fprintf(stderr, "contract: %s\n", what);
    b->failed = true;
}

void fake_bench_start(struct fake_bench *b)
{
    current = &b->server;
    fake_clock.wake_ms = wake_ms;
    b->steps = b->waits = 0;
    b->failed = false;
    b->start_ms = fake_clock.now_ms;
    b->server.facts = 0;
    if (b->call.path.len > 0)
        vsa_check_start_call(&b->check, &b->config, &b->call, fake_clock.now_ms, b->random);
    else
        vsa_check_start(&b->check, &b->config, b->has_memory ? &b->memory : NULL, fake_clock.now_ms, b->random);
}

static bool step_connect(struct fake_bench *b)
{
    const struct vsa_url *server = vsa_check_server(&b->check);
    struct vsa_io io;

    if (b->open && vsa_url_same_server(b->open, server)) {
        b->peer.reused = true;
        vsa_check_connected(&b->check, &b->peer, fake_clock.now_ms);
        return true;
    }
    if (b->open)
        b->transport.close(b->transport.context);
    b->open = NULL;
    memset(&b->peer, 0, sizeof b->peer);
    b->shaking = b->takes_early && vsa_check_may_be_early(&b->check);
    io = b->transport.connect(b->transport.context, server, &b->peer);
    b->peer.early = b->shaking;
    if (io.status == VSA_IO_DONE) {
        b->open = server;
        b->early_count += b->shaking;
        vsa_check_connected(&b->check, &b->peer, fake_clock.now_ms);
    } else if (io.status == VSA_IO_AGAIN) {
        vsa_check_connecting(&b->check, io.stage, fake_clock.now_ms);
    } else {
        vsa_check_failed(&b->check, io.stage, io.result, io.foreign, fake_clock.now_ms);
    }
    return io.status != VSA_IO_AGAIN;
}

/* With early data the handshake ends in the first send. */
static void handshake_is_over(struct fake_bench *b)
{
    b->shaking = false;
    b->peer.early = !b->refuses_early;
    vsa_check_secured(&b->check, &b->peer, fake_clock.now_ms);
}

static bool step_send(struct fake_bench *b)
{
    struct vsa_span data = vsa_check_send_buf(&b->check);
    struct vsa_io io = b->transport.send(b->transport.context, data);

    if (data.len == 0)
        complain(b, "SEND is wanted of nothing");
    if (b->shaking && !fake_contains(data.ptr, data.len < 4 ? data.len : 4, "GET "))
        complain(b, "what goes early can be replayed, and changes something");
    if (io.status == VSA_IO_DONE && b->shaking)
        handshake_is_over(b);
    if (io.status == VSA_IO_DONE)
        vsa_check_sent(&b->check, io.count, fake_clock.now_ms);
    else if (io.status == VSA_IO_FAILED)
        vsa_check_failed(&b->check, io.stage, io.result, io.foreign, fake_clock.now_ms);
    return io.status != VSA_IO_AGAIN;
}

static bool step_receive(struct fake_bench *b)
{
    size_t cap = 0;
    char *room = vsa_check_receive_buf(&b->check, &cap);
    struct vsa_io io = b->transport.receive(b->transport.context, room, cap);

    if (cap == 0)
        complain(b, "RECEIVE is wanted without room");
    if (io.status == VSA_IO_DONE)
        vsa_check_received(&b->check, io.count, fake_clock.now_ms);
    else if (io.status == VSA_IO_CLOSED)
        vsa_check_peer_closed(&b->check, fake_clock.now_ms);
    else if (io.status == VSA_IO_FAILED)
        vsa_check_failed(&b->check, io.stage, io.result, io.foreign, fake_clock.now_ms);
    return io.status != VSA_IO_AGAIN;
}

static bool step_once(struct fake_bench *b)
{
    struct vsa_network network;

    switch (vsa_check_want(&b->check)) {
    case VSA_WANT_NETWORK:
        vsa_port_network(&network);
        vsa_check_network(&b->check, &network, fake_clock.now_ms);
        return vsa_check_want(&b->check) != VSA_WANT_NETWORK;
    case VSA_WANT_CONNECT:
        return step_connect(b);
    case VSA_WANT_SEND:
        return step_send(b);
    case VSA_WANT_RECEIVE:
        return step_receive(b);
    case VSA_WANT_CLOSE:
        b->transport.close(b->transport.context);
        b->open = NULL;
        vsa_check_closed(&b->check, fake_clock.now_ms);
        return true;
    case VSA_WANT_WAIT:
    case VSA_WANT_NOTHING:
        return false;
    }
    complain(b, "an unknown want");
    return false;
}

bool fake_bench_step(struct fake_bench *b)
{
    enum vsa_want before = vsa_check_want(&b->check);
    bool moved;

    if (before == VSA_WANT_NOTHING)
        return false;
    b->steps++;
    if (b->steps == b->cancel_at)
        vsa_check_cancel(&b->check, fake_clock.now_ms);
    moved = step_once(b);
    if (!moved)
        fake_clock_pass(vsa_check_wait_ms(&b->check, fake_clock.now_ms));
    vsa_check_tick(&b->check, fake_clock.now_ms);
    if (before != VSA_WANT_WAIT && vsa_check_want(&b->check) == VSA_WANT_WAIT)
        b->waits++;
    return vsa_check_want(&b->check) != VSA_WANT_NOTHING;
}

bool fake_contains(const void *bytes, size_t len, const char *text)
{
    size_t n = strlen(text);
    const char *at = bytes;

    for (size_t i = 0; i + n <= len; i++)
        if (memcmp(at + i, text, n) == 0)
            return true;
    return false;
}

static void look_for_token(struct fake_bench *b, const void *bytes, size_t len, const char *where)
{
    static const char token[] = FAKE_TOKEN;
    char part[17];

    /* half of it would be too much already */
    for (size_t i = 0; i + 16 <= 32; i += 4) {
        memcpy(part, &token[i], 16);
        part[16] = 0;
        if (fake_contains(bytes, len, part))
            complain(b, where);
    }
}

/* That the token works need not be asked again where an earlier check remembers it. */
static unsigned facts_needed(const struct vsa_check *c)
{
    bool remembered = c->memory && !c->stages[VSA_STAGE_TOKEN].seen;

    return remembered ? FAKE_FACTS_NEEDED & ~(unsigned)FAKE_FACT_TOKEN : FAKE_FACTS_NEEDED;
}

bool fake_bench_holds(struct fake_bench *b)
{
    const struct vsa_check *c = &b->check;
    unsigned needed = facts_needed(c);

    b->took_ms = fake_clock.now_ms - b->start_ms;
    if (vsa_check_want(c) != VSA_WANT_NOTHING)
        complain(b, "the check has no end");
    if (fake_clock.jump_ms < INT32_MAX && /* a clock that goes back ends a check in its own way */
        b->took_ms > b->config.deadline_s * 1000 + fake_clock.jump_ms + 200 * fake_clock.step_ms)
        complain(b, "the check was longer than its deadline");
    if (c->membership.verdict == VSA_MEMBER && (b->server.facts & needed) != needed)
        complain(b, "MEMBER without the facts");
    if (c->membership.verdict == VSA_MEMBER && (c->membership.reasons || c->cause.result != VSA_OK))
        complain(b, "MEMBER with a reason against it");
    if (c->call == NULL && c->membership.verdict == VSA_CANNOT_TELL && c->membership.reasons == 0)
        complain(b, "CANNOT_TELL without a reason");
    if (c->call == NULL && c->membership.verdict == VSA_CANNOT_TELL && c->next_check_s == 0)
        complain(b, "the next check is due at once");
    if (c->connections > VSA_LIMIT_CONNECTIONS)
        complain(b, "too many connections");
    if (b->server.misuse > 0)
        complain(b, "the transport's contract was broken");
    look_for_token(b, c, sizeof *c, "the token is still in the check");
    look_for_token(b, &b->memory, sizeof b->memory, "the token is in the memory");
    return !b->failed;
}

bool fake_bench_run(struct fake_bench *b)
{
    fake_bench_start(b);
    while (b->steps < STEPS_MAX && fake_bench_step(b))
        ;
    return fake_bench_holds(b);
}

const char *fake_request_text(const struct fake_bench *b, unsigned i)
{
    static char text[4096];
    const struct fake_request *r = &b->server.requests[i];
    size_t len = r->len < sizeof text ? r->len : sizeof text - 1;

    memcpy(text, b->server.sent + r->at, len);
    text[len] = 0;
    return text;
}

/* ---- the same in pieces ---- */

struct outcome {
    enum vsa_verdict verdict;
    uint32_t reasons, next_check_s, failures;
    struct vsa_cause cause;
    unsigned requests, connections;
    uint8_t stages[VSA_STAGE_COUNT];
};

static struct outcome outcome_of(const struct fake_bench *b)
{
    struct outcome o;

    memset(&o, 0, sizeof o);
    o.verdict = b->check.membership.verdict;
    o.reasons = b->check.membership.reasons;
    o.next_check_s = b->check.next_check_s;
    o.failures = b->memory.failures;
    o.cause.stage = b->check.cause.stage;
    o.cause.result = b->check.cause.result;
    o.cause.foreign = b->check.cause.foreign;
    o.requests = b->server.request_count;
    o.connections = b->check.connections;
    for (int i = 0; i < VSA_STAGE_COUNT; i++)
        o.stages[i] = b->check.stages[i].seen ? (uint8_t)(1 + b->check.stages[i].result) : 0;
    return o;
}

static bool run_pieces(struct fake_bench *b, fake_scenario *setup, size_t piece, size_t split,
                       const struct outcome *wanted)
{
    struct outcome got;

    fake_bench_init(b);
    setup(b);
    b->server.piece = piece;
    b->server.split = split;
    if (!fake_bench_run(b))
        return false;
    got = outcome_of(b);
    if (wanted == NULL || memcmp(&got, wanted, sizeof got) == 0)
        return true;
    fprintf(stderr, "another outcome with piece %zu, split %zu: verdict %d/%d reasons %x/%x at %d:%d/%d:%d ", piece,
            split, got.verdict, wanted->verdict, got.reasons, wanted->reasons, got.cause.stage, got.cause.result,
            wanted->cause.stage, wanted->cause.result);
    fprintf(stderr, "requests %u/%u connections %u/%u\n", got.requests, wanted->requests, got.connections,
            wanted->connections);
    return false;
}

bool fake_same_in_pieces(struct fake_bench *b, fake_scenario *setup, bool all)
{
    static const size_t pieces[] = {1, 2, 3, 7, 63};
    struct outcome whole;
    size_t total;

    if (!run_pieces(b, setup, 0, 0, NULL))
        return false;
    whole = outcome_of(b);
    total = b->server.received;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        if (!run_pieces(b, setup, pieces[i], 0, &whole))
            return false;
    for (size_t split = 1; all && split < total; split++)
        if (!run_pieces(b, setup, 0, split, &whole))
            return false;
    return run_pieces(b, setup, 0, 0, &whole); /* leaves the whole run behind */
}
