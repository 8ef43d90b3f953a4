/* SPDX-License-Identifier: MIT */
#include "tests/support/fake_server.h"

#include "tests/support/fake_clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OUT_CAP (3u << 20)
#define MARKS 16

/* What the open connection still has to say: one connection at a time is open, so one buffer does. */
static char out[OUT_CAP];

/* Where in it an answer ends, and what is known then. */
static struct {
    size_t end;
    unsigned facts;
} marks[MARKS];
static unsigned mark_count;

void fake_server_init(struct fake_server *s)
{
    memset(s, 0, offsetof(struct fake_server, requests));
    memset(&s->requests, 0, sizeof *s - offsetof(struct fake_server, requests));
    s->connect_ms = 5;
    s->peer.tls_version = 0x0304;
    vsa_address_parse(VSA_SPAN_OF("203.0.113.10"), &s->peer.remote);
    vsa_address_parse(VSA_SPAN_OF(FAKE_LOCAL), &s->peer.local);
}

void fake_server_answer(struct fake_server *s, struct fake_answer answer)
{
    if (s->answer_count == FAKE_ANSWERS)
        abort();
    s->answers[s->answer_count++] = answer;
}

/* ---- answers ---- */

static void put(struct fake_server *s, const char *bytes, size_t len)
{
    if (len > OUT_CAP - s->out_len)
        abort();
    if (s->out_at == s->out_len)
        s->out_since_ms = fake_clock.now_ms;
    if (len > 0)
        memcpy(out + s->out_len, bytes, len);
    s->out_len += len;
}

static void put_text(struct fake_server *s, const char *text)
{
    put(s, text, text ? strlen(text) : 0);
}

static bool fits(const struct fake_answer *a, const struct fake_request *r)
{
    return (a->method == NULL || strcmp(a->method, r->method) == 0) &&
           (a->target == NULL || strcmp(a->target, r->target) == 0);
}

static struct fake_answer take_answer(struct fake_server *s, const struct fake_request *r)
{
    for (unsigned i = s->answer_count; i-- > 0;) {
        struct fake_answer found = s->answers[i];
        if (!fits(&found, r))
            continue;
        if (found.times > 0 && --s->answers[i].times == 0) {
            memmove(&s->answers[i], &s->answers[i + 1],
                    (s->answer_count - i - 1) * sizeof *s->answers);
            s->answer_count--;
        }
        return found;
    }
    return (struct fake_answer){.status = 404};
}

static void put_chunks(struct fake_server *s, const char *body, size_t len)
{
    char head[32];

    for (size_t at = 0, n; at < len; at += n) {
        n = len - at < 100 ? len - at : 100;
        snprintf(head, sizeof head, "%zX;x=y\r\n", n);
        put_text(s, head);
        put(s, body + at, n);
        put_text(s, "\r\n");
    }
    put_text(s, "0\r\nTrailer: yes\r\n\r\n");
}

static void put_answer(struct fake_server *s, const struct fake_answer *a, bool last)
{
    const struct fake_side *side = &s->side[s->edge];
    enum fake_framing framing = a->framing == FAKE_LENGTH ? side->framing : a->framing;
    size_t len = a->body_len ? a->body_len : a->body ? strlen(a->body) : 0;
    char head[128];

    if (framing == FAKE_RAW) {
        put(s, a->body, len);
        return;
    }
    snprintf(head, sizeof head, "HTTP/1.1 %d Some Reason\r\nServer: fake\r\n", a->status ? a->status : 200);
    put_text(s, head);
    put_text(s, a->headers);
    put_text(s, side->headers);
    if (last && side->close_is_told)
        put_text(s, "Connection: close\r\n");
    snprintf(head, sizeof head, "Content-Length: %zu\r\n", len);
    put_text(s, framing == FAKE_CHUNKED  ? "Transfer-Encoding: chunked\r\n"
                : framing == FAKE_LENGTH ? head
                                         : "");
    put_text(s, "\r\n");
    if (framing == FAKE_CHUNKED)
        put_chunks(s, a->body, len);
    else
        put(s, a->body, len);
    if (framing == FAKE_UNTIL_CLOSE)
        s->end = FAKE_CLOSE;
}

static void answer_next(struct fake_server *s)
{
    const struct fake_side *side = &s->side[s->edge];
    struct fake_answer a = take_answer(s, &s->requests[s->first_request + s->answered]);
    size_t start = s->out_len;

    s->answered++;
    put_answer(s, &a, s->answered == side->close_after);
    if (a.is_cut && start + a.cut < s->out_len)
        s->out_len = start + a.cut;
    else if (mark_count < MARKS) {
        marks[mark_count].end = s->out_len;
        marks[mark_count++].facts = a.facts;
    }
    if (side->extra && side->extra_after == s->answered)
        put_text(s, side->extra);
    if (a.then != FAKE_GO_ON)
        s->end = a.then;
    else if (s->answered == side->close_after)
        s->end = FAKE_CLOSE;
}

static void answer_all(struct fake_server *s)
{
    while (s->end == FAKE_GO_ON && s->answered < s->asked && s->asked >= s->side[s->edge].hold)
        answer_next(s);
}

/* ---- requests ---- */

static size_t body_length(const char *head)
{
    const char *field = strstr(head, "\r\nContent-Length: ");

    return field ? strtoul(field + 18, NULL, 10) : 0;
}

static void note_request(struct fake_server *s, size_t at, size_t len)
{
    struct fake_request *r = &s->requests[s->request_count];

    if (s->request_count == FAKE_REQUESTS)
        abort();
    s->request_count++;
    s->asked++;
    r->connection = s->connections;
    r->edge = s->edge;
    r->at = at;
    r->len = len;
    if (sscanf(s->sent + at, "%7s %399s", r->method, r->target) != 2)
        s->misuse++;
}

static void parse_requests(struct fake_server *s)
{
    for (;;) {
        const char *head = s->sent + s->parsed, *end = strstr(head, "\r\n\r\n");
        char copy[4096];
        size_t len;

        if (end == NULL || (size_t)(end - head) >= sizeof copy)
            return;
        len = (size_t)(end - head);
        memcpy(copy, head, len);
        copy[len] = 0;
        len += 4 + body_length(copy);
        if (len > s->sent_len - s->parsed)
            return;
        note_request(s, s->parsed, len);
        s->parsed += len;
    }
}

unsigned fake_server_count(const struct fake_server *s, const char *method, const char *target)
{
    unsigned count = 0;

    for (unsigned i = 0; i < s->request_count; i++)
        count += strcmp(s->requests[i].method, method) == 0 && strcmp(s->requests[i].target, target) == 0;
    return count;
}

/* ---- transport ---- */

/* Does this call fail? */
static bool fails(struct fake_server *s, int op)
{
    const struct fake_fault *f = &s->fault[op];

    s->calls[op]++;
    return f->at > 0 && (s->calls[op] == f->at || (f->always && s->calls[op] > f->at));
}

static struct vsa_io failure(struct fake_server *s, int op, enum vsa_stage stage)
{
    const struct fake_fault *f = &s->fault[op];

    if (op == FAKE_OP_RECEIVE && f->closed)
        return vsa_io_closed();
    return vsa_io_failed(f->stage ? f->stage : stage, f->result, f->foreign);
}

static bool is_not_now(struct fake_server *s)
{
    s->odd = !s->odd;
    return s->again && s->odd;
}

static struct vsa_io do_connect(void *context, const struct vsa_url *server, struct vsa_peer *peer)
{
    struct fake_server *s = context;
    enum vsa_stage top = server->tls ? VSA_STAGE_TLS : VSA_STAGE_CONNECT;

    s->misuse += s->open;
    if (s->layer == 0)
        s->layer = VSA_STAGE_DNS;
    if (fails(s, FAKE_OP_CONNECT))
        return failure(s, FAKE_OP_CONNECT, (enum vsa_stage)s->layer);
    if (s->connect_ms > 0 && s->layer <= top)
        return vsa_io_again((enum vsa_stage)s->layer++);
    s->layer = 0;
    s->open = true;
    s->edge = !server->tls;
    s->connections++;
    s->end = FAKE_GO_ON;
    s->sent_len = s->parsed = s->sent_len;
    s->asked = s->answered = 0;
    s->first_request = s->request_count;
    s->out_len = s->out_at = 0;
    mark_count = 0;
    *peer = s->peer;
    if (!server->tls)
        peer->tls_version = 0;
    return vsa_io_done(1);
}

static struct vsa_io do_send(void *context, struct vsa_span data)
{
    struct fake_server *s = context;
    size_t n = s->send_max && s->send_max < data.len ? s->send_max : data.len;

    s->misuse += !s->open || data.len == 0;
    if (fails(s, FAKE_OP_SEND))
        return failure(s, FAKE_OP_SEND, VSA_STAGE_LINK);
    if (s->end == FAKE_RESET && s->out_at == s->out_len)
        return vsa_io_failed(VSA_STAGE_LINK, VSA_CONNECTION_LOST, 32);
    if (is_not_now(s))
        return vsa_io_again(VSA_STAGE_LINK);
    if (n >= sizeof s->sent - s->sent_len)
        abort();
    memcpy(s->sent + s->sent_len, data.ptr, n);
    s->sent_len += n;
    s->sent[s->sent_len] = 0;
    parse_requests(s);
    answer_all(s);
    return vsa_io_done(n);
}

static size_t available(const struct fake_server *s)
{
    uint32_t drip = s->side[s->edge].drip_ms;
    size_t left = s->out_len - s->out_at;

    if (left == 0 || drip == 0)
        return left;
    return fake_clock.now_ms - s->out_since_ms >= drip ? 1 : 0;
}

static size_t limited(const struct fake_server *s, size_t n)
{
    if (s->piece && n > s->piece)
        n = s->piece;
    if (s->split > s->received && n > s->split - s->received)
        n = s->split - s->received;
    return n;
}

static struct vsa_io nothing_left(const struct fake_server *s)
{
    if (s->end == FAKE_CLOSE)
        return vsa_io_closed();
    if (s->end == FAKE_RESET)
        return vsa_io_failed(VSA_STAGE_LINK, VSA_CONNECTION_LOST, 104);
    return vsa_io_again(VSA_STAGE_LINK);
}

static struct vsa_io do_receive(void *context, char *buffer, size_t cap)
{
    struct fake_server *s = context;
    size_t n = available(s);

    s->misuse += !s->open || cap == 0;
    if (fails(s, FAKE_OP_RECEIVE))
        return failure(s, FAKE_OP_RECEIVE, VSA_STAGE_LINK);
    if (s->out_at == s->out_len)
        return nothing_left(s);
    if (n == 0 || is_not_now(s))
        return vsa_io_again(VSA_STAGE_LINK);
    n = limited(s, n < cap ? n : cap);
    memcpy(buffer, out + s->out_at, n);
    s->out_at += n;
    s->received += n;
    s->out_since_ms = fake_clock.now_ms;
    for (unsigned i = 0; i < mark_count; i++)
        if (marks[i].end <= s->out_at)
            s->facts |= marks[i].facts;
    return vsa_io_done(n);
}

static void do_close(void *context)
{
    struct fake_server *s = context;

    s->closes++;
    s->open = false;
    s->layer = 0;
}

struct vsa_transport fake_server_transport(struct fake_server *s)
{
    return (struct vsa_transport){
        .context = s, .connect = do_connect, .send = do_send, .receive = do_receive, .close = do_close};
}

void fake_server_drop(struct fake_server *s, enum fake_then how)
{
    s->end = how;
    s->out_at = s->out_len;
}

uint32_t fake_server_wake_ms(const struct fake_server *s)
{
    uint32_t drip = s->side[s->edge].drip_ms, since = fake_clock.now_ms - s->out_since_ms;

    if (s->again)
        return 1;
    if (!s->open)
        return s->layer ? s->connect_ms : UINT32_MAX;
    if (drip == 0 || s->out_at == s->out_len)
        return UINT32_MAX;
    return since < drip ? drip - since : 0;
}
