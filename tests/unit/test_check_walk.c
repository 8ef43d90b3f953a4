/* SPDX-License-Identifier: MIT */
/* Cancelling, and walks through every input of the engine, in and out of contract order. */
#include "agent/report.h"
#include "tests/support/fake_bench.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>

static struct fake_bench b;

TEST_CASE(counts_that_cannot_be_are_taken_for_nothing)
{
    size_t cap;

    fake_bench_init(&b);
    fake_bench_start(&b);
    while (vsa_check_want(&b.check) != VSA_WANT_SEND)
        fake_bench_step(&b);
    vsa_check_sent(&b.check, vsa_check_send_buf(&b.check).len + 1, fake_clock.now_ms);
    assert_int_equal(b.check.bytes_sent, 0);
    while (vsa_check_want(&b.check) != VSA_WANT_RECEIVE)
        fake_bench_step(&b);
    vsa_check_receive_buf(&b.check, &cap);
    vsa_check_received(&b.check, cap + 1, fake_clock.now_ms);
    assert_int_equal(b.check.bytes_received, 0);
    while (fake_bench_step(&b))
        ;
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
}

/* ---- cancel ---- */

static void full(struct fake_bench *x)
{
    x->config.group = VSA_SPAN_OF("tf-group");
    x->config.report_key = VSA_SPAN_OF("vslice");
    x->has_memory = true;
    fake_with_edge(x, "\"" FAKE_ENDPOINT_ID "\"");
    x->server.send_max = 40;
    x->server.piece = 50;
    fake_clock.network_more = 2;
    fake_server_answer(&x->server, (struct fake_answer){.target = FAKE_ENDPOINT_PATH, .status = 503, .times = 1});
}

TEST_CASE(a_check_cancelled_at_any_step_ends_there_and_closes_what_is_open)
{
    unsigned steps, cancelled = 0;

    fake_bench_init(&b);
    full(&b);
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    steps = b.steps;
    assert_true(steps > 50);
    for (unsigned at = 1; at <= steps; at++) {
        fake_bench_init(&b);
        full(&b);
        b.cancel_at = at;
        assert_true(fake_bench_run(&b));
        assert_in_range(b.steps, at, at + 1);
        assert_false(b.server.open && b.open == NULL);
        if (b.check.cause.result == VSA_CANCELLED) {
            cancelled++;
            assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
            assert_true(b.check.membership.reasons & VSA_REASON_BIT(INCOMPLETE));
            assert_false(b.server.open);
        }
    }
    assert_true(cancelled > steps / 2);
    vsa_check_cancel(&b.check, fake_clock.now_ms); /* over: nothing changes */
    assert_int_equal(vsa_check_want(&b.check), VSA_WANT_NOTHING);
}

static void each_answer_closes(struct fake_bench *x)
{
    x->config.report_key = VSA_SPAN_OF("vslice");
    x->server.side[FAKE_API].close_after = 1;
    x->server.side[FAKE_API].close_is_told = true;
}

/* Between two connections nothing is at work: the stage of the last answer keeps what it came to. */
TEST_CASE(a_check_cancelled_between_two_connections_keeps_what_it_has)
{
    unsigned steps, kept = 0;

    fake_bench_init(&b);
    each_answer_closes(&b);
    assert_true(fake_bench_run(&b));
    steps = b.steps;
    for (unsigned at = 1; at <= steps; at++) {
        fake_bench_init(&b);
        each_answer_closes(&b);
        b.cancel_at = at;
        assert_true(fake_bench_run(&b));
        if (b.check.facts.endpoint.known == VSA_KNOWN)
            expect_result("endpoint", b.check.stages[VSA_STAGE_ENDPOINT].result, VSA_OK);
        if (b.check.membership.verdict != VSA_MEMBER)
            continue;
        kept++;
        for (int s = VSA_STAGE_TOKEN; s < VSA_STAGE_REPORT; s++)
            expect_result("stage", b.check.stages[s].result, VSA_OK);
    }
    assert_true(kept > 3);
}

/* Nothing of an end, of whatever kind and wherever, is left in the object for the next check. */
TEST_CASE(a_check_that_ended_in_the_middle_is_as_good_as_new_for_the_next)
{
    unsigned steps;

    fake_bench_init(&b);
    full(&b);
    assert_true(fake_bench_run(&b));
    steps = b.steps;
    for (unsigned at = 1; at <= steps; at += 3) {
        fake_bench_init(&b);
        full(&b);
        b.cancel_at = at;
        assert_true(fake_bench_run(&b));
        b.cancel_at = 0;
        b.has_memory = false; /* a report may have been made, and the token be known */
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
        assert_int_equal(b.check.cause.result, VSA_OK);
        for (int s = 0; s < VSA_STAGE_COUNT; s++)
            assert_int_equal(b.check.stages[s].result, VSA_OK);
        assert_int_equal(b.check.message[0], 0);
    }
}

/* ---- walks ---- */

static uint32_t seed;

static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static const char *const fragments[] = {
    "HTTP/1.1 200 OK\r\n", "Content-Length: 16\r\n", "\r\n", "{\"success\":true}", "Connection: close\r\n", "HTTP/1.1 401 No\r\n\r\n",
    "HTTP/1.1 503 Later\r\nRetry-After: 3\r\nContent-Length: 0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n", "5\r\n", "0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"success\":true}", "HTTP/1.1 204 None\r\n\r\n", "\"id\":\"" FAKE_ENDPOINT_ID "\"",
    ("HTTP/1.1 200 OK\r\nContent-Length: 49\r\n\r\n" FAKE_NO_RECORD), "null",
};

static void put_bytes(void)
{
    size_t cap, n;
    char *room = vsa_check_receive_buf(&b.check, &cap);
    const char *text = fragments[draw(COUNT_OF(fragments))];

    assert_true(cap >= 1);
    if (draw(4) > 0) {
        n = strlen(text) < cap ? strlen(text) : cap;
        memcpy(room, text, n);
    } else {
        n = 1 + draw((uint32_t)cap);
        for (size_t i = 0; i < n; i++)
            room[i] = (char)draw(256);
    }
    vsa_check_received(&b.check, draw(30) ? n : cap + 1 + draw(1000), fake_clock.now_ms);
}

static void do_anything(void)
{
    struct vsa_network network = fake_clock.network;
    struct vsa_peer peer = b.server.peer;
    enum vsa_stage layer = (enum vsa_stage)draw(VSA_STAGE_COUNT);
    struct vsa_check *c = &b.check;

    switch (draw(16)) {
    case 0:
        network.link = (enum vsa_result)draw(4);
        network.address = (enum vsa_result)draw(2);
        network.wall_s = FAKE_WALL_S;
        vsa_check_network(c, &network, fake_clock.now_ms);
        break;
    case 1:
        vsa_check_connecting(c, layer, fake_clock.now_ms);
        break;
    case 2:
    case 3:
        peer.reused = draw(3) == 0;
        vsa_check_connected(c, &peer, fake_clock.now_ms);
        break;
    case 4:
    case 5:
        vsa_check_sent(c, draw(3) ? vsa_check_send_buf(c).len : draw(3000), fake_clock.now_ms);
        break;
    case 6:
        vsa_check_peer_closed(c, fake_clock.now_ms);
        break;
    case 7:
        vsa_check_failed(c, layer, (enum vsa_result)draw(VSA_RESULT_COUNT), (int32_t)draw(1000), fake_clock.now_ms);
        break;
    case 8:
        vsa_check_closed(c, fake_clock.now_ms);
        break;
    case 9:
        fake_clock.now_ms += draw(200) ? draw(400) : draw(30000);
        break;
    case 10:
        if (draw(100) == 0)
            vsa_check_cancel(c, fake_clock.now_ms);
        break;
    case 11:
        vsa_check_tick(c, fake_clock.now_ms);
        break;
    default:
        put_bytes();
        break;
    }
}

static void assert_sane(void)
{
    enum vsa_want want = vsa_check_want(&b.check);
    struct vsa_span data = vsa_check_send_buf(&b.check);
    const char *io = (const char *)&b.check.io;

    assert_in_range(want, VSA_WANT_NOTHING, VSA_WANT_WAIT);
    assert_int_equal(want, vsa_check_want(&b.check));
    if (want == VSA_WANT_SEND)
        assert_true(data.len > 0 && data.ptr >= io && data.ptr + data.len <= io + sizeof b.check.io);
    if (want == VSA_WANT_NOTHING || want == VSA_WANT_CLOSE)
        assert_int_equal(vsa_check_wait_ms(&b.check, fake_clock.now_ms), 0);
    else
        assert_true(vsa_check_wait_ms(&b.check, fake_clock.now_ms) <= b.config.deadline_s * 1000);
    if (want == VSA_WANT_CONNECT)
        assert_non_null(vsa_check_server(&b.check)->host.ptr);
    assert_true((b.check.flight & b.check.done) == 0);
    assert_true(b.check.send_at <= b.check.send_len && b.check.send_len <= sizeof b.check.io);
    assert_int_not_equal(b.check.membership.verdict, VSA_MEMBER);
}

static void assert_report(void)
{
    char text[4096];
    struct vsa_writer w = vsa_writer(text, sizeof text);
    struct vsa_json_sieve sieve;

    vsa_report_json(&w, &b.check);
    vsa_json_sieve_init(&sieve, "", NULL, 0);
    vsa_json_sieve_feed(&sieve, vsa_written(&w));
    expect_result("report", vsa_json_sieve_end(&sieve), VSA_OK);
    assert_false(fake_contains(text, w.len, "0123456789abcdef"));
}

TEST_CASE(no_order_of_inputs_and_no_bytes_make_a_member_or_break_the_engine)
{
    for (uint32_t run = 0; run < 4000; run++) {
        unsigned ops = 0;
        seed = run * 7919u + 1;
        fake_bench_init(&b);
        if (run % 2)
            fake_with_edge(&b, "");
        if (run % 3 == 0)
            b.config.group = VSA_SPAN_OF("tf-group");
        if (run % 5 == 0)
            b.config.report_key = VSA_SPAN_OF("vslice");
        if (run % 7 == 0)
            b.call = (struct vsa_call){(enum vsa_method)draw(4), VSA_SPAN_OF("/x"), VSA_SPAN_OF("{}"), b.reply, draw(1024)};
        b.has_memory = run % 4 == 0;
        fake_clock.now_ms = draw(2) ? 1000 : 0u - 5000;
        b.start_ms = fake_clock.now_ms;
        fake_bench_start(&b);
        for (; ops < 600 && vsa_check_want(&b.check) != VSA_WANT_NOTHING; ops++) {
            do_anything();
            assert_sane();
        }
        /* whatever was done to it: the deadline ends it */
        fake_clock.now_ms += b.config.deadline_s * 1000;
        vsa_check_tick(&b.check, fake_clock.now_ms);
        vsa_check_closed(&b.check, fake_clock.now_ms);
        vsa_check_tick(&b.check, fake_clock.now_ms);
        vsa_check_closed(&b.check, fake_clock.now_ms);
        assert_int_equal(vsa_check_want(&b.check), VSA_WANT_NOTHING);
        for (int i = 0; i < 50; i++) {
            do_anything();
            assert_int_equal(vsa_check_want(&b.check), VSA_WANT_NOTHING);
        }
        assert_sane();
        assert_report();
    }
}

/* A fragment that is no good answer to anything. */
static const char *rubbish(void)
{
    const char *text = fragments[draw(COUNT_OF(fragments))];

    return strstr(text, "\"success\":true") ? "rubbish" : text;
}

/* Against a server, in contract order, with everything that can go wrong at random. */
static void spoil(void)
{
    static const char *const targets[] = {FAKE_TOKEN_PATH, FAKE_ENDPOINT_PATH, FAKE_VSLICE_PATH, FAKE_GROUP_PATH, FAKE_REPORT_PATH, "/ep/id"};
    static const int statuses[] = {200, 204, 301, 400, 401, 408, 429, 500, 503};

    for (uint32_t n = draw(4); n > 0; n--) {
        bool is_cut = draw(2); /* then nothing may follow on the connection that could be taken for its rest */
        fake_server_answer(&b.server, (struct fake_answer){
            .target = targets[draw(COUNT_OF(targets))], .status = statuses[draw(COUNT_OF(statuses))], .times = draw(3),
            .body = rubbish(), .framing = (enum fake_framing)draw(4), .is_cut = is_cut, .cut = draw(120),
            .then = (enum fake_then)(is_cut ? 1 + draw(3) : draw(4))});
    }
    for (int op = 0; op < FAKE_OP_COUNT; op++)
        if (draw(3) == 0)
            b.server.fault[op] = (struct fake_fault){.at = 1 + draw(12), .result = (enum vsa_result)(VSA_LINK_DOWN + draw(20)), .closed = draw(2)};
    b.server.side[draw(2)].close_after = draw(4);
    b.server.side[FAKE_API].extra = draw(5) ? NULL : rubbish();
    b.server.side[FAKE_API].extra_after = 1 + draw(3);
    b.server.piece = draw(3) ? 0 : 1 + draw(80);
    b.server.send_max = draw(3) ? 0 : 1 + draw(80);
}

TEST_CASE(a_member_is_only_what_was_obtained_whole_whatever_goes_wrong_on_the_way)
{
    unsigned members = 0, runs = 6000;

    for (uint32_t run = 0; run < runs; run++) {
        seed = run * 104729u + 3;
        fake_bench_init(&b);
        b.random = run;
        if (draw(2))
            full(&b);
        if (draw(3) == 0)
            fake_says(&b, FAKE_ENDPOINT_PATH, FAKE_ENDPOINT(FAKE_ENDPOINT_ID, "active", FAKE_FLAT_GROUP));
        spoil();
        if (!fake_bench_run(&b))
            fail_msg("run %u", run);
        assert_report();
        members += b.check.membership.verdict == VSA_MEMBER;
    }
    assert_in_range(members, runs / 10, runs - runs / 10);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(counts_that_cannot_be_are_taken_for_nothing),
        TEST(a_check_cancelled_at_any_step_ends_there_and_closes_what_is_open),
        TEST(a_check_cancelled_between_two_connections_keeps_what_it_has),
        TEST(a_check_that_ended_in_the_middle_is_as_good_as_new_for_the_next),
        TEST(no_order_of_inputs_and_no_bytes_make_a_member_or_break_the_engine),
        TEST(a_member_is_only_what_was_obtained_whole_whatever_goes_wrong_on_the_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
