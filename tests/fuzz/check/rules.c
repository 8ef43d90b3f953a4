/* SPDX-License-Identifier: MIT */
/* What must hold of every check, whatever happens to it. */
#include "tests/fuzz/check/rules.h"

#include "agent/report.h"

static uint32_t deadline_ms(const struct world *w)
{
    return w->config.deadline_s * 1000;
}

void must_be_wiped(const struct world *w)
{
    struct vsa_span memory = {(const char *)w->check, sizeof *w->check};

    MUST(w->told_token || !fuzz_contains(memory, TOKEN_TEXT, sizeof TOKEN_TEXT - 1));
}

void must_hold(const struct world *w)
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
void must_end_in_time(struct world *w)
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

void must_be_consistent(const struct world *w)
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
void must_be_final(const struct world *w)
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
    MUST(world_is_over(w) && vsa_check_wait_ms(c, w->now) == 0);
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

void must_report(const struct world *w)
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
