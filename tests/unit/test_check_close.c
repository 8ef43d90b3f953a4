/* SPDX-License-Identifier: MIT */
/* Servers that close, cut, reset, say too much, or do not cope with a flight. */
#include "tests/support/fake_bench.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test.h"

static struct fake_bench b;

static void assert_member_at_once(const char *name)
{
    if (!fake_bench_run(&b))
        fail_msg("case <%s>", name);
    expect_number(name, b.check.membership.verdict, VSA_MEMBER);
    expect_number(name, b.waits, 0);
    if (b.check.duration_ms > 200)
        fail_msg("case <%s>: took %u ms", name, b.check.duration_ms);
}

TEST_CASE(a_server_that_says_close_after_n_answers_still_gives_a_member_at_once)
{
    for (unsigned n = 1; n <= 4; n++) {
        fake_bench_init(&b);
        b.config.group = VSA_SPAN_OF("tf-group");
        b.server.side[FAKE_API].close_after = n;
        b.server.side[FAKE_API].close_is_told = true;
        assert_member_at_once("told");
        assert_int_equal(b.server.connections, n == 4 ? 1 : n == 1 ? 4 : n == 2 ? 2 : 2);
        assert_int_equal(b.server.closes, n == 4 ? 1 : b.server.connections - (n == 3));
    }
}

TEST_CASE(a_server_that_closes_after_n_answers_without_a_word_still_gives_a_member_at_once)
{
    for (unsigned n = 1; n <= 4; n++) {
        fake_bench_init(&b);
        b.config.group = VSA_SPAN_OF("tf-group");
        b.server.side[FAKE_API].close_after = n;
        assert_member_at_once("untold");
        assert_true(b.server.connections <= 4);
    }
}

TEST_CASE(a_server_that_closes_after_each_answer_is_asked_one_call_at_a_time)
{
    static const bool told[] = {true, false};

    for (size_t k = 0; k < COUNT_OF(told); k++) {
        fake_bench_init(&b);
        fake_says(&b, FAKE_ENDPOINT_PATH, FAKE_ENDPOINT(FAKE_ENDPOINT_ID, "active", FAKE_FLAT_GROUP));
        b.config.report_key = VSA_SPAN_OF("vslice");
        b.server.side[FAKE_API].close_after = 1;
        b.server.side[FAKE_API].close_is_told = told[k];
        assert_member_at_once(told[k] ? "told" : "untold");
        /* Three in the first flight, then each alone. Untold, the next one is tried on the old connection first. */
        assert_int_equal(b.server.connections, 5);
        assert_int_equal(b.server.request_count, told[k] ? 3 + 1 + 1 + 1 + 1 : 3 + 2 + 2 + 2 + 1);
        assert_true(b.check.stages[VSA_STAGE_REPORT].seen);
        expect_result("report", b.check.stages[VSA_STAGE_REPORT].result, VSA_OK);
    }
}

static void close_after_two(struct fake_bench *x)
{
    x->config.group = VSA_SPAN_OF("tf-group");
    x->server.side[FAKE_API].close_after = 2;
}

static void close_each(struct fake_bench *x)
{
    x->server.side[FAKE_API].close_after = 1;
    x->server.side[FAKE_API].close_is_told = true;
}

static void until_close(struct fake_bench *x)
{
    x->server.side[FAKE_API].framing = FAKE_UNTIL_CLOSE;
}

static void chunked(struct fake_bench *x)
{
    x->server.side[FAKE_API].framing = FAKE_CHUNKED;
}

static void a_head_full_of_fields(struct fake_bench *x)
{
    x->server.side[FAKE_API].headers =
        "Date: Tue, 01 Jul 2025 12:00:00 GMT\r\nX-A-Header-Of-A-Name-That-Is-Longer-Than-Anything: "
        "0123456789012345678901234567890123456789012345678901234567890123456789\r\nConnection:  Keep-Alive , foo\r\n"
        "Strict-Transport-Security: max-age=31536000\r\nX-Empty:\r\n";
}

static void interim_answers(struct fake_bench *x)
{
    fake_server_answer(&x->server, (struct fake_answer){.target = FAKE_TOKEN_PATH, .framing = FAKE_RAW, .facts = FAKE_FACT_TOKEN,
        .body = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200\r\n"
                "Content-Length: 16\r\n\r\n{\"success\":true}"});
}

TEST_CASE(closing_and_framing_give_a_member_in_any_pieces)
{
    static fake_scenario *const setups[] = {close_after_two, close_each, until_close, chunked, a_head_full_of_fields, interim_answers};

    for (size_t i = 0; i < COUNT_OF(setups); i++) {
        if (!fake_same_in_pieces(&b, setups[i], true))
            fail_msg("case %zu", i);
        expect_number("scenario", b.check.membership.verdict, VSA_MEMBER);
        expect_number("waits", b.waits, 0);
    }
}

static void break_at(size_t cut, enum fake_then then, const char *target, unsigned times)
{
    for (unsigned i = b.server.answer_count; i-- > 0;)
        if (b.server.answers[i].target && strcmp(b.server.answers[i].target, target) == 0) {
            struct fake_answer a = b.server.answers[i];
            a.is_cut = true;
            a.cut = cut;
            a.then = then;
            a.times = times;
            fake_server_answer(&b.server, a);
            return;
        }
}

TEST_CASE(an_answer_of_a_flight_that_is_cut_or_reset_at_any_byte_once_is_asked_again_at_once)
{
    static const char *const targets[] = {FAKE_TOKEN_PATH, FAKE_ENDPOINT_PATH};
    static const enum fake_then ways[] = {FAKE_CLOSE, FAKE_RESET};

    for (size_t t = 0; t < COUNT_OF(targets); t++)
        for (size_t w = 0; w < COUNT_OF(ways); w++)
            for (size_t cut = 0; cut < 150; cut++) {
                fake_bench_init(&b);
                break_at(cut, ways[w], targets[t], 1);
                assert_member_at_once(targets[t]);
                assert_true(b.server.connections <= 4);
            }
}

TEST_CASE(an_answer_that_is_always_cut_ends_in_cannot_tell_within_the_deadline)
{
    static const enum fake_then ways[] = {FAKE_CLOSE, FAKE_RESET, FAKE_STALL};
    static const char *const targets[] = {FAKE_TOKEN_PATH, FAKE_ENDPOINT_PATH, FAKE_VSLICE_PATH};

    for (size_t t = 0; t < COUNT_OF(targets); t++)
        for (size_t w = 0; w < COUNT_OF(ways); w++)
            for (size_t cut = 0; cut < 130; cut += 3) {
                fake_bench_init(&b);
                break_at(cut, ways[w], targets[t], 0);
                assert_true(fake_bench_run(&b));
                assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
                assert_true(b.check.membership.reasons & VSA_REASON_BIT(UNREACHABLE));
                assert_int_equal(vsa_result_band(b.check.cause.result), VSA_BAND_TRANSIENT);
                assert_true(b.server.connections <= VSA_LIMIT_CONNECTIONS);
            }
}

static void raw(const char *target, const char *bytes, unsigned times)
{
    fake_server_answer(&b.server, (struct fake_answer){.target = target, .framing = FAKE_RAW, .body = bytes, .times = times});
}

TEST_CASE(a_server_that_does_not_cope_with_a_flight_is_asked_one_call_at_a_time_on_a_new_connection)
{
    static const char *const first[] = {
        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
        "rubbish\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<html",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{\"a\"}",
        "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{\"success\":true,\"messages\":[]}", /* another call's */
        ("HTTP/1.1 200 OK\r\nContent-Length: 80\r\n\r\n"
        "{\"success\":true,\"data\":{\"id\":\"x\",\"endpointStatus\":{\"moniker\":\"active\"}}}         "),
    };

    for (size_t i = 0; i < COUNT_OF(first); i++) {
        fake_bench_init(&b);
        raw(FAKE_ENDPOINT_PATH, first[i], 1);
        assert_member_at_once(first[i]);
        assert_int_equal(b.server.connections, 2);
        /* what was answered is not asked again, and the rest leaves one by one: 1 + 2 flights */
        assert_int_equal(fake_server_count(&b.server, "GET", FAKE_TOKEN_PATH), 1);
        assert_int_equal(b.check.flights, 3);
    }
}

TEST_CASE(answers_against_the_contract_every_time_end_the_check_after_one_fall_back)
{
    static const struct {
        const char *bytes;
        enum vsa_result result;
    } cases[] = {
        {"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", VSA_HTTP_CLIENT_ERROR},
        {"rubbish", VSA_HTTP_MALFORMED},
        {"HTTP/2.0 200 OK\r\n\r\n", VSA_HTTP_MALFORMED},
        {"HTTP/1.1 200 OK\n\n", VSA_HTTP_MALFORMED},
        {"HTTP/1.1 101 Switching Protocols\r\n\r\n", VSA_HTTP_UNEXPECTED},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", VSA_HTTP_UNSUPPORTED},
        {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", VSA_HTTP_TOO_LARGE},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<html", VSA_NOT_JSON},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{\"a\"}", VSA_JSON_MALFORMED},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        fake_bench_init(&b);
        raw(FAKE_TOKEN_PATH, cases[i].bytes, 0);
        assert_true(fake_bench_run(&b));
        expect_number(cases[i].bytes, b.check.membership.verdict, VSA_CANNOT_TELL);
        expect_result(cases[i].bytes, b.check.cause.result, cases[i].result);
        assert_int_equal(b.check.cause.stage, VSA_STAGE_TOKEN);
        assert_true(b.check.membership.reasons & VSA_REASON_BIT(BAD_REPLY));
        assert_true(b.server.connections <= 2);
        assert_int_equal(b.waits, 0);
    }
}

TEST_CASE(bytes_nobody_asked_for_end_the_connection_and_change_no_verdict)
{
    for (unsigned after = 1; after <= 3; after++) {
        fake_bench_init(&b);
        b.server.side[FAKE_API].extra = "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"success\":true}";
        b.server.side[FAKE_API].extra_after = after;
        assert_true(fake_bench_run(&b));
        if (after == 3) {
            assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
            assert_true(b.server.closes == 1 || b.server.out_at < b.server.out_len);
        } else {
            /* the next answer is not what was asked for: never taken for it */
            assert_true(b.check.membership.verdict == VSA_CANNOT_TELL || b.server.connections > 1);
        }
    }
}

/* "Record not found" does not say of what: a stray one between the answers must not be taken for ours. */
static void a_stray_refusal(struct fake_bench *x)
{
    fake_server_answer(&x->server, (struct fake_answer){
                                       .target = FAKE_TOKEN_PATH,
                                       .framing = FAKE_RAW,
                                       .body = "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"success\":true}"
                                               "HTTP/1.1 200 OK\r\nContent-Length: 49\r\n\r\n" FAKE_NO_RECORD,
                                       .facts = FAKE_FACT_TOKEN,
                                       .times = 1});
}

TEST_CASE(a_stray_record_not_found_between_pipelined_answers_rules_nothing_out)
{
    assert_int_equal(strlen(FAKE_NO_RECORD), 49);
    assert_true(fake_same_in_pieces(&b, a_stray_refusal, true));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(fake_server_count(&b.server, "GET", FAKE_ENDPOINT_PATH), 2);
}

/* What is not there is still not there when it is asked for by itself. */
TEST_CASE(a_record_not_found_in_a_flight_that_got_out_of_step_is_asked_for_again)
{
    fake_bench_init(&b);
    fake_says(&b, FAKE_ENDPOINT_PATH, FAKE_NO_RECORD);
    raw(FAKE_VSLICE_PATH, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", 1);
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_NOT_MEMBER);
    assert_int_equal(b.check.membership.reasons, VSA_REASON_BIT(ENDPOINT_UNKNOWN));
    assert_int_equal(fake_server_count(&b.server, "GET", FAKE_TOKEN_PATH), 1);
    assert_int_equal(fake_server_count(&b.server, "GET", FAKE_ENDPOINT_PATH), 2);

    fake_bench_init(&b);
    fake_says(&b, FAKE_ENDPOINT_PATH, FAKE_NO_RECORD);
    raw(FAKE_VSLICE_PATH, "", 0);
    b.server.side[FAKE_API].close_after = 2;
    b.server.fault[FAKE_OP_CONNECT] = (struct fake_fault){.at = 5, .always = true, .result = VSA_UNREACHABLE};
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
    assert_int_equal(b.check.facts.endpoint.known, VSA_NOT_ASKED);
}

TEST_CASE(a_group_that_another_endpoint_named_is_never_asked_for)
{
    fake_bench_init(&b);
    fake_says(&b, FAKE_ENDPOINT_PATH, FAKE_NO_RECORD);
    fake_server_answer(&b.server, (struct fake_answer){.target = FAKE_ENDPOINT_PATH,
                                                       .body = FAKE_ENDPOINT("another", "active", FAKE_FLAT_GROUP),
                                                       .times = 1});
    assert_true(fake_bench_run(&b));
    assert_int_equal(fake_server_count(&b.server, "GET", FAKE_ENDPOINT_PATH), 2);
    assert_int_equal(fake_server_count(&b.server, "GET", FAKE_GROUP_ID_PATH), 0);
    assert_int_equal(b.check.membership.verdict, VSA_NOT_MEMBER);
    assert_int_equal(b.check.membership.reasons, VSA_REASON_BIT(ENDPOINT_UNKNOWN));
}

TEST_CASE(bytes_after_the_last_answer_in_the_same_read_close_the_connection)
{
    static const char *const extras[] = {"x", "\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"};

    for (size_t i = 0; i < COUNT_OF(extras); i++) {
        fake_bench_init(&b);
        raw(FAKE_TOKEN_PATH, "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"success\":true}", 0);
        b.call = (struct vsa_call){.path = VSA_SPAN_OF("/apitokens/verify"), .reply = b.reply, .reply_cap = sizeof b.reply};
        b.server.side[FAKE_API].extra = extras[i];
        b.server.side[FAKE_API].extra_after = 1;
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.check.cause.result, VSA_OK);
        assert_int_equal(b.server.closes, 1);
        assert_null(b.open);
    }
}

TEST_CASE(an_early_answer_to_the_second_flight_is_not_taken_for_its_answer)
{
    /* A group in the right VSlice arrives, unasked for, glued to the answer before it. */
    fake_bench_init(&b);
    fake_says(&b, FAKE_ENDPOINT_PATH, FAKE_ENDPOINT(FAKE_ENDPOINT_ID, "active", FAKE_FLAT_GROUP));
    fake_says(&b, FAKE_GROUP_ID_PATH, FAKE_GROUP(FAKE_OTHER_VSLICE));
    b.server.side[FAKE_API].extra = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    b.server.side[FAKE_API].extra_after = 3;
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_NOT_MEMBER);
    assert_int_equal(b.server.connections, 2);
}

TEST_CASE(a_new_connection_that_closes_before_any_answer_is_not_replaced_without_a_wait)
{
    fake_bench_init(&b);
    break_at(0, FAKE_CLOSE, FAKE_ENDPOINT_PATH, 0);
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
    expect_result("closed", b.check.cause.result, VSA_CLOSED_EARLY);
    /* the fall-back is at once, whatever comes after it waits */
    assert_true(b.waits + 3 >= b.server.connections);
}

TEST_CASE(no_server_makes_a_check_open_more_connections_than_its_limit)
{
    fake_bench_init(&b);
    fake_with_edge(&b, "\"" FAKE_ENDPOINT_ID "\"");
    b.config.group = VSA_SPAN_OF("tf-group");
    b.config.report_key = VSA_SPAN_OF("vslice");
    for (int side = 0; side < 2; side++) {
        b.server.side[side].close_after = 1;
        b.server.side[side].close_is_told = true;
    }
    fake_server_answer(&b.server, (struct fake_answer){.target = FAKE_TOKEN_PATH, .status = 503, .times = 1});
    fake_server_answer(&b.server, (struct fake_answer){.target = FAKE_ENDPOINT_PATH, .status = 503, .times = 1});
    fake_server_answer(&b.server, (struct fake_answer){.target = FAKE_GROUP_PATH, .status = 503, .times = 1});
    fake_server_answer(&b.server, (struct fake_answer){.target = FAKE_VSLICE_PATH, .status = 503, .times = 1});
    assert_true(fake_bench_run(&b));
    assert_true(b.server.connections <= VSA_LIMIT_CONNECTIONS);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_server_that_says_close_after_n_answers_still_gives_a_member_at_once),
        TEST(a_server_that_closes_after_n_answers_without_a_word_still_gives_a_member_at_once),
        TEST(a_server_that_closes_after_each_answer_is_asked_one_call_at_a_time),
        TEST(closing_and_framing_give_a_member_in_any_pieces),
        TEST(an_answer_of_a_flight_that_is_cut_or_reset_at_any_byte_once_is_asked_again_at_once),
        TEST(an_answer_that_is_always_cut_ends_in_cannot_tell_within_the_deadline),
        TEST(a_server_that_does_not_cope_with_a_flight_is_asked_one_call_at_a_time_on_a_new_connection),
        TEST(answers_against_the_contract_every_time_end_the_check_after_one_fall_back),
        TEST(bytes_nobody_asked_for_end_the_connection_and_change_no_verdict),
        TEST(a_stray_record_not_found_between_pipelined_answers_rules_nothing_out),
        TEST(a_record_not_found_in_a_flight_that_got_out_of_step_is_asked_for_again),
        TEST(a_group_that_another_endpoint_named_is_never_asked_for),
        TEST(bytes_after_the_last_answer_in_the_same_read_close_the_connection),
        TEST(a_new_connection_that_closes_before_any_answer_is_not_replaced_without_a_wait),
        TEST(no_server_makes_a_check_open_more_connections_than_its_limit),
        TEST(an_early_answer_to_the_second_flight_is_not_taken_for_its_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
