/* SPDX-License-Identifier: MIT */
#include "agent/http_request.h"

#include "agent/limits.h"
#include "port/provisioning/config.h"
#include "tests/support/guard_page.h"
#include "tests/support/test.h"

#define SECRET "0123456789abcdef0123456789abcdef"
#define TYPE   "Content-Type: application/json\r\n"
#define AGENT  "User-Agent: vslice-agent/" VSA_VERSION "\r\n\r\n"

static char buffer[2048];
static struct vsa_url server;

/* GET https://h/b and the path below it. */
static struct vsa_request request(const char *path)
{
    vsa_url_parse(VSA_SPAN_OF("https://h/b"), &server);
    return (struct vsa_request){.server = &server, .path = path, .content_type = "application/json"};
}

/* What was written, as a C string. */
static const char *written(const struct vsa_request *r)
{
    struct vsa_writer w = vsa_writer(buffer, sizeof buffer - 1);

    expect_result("request", vsa_http_request_write(&w, r), VSA_OK);
    buffer[w.len] = 0;
    return buffer;
}

/* The request's target: what stands between the first two blanks. */
static const char *target_of(const struct vsa_request *r)
{
    char *from = strchr(written(r), ' ') + 1;

    *strchr(from, ' ') = 0;
    return from;
}

/* Refused, and the writer as it was. */
static void expect_refused(const char *which, const struct vsa_request *r)
{
    struct vsa_writer w = vsa_writer(buffer, sizeof buffer);

    vsa_write_text(&w, "before");
    expect_result(which, vsa_http_request_write(&w, r), VSA_BAD_CONFIG);
    expect_span(which, vsa_written(&w), "before");
    assert_false(w.full);
}

TEST_CASE(a_get_has_no_body_and_no_length)
{
    struct vsa_request r = request("/apitokens/verify");

    r.body = VSA_SPAN_OF("not sent");
    expect_text("get", written(&r), "GET /b/apitokens/verify HTTP/1.1\r\nHost: h\r\n" TYPE AGENT);
}

TEST_CASE(a_delete_has_no_body_and_no_length)
{
    struct vsa_request r = request("/x");

    r.method = VSA_DELETE;
    r.body = VSA_SPAN_OF("not sent");
    expect_text("delete", written(&r), "DELETE /b/x HTTP/1.1\r\nHost: h\r\n" TYPE AGENT);
}

TEST_CASE(put_and_post_say_how_long_their_body_is)
{
    struct vsa_request r = request("/x");

    r.method = VSA_PUT;
    r.body = VSA_SPAN_OF("{\"value\":\"900\"}");
    expect_text("put", written(&r),
                "PUT /b/x HTTP/1.1\r\nHost: h\r\n" TYPE "Content-Length: 15\r\n" AGENT "{\"value\":\"900\"}");
    r.method = VSA_POST;
    r.body = VSA_SPAN_OF("");
    expect_text("post", written(&r), "POST /b/x HTTP/1.1\r\nHost: h\r\n" TYPE "Content-Length: 0\r\n" AGENT);
}

TEST_CASE(a_body_may_hold_any_byte)
{
    struct vsa_request r = request("/x");
    const char *head_end;

    r.method = VSA_PUT;
    r.body = VSA_SPAN_OF("\r\n\r\n\0\xff");
    head_end = strstr(written(&r), "\r\n\r\n");
    assert_memory_equal(head_end + 4, "\r\n\r\n\0\xff", 6);
}

TEST_CASE(names_the_port_where_it_is_not_the_schemes_own)
{
    static const struct {
        const char *url, *host;
    } cases[] = {
        {"https://h", "Host: h\r\n"},         {"https://h:443", "Host: h\r\n"}, {"http://h", "Host: h\r\n"},
        {"http://h:80", "Host: h\r\n"},       {"https://h:80", "Host: h:80\r\n"}, {"http://h:443", "Host: h:443\r\n"},
        {"http://h:8080", "Host: h:8080\r\n"},
    };
    struct vsa_request r = request("/");

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        vsa_url_parse(vsa_span(cases[i].url), &server);
        if (strstr(written(&r), cases[i].host) == NULL)
            fail_msg("case <%s>: %s", cases[i].url, buffer);
    }
}

TEST_CASE(sends_the_token_only_if_there_is_one)
{
    struct vsa_request r = request("/x");
    struct vsa_token token = {{0}};

    assert_null(strstr(written(&r), "Authorization"));
    r.token = &token;
    assert_null(strstr(written(&r), "Authorization"));
    vsa_token_set(&token, VSA_SPAN_OF(SECRET));
    assert_non_null(strstr(written(&r), "\r\nAuthorization: Bearer " SECRET "\r\n"));
}

TEST_CASE(a_name_stays_one_segment)
{
    static const struct {
        struct vsa_span name;
        const char *target;
    } cases[] = {
        {VSA_SPAN("AZaz09-._~"), "/b/AZaz09-._~"},
        {VSA_SPAN("a/b"), "/b/a%2Fb"},
        {VSA_SPAN("../x"), "/b/..%2Fx"},
        {VSA_SPAN("..."), "/b/..."},
        {VSA_SPAN(".a"), "/b/.a"},
        {VSA_SPAN("%2e%2e"), "/b/%252e%252e"},
        {VSA_SPAN("?q#f"), "/b/%3Fq%23f"},
        {VSA_SPAN("!\"$&'()*+,;=:@[]`{|}^<>\\"), "/b/%21%22%24%26%27%28%29%2A%2B%2C%3B%3D%3A%40%5B%5D%60%7B%7C%7D%5E%3C%3E%5C"},
    };
    struct vsa_request r = request("/*");

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        r.names[0] = cases[i].name;
        expect_text(cases[i].name.ptr, target_of(&r), cases[i].target);
    }
}

TEST_CASE(puts_the_names_in_their_places_and_the_rest_last)
{
    struct vsa_request r = request("/endpoints/*/keyvalues/*");

    r.names[0] = VSA_SPAN_OF("1");
    r.names[1] = VSA_SPAN_OF("2 3");
    expect_text("names", target_of(&r), "/b/endpoints/1/keyvalues/2%203");
    r.rest = VSA_SPAN_OF("/5?a=%20&b=..*");
    expect_text("names and rest", target_of(&r), "/b/endpoints/1/keyvalues/2%203/5?a=%20&b=..*");
    r = request("");
    r.rest = VSA_SPAN_OF("/5");
    expect_text("rest", target_of(&r), "/b/5");
}

/* Bytes that end a line or a part of the request line, or that no HTTP part may hold. */
static const struct vsa_span harmful[] = {
    VSA_SPAN("a\r\nX: y"), VSA_SPAN("\r"), VSA_SPAN("a\n"),   VSA_SPAN("\0"), VSA_SPAN("a\0b"),
    VSA_SPAN("a\x1f"),     VSA_SPAN("\t"), VSA_SPAN("a\x7f"), VSA_SPAN("\x80"), VSA_SPAN("\xff"),
};

TEST_CASE(refuses_bytes_that_change_the_shape_of_the_request)
{
    for (size_t i = 0; i < COUNT_OF(harmful); i++) {
        struct vsa_request r = request("/*/*");
        r.names[0] = r.names[1] = VSA_SPAN_OF("good");
        r.names[i % 2] = harmful[i];
        expect_refused("name", &r);
        r = request("/x");
        server.host = harmful[i];
        expect_refused("host", &r);
        r = request("/x");
        server.base = harmful[i];
        expect_refused("base", &r);
    }
}

TEST_CASE(refuses_a_content_type_that_begins_another_field)
{
    static const char *const cases[] = {"a\r\nX: y", "\n", "a\r", "a\t", "a\x7f", "\x80"};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_request r = request("/x");
        r.content_type = cases[i];
        expect_refused(cases[i], &r);
    }
}

TEST_CASE(refuses_a_rest_that_changes_the_shape_of_the_request)
{
    static const struct vsa_span cases[] = {
        VSA_SPAN("x"),       VSA_SPAN("?q"),       VSA_SPAN(" /x"),     VSA_SPAN("/a b"),   VSA_SPAN("/a\r\nX: y"),
        VSA_SPAN("/\n"),     VSA_SPAN("/a\0"),     VSA_SPAN("/a\x7f"),  VSA_SPAN("/a\x80"), VSA_SPAN("/ HTTP/1.1"),
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_request r = request("/x");
        r.rest = cases[i];
        expect_refused(cases[i].ptr, &r);
    }
}

TEST_CASE(refuses_blanks_in_host_and_base_and_a_missing_host)
{
    struct vsa_request r = request("/x");

    server.host = VSA_SPAN_OF("a b");
    expect_refused("host", &r);
    server.host = VSA_SPAN_OF("");
    expect_refused("no host", &r);
    r = request("/x");
    server.base = VSA_SPAN_OF("/a b");
    expect_refused("base", &r);
}

TEST_CASE(refuses_names_that_a_server_would_take_out_again)
{
    static const struct vsa_span cases[] = {VSA_SPAN(""), VSA_SPAN("."), VSA_SPAN("..")};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_request r = request("/*/*");
        r.names[0] = VSA_SPAN_OF("good");
        r.names[1] = cases[i];
        expect_refused(cases[i].ptr, &r);
    }
}

TEST_CASE(appends_to_what_is_there)
{
    struct vsa_request r = request("/x");
    struct vsa_writer w = vsa_writer(buffer, sizeof buffer);

    assert_int_equal(vsa_http_request_write(&w, &r), VSA_OK);
    size_t one = w.len;
    assert_int_equal(vsa_http_request_write(&w, &r), VSA_OK);
    assert_int_equal(w.len, 2 * one);
    assert_memory_equal(buffer, buffer + one, one);
}

TEST_CASE(what_does_not_fit_leaves_the_writer_as_it_was_and_no_secret_behind)
{
    struct guard_page page = guard_page_open(sizeof buffer);
    struct vsa_token token;
    struct vsa_request r = request("/x");
    size_t whole;

    vsa_token_set(&token, VSA_SPAN_OF(SECRET));
    r.token = &token;
    r.method = VSA_PUT;
    r.body = VSA_SPAN_OF("{}");
    whole = strlen(written(&r));
    for (size_t cap = 1; cap <= whole + 1; cap++) {
        struct vsa_writer w = vsa_writer(guard_page_buffer(&page, cap), cap);
        enum vsa_result wanted = cap < whole + 1 ? VSA_REQUEST_TOO_LARGE : VSA_OK;
        vsa_write_char(&w, 'x');
        expect_result("fit", vsa_http_request_write(&w, &r), wanted);
        assert_false(w.full);
        assert_int_equal(w.len, wanted == VSA_OK ? whole + 1 : 1);
        for (size_t i = w.len; i < cap; i++)
            assert_int_equal(w.ptr[i], 0);
    }
    guard_page_close(&page);
}

TEST_CASE(a_writer_that_was_full_before_stays_full)
{
    struct vsa_request r = request("/x");
    struct vsa_writer w = vsa_writer(buffer, sizeof buffer);

    w.full = true;
    assert_int_equal(vsa_http_request_write(&w, &r), VSA_REQUEST_TOO_LARGE);
    assert_int_equal(w.len, 0);
    assert_true(w.full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_get_has_no_body_and_no_length),
        TEST(a_delete_has_no_body_and_no_length),
        TEST(put_and_post_say_how_long_their_body_is),
        TEST(a_body_may_hold_any_byte),
        TEST(names_the_port_where_it_is_not_the_schemes_own),
        TEST(sends_the_token_only_if_there_is_one),
        TEST(a_name_stays_one_segment),
        TEST(puts_the_names_in_their_places_and_the_rest_last),
        TEST(refuses_bytes_that_change_the_shape_of_the_request),
        TEST(refuses_a_content_type_that_begins_another_field),
        TEST(refuses_a_rest_that_changes_the_shape_of_the_request),
        TEST(refuses_blanks_in_host_and_base_and_a_missing_host),
        TEST(refuses_names_that_a_server_would_take_out_again),
        TEST(appends_to_what_is_there),
        TEST(what_does_not_fit_leaves_the_writer_as_it_was_and_no_secret_behind),
        TEST(a_writer_that_was_full_before_stays_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
