/* SPDX-License-Identifier: MIT */
#include "agent/http_response.h"

#include "agent/limits.h"
#include "tests/support/split_feed.h"
#include "tests/support/test.h"
#include "tests/unit/http_response_vectors.h"

/* What a case gives; the body and what follows the response are kept to `sizeof` their buffers. */
struct run {
    struct vsa_http_response response;
    enum vsa_result result;
    size_t body_len;
    struct vsa_writer body, rest;
    char body_bytes[512], rest_bytes[512];
};

static void start(void *context)
{
    struct run *run = context;

    vsa_http_response_init(&run->response);
    run->result = VSA_MORE;
    run->body_len = 0;
    run->body = vsa_writer(run->body_bytes, sizeof run->body_bytes);
    run->rest = vsa_writer(run->rest_bytes, sizeof run->rest_bytes);
}

static void feed(void *context, struct vsa_span piece)
{
    struct run *run = context;
    struct vsa_span body;
    const char *end = piece.ptr + piece.len;

    do {
        run->result = vsa_http_response_feed(&run->response, &piece, &body);
        vsa_write(&run->body, body);
        run->body_len += body.len;
        assert_ptr_equal(piece.ptr + piece.len, end);
    } while (run->result == VSA_MORE && piece.len > 0);
    if (run->result == VSA_OK)
        vsa_write(&run->rest, piece);
}

static void write_number(struct vsa_writer *w, const char *name, uint64_t value)
{
    if (value == 0)
        return;
    vsa_write_text(w, name);
    vsa_write_u32(w, (uint32_t)value);
}

static void write_in_brackets(struct vsa_writer *w, const char *name, const struct vsa_writer *text)
{
    if (text->len == 0)
        return;
    vsa_write_text(w, name);
    for (size_t i = 0; i < text->len; i++)
        vsa_write_char(w, text->ptr[i] ? text->ptr[i] : '.'); /* NUL would end the outcome */
    vsa_write_char(w, ']');
}

/* "closed: " where only the peer's close gave the result; the rest only of a whole response. */
static void outcome(void *context, struct vsa_writer *w)
{
    struct run *run = context;
    const struct vsa_http_response *r = &run->response;
    enum vsa_result end = vsa_http_response_end(&run->response);

    if (run->result == VSA_MORE)
        vsa_write_text(w, "closed: ");
    else
        assert_int_equal(end, run->result);
    assert_int_equal(vsa_http_response_end(&run->response), end);
    vsa_write(w, vsa_result_name(end));
    if (end == VSA_OK) {
        write_number(w, " ", r->status);
        vsa_write_text(w, r->keep_alive ? " keep" : " close");
        write_number(w, " after=", r->retry_after_s);
        write_number(w, " at=", r->retry_after_at);
    }
    write_in_brackets(w, " [", &run->body);
    write_in_brackets(w, " then [", &run->rest);
}

static struct run run;
static const struct split_feed response = {start, feed, outcome, &run};

struct response_case {
    struct vsa_span input;
    const char *outcome;
};

#define EXPECT(...)                                                                              \
    do {                                                                                         \
        static const struct response_case cases[] = {__VA_ARGS__};                               \
        for (size_t i = 0; i < COUNT_OF(cases); i++)                                             \
            expect_text(cases[i].input.ptr, split_feed(&response, cases[i].input), cases[i].outcome); \
    } while (0)

/* Every case of the table gives the same. */
static void expect_all(const char *wanted, const struct vsa_span *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_text(cases[i].ptr, split_feed(&response, cases[i]), wanted);
}

TEST_CASE(takes_a_body_of_a_given_length)
{
    EXPECT({VSA_SPAN(OK_HEAD ABC), "ok 200 keep [abc]"},
           {VSA_SPAN(OK_HEAD EMPTY), "ok 200 keep"},
           {VSA_SPAN(OK_HEAD "Content-Length: 1\r\n\r\na"), "ok 200 keep [a]"},
           {VSA_SPAN("HTTP/1.1 404 Not Found\r\nServer: x\r\nContent-Length: 3\r\nDate: y\r\n\r\nabc"), "ok 404 keep [abc]"},
           {VSA_SPAN(OK_HEAD "content-length:3\r\n\r\nabc"), "ok 200 keep [abc]"},
           {VSA_SPAN(OK_HEAD "CONTENT-LENGTH: \t 3 \t\r\n\r\nabc"), "ok 200 keep [abc]"},
           {VSA_SPAN(OK_HEAD "Content-Length: 000000003\r\n\r\nabc"), "ok 200 keep [abc]"},
           {VSA_SPAN(OK_HEAD "Content-Length: 4\r\n\r\n\0\r\n\xff"), "ok 200 keep [.\r\n\xff]"});
}

TEST_CASE(takes_a_body_in_chunks)
{
    EXPECT({VSA_SPAN(OK_HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"), "ok 200 keep [abc]"},
           {VSA_SPAN(OK_HEAD "transfer-encoding:CHUNKED \r\n\r\n1;e=f\r\na\r\n2\r\nbc\r\n0\r\nT: u\r\n\r\n"), "ok 200 keep [abc]"},
           {VSA_SPAN(OK_HEAD "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "ok 200 keep"},
           {VSA_SPAN(OK_HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd"), "http_malformed [abc]"},
           {VSA_SPAN(OK_HEAD "Transfer-Encoding: chunked\r\n\r\n-3\r\nabc"), "http_malformed"},
           {VSA_SPAN(OK_HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\nab"), "closed: http_truncated [ab]"},
           {VSA_SPAN(OK_HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), "closed: http_truncated [abc]"},
           {VSA_SPAN(OK_HEAD "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"), "closed: http_truncated [abc]"});
}

TEST_CASE(takes_a_body_until_the_peer_closes_and_then_never_keeps_the_connection)
{
    EXPECT({VSA_SPAN(OK_HEAD "\r\nabc"), "closed: ok 200 close [abc]"},
           {VSA_SPAN(OK_HEAD "\r\n"), "closed: ok 200 close"},
           {VSA_SPAN(OK_HEAD "Connection: keep-alive\r\n\r\nabc"), "closed: ok 200 close [abc]"},
           {VSA_SPAN("HTTP/1.0 200 OK\r\n\r\nabc"), "closed: ok 200 close [abc]"},
           {VSA_SPAN(OK_HEAD "\r\nHTTP/1.1 200 OK\r\n"), "closed: ok 200 close [HTTP/1.1 200 OK\r\n]"});
}

TEST_CASE(accepts_a_status_line_without_a_reason)
{
    EXPECT({LINE("HTTP/1.1 200"), "ok 200 keep"}, {LINE("HTTP/1.1 200 "), "ok 200 keep"},
           {LINE("HTTP/1.1 200  \t two"), "ok 200 keep"}, {LINE("HTTP/1.1 200 \xc3\x84"), "ok 200 keep"},
           {LINE("HTTP/1.1 599 x"), "ok 599 keep"}, {LINE("HTTP/1.1 218 This is fine"), "ok 218 keep"});
}

TEST_CASE(refuses_every_other_status_line)
{
    expect_all("http_malformed", bad_status_lines, COUNT_OF(bad_status_lines));
}

TEST_CASE(refuses_control_bytes_in_the_reason)
{
    expect_all("http_malformed", bad_reasons, COUNT_OF(bad_reasons));
}

TEST_CASE(refuses_what_is_no_http_at_all)
{
    expect_all("http_malformed", no_http, COUNT_OF(no_http));
}

TEST_CASE(refuses_lines_that_end_without_crlf)
{
    expect_all("http_malformed", bad_line_ends, COUNT_OF(bad_line_ends));
}

TEST_CASE(refuses_folded_lines)
{
    expect_all("http_malformed", folded_lines, COUNT_OF(folded_lines));
}

TEST_CASE(refuses_bad_field_names)
{
    expect_all("http_malformed", bad_field_names, COUNT_OF(bad_field_names));
}

TEST_CASE(accepts_every_token_character_in_a_field_name)
{
    expect_all("ok 200 keep", good_fields, COUNT_OF(good_fields));
}

TEST_CASE(refuses_control_bytes_in_field_values)
{
    expect_all("http_malformed", bad_field_values, COUNT_OF(bad_field_values));
}

/* Four bytes are looked at together; what one is must not hide, nor be hidden by, those beside it. */
TEST_CASE(knows_every_byte_in_every_place_of_a_value_whatever_stands_around_it)
{
    static const char around[] = {'a', ' ', '~', '\t', '\xff'};
    char text[] = OK_HEAD "A: 12345678\r\n" EMPTY;
    const struct vsa_span input = {text, sizeof text - 1};
    char *value = strstr(text, "12345678");

    for (size_t i = 0; i < sizeof around * 8 * 256; i++) {
        uint8_t byte = (uint8_t)i;
        bool good = byte == '\t' || (byte >= ' ' && byte != 0x7f);
        memset(value, around[i / (8 * 256)], 8);
        value[i / 256 % 8] = (char)byte;
        expect_text("value", split_feed(&response, input), good ? "ok 200 keep" : "http_malformed");
    }
}

TEST_CASE(accepts_the_same_length_twice_and_refuses_two_different_content_lengths)
{
    EXPECT({VSA_SPAN(OK_HEAD "Content-Length: 3\r\n" ABC), "ok 200 keep [abc]"},
           {VSA_SPAN(OK_HEAD "Content-Length: 03\r\n" ABC), "ok 200 keep [abc]"},
           {VSA_SPAN(OK_HEAD "Content-Length: 4\r\n" ABC), "http_malformed"},
           {VSA_SPAN(OK_HEAD ABC "\r\nContent-Length: 4\r\n\r\n"), "ok 200 keep [abc] then [\r\nContent-Length: 4\r\n\r\n]"},
           {VSA_SPAN(OK_HEAD "Content-Length: 0\r\nContent-Length: 3\r\n\r\n"), "http_malformed"},
           {VSA_SPAN(OK_HEAD "Content-Length: 3\r\nContent-Length: 3\r\nContent-Length: 2\r\n\r\n"), "http_malformed"});
}

TEST_CASE(refuses_a_content_length_that_is_not_digits_alone)
{
    expect_all("http_malformed", bad_lengths, COUNT_OF(bad_lengths));
}

TEST_CASE(a_length_that_we_cannot_count_is_too_large_and_not_malformed)
{
    expect_all("http_too_large", large_lengths, COUNT_OF(large_lengths));
}

TEST_CASE(a_length_of_more_digits_than_are_kept_is_too_large_and_not_malformed)
{
    EXPECT({FIELD("Content-Length: " TEN_DIGITS TEN_DIGITS TEN_DIGITS "1"), "http_too_large"});
}

TEST_CASE(compares_the_whole_name_of_a_field)
{
    EXPECT({VSA_SPAN(OK_HEAD "Content-Lengthy: 9\r\n" ABC), "ok 200 keep [abc]"},
           {VSA_SPAN(OK_HEAD "Content-Lengt: 9\r\n" ABC), "ok 200 keep [abc]"},
           {VSA_SPAN(OK_HEAD "XContent-Length: 9\r\n" ABC), "ok 200 keep [abc]"},
           {VSA_SPAN(OK_HEAD "Transfer-Encodings: gzip\r\n" ABC), "ok 200 keep [abc]"},
           {VSA_SPAN(OK_HEAD "Proxy-Connection: close\r\n" ABC), "ok 200 keep [abc]"},
           {VSA_SPAN(OK_HEAD "X-Retry-After: 9\r\n" ABC), "ok 200 keep [abc]"});
}

TEST_CASE(refuses_a_length_together_with_a_transfer_encoding)
{
    EXPECT({FIELD("Transfer-Encoding: chunked"), "http_malformed"},
           {VSA_SPAN(OK_HEAD "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"), "http_malformed"},
           {VSA_SPAN("HTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n" EMPTY), "http_malformed"});
}

TEST_CASE(refuses_every_transfer_coding_but_chunked_alone)
{
    expect_all("http_unsupported", bad_transfer_codings, COUNT_OF(bad_transfer_codings));
}

TEST_CASE(refuses_chunks_over_http_1_0)
{
    EXPECT({VSA_SPAN("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "http_malformed"});
}

TEST_CASE(keeps_the_connection_unless_told_otherwise)
{
    EXPECT({FIELD("Connection: keep-alive"), "ok 200 keep"}, {FIELD("Connection: close"), "ok 200 close"},
           {FIELD("Connection: CLOSE"), "ok 200 close"}, {FIELD("Connection: a, close"), "ok 200 close"},
           {FIELD("Connection: close, a"), "ok 200 close"}, {FIELD("Connection: a ,\tclose , b"), "ok 200 close"},
           {FIELD("Connection:close,close"), "ok 200 close"}, {FIELD("Connection: ,,close"), "ok 200 close"},
           {FIELD("Connection: a\r\nConnection: close"), "ok 200 close"},
           {FIELD("Connection: close\r\nConnection: keep-alive"), "ok 200 close"},
           {FIELD("Connection: an-option-that-is-longer-than-thirty-bytes, close"), "ok 200 close"},
           {FIELD("Connection: closed"), "ok 200 keep"}, {FIELD("Connection: clos"), "ok 200 keep"},
           {FIELD("Connection: not close"), "ok 200 keep"}, {FIELD("Connection:"), "ok 200 keep"},
           {FIELD("Connection: upgrade"), "ok 200 keep"}, {LINE("HTTP/1.0 200 OK"), "ok 200 close"},
           {VSA_SPAN("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n" EMPTY), "ok 200 close"});
}

TEST_CASE(blanks_at_the_end_of_a_value_do_not_count_however_many)
{
    EXPECT({FIELD("Connection: close                                        "), "ok 200 close"},
           {FIELD("Connection: close \t \t \t \t \t \t \t \t \t \t \t \t \t \t \t"), "ok 200 close"},
           {FIELD("Retry-After: Sun, 06 Nov 1994 08:49:37 GMT  "), "ok 200 keep at=784111777"},
           {VSA_SPAN(OK_HEAD "Content-Length: 3                                       \r\n\r\nabc"), "ok 200 keep [abc]"});
}

TEST_CASE(answers_without_a_body_end_with_their_head_whatever_length_they_tell)
{
    EXPECT({VSA_SPAN("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nHTTP/"), "ok 204 keep then [HTTP/]"},
           {VSA_SPAN("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nHTTP/"), "ok 304 keep then [HTTP/]"},
           {VSA_SPAN("HTTP/1.1 204 No Content\r\n\r\n"), "ok 204 keep"},
           {VSA_SPAN("HTTP/1.1 304 x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"), "ok 304 close"},
           {VSA_SPAN("HTTP/1.1 203 x\r\n" ABC), "ok 203 keep [abc]"}, {VSA_SPAN("HTTP/1.1 205 x\r\n" ABC), "ok 205 keep [abc]"},
           {VSA_SPAN("HTTP/1.1 303 x\r\n" ABC), "ok 303 keep [abc]"}, {VSA_SPAN("HTTP/1.1 305 x\r\n" ABC), "ok 305 keep [abc]"});
}

TEST_CASE(leaves_the_response_that_follows)
{
    EXPECT({VSA_SPAN(OK_HEAD ABC "HTTP/1.1 404 x\r\n"), "ok 200 keep [abc] then [HTTP/1.1 404 x\r\n]"},
           {VSA_SPAN(OK_HEAD EMPTY "\0"), "ok 200 keep then [.]"},
           {VSA_SPAN(OK_HEAD "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\nHTTP"), "ok 200 keep [a] then [HTTP]"});
}

#define INTERIM "HTTP/1.1 103 Early Hints\r\nLink: x\r\nContent-Length: 7\r\nConnection: close\r\nRetry-After: 5\r\n\r\n"
#define INTERIM_4 INTERIM INTERIM INTERIM INTERIM

TEST_CASE(skips_interim_responses_and_forgets_what_they_said)
{
    assert_int_equal(VSA_LIMIT_INTERIM_RESPONSES, 8);
    EXPECT({VSA_SPAN("HTTP/1.1 100 Continue\r\n\r\n" OK_HEAD ABC), "ok 200 keep [abc]"},
           {VSA_SPAN("HTTP/1.1 102\r\n\r\nHTTP/1.1 204 x\r\n\r\n"), "ok 204 keep"},
           {VSA_SPAN(INTERIM OK_HEAD ABC), "ok 200 keep [abc]"},
           {VSA_SPAN("HTTP/1.0 100 x\r\n\r\n" OK_HEAD ABC), "ok 200 keep [abc]"},
           {VSA_SPAN("HTTP/1.1 199 x\r\n\r\n"), "closed: http_truncated"},
           {VSA_SPAN(INTERIM_4 INTERIM_4 OK_HEAD ABC), "ok 200 keep [abc]"},
           {VSA_SPAN(INTERIM_4 INTERIM_4 INTERIM OK_HEAD ABC), "http_unexpected"});
}

TEST_CASE(does_not_switch_protocols)
{
    EXPECT({VSA_SPAN("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nabc"), "http_unexpected"});
}

TEST_CASE(tells_when_to_come_again)
{
#define UNAVAILABLE(value) VSA_SPAN("HTTP/1.1 503 x\r\nRetry-After: " value "\r\n" EMPTY)
    EXPECT({UNAVAILABLE("120"), "ok 503 keep after=120"}, {UNAVAILABLE("0"), "ok 503 keep"},
           {UNAVAILABLE("999999999"), "ok 503 keep after=999999999"}, {UNAVAILABLE("12345678901"), "ok 503 keep"},
           {UNAVAILABLE("Sun, 06 Nov 1994 08:49:37 GMT"), "ok 503 keep at=784111777"},
           {UNAVAILABLE("Sun, 06 Nov 1994 08:49:37 GMT "), "ok 503 keep at=784111777"},
           {UNAVAILABLE("Sunday, 06-Nov-94 08:49:37 GMT"), "ok 503 keep"}, {UNAVAILABLE("-5"), "ok 503 keep"},
           {UNAVAILABLE("5s"), "ok 503 keep"}, {UNAVAILABLE(""), "ok 503 keep"}, {UNAVAILABLE("1.5"), "ok 503 keep"},
           {UNAVAILABLE("soon, but not before the end of time"), "ok 503 keep"});
}

TEST_CASE(of_two_times_to_come_again_only_the_last_counts)
{
    EXPECT({UNAVAILABLE("7\r\nRetry-After: 9"), "ok 503 keep after=9"},
           {UNAVAILABLE("7\r\nRetry-After: Sun, 06 Nov 1994 08:49:37 GMT"), "ok 503 keep at=784111777"},
           {UNAVAILABLE("Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: 7"), "ok 503 keep after=7"});
}

TEST_CASE(a_close_before_the_first_byte_is_not_a_cut_response)
{
    EXPECT({VSA_SPAN(""), "closed: closed_early"}, {VSA_SPAN("H"), "closed: http_truncated"},
           {VSA_SPAN("HTTP/1.1 200 OK"), "closed: http_truncated"}, {VSA_SPAN(OK_HEAD), "closed: http_truncated"},
           {VSA_SPAN(OK_HEAD "Content-Length: 3\r\n"), "closed: http_truncated"},
           {VSA_SPAN(OK_HEAD "Content-Length: 3\r\n\r\n"), "closed: http_truncated"},
           {VSA_SPAN(OK_HEAD "Content-Length: 3\r\n\r\nab"), "closed: http_truncated [ab]"},
           {VSA_SPAN(OK_HEAD "Content-Length: 3\r\n\r"), "closed: http_truncated"});
}

TEST_CASE(a_failure_sticks)
{
    static const struct vsa_span bad = VSA_SPAN("x"), good = VSA_SPAN(OK_HEAD ABC);
    struct vsa_http_response r;
    struct vsa_span input = bad, body;

    vsa_http_response_init(&r);
    assert_int_equal(vsa_http_response_feed(&r, &input, &body), VSA_HTTP_MALFORMED);
    input = good;
    assert_int_equal(vsa_http_response_feed(&r, &input, &body), VSA_HTTP_MALFORMED);
    assert_int_equal(input.len, good.len);
    assert_int_equal(vsa_http_response_end(&r), VSA_HTTP_MALFORMED);
    vsa_http_response_init(&r);
    assert_int_equal(vsa_http_response_end(&r), VSA_CLOSED_EARLY);
    assert_int_equal(vsa_http_response_feed(&r, &input, &body), VSA_CLOSED_EARLY);
}

TEST_CASE(a_field_that_we_do_not_need_may_be_of_any_length)
{
    static char text[250000];
    struct vsa_writer w = vsa_writer(text, sizeof text);

    vsa_write_text(&w, OK_HEAD "Set-Cookie: ");
    while (w.len < 100000)
        vsa_write_text(&w, "0123456789,");
    vsa_write_text(&w, "\r\n");
    while (w.len < 200000)
        vsa_write_char(&w, 'n');
    vsa_write_text(&w, ": v\r\n" ABC);
    expect_text("long", split_feed_long(&response, vsa_written(&w)), "ok 200 keep [abc]");
}

/* Feeds a head and `body_len` bytes of body, in pieces of `piece` bytes. */
static enum vsa_result feed_large(const char *head, size_t body_len, size_t piece)
{
    static char block[65536];
    size_t left = strlen(head) + body_len;

    memset(block, 'b', sizeof block);
    start(&run);
    feed(&run, vsa_span(head));
    for (left = body_len; left > 0 && run.result == VSA_MORE; left -= piece) {
        piece = piece < left ? piece : left;
        feed(&run, (struct vsa_span){block, piece});
    }
    return run.result;
}

#define MANY "HTTP/1.1 200 OK\r\n\r\n"

TEST_CASE(gives_up_a_response_over_the_limit_and_not_one_of_just_that_size)
{
    static const size_t pieces[] = {1, 255, 256, 4096, 65536};
    size_t allowed = VSA_LIMIT_RESPONSE_BYTES - strlen(MANY);

    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        assert_int_equal(feed_large(MANY, allowed, pieces[i]), VSA_MORE);
        assert_int_equal(run.body_len, allowed);
        assert_int_equal(vsa_http_response_end(&run.response), VSA_OK);
        assert_int_equal(feed_large(MANY, allowed + 1, pieces[i]), VSA_HTTP_TOO_LARGE);
        assert_int_equal(vsa_http_response_end(&run.response), VSA_HTTP_TOO_LARGE);
    }
}

TEST_CASE(the_limit_holds_for_the_head_too)
{
    assert_int_equal(feed_large("HTTP/1.1 200 ", VSA_LIMIT_RESPONSE_BYTES - 13, 4096), VSA_MORE);
    assert_int_equal(feed_large("HTTP/1.1 200 ", VSA_LIMIT_RESPONSE_BYTES - 12, 4096), VSA_HTTP_TOO_LARGE);
}

TEST_CASE(interim_responses_count_against_the_limit)
{
    assert_int_equal(feed_large("HTTP/1.1 100 ", VSA_LIMIT_RESPONSE_BYTES - 30, 4096), VSA_MORE);
    feed(&run, VSA_SPAN_OF("\r\n\r\nHTTP/1.1 200 O"));
    assert_int_equal(run.result, VSA_HTTP_TOO_LARGE);
}

TEST_CASE(the_limit_does_not_depend_on_how_the_last_bytes_come)
{
    static const size_t pieces[] = {1, 256, 4096, 65536};
    char head[64];
    struct vsa_writer w = vsa_writer(head, sizeof head - 1);

    vsa_write_text(&w, OK_HEAD "Content-Length: ");
    vsa_write_u32(&w, (uint32_t)VSA_LIMIT_RESPONSE_BYTES);
    vsa_write_text(&w, "\r\n\r\n");
    head[w.len] = 0;
    for (size_t i = 0; i < COUNT_OF(pieces); i++)
        expect_number("piece", feed_large(head, VSA_LIMIT_RESPONSE_BYTES, pieces[i]), VSA_HTTP_TOO_LARGE);
}

TEST_CASE(each_status_has_its_meaning)
{
    for (unsigned status = 0; status <= 1000; status++) {
        enum vsa_result wanted = status == 401   ? VSA_HTTP_UNAUTHORIZED
                                 : status == 403 ? VSA_HTTP_FORBIDDEN
                                 : status == 404 ? VSA_HTTP_NOT_FOUND
                                 : status == 408 ? VSA_HTTP_REQUEST_TIMEOUT
                                 : status == 429 ? VSA_HTTP_TOO_MANY
                                 : status == 503 ? VSA_HTTP_UNAVAILABLE
                                 : status < 200  ? VSA_HTTP_UNEXPECTED
                                 : status < 300  ? VSA_OK
                                 : status < 400  ? VSA_HTTP_REDIRECT
                                 : status < 500  ? VSA_HTTP_CLIENT_ERROR
                                 : status < 600  ? VSA_HTTP_SERVER_ERROR
                                                 : VSA_HTTP_UNEXPECTED;
        expect_number("status", vsa_http_status_result((uint16_t)status), wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(takes_a_body_of_a_given_length),
        TEST(takes_a_body_in_chunks),
        TEST(takes_a_body_until_the_peer_closes_and_then_never_keeps_the_connection),
        TEST(accepts_a_status_line_without_a_reason),
        TEST(refuses_every_other_status_line),
        TEST(refuses_control_bytes_in_the_reason),
        TEST(refuses_what_is_no_http_at_all),
        TEST(refuses_lines_that_end_without_crlf),
        TEST(refuses_folded_lines),
        TEST(refuses_bad_field_names),
        TEST(accepts_every_token_character_in_a_field_name),
        TEST(refuses_control_bytes_in_field_values),
        TEST(knows_every_byte_in_every_place_of_a_value_whatever_stands_around_it),
        TEST(accepts_the_same_length_twice_and_refuses_two_different_content_lengths),
        TEST(refuses_a_content_length_that_is_not_digits_alone),
        TEST(a_length_that_we_cannot_count_is_too_large_and_not_malformed),
        TEST(a_length_of_more_digits_than_are_kept_is_too_large_and_not_malformed),
        TEST(compares_the_whole_name_of_a_field),
        TEST(refuses_a_length_together_with_a_transfer_encoding),
        TEST(refuses_every_transfer_coding_but_chunked_alone),
        TEST(refuses_chunks_over_http_1_0),
        TEST(keeps_the_connection_unless_told_otherwise),
        TEST(blanks_at_the_end_of_a_value_do_not_count_however_many),
        TEST(answers_without_a_body_end_with_their_head_whatever_length_they_tell),
        TEST(leaves_the_response_that_follows),
        TEST(skips_interim_responses_and_forgets_what_they_said),
        TEST(does_not_switch_protocols),
        TEST(tells_when_to_come_again),
        TEST(of_two_times_to_come_again_only_the_last_counts),
        TEST(a_close_before_the_first_byte_is_not_a_cut_response),
        TEST(a_failure_sticks),
        TEST(a_field_that_we_do_not_need_may_be_of_any_length),
        TEST(gives_up_a_response_over_the_limit_and_not_one_of_just_that_size),
        TEST(the_limit_holds_for_the_head_too),
        TEST(interim_responses_count_against_the_limit),
        TEST(the_limit_does_not_depend_on_how_the_last_bytes_come),
        TEST(each_status_has_its_meaning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
