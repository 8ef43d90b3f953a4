/* SPDX-License-Identifier: MIT */
/* The Edge API: what its replies are taken for, when it is needed, and the report by either API. */
#include "tests/support/fake_bench.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test.h"

static struct fake_bench b;

#define QUOTED "\"" FAKE_ENDPOINT_ID "\""

/* The endpoint's id is not configured. */
static void needed(const char *id_body)
{
    fake_bench_init(&b);
    b.config.endpoint = VSA_SPAN_OF("");
    fake_with_edge(&b, id_body);
}

static void optional(const char *id_body)
{
    fake_bench_init(&b);
    fake_with_edge(&b, id_body);
}

static const char *const id_forms[] = {
    QUOTED,
    FAKE_ENDPOINT_ID,
    "\t" FAKE_ENDPOINT_ID "\n",
    " \r\n" QUOTED " \r\n",
    "{\"id\":" QUOTED "}",
    "{\"Id\":" QUOTED ",\"name\":\"Truck\"}",
    "{\"success\":true,\"messages\":[],\"data\":" QUOTED "}",
    "{\"data\":{\"id\":" QUOTED ",\"x\":[1,2]},\"success\":true}",
};

TEST_CASE(the_id_is_taken_in_every_likely_form)
{
    for (size_t i = 0; i < COUNT_OF(id_forms); i++) {
        needed(id_forms[i]);
        assert_true(fake_bench_run(&b));
        expect_number(id_forms[i], b.check.membership.verdict, VSA_MEMBER);
        assert_string_equal(b.check.edge_id, FAKE_ENDPOINT_ID);
        assert_int_equal(b.check.flights, 2);
        assert_int_equal(b.server.connections, 2);
        expect_result("edge", b.check.stages[VSA_STAGE_EDGE].result, VSA_OK);
    }
}

TEST_CASE(plain_text_with_blanks_before_it_is_an_id_too)
{
    needed("\r\n  " FAKE_ENDPOINT_ID "\r\n");
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
}

static size_t form;

static void a_form(struct fake_bench *x)
{
    x->config.endpoint = VSA_SPAN_OF("");
    fake_with_edge(x, id_forms[form]);
}

TEST_CASE(the_id_is_taken_in_any_pieces)
{
    for (form = 0; form < COUNT_OF(id_forms); form++)
        assert_true(fake_same_in_pieces(&b, a_form, form % 3 == 0));
}

static const char *const refused[] = {
    FAKE_HTML,
    "Sign in to the network",
    "<html>",
    "",
    "   ",
    "[]",
    "{}",
    "null",
    "3e9a 5c70",
    "3e9a\n5c70",
    "3e9a<5c70",
    "3e9a\\5c70",
    "3e9a\"5c70",
    "3e9a\x7f",
    "{\"id\":null}",
    "{\"id\":17}",
    "{\"success\":false,\"messages\":[\"no\"],\"data\":\"3e9a5c70\"}",
    "{\"data\":{\"name\":\"x\"}}",
    "\"\"",
    "\"3e9a5c70",
    "{\"id\":\"a\",\"id\":\"b\"}",
    "an-id-that-is-longer-than-any-id-may-ever-be-0123456789",
    "\"an-id-that-is-longer-than-any-id-may-ever-be-0123456789\"",
};

TEST_CASE(a_captive_page_and_other_replies_without_an_id_are_refused)
{
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        needed(refused[i]);
        assert_true(fake_bench_run(&b));
        expect_number(refused[i], b.check.membership.verdict, VSA_CANNOT_TELL);
        expect_result(refused[i], b.check.cause.result, VSA_NO_ENDPOINT);
        assert_int_equal(b.check.cause.stage, VSA_STAGE_ENDPOINT);
        assert_string_equal(b.check.edge_id, "");
        assert_false(fake_contains(b.server.sent, b.server.sent_len, FAKE_TOKEN));
    }
}

TEST_CASE(an_id_that_can_be_in_no_path_is_refused_with_the_edge_reply_and_not_as_a_fault_of_ours)
{
    static const char *const odd[] = {"\"a\\u0007b\"", "\"a b\"", "\"\\u00e9t\\u00e9\"", "\"..\"", "\".\"", ".."};

    for (size_t i = 0; i < COUNT_OF(odd); i++) {
        needed(odd[i]);
        assert_true(fake_bench_run(&b));
        expect_number(odd[i], b.check.membership.verdict, VSA_CANNOT_TELL);
        if (b.check.cause.result == VSA_BAD_CONFIG || b.check.cause.stage == VSA_STAGE_TLS)
            fail_msg("case <%s>: %s at %s", odd[i], vsa_result_name(b.check.cause.result).ptr,
                     vsa_stage_name(b.check.cause.stage).ptr);
    }
}

static void long_text(struct fake_bench *x)
{
    static char body[2100];

    memset(body, ' ', sizeof body - 1);
    memcpy(body, FAKE_ENDPOINT_ID, strlen(FAKE_ENDPOINT_ID));
    body[1001] = 'x';
    x->config.endpoint = VSA_SPAN_OF("");
    fake_with_edge(x, body);
}

TEST_CASE(a_text_longer_than_the_buffer_is_no_id_in_whatever_pieces_it_comes)
{
    assert_true(fake_same_in_pieces(&b, long_text, false));
    assert_string_equal(b.check.edge_id, "");
    needed(NULL);
    {
        static char body[1501];
        memset(body, ' ', 1500);
        memcpy(body, FAKE_ENDPOINT_ID, strlen(FAKE_ENDPOINT_ID));
        body[1499] = 'x'; /* not an id, but its first 1024 bytes look like one */
        fake_says(&b, "/ep/id", body);
    }
    assert_true(fake_bench_run(&b));
    assert_string_equal(b.check.edge_id, "");
}

TEST_CASE(an_edge_that_does_not_work_costs_no_verdict_where_the_id_is_configured)
{
    static const int statuses[] = {401, 403, 404, 429, 500, 503};

    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        optional(refused[i]);
        assert_true(fake_bench_run(&b));
        expect_number(refused[i], b.check.membership.verdict, VSA_MEMBER);
        assert_int_equal(b.waits, 0);
    }
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        optional(QUOTED);
        fake_status(&b, "/ep/id", statuses[i], "Retry-After: 9999\r\n");
        fake_status(&b, "/ep/kv", statuses[i], NULL);
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
        assert_int_equal(b.check.stages[VSA_STAGE_EDGE].foreign, statuses[i]);
        assert_true(b.check.stages[VSA_STAGE_EDGE].result != VSA_OK);
    }
}

/* Anybody on the way can say so. */
TEST_CASE(what_the_edge_says_in_the_clear_does_not_silence_a_device_beyond_its_interval)
{
    static const int statuses[] = {401, 403, 429, 503};

    for (size_t i = 0; i < COUNT_OF(statuses); i++)
        for (int is_needed = 0; is_needed < 2; is_needed++) {
            if (is_needed)
                needed(QUOTED);
            else
                optional(QUOTED);
            b.config.interval_s = 600;
            fake_status(&b, "/ep/id", statuses[i], "Retry-After: 80000\r\n");
            assert_true(fake_bench_run(&b));
            assert_int_equal(b.check.membership.verdict, is_needed ? VSA_CANNOT_TELL : VSA_MEMBER);
            assert_in_range(b.check.next_check_s, 540, 660);
        }
}

/* Not even where another endpoint's reply, which was no good, had our address in it. */
TEST_CASE(an_id_from_the_clear_that_the_platform_does_not_know_rules_nothing_out)
{
    for (int stray = 0; stray < 2; stray++) {
        needed(QUOTED);
        fake_says(&b, FAKE_ENDPOINT_PATH, FAKE_NO_RECORD);
        if (stray)
            fake_server_answer(&b.server, (struct fake_answer){.target = FAKE_ENDPOINT_PATH,
                                                               .body = FAKE_ENDPOINT("another", "active", FAKE_ADDRESS),
                                                               .times = 1});
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.check.facts.endpoint.known, VSA_NO_SUCH_RECORD);
        assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
        assert_int_equal(b.check.membership.reasons, VSA_REASON_BIT(ENDPOINT_UNKNOWN) | VSA_REASON_BIT(ID_UNPROVEN));
    }
}

TEST_CASE(an_optional_edge_that_cannot_be_connected_is_tried_once)
{
    optional(QUOTED);
    b.server.connect_ms = 0;
    b.server.fault[FAKE_OP_CONNECT] = (struct fake_fault){.at = 1, .result = VSA_UNREACHABLE, .stage = VSA_STAGE_CONNECT, .foreign = 113};
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.waits, 0);
    expect_result("edge", b.check.stages[VSA_STAGE_EDGE].result, VSA_UNREACHABLE);
    assert_int_equal(b.check.stages[VSA_STAGE_EDGE].foreign, 113);
    expect_result("connect", b.check.stages[VSA_STAGE_CONNECT].result, VSA_OK);
}

TEST_CASE(an_optional_edge_that_stalls_or_drips_takes_a_quarter_of_the_time_at_most)
{
    for (int drips = 0; drips < 2; drips++) {
        optional(QUOTED);
        if (drips)
            b.server.side[FAKE_EDGE].drip_ms = 1000;
        else
            b.server.side[FAKE_EDGE].hold = 99;
        assert_true(fake_bench_run(&b));
        expect_number(drips ? "drip" : "stall", b.check.membership.verdict, VSA_MEMBER);
        assert_true(b.check.duration_ms <= b.config.deadline_s * 250 + 100);
    }
}

TEST_CASE(an_edge_that_is_needed_is_tried_again_when_it_is_not_ready)
{
    static const int statuses[] = {408, 429, 500, 503};

    needed(QUOTED);
    b.server.connect_ms = 0;
    b.server.fault[FAKE_OP_CONNECT] = (struct fake_fault){.at = 1, .result = VSA_UNREACHABLE, .stage = VSA_STAGE_CONNECT};
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.waits, 1);
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        needed(QUOTED);
        fake_server_answer(&b.server, (struct fake_answer){.target = "/ep/id", .status = statuses[i], .times = 1});
        assert_true(fake_bench_run(&b));
        expect_number(vsa_result_name(vsa_http_status_result((uint16_t)statuses[i])).ptr, b.check.membership.verdict, VSA_MEMBER);
    }
}

TEST_CASE(an_edge_that_is_needed_and_stays_away_is_unreachable_at_the_edge)
{
    needed(QUOTED);
    b.server.connect_ms = 0;
    b.server.fault[FAKE_OP_CONNECT] = (struct fake_fault){.at = 1, .always = true, .result = VSA_UNREACHABLE, .stage = VSA_STAGE_CONNECT};
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
    assert_int_equal(b.check.cause.stage, VSA_STAGE_EDGE);
    expect_result("edge", b.check.cause.result, VSA_UNREACHABLE);
    assert_true(b.check.membership.reasons & VSA_REASON_BIT(UNREACHABLE));
}

TEST_CASE(the_token_never_goes_to_the_edge)
{
    optional(QUOTED);
    b.config.report_key = VSA_SPAN_OF("vslice");
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    for (unsigned i = 0; i < b.server.request_count; i++)
        assert_true(b.server.requests[i].edge != (strstr(fake_request_text(&b, i), "Authorization") != NULL));
    assert_string_equal(fake_request_text(&b, 0),
                        "GET /ep/id HTTP/1.1\r\nHost: edge.stacuity.io\r\nContent-Type: application/json\r\n"
                        "User-Agent: vslice-agent/" VSA_VERSION "\r\n\r\n");
}

TEST_CASE(an_edge_that_closes_does_not_cost_the_management_api_its_flight)
{
    optional(QUOTED);
    b.server.side[FAKE_EDGE].close_after = 1;
    b.server.side[FAKE_EDGE].close_is_told = true;
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.server.connections, 3);
    assert_int_equal(b.check.flights, 3);
}

TEST_CASE(the_peer_that_is_kept_is_that_of_the_management_api)
{
    optional(QUOTED);
    b.config.report_key = VSA_SPAN_OF("vslice");
    fake_status(&b, FAKE_TOKEN_PATH, 401, NULL); /* so that the report goes by the edge */
    assert_true(fake_bench_run(&b));
    assert_int_equal(fake_server_count(&b.server, "POST", FAKE_EDGE_REPORT_PATH), 1);
    assert_int_equal(b.check.peer.tls_version, 0x0304);
    optional(QUOTED);
    b.server.fault[FAKE_OP_CONNECT] = (struct fake_fault){.at = 4, .always = true, .result = VSA_TLS_EXPIRED, .stage = VSA_STAGE_TLS};
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.cause.stage, VSA_STAGE_TLS);
    assert_int_equal(b.check.peer.remote.family, VSA_FAMILY_NONE);
}

/* ---- reports ---- */

TEST_CASE(the_report_is_put_with_the_token_on_the_same_connection)
{
    fake_bench_init(&b);
    b.config.report_key = VSA_SPAN_OF("vslice");
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.server.request_count, 4);
    assert_int_equal(b.server.connections, 1);
    assert_string_equal(
        fake_request_text(&b, 3),
        "PUT " FAKE_REPORT_PATH " HTTP/1.1\r\nHost: api.stacuity.com\r\nAuthorization: Bearer " FAKE_TOKEN
        "\r\nContent-Type: application/json\r\nContent-Length: 67\r\n"
        "User-Agent: vslice-agent/" VSA_VERSION "\r\n\r\n"
        "{\"value\":\"MEMBER vslice=default address=100.64.17.203 agent=" VSA_VERSION "\"}");
}

TEST_CASE(without_a_token_the_report_goes_by_the_edge)
{
    needed(QUOTED);
    memset(&b.config.token, 0, sizeof b.config.token);
    b.config.report_key = VSA_SPAN_OF("vslice");
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
    expect_result("no token", b.check.cause.result, VSA_NO_TOKEN);
    assert_int_equal(b.server.request_count, 3);
    assert_non_null(strstr(fake_request_text(&b, 2), "POST /ep/kv/vslice HTTP/1.1\r\nHost: edge.stacuity.io\r\nContent-Type: application/*+json\r\n"));
    assert_non_null(strstr(fake_request_text(&b, 2), "\r\n\r\n\"CANNOT_TELL reasons="));
    assert_non_null(strstr(fake_request_text(&b, 2), " at=token:no_token vslice=default"));
    assert_int_equal(b.server.connections, 1);
    expect_result("report", b.check.stages[VSA_STAGE_REPORT].result, VSA_OK);
}

TEST_CASE(a_report_by_the_edge_is_never_sent_twice)
{
    static const enum fake_then ways[] = {FAKE_CLOSE, FAKE_RESET, FAKE_STALL};

    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        needed(QUOTED);
        memset(&b.config.token, 0, sizeof b.config.token);
        b.config.report_key = VSA_SPAN_OF("vslice");
        b.has_memory = true;
        fake_server_answer(&b.server, (struct fake_answer){.target = FAKE_EDGE_REPORT_PATH, .is_cut = true, .then = ways[i]});
        assert_true(fake_bench_run(&b));
        assert_int_equal(fake_server_count(&b.server, "POST", FAKE_EDGE_REPORT_PATH), 1);
        assert_int_equal(b.memory.reported_hash, 0);
    }
}

TEST_CASE(a_report_that_fails_changes_no_verdict_and_is_made_again_by_the_next_check)
{
    static const int statuses[] = {401, 404, 429, 500};

    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        fake_bench_init(&b);
        b.config.report_key = VSA_SPAN_OF("vslice");
        b.has_memory = true;
        fake_server_answer(&b.server, (struct fake_answer){.target = FAKE_REPORT_PATH, .status = statuses[i], .times = 1});
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
        assert_true(b.check.stages[VSA_STAGE_REPORT].result != VSA_OK);
        assert_int_equal(b.check.stages[VSA_STAGE_REPORT].foreign, statuses[i]);
        assert_int_equal(b.memory.reported_hash, 0);
        assert_true(fake_bench_run(&b));
        assert_int_equal(fake_server_count(&b.server, "PUT", FAKE_REPORT_PATH), 2);
        assert_true(b.memory.reported_hash != 0);
    }
}

TEST_CASE(a_report_is_made_only_when_it_changed_or_its_interval_is_over)
{
    fake_bench_init(&b);
    b.config.report_key = VSA_SPAN_OF("vslice");
    b.has_memory = true;
    b.memory = (struct vsa_memory){.magic = 12, .reported_hash = 99, .failures = 77}; /* of another layout */
    assert_true(fake_bench_run(&b));
    assert_int_equal(fake_server_count(&b.server, "PUT", FAKE_REPORT_PATH), 1);
    assert_int_equal(b.memory.reported_at, FAKE_WALL_S);
    assert_true(fake_bench_run(&b));
    assert_false(b.check.stages[VSA_STAGE_REPORT].seen);
    fake_clock.wall_s += VSA_LIMIT_REPORT_INTERVAL_S - 1;
    assert_true(fake_bench_run(&b));
    assert_int_equal(fake_server_count(&b.server, "PUT", FAKE_REPORT_PATH), 1);
    fake_clock.wall_s += 2;
    assert_true(fake_bench_run(&b));
    assert_int_equal(fake_server_count(&b.server, "PUT", FAKE_REPORT_PATH), 2);
    fake_clock.wall_s -= 100000; /* a clock that was set back */
    assert_true(fake_bench_run(&b));
    assert_int_equal(fake_server_count(&b.server, "PUT", FAKE_REPORT_PATH), 3);
    fake_says(&b, FAKE_ENDPOINT_PATH, FAKE_ENDPOINT(FAKE_ENDPOINT_ID, "suspended", FAKE_FLAT_VSLICE));
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_NOT_MEMBER);
    assert_int_equal(fake_server_count(&b.server, "PUT", FAKE_REPORT_PATH), 4);
}

TEST_CASE(a_report_has_the_length_that_it_says_and_is_whole_json_in_the_worst_case)
{
    static char vslice[40], wide[] = "fd00:1111:2222:3333:4444:5555:6666:7777";

    memset(vslice, '"', 39);
    needed("\"11111111-2222-3333-4444-555555555555\"");
    b.config.endpoint = VSA_SPAN_OF(FAKE_ENDPOINT_ID); /* another SIM */
    b.config.report_key = VSA_SPAN_OF("vslice");
    b.config.vslice = vsa_span(vslice);
    b.config.address_source = VSA_ADDRESS_GIVEN;
    vsa_address_parse(vsa_span(wide), &b.config.address);
    b.server.fault[FAKE_OP_CONNECT] = (struct fake_fault){.at = 4, .result = VSA_TLS_NOT_YET_VALID, .stage = VSA_STAGE_TLS};
    assert_true(fake_bench_run(&b));
    assert_int_equal(fake_server_count(&b.server, "POST", FAKE_EDGE_REPORT_PATH), 1);
    for (unsigned i = 0; i < b.server.request_count; i++) {
        const char *body = strstr(fake_request_text(&b, i), "\r\n\r\n") + 4;
        struct vsa_json_sieve s;
        char out[8];
        if (body[0] == 0)
            continue;
        vsa_json_sieve_init(&s, "", out, 0);
        vsa_json_sieve_feed(&s, vsa_span(body));
        expect_result(body, vsa_json_sieve_end(&s), VSA_OK);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(the_id_is_taken_in_every_likely_form),
        TEST(plain_text_with_blanks_before_it_is_an_id_too),
        TEST(the_id_is_taken_in_any_pieces),
        TEST(a_captive_page_and_other_replies_without_an_id_are_refused),
        TEST(an_id_that_can_be_in_no_path_is_refused_with_the_edge_reply_and_not_as_a_fault_of_ours),
        TEST(a_text_longer_than_the_buffer_is_no_id_in_whatever_pieces_it_comes),
        TEST(an_edge_that_does_not_work_costs_no_verdict_where_the_id_is_configured),
        TEST(what_the_edge_says_in_the_clear_does_not_silence_a_device_beyond_its_interval),
        TEST(an_id_from_the_clear_that_the_platform_does_not_know_rules_nothing_out),
        TEST(an_optional_edge_that_cannot_be_connected_is_tried_once),
        TEST(an_optional_edge_that_stalls_or_drips_takes_a_quarter_of_the_time_at_most),
        TEST(an_edge_that_is_needed_is_tried_again_when_it_is_not_ready),
        TEST(an_edge_that_is_needed_and_stays_away_is_unreachable_at_the_edge),
        TEST(the_token_never_goes_to_the_edge),
        TEST(an_edge_that_closes_does_not_cost_the_management_api_its_flight),
        TEST(the_peer_that_is_kept_is_that_of_the_management_api),
        TEST(the_report_is_put_with_the_token_on_the_same_connection),
        TEST(without_a_token_the_report_goes_by_the_edge),
        TEST(a_report_by_the_edge_is_never_sent_twice),
        TEST(a_report_that_fails_changes_no_verdict_and_is_made_again_by_the_next_check),
        TEST(a_report_is_made_only_when_it_changed_or_its_interval_is_over),
        TEST(a_report_has_the_length_that_it_says_and_is_whole_json_in_the_worst_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
