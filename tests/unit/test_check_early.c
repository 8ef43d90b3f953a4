/* SPDX-License-Identifier: MIT */
/* TLS early data as the engine sees it: what may be replayed, and what happens when the server wants none of it. */
#include "agent/report.h"
#include "tests/support/fake_bench.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test.h"

#include <string.h>

static struct fake_bench b;

static void set_up(void)
{
    fake_bench_init(&b);
    b.takes_early = true;
}

static void run(enum vsa_verdict verdict)
{
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, verdict);
}

static bool line_has(const char *text)
{
    char line[1024];
    struct vsa_writer w = vsa_writer(line, sizeof line);

    assert_true(vsa_report_stage(&w, &b.check, VSA_STAGE_TLS));
    return fake_contains(line, w.len, text);
}

static bool json_has(const char *text)
{
    char line[1024];
    struct vsa_writer w = vsa_writer(line, sizeof line);

    vsa_report_json(&w, &b.check);
    return fake_contains(line, w.len, text);
}

TEST_CASE(questions_go_early_and_the_report_says_so)
{
    set_up();
    run(VSA_MEMBER);
    assert_int_equal(b.early_count, 1);
    assert_int_equal(b.server.connections, 1);
    assert_int_equal(b.check.flights, 1);
    expect_result("tls", b.check.stages[VSA_STAGE_TLS].result, VSA_OK);
    assert_true(line_has(", early data"));
    assert_true(json_has("\"mode\":\"early\""));
}

TEST_CASE(early_data_that_the_server_makes_nothing_of_costs_nothing_but_its_name)
{
    set_up();
    b.refuses_early = true;
    run(VSA_MEMBER);
    assert_int_equal(b.early_count, 1);
    assert_false(line_has("early"));
    assert_true(json_has("\"mode\":\"full\""));
}

static void too_early_once(void)
{
    fake_server_answer(&b.server, (struct fake_answer){
                                      .method = "GET", .status = 425, .body = FAKE_HTML, .times = 3});
}

TEST_CASE(what_came_too_early_is_asked_again_on_the_same_connection)
{
    set_up();
    too_early_once();
    run(VSA_MEMBER);
    assert_int_equal(b.server.connections, 1);
    assert_int_equal(b.check.flights, 2);
    assert_int_equal(fake_server_count(&b.server, "GET", FAKE_ENDPOINT_PATH), 2);
    assert_int_equal(fake_server_count(&b.server, "GET", FAKE_VSLICE_PATH), 2);
}

TEST_CASE(after_too_early_a_new_connection_waits_for_its_handshake)
{
    set_up();
    fake_server_answer(&b.server, (struct fake_answer){.method = "GET", .status = 425,
                                                       .headers = "Connection: close\r\n", .body = FAKE_HTML, .times = 1});
    run(VSA_MEMBER);
    assert_true(b.server.connections > 1);
    assert_int_equal(b.early_count, 1);
}

TEST_CASE(too_early_without_early_data_is_a_failure_like_any_other)
{
    fake_bench_init(&b);
    fake_status(&b, FAKE_ENDPOINT_PATH, 425, NULL);
    run(VSA_CANNOT_TELL);
    expect_result("cause", b.check.cause.result, VSA_HTTP_CLIENT_ERROR);
    assert_int_equal(b.check.cause.foreign, 425);
}

TEST_CASE(a_server_that_says_too_early_for_ever_tells_nothing)
{
    set_up();
    fake_status(&b, FAKE_ENDPOINT_PATH, 425, NULL);
    run(VSA_CANNOT_TELL);
    expect_result("cause", b.check.cause.result, VSA_HTTP_CLIENT_ERROR);
    assert_int_equal(fake_server_count(&b.server, "GET", FAKE_ENDPOINT_PATH), 2);
}

TEST_CASE(a_report_never_goes_early)
{
    set_up();
    b.config.report_key = VSA_SPAN_OF("vslice");
    b.server.side[FAKE_API].close_after = 3; /* the report has a connection of its own */
    run(VSA_MEMBER);
    assert_int_equal(fake_server_count(&b.server, "PUT", FAKE_REPORT_PATH), 2);
    assert_int_equal(b.server.connections, 2);
    assert_int_equal(b.early_count, 1);
}

/* The one question that a second connection is opened for cannot be written; next comes the report. */
TEST_CASE(a_report_never_goes_early_in_place_of_a_question)
{
    set_up();
    b.config.report_key = VSA_SPAN_OF("vslice");
    fake_says(&b, FAKE_ENDPOINT_PATH,
              FAKE_ENDPOINT(FAKE_ENDPOINT_ID, "active", ",\"endpointGroup\":{\"moniker\":\"..\"}"));
    fake_server_answer(&b.server, (struct fake_answer){.method = "GET", .target = FAKE_VSLICE_PATH, .status = 200,
                                                       .headers = "Connection: close\r\n",
                                                       .body = FAKE_VSLICE(FAKE_SUBNETS, "[]", "\"ipv4\"")});
    run(VSA_CANNOT_TELL);
    expect_result("cause", b.check.cause.result, VSA_API_CONTRACT);
    assert_int_equal(fake_server_count(&b.server, "PUT", FAKE_REPORT_PATH), 1);
}

TEST_CASE(of_single_calls_only_a_get_goes_early)
{
    static const struct {
        enum vsa_method method;
        unsigned early;
    } cases[] = {{VSA_GET, 1}, {VSA_PUT, 0}, {VSA_POST, 0}, {VSA_DELETE, 0}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        set_up();
        b.call = (struct vsa_call){cases[i].method, VSA_SPAN_OF("/x"), {NULL, 0}, b.reply, sizeof b.reply};
        fake_says(&b, "/api/v1/x", FAKE_OK_TEXT);
        assert_true(fake_bench_run(&b));
        expect_result("call", b.check.cause.result, VSA_OK);
        assert_int_equal(b.early_count, cases[i].early);
    }
}

TEST_CASE(the_edge_api_gets_nothing_early)
{
    set_up();
    fake_with_edge(&b, "\"" FAKE_ENDPOINT_ID "\"");
    run(VSA_MEMBER);
    assert_int_equal(b.server.connections, 2);
    assert_int_equal(b.early_count, 1);
}

TEST_CASE(a_handshake_that_nobody_waits_for_changes_nothing)
{
    const struct vsa_peer other = {.tls_version = 0x0303};

    fake_bench_init(&b);
    fake_bench_start(&b);
    while (vsa_check_want(&b.check) != VSA_WANT_SEND)
        assert_true(fake_bench_step(&b));
    vsa_check_secured(&b.check, &other, fake_clock.now_ms);
    assert_int_equal(b.check.peer.tls_version, 0x0304);
    while (fake_bench_step(&b))
        ;
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    vsa_check_secured(&b.check, &other, fake_clock.now_ms);
    assert_int_equal(b.check.peer.tls_version, 0x0304);
}

static void to_the_handshake(void)
{
    fake_bench_start(&b);
    while (!b.shaking || vsa_check_want(&b.check) != VSA_WANT_SEND)
        assert_true(fake_bench_step(&b));
}

/* No answer is awaited yet; one that was complete on an earlier connection must not be taken for it. */
TEST_CASE(a_peer_that_closes_during_the_handshake_has_answered_nothing)
{
    for (unsigned answered = 0; answered < 2; answered++) {
        set_up();
        if (answered)
            fake_with_edge(&b, "\"" FAKE_ENDPOINT_ID "\"");
        to_the_handshake();
        fake_server_drop(&b.server, FAKE_CLOSE);
        vsa_check_peer_closed(&b.check, fake_clock.now_ms);
        expect_result("closed", b.check.last.result, VSA_CLOSED_EARLY);
        assert_int_equal(b.check.last.stage, VSA_STAGE_TLS);
        assert_int_equal(vsa_check_want(&b.check), VSA_WANT_CLOSE);
        while (fake_bench_step(&b))
            ;
        assert_true(fake_bench_holds(&b));
        assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    }
}

TEST_CASE(nothing_counts_as_sent_before_the_handshake_is_over)
{
    set_up();
    to_the_handshake();
    vsa_check_sent(&b.check, vsa_check_send_buf(&b.check).len, fake_clock.now_ms);
    assert_int_equal(vsa_check_want(&b.check), VSA_WANT_SEND);
    assert_int_equal(b.check.bytes_sent, 0);
    while (fake_bench_step(&b))
        ;
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
}

static void early_and_too_early(struct fake_bench *x)
{
    x->takes_early = true;
    fake_server_answer(&x->server, (struct fake_answer){
                                       .method = "GET", .status = 425, .body = FAKE_HTML, .times = 2});
}

TEST_CASE(early_data_gives_the_same_in_any_pieces)
{
    assert_true(fake_same_in_pieces(&b, early_and_too_early, false));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(questions_go_early_and_the_report_says_so),
        TEST(early_data_that_the_server_makes_nothing_of_costs_nothing_but_its_name),
        TEST(what_came_too_early_is_asked_again_on_the_same_connection),
        TEST(after_too_early_a_new_connection_waits_for_its_handshake),
        TEST(too_early_without_early_data_is_a_failure_like_any_other),
        TEST(a_server_that_says_too_early_for_ever_tells_nothing),
        TEST(a_report_never_goes_early),
        TEST(a_report_never_goes_early_in_place_of_a_question),
        TEST(of_single_calls_only_a_get_goes_early),
        TEST(the_edge_api_gets_nothing_early),
        TEST(a_handshake_that_nobody_waits_for_changes_nothing),
        TEST(a_peer_that_closes_during_the_handshake_has_answered_nothing),
        TEST(nothing_counts_as_sent_before_the_handshake_is_over),
        TEST(early_data_gives_the_same_in_any_pieces),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
