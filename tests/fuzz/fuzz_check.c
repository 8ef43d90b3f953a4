/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "agent/check.h"
#include "agent/report.h"
#include "port/provisioning/config.h"
#include "tests/fuzz/answers.h"

/*
 * A whole check, or a single call. The fuzzer plays the driver, the network, the platform and the clock.
 *
 * Input: five bytes that choose the configuration (see set_up), then
 * - in the free play one byte a step, `action + 8 * number`, some with more bytes behind it (see enum action);
 * - in the scripted play bytes for each connection and each request (see scripted_connect and scripted_flight). That play
 *   is done three times, cut in different ways, and must end in the same way each time.
 */
#define TOKEN_TEXT "7d0f3c1e5a96428bb8e2460f9c31d57a"
#define STEPS_MAX 20000
#define FLIGHT_MAX 4 /* the calls of a phase */
#define SENT_MAX (2 * sizeof(union vsa_check_buffer))

enum action {
    WELL,    /* what is wanted, whole; a server that has nothing to say answers all requests well */
    PARTLY,  /* `number` bytes of it; a server answers one request: body, status and framing from the input */
    RAW,     /* a server sends as many bytes of the input as the next byte says */
    TIME,    /* time passes */
    CLOSED,  /* the peer closes */
    FAILED,  /* it fails: the result from the input */
    SPOILED, /* a byte that the server is about to send is changed */
    ODD,     /* cancel, or something that is not wanted */
};

struct world {
    struct fuzz_input in;
    struct vsa_config config;
    struct vsa_memory memory;
    struct vsa_call call;
    struct vsa_check *check;
    char *reply;
    uint32_t now;
    uint32_t start;
    uint32_t seed;     /* of the cuts; 0: free play */
    bool keeps_on;     /* at the input's end all goes well, else nothing happens any more */
    bool told_token;   /* the input itself holds the token */
    enum kind asked[8]; /* requests that were sent and have no answer yet */
    size_t asked_count;
    bool sending;      /* a flight is partly sent */
    bool closes;       /* the peer closes behind the queue */
    bool was_posted;
    bool was_connected; /* or tried to: nothing is left of an earlier check's connection */
    uint32_t sent, received;
    uint32_t api_received; /* over TLS from the management API */
    uint8_t connected;
    size_t queue_len, queue_at;
    char queue[8192]; /* what the server sends */
};

/* ---- the configuration ---- */

static const struct vsa_address ours = {VSA_FAMILY_IPV4, {100, 64, 17, 203}};
static const struct vsa_address ours_6 = {VSA_FAMILY_IPV6, {0x20, 0x01, 0x0d, 0xb8}};
static const struct vsa_address dns = {VSA_FAMILY_IPV4, {10, 0, 0, 1}};

static void set_up_address(struct vsa_config *c, uint8_t choice)
{
    static const enum vsa_address_source sources[] = {VSA_ADDRESS_AUTO, VSA_ADDRESS_GIVEN, VSA_ADDRESS_SKIP,
                                                      VSA_ADDRESS_GIVEN};

    c->address_source = sources[choice & 3];
    c->address = choice & 2 ? ours_6 : ours;
}

/* flags: a bit each for no token, an Edge API, no endpoint, a group, a report key, two for the address, no memory. */
static void set_up_config(struct vsa_config *c, uint8_t flags, uint8_t more)
{
    static const uint32_t deadlines[] = {60, 5, 300, 20};

    vsa_config_init(c);
    if (!(flags & 1))
        MUST(vsa_token_set(&c->token, VSA_SPAN_OF(TOKEN_TEXT)) == VSA_OK);
    if (flags & 2)
        MUST(vsa_url_parse(VSA_SPAN_OF("http://edge.example"), &c->edge) == VSA_OK);
    if (!(flags & 4))
        c->endpoint = VSA_SPAN_OF(ENDPOINT_ID);
    if (flags & 8)
        c->group = VSA_SPAN_OF("fleet");
    if (flags & 16)
        c->report_key = VSA_SPAN_OF("agent");
    set_up_address(c, flags >> 5);
    c->deadline_s = deadlines[more & 3];
    c->vslice = more & 4 ? VSA_SPAN_OF(VSLICE_ID) : VSA_SPAN_OF("default");
    if (more & 8) {
        c->dns[0] = dns;
        c->dns_count = 1;
    }
    if ((more & 0x30) == 0x30)
        c->interval_s = 0; /* refused */
}

static void set_up_call(struct world *w, uint8_t choice)
{
    static const enum vsa_method methods[] = {VSA_GET, VSA_PUT, VSA_POST, VSA_DELETE};
    size_t cap = (size_t)choice * 2;

    w->reply = fuzz_block(cap, '#');
    w->call = (struct vsa_call){methods[choice & 3], VSA_SPAN("/any/thing?x=1"), VSA_SPAN("{\"a\":1}"), w->reply, cap};
}

static void set_up(struct world *w, struct vsa_span input, uint32_t seed)
{
    uint8_t how, flags, more, choice;

    memset(w, 0, sizeof *w);
    w->in = (struct fuzz_input){(const uint8_t *)input.ptr, input.len};
    w->told_token = fuzz_contains(input, TOKEN_TEXT, sizeof TOKEN_TEXT - 1);
    how = fuzz_u8(&w->in);
    flags = fuzz_u8(&w->in);
    more = fuzz_u8(&w->in);
    w->now = w->start = fuzz_u8(&w->in) * 0x01010101u;
    choice = fuzz_u8(&w->in);
    w->keeps_on = !(how & 4);
    w->seed = seed;
    set_up_config(&w->config, flags, more);
    set_up_call(w, choice);
    w->check = fuzz_block(sizeof *w->check, 0xa5);
    if (more & 0x40)
        memset(&w->memory, 0x5a, sizeof w->memory);
    if (how & 2)
        vsa_check_start_call(w->check, &w->config, &w->call, w->now, choice * 2654435761u);
    else
        vsa_check_start(w->check, &w->config, flags & 0x80 ? NULL : &w->memory, w->now, choice * 2654435761u);
}

static void tear_down(struct world *w)
{
    free(w->reply);
    free(w->check);
}

/* ---- the requests, read strictly ---- */

static bool take_prefix(struct vsa_span *text, const char *prefix)
{
    size_t len = strlen(prefix);

    if (text->len < len || memcmp(text->ptr, prefix, len) != 0)
        return false;
    *text = (struct vsa_span){text->ptr + len, text->len - len};
    return true;
}

/* Up to CRLF, which is taken; only printable ASCII. */
static struct vsa_span take_line(struct vsa_span *text)
{
    struct vsa_span line = {text->ptr, 0};

    while (line.len < text->len && line.ptr[line.len] >= ' ' && line.ptr[line.len] < 0x7f)
        line.len++;
    *text = (struct vsa_span){text->ptr + line.len, text->len - line.len};
    MUST(take_prefix(text, "\r\n"));
    return line;
}

static enum kind kind_of_target(struct vsa_span *target, bool edge, bool single)
{
    static const struct {
        const char *prefix;
        enum kind kind;
    } api[] = {{"/apitokens/verify", TOKEN}, {"/endpoints/", ENDPOINT}, {"/EndpointGroups/", GROUP}, {"/vslices/", VSLICE}};

    if (edge && take_prefix(target, "/ep/id"))
        return EDGE_ID;
    if (edge && take_prefix(target, "/ep/kv"))
        return EDGE_KEY_VALUES;
    MUST(!edge && take_prefix(target, "/api/v1"));
    if (single && take_prefix(target, "/any/thing?x=1"))
        return SINGLE;
    for (size_t i = 0; i < sizeof api / sizeof *api; i++)
        if (take_prefix(target, api[i].prefix))
            return api[i].kind;
    fuzz_broken("the request is in the table", __FILE__, __LINE__);
    return TOKEN;
}

/* "GET /path HTTP/1.1"; the path keeps its shape whatever the names in it are. */
static enum kind take_request_line(struct vsa_span *text, const struct world *w, bool edge, bool *has_body, bool *posts)
{
    struct vsa_span line = take_line(text), target;
    bool gets = take_prefix(&line, "GET "), puts = take_prefix(&line, "PUT ");
    enum kind kind;
    size_t slashes = 0;

    *posts = !gets && !puts && take_prefix(&line, "POST ");
    MUST(gets || puts || *posts || take_prefix(&line, "DELETE "));
    *has_body = puts || *posts;
    MUST(line.len > 9 && memcmp(line.ptr + line.len - 9, " HTTP/1.1", 9) == 0);
    target = (struct vsa_span){line.ptr, line.len - 9};
    MUST(!fuzz_contains(target, " ", 1));
    kind = kind_of_target(&target, edge, w->check->call != NULL);
    for (size_t i = 0; i < target.len; i++)
        slashes += target.ptr[i] == '/';
    if (kind == ENDPOINT && puts)
        kind = REPORT;
    if (kind == EDGE_KEY_VALUES && *posts)
        kind = EDGE_REPORT;
    MUST(slashes == (kind == REPORT ? 2u : kind == EDGE_REPORT ? 1u : 0u));
    MUST(kind == SINGLE || *has_body == (kind == REPORT || kind == EDGE_REPORT));
    return kind;
}

static enum kind take_request(struct vsa_span *text, const struct world *w, bool edge, bool *posts)
{
    bool has_body;
    enum kind kind = take_request_line(text, w, edge, &has_body, posts);
    size_t length = 0;

    MUST(take_prefix(text, edge ? "Host: edge.example\r\n" : "Host: api.stacuity.com\r\n"));
    MUST(edge || take_prefix(text, "Authorization: Bearer " TOKEN_TEXT "\r\n"));
    MUST(take_prefix(text, kind == EDGE_REPORT ? "Content-Type: application/*+json\r\n"
                                               : "Content-Type: application/json\r\n"));
    MUST(take_prefix(text, "User-Agent: vslice-agent/" VSA_VERSION "\r\n"));
    if (has_body) {
        struct vsa_span digits;
        MUST(take_prefix(text, "Content-Length: "));
        digits = take_line(text);
        for (size_t i = 0; i < digits.len; i++)
            length = length * 10 + (size_t)(digits.ptr[i] - '0');
    }
    MUST(take_prefix(text, "\r\n") && length <= text->len);
    *text = (struct vsa_span){text->ptr + length, text->len - length};
    return kind;
}

/* A flight begins: at most one POST ever, and a token only to the management API, over TLS. */
static void take_flight(struct world *w, struct vsa_span text)
{
    const struct vsa_url *server = vsa_check_server(w->check);
    bool edge = server == &w->config.edge;

    MUST(edge || server->tls);
    MUST(!edge || !fuzz_contains(text, TOKEN_TEXT, sizeof TOKEN_TEXT - 1));
    w->asked_count = 0;
    while (text.len > 0) {
        bool posts;
        enum kind kind = take_request(&text, w, edge, &posts);
        MUST(w->asked_count < FLIGHT_MAX);
        MUST(!posts || !w->was_posted);
        w->was_posted = w->was_posted || posts;
        w->asked[w->asked_count++] = kind;
    }
    w->queue_len = w->queue_at = 0;
}

/* ---- what happens ---- */

static struct vsa_writer queue_writer(struct world *w)
{
    struct vsa_writer queue = vsa_writer(w->queue, sizeof w->queue);

    if (w->queue_at == w->queue_len)
        w->queue_at = w->queue_len = 0;
    queue.len = w->queue_len;
    return queue;
}

static void answer(struct world *w, uint8_t body, uint8_t status, uint8_t framing)
{
    struct vsa_writer queue = queue_writer(w);

    if (w->asked_count == 0)
        return;
    write_answer(&queue, w->asked[0], body, status, framing);
    w->asked_count--;
    memmove(w->asked, w->asked + 1, w->asked_count * sizeof *w->asked);
    w->queue_len = queue.len;
}

static void must_be_wiped(const struct world *w)
{
    struct vsa_span memory = {(const char *)w->check, sizeof *w->check};

    MUST(w->told_token || !fuzz_contains(memory, TOKEN_TEXT, sizeof TOKEN_TEXT - 1));
}

static void send_some(struct world *w, size_t most)
{
    struct vsa_span text = vsa_check_send_buf(w->check);
    size_t n = text.len < most ? text.len : most;

    MUST(text.len > 0);
    if (!w->sending)
        take_flight(w, text);
    w->sending = n < text.len;
    w->sent += (uint32_t)n;
    vsa_check_sent(w->check, n, w->now);
    if (!w->sending)
        must_be_wiped(w);
}

static bool receive_some(struct world *w, size_t most)
{
    size_t cap, n = w->queue_len - w->queue_at;
    char *to = vsa_check_receive_buf(w->check, &cap);
    char *copy;

    MUST(cap > 0);
    n = n < cap ? n : cap;
    n = n < most ? n : most;
    if (n == 0)
        return false;
    copy = fuzz_copy((struct vsa_span){w->queue + w->queue_at, n});
    memset(to, '#', cap); /* what lies behind what was received must not matter */
    memcpy(to, copy, n);
    free(copy);
    w->queue_at += n;
    w->received += (uint32_t)n;
    w->api_received += vsa_check_server(w->check)->tls ? (uint32_t)n : 0;
    vsa_check_received(w->check, n, w->now);
    return true;
}

static void connect_well(struct world *w, bool reused, uint8_t choice)
{
    bool tls = vsa_check_server(w->check)->tls;
    struct vsa_peer peer = {.reused = reused && !w->was_connected, .tls_version = tls ? 0x0304 : 0};

    w->was_connected = true;
    if (choice % 4 != 1)
        peer.local = choice % 4 == 2 ? ours_6 : ours;
    w->connected = (uint8_t)(w->connected + !peer.reused);
    w->queue_len = w->queue_at = w->asked_count = 0;
    w->sending = w->closes = false;
    vsa_check_connected(w->check, &peer, w->now);
}

static void network_is(struct world *w, enum vsa_result link, enum vsa_result address, enum vsa_result time)
{
    struct vsa_network network = {.link = link,
                                  .address = address,
                                  .time = time,
                                  .wall_s = time == VSA_OK ? 1750000000 : 0,
                                  .local = ours,
                                  .link_note = VSA_SPAN("eth0"),
                                  .address_note = VSA_SPAN("DHCP")};

    vsa_check_network(w->check, &network, w->now);
}

static void close_connection(struct world *w)
{
    w->queue_len = w->queue_at = w->asked_count = 0;
    w->sending = w->closes = false;
    vsa_check_closed(w->check, w->now);
    must_be_wiped(w);
}

static void pass(struct world *w, uint32_t ms)
{
    w->now += ms;
}

/* ---- what must hold ---- */

static uint32_t deadline_ms(const struct world *w)
{
    return w->config.deadline_s * 1000;
}

static bool is_over(const struct world *w)
{
    return vsa_check_want(w->check) == VSA_WANT_NOTHING;
}

static void must_hold(const struct world *w)
{
    const struct vsa_check *c = w->check;
    enum vsa_want want = vsa_check_want(c);

    MUST(c->bytes_sent == w->sent && c->bytes_received == w->received);
    MUST(c->connections == w->connected);
    MUST(c->connections <= VSA_LIMIT_CONNECTIONS);
    if (want == VSA_WANT_CONNECT)
        MUST(vsa_check_server(c)->host.len > 0);
    if (c->membership.verdict == VSA_MEMBER)
        MUST(c->membership.reasons == 0);
}

/* The clock has been shown to the check: it is not late, and it will be called again in time. */
static void tick(struct world *w)
{
    enum vsa_want want;

    vsa_check_tick(w->check, w->now);
    want = vsa_check_want(w->check);
    if (want == VSA_WANT_NOTHING || want == VSA_WANT_CLOSE) {
        MUST(vsa_check_wait_ms(w->check, w->now) == 0);
        return;
    }
    MUST(w->now - w->start < deadline_ms(w));
    MUST(vsa_check_wait_ms(w->check, w->now) > 0);
    MUST(vsa_check_wait_ms(w->check, w->now) <= deadline_ms(w) - (w->now - w->start));
}

/* MEMBER only by facts that came over TLS in this check, and that say so. */
static void must_be_member(const struct world *w)
{
    const struct vsa_check *c = w->check;
    const struct vsa_facts *f = &c->facts;
    struct vsa_span id = w->config.endpoint.len > 0 ? w->config.endpoint : vsa_span(c->edge_id);

    MUST(c->call == NULL && c->cause.result == VSA_OK && f->failures == 0);
    MUST(vsa_token_present(&w->config.token) && w->api_received > 0);
    MUST(f->endpoint.known == VSA_KNOWN && f->vslice.known == VSA_KNOWN);
    MUST(vsa_span_equal_nocase(vsa_span(f->endpoint.id), id));
    MUST(strcmp(f->endpoint.status, "active") == 0);
    MUST(strcmp(f->vslice.self.moniker, "default") == 0 || strcmp(f->vslice.self.id, VSLICE_ID) == 0);
    MUST(w->config.group.len == 0 || f->group.known == VSA_KNOWN);
    MUST(c->stages[VSA_STAGE_TOKEN].result == VSA_OK && c->stages[VSA_STAGE_ENDPOINT].result == VSA_OK &&
         c->stages[VSA_STAGE_VSLICE].result == VSA_OK);
    if (w->config.address_source != VSA_ADDRESS_SKIP) {
        bool inside = false;
        for (size_t i = 0; i < f->vslice.subnet_count; i++)
            inside = inside || vsa_cidr_contains(&f->vslice.subnets[i], &c->expected.address);
        MUST(inside);
    }
}

static void must_be_consistent(const struct world *w)
{
    const struct vsa_check *c = w->check;
    struct vsa_membership again;

    MUST(c->membership.reasons >> VSA_REASON_COUNT == 0);
    if (c->call) {
        MUST(c->membership.verdict == VSA_CANNOT_TELL && c->membership.reasons == 0);
        MUST(c->cause.result != VSA_MORE);
        MUST(c->cause.result != VSA_OK || c->reply.len > 0);
        MUST(c->reply.len <= w->call.reply_cap);
        return;
    }
    again = vsa_membership(&c->facts, &c->expected);
    MUST(again.verdict == c->membership.verdict && again.reasons == c->membership.reasons);
    MUST((c->membership.verdict == VSA_MEMBER) == (c->membership.reasons == 0));
    if (c->membership.verdict == VSA_MEMBER)
        must_be_member(w);
    if (c->membership.verdict == VSA_NOT_MEMBER)
        MUST(w->api_received > 0 && vsa_token_present(&w->config.token));
    if (c->cause.result != VSA_OK)
        MUST(c->membership.verdict != VSA_MEMBER);
}

/* Over is over: nothing that is called changes anything. */
static void must_be_final(const struct world *w)
{
    struct vsa_check *c = w->check, *copy = fuzz_block(sizeof *copy, 0);
    struct vsa_network network = {.link = VSA_OK};
    struct vsa_peer peer = {.reused = false};

    memcpy(copy, c, sizeof *c);
    vsa_check_tick(c, w->now + 1000000);
    vsa_check_network(c, &network, w->now);
    vsa_check_connecting(c, VSA_STAGE_TLS, w->now);
    vsa_check_connected(c, &peer, w->now);
    vsa_check_sent(c, 1, w->now);
    vsa_check_received(c, 1, w->now);
    vsa_check_peer_closed(c, w->now);
    vsa_check_failed(c, VSA_STAGE_TLS, VSA_TLS_FAILED, -1, w->now);
    vsa_check_closed(c, w->now);
    vsa_check_cancel(c, w->now);
    MUST(memcmp(copy, c, sizeof *c) == 0);
    MUST(is_over(w) && vsa_check_wait_ms(c, w->now) == 0);
    free(copy);
}

static void must_be_printable(struct vsa_span line)
{
    for (size_t i = 0; i < line.len; i++) {
        unsigned char byte = (unsigned char)line.ptr[i];
        MUST(byte >= 0x20 && byte != 0x7f);
        MUST(byte != 0xc2 || i + 1 == line.len || (unsigned char)line.ptr[i + 1] >= 0xa0);
    }
}

static void must_report(const struct world *w)
{
    char *line = fuzz_block(VSA_REPORT_LINE_BYTES, 0), *json = fuzz_block(VSA_REPORT_JSON_BYTES, 0);
    struct vsa_writer writer;
    struct vsa_json_sieve sieve;

    for (int stage = 0; stage < VSA_STAGE_COUNT; stage++) {
        writer = vsa_writer(line, VSA_REPORT_LINE_BYTES);
        MUST(vsa_report_stage(&writer, w->check, (enum vsa_stage)stage) == w->check->stages[stage].seen);
        must_be_printable(vsa_written(&writer));
    }
    writer = vsa_writer(json, VSA_REPORT_JSON_BYTES);
    vsa_report_json(&writer, w->check);
    MUST(!writer.full);
    must_be_printable(vsa_written(&writer));
    MUST(w->told_token || !fuzz_contains(vsa_written(&writer), TOKEN_TEXT, sizeof TOKEN_TEXT - 1));
    vsa_json_sieve_init(&sieve, "", NULL, 0);
    vsa_json_sieve_feed(&sieve, vsa_written(&writer));
    MUST(vsa_json_sieve_end(&sieve) == VSA_OK);
    free(json);
    free(line);
}

/* ---- the free play ---- */

static void play_network(struct world *w, enum action action, uint8_t number)
{
    static const enum vsa_result some[] = {VSA_OK, VSA_MORE, VSA_LINK_DOWN, VSA_NO_ADDRESS, VSA_TIME_UNKNOWN};

    if (action == PARTLY)
        network_is(w, number & 1 ? VSA_OK : VSA_MORE, number & 2 ? VSA_OK : VSA_MORE, VSA_MORE);
    else if (action == FAILED)
        network_is(w, some[number % 5], some[fuzz_u8(&w->in) % 5], some[fuzz_u8(&w->in) % 5]);
    else
        network_is(w, VSA_OK, VSA_OK, VSA_OK);
}

static void play_failure(struct world *w, uint8_t number)
{
    enum vsa_result result = (enum vsa_result)(VSA_LINK_DOWN + fuzz_u8(&w->in) % (VSA_OUT_OF_MEMORY - VSA_LINK_DOWN + 1));

    vsa_check_failed(w->check, (enum vsa_stage)(number % VSA_STAGE_COUNT), result, number - 16, w->now);
    w->queue_len = w->queue_at = 0;
}

static void play_connect(struct world *w, enum action action, uint8_t number)
{
    if (action != PARTLY && action != FAILED) {
        connect_well(w, action == RAW && number % 2 == 1, number);
        return;
    }
    w->was_connected = true;
    if (action == PARTLY)
        vsa_check_connecting(w->check, (enum vsa_stage)(VSA_STAGE_DNS + number % 3), w->now);
    else
        play_failure(w, number);
}

static void play_send(struct world *w, enum action action, uint8_t number)
{
    if (action == PARTLY)
        send_some(w, number + 1u);
    else if (action == CLOSED)
        vsa_check_peer_closed(w->check, w->now);
    else if (action == FAILED)
        play_failure(w, number);
    else
        send_some(w, SENT_MAX);
}

static void play_receive(struct world *w, enum action action, uint8_t number)
{
    struct vsa_writer queue = queue_writer(w);

    if (action == CLOSED) {
        vsa_check_peer_closed(w->check, w->now);
        return;
    }
    if (action == FAILED) {
        play_failure(w, number);
        return;
    }
    if (action == RAW) {
        vsa_write(&queue, fuzz_text(&w->in, fuzz_u8(&w->in)));
        w->queue_len = queue.len;
    } else if (action == PARTLY) {
        uint8_t body = fuzz_u8(&w->in), status = fuzz_u8(&w->in);
        answer(w, body, status >= 128 ? 0 : status, number);
    } else if (action == SPOILED && w->queue_len > w->queue_at) {
        size_t at = w->queue_at + (number * 256u + fuzz_u8(&w->in)) % (w->queue_len - w->queue_at);
        w->queue[at] = (char)fuzz_u8(&w->in);
    } else if (w->queue_at == w->queue_len) {
        while (w->asked_count > 0)
            answer(w, 0, 0, 0);
    }
    if (!receive_some(w, action == PARTLY ? number * 8u + 1u : sizeof w->queue) && action == WELL)
        vsa_check_peer_closed(w->check, w->now);
}

/* Things that a driver must not do; they must do no harm either. */
static void play_odd(struct world *w, uint8_t number)
{
    struct vsa_peer peer = {.reused = false};
    enum vsa_want want = vsa_check_want(w->check);

    if (number == 31)
        vsa_check_cancel(w->check, w->now);
    if (number % 8 == 1 && want != VSA_WANT_SEND)
        vsa_check_sent(w->check, number, w->now);
    if (number % 8 == 2 && want != VSA_WANT_RECEIVE)
        vsa_check_received(w->check, number, w->now);
    if (number % 8 == 3 && want != VSA_WANT_CONNECT)
        vsa_check_connected(w->check, &peer, w->now);
    if (number % 8 == 4 && want != VSA_WANT_CLOSE)
        vsa_check_closed(w->check, w->now);
    if (number % 8 == 5)
        vsa_check_received(w->check, sizeof w->check->receive + 1, w->now);
    if (number % 8 == 6)
        vsa_check_sent(w->check, SENT_MAX, w->now);
}

static void play_time(struct world *w, uint8_t number)
{
    static const uint32_t steps[] = {0, 1, 99, 1000, 1250, 5000, 20000, 60000};

    pass(w, number >= 8 ? vsa_check_wait_ms(w->check, w->now) : steps[number]);
}

static void step_freely(struct world *w)
{
    bool ended = w->in.len == 0;
    uint8_t byte = fuzz_u8(&w->in);
    enum action action = ended && !w->keeps_on ? TIME : (enum action)(byte % 8);
    uint8_t number = ended && !w->keeps_on ? 31 : byte / 8;
    enum vsa_want want = vsa_check_want(w->check);

    if (want == VSA_WANT_CLOSE && action != ODD)
        close_connection(w);
    else if (action == TIME)
        play_time(w, number);
    else if (action == ODD)
        play_odd(w, number);
    else if (want == VSA_WANT_NETWORK)
        play_network(w, action, number);
    else if (want == VSA_WANT_CONNECT)
        play_connect(w, action, number);
    else if (want == VSA_WANT_SEND)
        play_send(w, action, number);
    else if (want == VSA_WANT_RECEIVE)
        play_receive(w, action, number);
    else if (want == VSA_WANT_WAIT)
        pass(w, vsa_check_wait_ms(w->check, w->now));
}

/* ---- the scripted play ---- */

/* How much of the text is one response; *whole: is all of it there? */
static size_t response_length(struct vsa_span text, bool *whole)
{
    struct vsa_http_response r;
    struct vsa_span input = text, body;
    enum vsa_result result = VSA_MORE;

    vsa_http_response_init(&r);
    while (input.len > 0 && result == VSA_MORE)
        result = vsa_http_response_feed(&r, &input, &body);
    *whole = result == VSA_OK;
    return text.len - input.len;
}

/* An answer of the table, perhaps with a changed byte, or text of the input, cut so that it holds one response at most. */
static void script_answer(struct world *w)
{
    uint8_t how = fuzz_u8(&w->in), body = fuzz_u8(&w->in), status = fuzz_u8(&w->in);
    struct vsa_writer queue = queue_writer(w);
    size_t start = queue.len;
    bool whole;

    if (how & 0x80) {
        vsa_write(&queue, fuzz_text(&w->in, body + 256u * (status % 16)));
        w->queue_len = queue.len;
        w->asked_count--;
        memmove(w->asked, w->asked + 1, w->asked_count * sizeof *w->asked);
    } else {
        answer(w, body, status >= 128 ? 0 : status, how);
        if (how & 0x40)
            w->queue[start + (fuzz_u8(&w->in) + 256u * (fuzz_u8(&w->in) % 4)) % (w->queue_len - start)] =
                (char)fuzz_u8(&w->in);
    }
    w->queue_len = start + response_length((struct vsa_span){w->queue + start, w->queue_len - start}, &whole);
    w->closes = w->closes || !whole || (how & 0x30) == 0x30;
}

static void scripted_flight(struct world *w)
{
    while (w->asked_count > 0 && !w->closes)
        script_answer(w);
}

static void scripted_connect(struct world *w)
{
    uint8_t how = fuzz_u8(&w->in);

    if (how < 0xe0) {
        connect_well(w, how % 16 == 1, how / 16);
        return;
    }
    w->was_connected = true;
    vsa_check_failed(w->check, (enum vsa_stage)(VSA_STAGE_DNS + how % 3),
                     (enum vsa_result)(VSA_DNS_FAILED + (how & 15)), how, w->now);
}

static void scripted_receive(struct world *w, struct fuzz_split *split)
{
    size_t left = w->queue_len - w->queue_at;

    if (left == 0)
        vsa_check_peer_closed(w->check, w->now);
    else
        receive_some(w, fuzz_piece(split, left));
}

static void step_by_script(struct world *w, struct fuzz_split *split)
{
    switch (vsa_check_want(w->check)) {
    case VSA_WANT_NETWORK:
        network_is(w, VSA_OK, VSA_OK, VSA_OK);
        break;
    case VSA_WANT_CONNECT:
        scripted_connect(w);
        break;
    case VSA_WANT_SEND:
        send_some(w, fuzz_piece(split, vsa_check_send_buf(w->check).len));
        if (!w->sending)
            scripted_flight(w);
        break;
    case VSA_WANT_RECEIVE:
        scripted_receive(w, split);
        break;
    case VSA_WANT_CLOSE:
        close_connection(w);
        break;
    case VSA_WANT_WAIT:
        pass(w, vsa_check_wait_ms(w->check, w->now));
        break;
    case VSA_WANT_NOTHING:
        break;
    }
}

static void must_be_same(const struct world *v, const struct world *w)
{
    const struct vsa_check *a = v->check, *b = w->check;

    MUST(a->membership.verdict == b->membership.verdict && a->membership.reasons == b->membership.reasons);
    MUST(a->cause.stage == b->cause.stage && a->cause.result == b->cause.result);
    MUST(a->cause.foreign == b->cause.foreign);
    for (int i = 0; i < VSA_STAGE_COUNT; i++)
        MUST(a->stages[i].seen == b->stages[i].seen && a->stages[i].result == b->stages[i].result &&
             a->stages[i].foreign == b->stages[i].foreign && a->stages[i].start_ms == b->stages[i].start_ms &&
             a->stages[i].duration_ms == b->stages[i].duration_ms);
    MUST(strcmp(a->edge_id, b->edge_id) == 0 && strcmp(a->message, b->message) == 0);
    MUST(a->facts.endpoint.known == b->facts.endpoint.known && a->facts.vslice.known == b->facts.vslice.known);
    MUST(a->connections == b->connections && a->flights == b->flights && a->status == b->status);
    MUST(a->bytes_sent == b->bytes_sent);
    MUST(a->next_check_s == b->next_check_s && a->duration_ms == b->duration_ms);
    MUST(vsa_span_equal(a->reply, b->reply));
    MUST(memcmp(&v->memory, &w->memory, sizeof v->memory) == 0);
}

/* ---- both ---- */

static void play(struct world *w, struct vsa_span input, uint32_t seed, bool by_script)
{
    struct fuzz_split split = {seed};
    int steps = 0;

    set_up(w, input, seed);
    must_hold(w);
    while (!is_over(w)) {
        bool waits = vsa_check_want(w->check) == VSA_WANT_WAIT;
        MUST(++steps < STEPS_MAX + (int)input.len * 8);
        if (by_script)
            step_by_script(w, &split);
        else
            step_freely(w);
        /* Where time stands still no limit may run out between two pieces of an answer. */
        if (!by_script || waits)
            tick(w);
        must_hold(w);
    }
    must_be_consistent(w);
    must_be_final(w);
    must_report(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct world whole, other;
    struct vsa_span input = {(const char *)data, size};
    bool by_script = size > 0 && (data[0] & 1);

    play(&whole, input, 0, by_script);
    if (by_script) {
        for (uint32_t seed = 1; seed < 4; seed++) {
            play(&other, input, seed, true);
            must_be_same(&whole, &other);
            tear_down(&other);
        }
    }
    tear_down(&whole);
    return 0;
}
