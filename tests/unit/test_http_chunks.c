/* SPDX-License-Identifier: MIT */
#include "agent/http_response.h"

#include "tests/support/guard_page.h"
#include "tests/support/split_feed.h"
#include "tests/support/test.h"

/* The body of a response in chunks. What a case gives: the result, the data, and what follows the body. */
struct run {
    struct vsa_http_response response;
    enum vsa_result result;
    struct vsa_writer data, rest;
    char data_bytes[256], rest_bytes[256];
};

static void begin(struct vsa_http_response *r)
{
    struct vsa_span head = VSA_SPAN("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), data;

    vsa_http_response_init(r);
    assert_int_equal(vsa_http_response_feed(r, &head, &data), VSA_MORE);
    assert_int_equal(head.len, 0);
}

static void start(void *context)
{
    struct run *run = context;

    begin(&run->response);
    run->result = VSA_MORE;
    run->data = vsa_writer(run->data_bytes, sizeof run->data_bytes);
    run->rest = vsa_writer(run->rest_bytes, sizeof run->rest_bytes);
}

static void feed(void *context, struct vsa_span piece)
{
    struct run *run = context;
    struct vsa_span data, before;

    do {
        before = piece;
        run->result = vsa_http_response_feed(&run->response, &piece, &data);
        vsa_write(&run->data, data);
        assert_ptr_equal(piece.ptr + piece.len, before.ptr + before.len);
        assert_true(data.len == 0 || data.ptr + data.len == piece.ptr);
    } while (run->result == VSA_MORE && piece.len > 0);
    if (run->result == VSA_OK)
        vsa_write(&run->rest, piece);
}

static void outcome(void *context, struct vsa_writer *w)
{
    struct run *run = context;

    vsa_write(w, vsa_result_name(run->result));
    vsa_write_text(w, " [");
    vsa_write(w, vsa_written(&run->data));
    vsa_write_text(w, "]");
    if (run->rest.len > 0) {
        vsa_write_text(w, " then [");
        vsa_write(w, vsa_written(&run->rest));
        vsa_write_text(w, "]");
    }
}

struct case_of_chunks {
    struct vsa_span input;
    const char *outcome;
};

static void expect_outcomes(const struct case_of_chunks *cases, size_t count)
{
    static struct run run;
    const struct split_feed chunked = {start, feed, outcome, &run};

    for (size_t i = 0; i < count; i++)
        expect_text(cases[i].input.ptr, split_feed(&chunked, cases[i].input), cases[i].outcome);
}

TEST_CASE(takes_the_framing_off)
{
    static const struct case_of_chunks cases[] = {
        {VSA_SPAN("0\r\n\r\n"), "ok []"},
        {VSA_SPAN("5\r\nhello\r\n0\r\n\r\n"), "ok [hello]"},
        {VSA_SPAN("5\r\nhello\r\n1\r\n \r\n6\r\nworld!\r\n0\r\n\r\n"), "ok [hello world!]"},
        {VSA_SPAN("a\r\n0123456789\r\n0\r\n\r\n"), "ok [0123456789]"},
        {VSA_SPAN("A\r\n0123456789\r\n0\r\n\r\n"), "ok [0123456789]"},
        {VSA_SPAN("10\r\n0123456789abcdef\r\n0\r\n\r\n"), "ok [0123456789abcdef]"},
        {VSA_SPAN("00000003\r\nabc\r\n00000000\r\n\r\n"), "ok [abc]"},
        {VSA_SPAN("4\r\n\r\n\r\n\r\n0\r\n\r\n"), "ok [\r\n\r\n]"},
        {VSA_SPAN("5\r\n0\r\n\r\n\r\n0\r\n\r\n"), "ok [0\r\n\r\n]"},
    };

    expect_outcomes(cases, COUNT_OF(cases));
}

TEST_CASE(skips_extensions)
{
    static const struct case_of_chunks cases[] = {
        {VSA_SPAN("3;a\r\nabc\r\n0;b=c;d=\"e f\"\r\n\r\n"), "ok [abc]"},
        {VSA_SPAN("3;\r\nabc\r\n0\r\n\r\n"), "ok [abc]"},
        {VSA_SPAN("3; a =\t\"\xc3\xa4\"\r\nabc\r\n0\r\n\r\n"), "ok [abc]"},
        {VSA_SPAN("3;9\r\nabc\r\n0\r\n\r\n"), "ok [abc]"},
    };

    expect_outcomes(cases, COUNT_OF(cases));
}

TEST_CASE(skips_trailers)
{
    static const struct case_of_chunks cases[] = {
        {VSA_SPAN("1\r\nx\r\n0\r\nA: b\r\n\r\n"), "ok [x]"},
        {VSA_SPAN("1\r\nx\r\n0\r\nA: b\r\nContent-Length: 9\r\nC:\r\n\r\n"), "ok [x]"},
        {VSA_SPAN("0\r\nA: \xc3\xa4\t\r\n\r\n"), "ok []"},
    };

    expect_outcomes(cases, COUNT_OF(cases));
}

TEST_CASE(leaves_what_follows_the_body)
{
    static const struct case_of_chunks cases[] = {
        {VSA_SPAN("0\r\n\r\nHTTP/1.1 200"), "ok [] then [HTTP/1.1 200]"},
        {VSA_SPAN("1\r\nx\r\n0\r\nA: b\r\n\r\n0\r\n\r\n"), "ok [x] then [0\r\n\r\n]"},
    };

    expect_outcomes(cases, COUNT_OF(cases));
}

TEST_CASE(a_cut_body_is_not_finished)
{
    static const struct case_of_chunks cases[] = {
        {VSA_SPAN(""), "more []"},
        {VSA_SPAN("5"), "more []"},
        {VSA_SPAN("5\r"), "more []"},
        {VSA_SPAN("5\r\nhel"), "more [hel]"},
        {VSA_SPAN("5\r\nhello"), "more [hello]"},
        {VSA_SPAN("5\r\nhello\r\n"), "more [hello]"},
        {VSA_SPAN("5\r\nhello\r\n0\r\n"), "more [hello]"},
        {VSA_SPAN("5\r\nhello\r\n0\r\n\r"), "more [hello]"},
        {VSA_SPAN("5\r\nhello\r\n0\r\nA: b\r\n"), "more [hello]"},
        {VSA_SPAN("ffffffff\r\nabc"), "more [abc]"},
        {VSA_SPAN("100000000"), "http_malformed []"},
    };

    expect_outcomes(cases, COUNT_OF(cases));
}

TEST_CASE(refuses_a_bad_size)
{
    static const struct case_of_chunks cases[] = {
        {VSA_SPAN("\r\n"), "http_malformed []"},
        {VSA_SPAN(";a\r\n"), "http_malformed []"},
        {VSA_SPAN("-5\r\nhello\r\n"), "http_malformed []"},
        {VSA_SPAN("+5\r\nhello\r\n"), "http_malformed []"},
        {VSA_SPAN("0x5\r\nhello\r\n"), "http_malformed []"},
        {VSA_SPAN("5h\r\nhello\r\n"), "http_malformed []"},
        {VSA_SPAN("g\r\n"), "http_malformed []"},
        {VSA_SPAN("5g\r\n"), "http_malformed []"},
        {VSA_SPAN("G\r\n"), "http_malformed []"},
        {VSA_SPAN("/\r\n"), "http_malformed []"},
        {VSA_SPAN(":\r\n"), "http_malformed []"},
        {VSA_SPAN("@\r\n"), "http_malformed []"},
        {VSA_SPAN("`\r\n"), "http_malformed []"},
        {VSA_SPAN(" 5\r\nhello\r\n"), "http_malformed []"},
        {VSA_SPAN("5 \r\nhello\r\n"), "http_malformed []"},
        {VSA_SPAN("5 ;a\r\nhello\r\n"), "http_malformed []"},
        {VSA_SPAN("5\t\r\nhello\r\n"), "http_malformed []"},
        {VSA_SPAN("5\0\r\nhello\r\n"), "http_malformed []"},
        {VSA_SPAN("000000005\r\nhello\r\n"), "http_malformed []"},
        {VSA_SPAN("ffffffffffffffff\r\n"), "http_malformed []"},
        {VSA_SPAN("10000000000000005\r\nhello\r\n"), "http_malformed []"},
        {VSA_SPAN("5,5\r\nhello\r\n"), "http_malformed []"},
        {VSA_SPAN("5.\r\nhello\r\n"), "http_malformed []"},
    };

    expect_outcomes(cases, COUNT_OF(cases));
}

TEST_CASE(refuses_a_line_that_does_not_end_in_crlf)
{
    static const struct case_of_chunks cases[] = {
        {VSA_SPAN("5\nhello\r\n0\r\n\r\n"), "http_malformed []"},
        {VSA_SPAN("5\rhello\r\n0\r\n\r\n"), "http_malformed []"},
        {VSA_SPAN("5\r\rhello"), "http_malformed []"},
        {VSA_SPAN("5;a\nhello\r\n0\r\n\r\n"), "http_malformed []"},
        {VSA_SPAN("5\r\nhello\n0\r\n\r\n"), "http_malformed [hello]"},
        {VSA_SPAN("5\r\nhello\r0\r\n\r\n"), "http_malformed [hello]"},
        {VSA_SPAN("5\r\nhello0\r\n\r\n"), "http_malformed [hello]"},
        {VSA_SPAN("5\r\nhello!\r\n"), "http_malformed [hello]"},
        {VSA_SPAN("5\r\nhello!\n0\r\n\r\n"), "http_malformed [hello]"},
        {VSA_SPAN("5\r\nhello\r!0\r\n\r\n"), "http_malformed [hello]"},
        {VSA_SPAN("0\n\r\n"), "http_malformed []"},
        {VSA_SPAN("0\r\n\n"), "http_malformed []"},
        {VSA_SPAN("0\r\n\rx"), "http_malformed []"},
        {VSA_SPAN("0\r\nA: b\n\r\n"), "http_malformed []"},
        {VSA_SPAN("0\r\nA: b\rC: d\r\n"), "http_malformed []"},
    };

    expect_outcomes(cases, COUNT_OF(cases));
}

TEST_CASE(refuses_control_bytes_in_extensions_and_trailers)
{
    static const struct case_of_chunks cases[] = {
        {VSA_SPAN("5;a\0b\r\nhello\r\n"), "http_malformed []"},
        {VSA_SPAN("5;\x1f\r\nhello\r\n"), "http_malformed []"},
        {VSA_SPAN("5;\x7f\r\nhello\r\n"), "http_malformed []"},
        {VSA_SPAN("0\r\n\0\r\n\r\n"), "http_malformed []"},
        {VSA_SPAN("0\r\nA: \1\r\n\r\n"), "http_malformed []"},
        {VSA_SPAN("0\r\nA: \x7f\r\n\r\n"), "http_malformed []"},
    };

    expect_outcomes(cases, COUNT_OF(cases));
}

TEST_CASE(the_end_and_a_failure_stick)
{
    struct vsa_http_response c;
    struct vsa_span data, bad = VSA_SPAN("x"), good = VSA_SPAN("0\r\n\r\n"), more = VSA_SPAN("0\r\n\r\n");

    begin(&c);
    assert_int_equal(vsa_http_response_feed(&c, &bad, &data), VSA_HTTP_MALFORMED);
    assert_int_equal(vsa_http_response_feed(&c, &good, &data), VSA_HTTP_MALFORMED);
    begin(&c);
    good = more;
    assert_int_equal(vsa_http_response_feed(&c, &good, &data), VSA_OK);
    assert_int_equal(vsa_http_response_feed(&c, &more, &data), VSA_OK);
    assert_int_equal(data.len, 0);
    assert_int_equal(more.len, 5);
}

TEST_CASE(data_is_shown_where_it_lies)
{
    static const char text[] = "3\r\nabc\r\n0\r\n\r\n";
    struct vsa_span input = vsa_span(text), data;
    struct vsa_http_response c;

    begin(&c);
    assert_int_equal(vsa_http_response_feed(&c, &input, &data), VSA_MORE);
    assert_ptr_equal(data.ptr, text + 3);
    assert_ptr_equal(input.ptr, text + 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(takes_the_framing_off),
        TEST(skips_extensions),
        TEST(skips_trailers),
        TEST(leaves_what_follows_the_body),
        TEST(a_cut_body_is_not_finished),
        TEST(refuses_a_bad_size),
        TEST(refuses_a_line_that_does_not_end_in_crlf),
        TEST(refuses_control_bytes_in_extensions_and_trailers),
        TEST(the_end_and_a_failure_stick),
        TEST(data_is_shown_where_it_lies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
