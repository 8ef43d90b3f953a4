/* SPDX-License-Identifier: MIT */
/* A single call of the management API through the engine. */
#include "tests/support/fake_bench.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test.h"

static struct fake_bench b;

static void call(enum vsa_method method, const char *path, const char *body)
{
    fake_bench_init(&b);
    b.config.vslice = VSA_SPAN_OF(""); /* a check would need it */
    b.config.endpoint = VSA_SPAN_OF("");
    b.call = (struct vsa_call){method, vsa_span(path), vsa_span(body), b.reply, sizeof b.reply};
}

static void assert_call(enum vsa_result result)
{
    assert_true(fake_bench_run(&b));
    expect_result("call", b.check.cause.result, result);
    assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
    if (result != VSA_OK)
        assert_int_equal(b.check.cause.stage, VSA_STAGE_CALL);
}

TEST_CASE(a_get_gives_the_whole_reply_without_its_blanks)
{
    call(VSA_GET, "/vslices?limit=10", NULL);
    fake_says(&b, "/api/v1/vslices?limit=10", " { \"success\" : true ,\r\n \"data\" : [ 1 , { \"a\" : null } ] } ");
    assert_call(VSA_OK);
    expect_span("reply", b.check.reply, "{\"success\":true,\"data\":[1,{\"a\":null}]}");
    assert_int_equal(b.server.request_count, 1);
    assert_string_equal(fake_request_text(&b, 0),
                        "GET /api/v1/vslices?limit=10 HTTP/1.1\r\nHost: api.stacuity.com\r\nAuthorization: Bearer " FAKE_TOKEN
                        "\r\nContent-Type: application/json\r\nUser-Agent: vslice-agent/" VSA_VERSION "\r\n\r\n");
    assert_true(b.check.stages[VSA_STAGE_CALL].seen);
    assert_false(b.check.stages[VSA_STAGE_TOKEN].seen);
}

#define AGENT "User-Agent: vslice-agent/" VSA_VERSION "\r\n\r\n"

TEST_CASE(put_post_and_delete_carry_their_body_and_its_length)
{
    static const struct {
        enum vsa_method method;
        const char *name, *tail;
    } methods[] = {
        {VSA_PUT, "PUT ", "\r\nContent-Length: 11\r\n" AGENT "{\"value\":1}"},
        {VSA_POST, "POST ", "\r\nContent-Length: 11\r\n" AGENT "{\"value\":1}"},
        {VSA_DELETE, "DELETE ", "\r\nContent-Type: application/json\r\n" AGENT},
    };

    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        const char *text;
        call(methods[i].method, "/things/1", "{\"value\":1}");
        fake_says(&b, "/api/v1/things/1", FAKE_OK_TEXT);
        assert_call(VSA_OK);
        text = fake_request_text(&b, 0);
        assert_memory_equal(text, methods[i].name, strlen(methods[i].name));
        assert_string_equal(text + strlen(text) - strlen(methods[i].tail), methods[i].tail);
    }
}

TEST_CASE(the_envelopes_refusals_are_failures_with_the_platforms_words)
{
    call(VSA_GET, "/x", NULL);
    fake_says(&b, "/api/v1/x", "{\"success\":false,\"messages\":[\"You may not\",\"do that\"],\"data\":null}");
    assert_call(VSA_API_REFUSED);
    assert_string_equal(b.check.message, "You may not");
    call(VSA_GET, "/x", NULL);
    fake_says(&b, "/api/v1/x", "{\"success\":false}");
    assert_call(VSA_API_REFUSED);
    assert_string_equal(b.check.message, "");
}

TEST_CASE(a_record_that_is_not_there_is_a_failure_of_a_single_call)
{
    call(VSA_GET, "/vslices/nobody", NULL);
    fake_says(&b, "/api/v1/vslices/nobody", FAKE_NO_RECORD);
    assert_call(VSA_API_NOT_FOUND);
    assert_string_equal(b.check.message, "Record not found");
}

TEST_CASE(a_reply_that_is_no_envelope_is_a_failure)
{
    static const struct {
        const char *body;
        enum vsa_result result;
    } cases[] = {
        {"[]", VSA_API_CONTRACT}, {"{}", VSA_API_CONTRACT}, {"{\"success\":1}", VSA_API_CONTRACT},
        {FAKE_HTML, VSA_NOT_JSON}, {"", VSA_NOT_JSON}, {"{\"success\":true", VSA_JSON_MALFORMED}, {"{\"success\":true}x", VSA_JSON_MALFORMED},
        {"{\"success\":true,\"success\":true}", VSA_JSON_DUPLICATE},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        call(VSA_GET, "/x", NULL);
        fake_says(&b, "/api/v1/x", cases[i].body);
        assert_true(fake_bench_run(&b));
        expect_result(cases[i].body, b.check.cause.result, cases[i].result);
        assert_true(b.check.membership.verdict == VSA_CANNOT_TELL);
    }
}

TEST_CASE(a_reply_that_does_not_fit_the_callers_buffer_is_too_large_at_every_size)
{
    size_t whole = strlen(FAKE_OK_TEXT);

    for (size_t cap = 0; cap <= whole; cap++) {
        call(VSA_GET, "/x", NULL);
        fake_says(&b, "/api/v1/x", FAKE_OK_TEXT);
        b.call.reply_cap = cap;
        memset(b.reply, '#', sizeof b.reply);
        assert_true(fake_bench_run(&b));
        if (b.check.cause.result != (cap < whole ? VSA_JSON_TOO_LARGE : VSA_OK))
            fail_msg("with room for %zu: %s", cap, vsa_result_name(b.check.cause.result).ptr);
        assert_int_equal(b.reply[cap], '#');
    }
}

TEST_CASE(a_single_call_is_the_same_in_any_pieces_and_is_tried_again_as_a_check_is)
{
    call(VSA_GET, "/x", NULL);
    fake_says(&b, "/api/v1/x", FAKE_OK_TEXT);
    fake_server_answer(&b.server, (struct fake_answer){.status = 503, .times = 2});
    b.server.piece = 1;
    assert_call(VSA_OK);
    assert_int_equal(b.waits, 2);
    expect_span("reply", b.check.reply, FAKE_OK_TEXT);
    call(VSA_GET, "/x", NULL);
    fake_status(&b, NULL, 401, NULL);
    assert_call(VSA_HTTP_UNAUTHORIZED);
    assert_int_equal(b.server.request_count, 1);
    assert_true(b.check.next_check_s >= VSA_LIMIT_CREDENTIALS_HOLD_S - VSA_LIMIT_CREDENTIALS_HOLD_S / 10);
}

TEST_CASE(a_post_is_never_sent_twice_and_a_get_is)
{
    static const enum fake_then ways[] = {FAKE_CLOSE, FAKE_RESET, FAKE_STALL};
    static const enum vsa_method methods[] = {VSA_GET, VSA_PUT, VSA_DELETE, VSA_POST};

    for (size_t m = 0; m < COUNT_OF(methods); m++)
        for (size_t i = 0; i < COUNT_OF(ways); i++) {
            call(methods[m], "/x", "{}");
            fake_says(&b, "/api/v1/x", FAKE_OK_TEXT);
            fake_server_answer(&b.server, (struct fake_answer){.is_cut = true, .cut = i * 10, .then = ways[i], .times = 1});
            assert_true(fake_bench_run(&b));
            expect_number("asked", b.server.request_count, methods[m] == VSA_POST ? 1 : 2);
            expect_number("result", b.check.cause.result == VSA_OK, methods[m] != VSA_POST);
        }
}

TEST_CASE(a_call_on_a_kept_connection_that_turns_out_closed_goes_to_a_new_one_at_once)
{
    call(VSA_GET, "/x", NULL);
    fake_says(&b, "/api/v1/x", FAKE_OK_TEXT);
    assert_call(VSA_OK);
    fake_server_drop(&b.server, FAKE_CLOSE);
    assert_call(VSA_OK);
    assert_int_equal(b.server.connections, 2);
    assert_int_equal(b.waits, 0);
}

TEST_CASE(a_post_of_which_nothing_was_sent_may_be_tried_again)
{
    call(VSA_POST, "/x", "{}");
    fake_says(&b, "/api/v1/x", FAKE_OK_TEXT);
    b.server.fault[FAKE_OP_SEND] = (struct fake_fault){.at = 1, .result = VSA_CONNECTION_LOST};
    assert_call(VSA_OK);
    call(VSA_POST, "/x", "{}");
    fake_says(&b, "/api/v1/x", FAKE_OK_TEXT);
    b.server.send_max = 20;
    b.server.fault[FAKE_OP_SEND] = (struct fake_fault){.at = 2, .result = VSA_CONNECTION_LOST};
    assert_call(VSA_CONNECTION_LOST);
    assert_int_equal(b.server.connections, 1);
}

TEST_CASE(a_call_that_cannot_be_written_names_the_call_and_not_a_layer_below_it)
{
    static char big[2400];

    call(VSA_GET, "/with a blank", NULL);
    assert_call(VSA_BAD_CONFIG);
    call(VSA_GET, "/x\r\nX: y", NULL);
    assert_call(VSA_BAD_CONFIG);
    memset(big, '1', sizeof big - 1);
    call(VSA_PUT, "/x", big);
    assert_call(VSA_REQUEST_TOO_LARGE);
    expect_result("tls", b.check.stages[VSA_STAGE_TLS].result, VSA_OK);
    assert_int_equal(b.server.sent_len, 0);
}

/* A transport's mistake; without a failure's name the call would look like a success. */
TEST_CASE(a_failure_that_says_ok_is_still_a_failure)
{
    static const enum vsa_result results[] = {VSA_OK, VSA_MORE};

    for (size_t i = 0; i < COUNT_OF(results); i++)
        for (int op = 0; op < FAKE_OP_COUNT; op++) {
            call(VSA_GET, "/x", NULL);
            fake_says(&b, "/api/v1/x", FAKE_OK_TEXT);
            b.server.fault[op] = (struct fake_fault){.at = 1, .always = true, .result = results[i], .stage = VSA_STAGE_TLS};
            assert_true(fake_bench_run(&b));
            expect_result("call", b.check.cause.result, VSA_CONNECTION_LOST);
            assert_int_equal(b.check.reply.len, 0);
        }
}

TEST_CASE(a_call_without_a_token_or_over_plain_http_is_a_bad_configuration)
{
    call(VSA_GET, "/x", NULL);
    memset(&b.config.token, 0, sizeof b.config.token);
    assert_true(fake_bench_run(&b));
    expect_result("token", b.check.cause.result, VSA_BAD_CONFIG);
    assert_int_equal(b.server.calls[FAKE_OP_CONNECT], 0);
    call(VSA_GET, "/x", NULL);
    b.config.api.tls = false;
    assert_true(fake_bench_run(&b));
    expect_result("plain", b.check.cause.result, VSA_BAD_CONFIG);
    assert_int_equal(b.server.calls[FAKE_OP_CONNECT], 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_get_gives_the_whole_reply_without_its_blanks),
        TEST(put_post_and_delete_carry_their_body_and_its_length),
        TEST(the_envelopes_refusals_are_failures_with_the_platforms_words),
        TEST(a_record_that_is_not_there_is_a_failure_of_a_single_call),
        TEST(a_reply_that_is_no_envelope_is_a_failure),
        TEST(a_reply_that_does_not_fit_the_callers_buffer_is_too_large_at_every_size),
        TEST(a_single_call_is_the_same_in_any_pieces_and_is_tried_again_as_a_check_is),
        TEST(a_post_is_never_sent_twice_and_a_get_is),
        TEST(a_call_on_a_kept_connection_that_turns_out_closed_goes_to_a_new_one_at_once),
        TEST(a_post_of_which_nothing_was_sent_may_be_tried_again),
        TEST(a_call_that_cannot_be_written_names_the_call_and_not_a_layer_below_it),
        TEST(a_failure_that_says_ok_is_still_a_failure),
        TEST(a_call_without_a_token_or_over_plain_http_is_a_bad_configuration),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
