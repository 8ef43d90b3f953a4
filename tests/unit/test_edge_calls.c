/* SPDX-License-Identifier: MIT */
#include "agent/edge_calls.h"

#include "agent/http_request.h"
#include "agent/json_sieve.h"
#include "port/provisioning/config.h"
#include "tests/support/guard_page.h"
#include "tests/support/reply.h"
#include "tests/support/test.h"

static struct vsa_json_document d;
static char id[40];

static enum vsa_result read_id(const char *body)
{
    enum vsa_result result = reply_read(&d, VSA_EDGE_ID_FILTER, body);

    memset(id, 0x55, sizeof id);
    return result == VSA_OK ? vsa_edge_id_read(&d, id, sizeof id) : result;
}

TEST_CASE(finds_the_id_in_every_likely_form)
{
    static const char *const cases[] = {
        "\"3e9a\"",
        "{\"id\":\"3e9a\"}",
        "{\"ID\":\"3e9a\",\"name\":\"x\"}",
        "{\"data\":\"3e9a\"}",
        "{\"data\":{\"id\":\"3e9a\",\"x\":[1]}}",
        "{\"success\":true,\"data\":\"3e9a\",\"messages\":[]}",
        "{\"success\":true,\"messages\":null,\"data\":{\"Id\":\"3e9a\"}}",
        "{\"success\":true,\"id\":\"3e9a\"}",
        "{\"success\":true,\"id\":\"3e9a\",\"data\":null}",
        "{\"id\":\"other\",\"data\":{\"id\":\"3e9a\"}}",
        "{\"success\":null,\"id\":\"3e9a\"}",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_result(cases[i], read_id(cases[i]), VSA_OK);
        expect_text(cases[i], id, "3e9a");
    }
}

TEST_CASE(says_why_there_is_no_id)
{
    static const struct {
        const char *body;
        enum vsa_result result;
    } cases[] = {
        {"{\"success\":false}", VSA_API_REFUSED},
        {"{\"success\":false,\"data\":{\"id\":\"3e9a\"}}", VSA_API_REFUSED},
        {"{\"success\":1,\"id\":\"3e9a\"}", VSA_API_CONTRACT},
        {"{\"success\":\"true\",\"id\":\"3e9a\"}", VSA_API_CONTRACT},
        {"{}", VSA_API_CONTRACT},
        {"[]", VSA_API_CONTRACT},
        {"[\"3e9a\"]", VSA_API_CONTRACT},
        {"[\"id\",\"3e9a\"]", VSA_API_CONTRACT},
        {"{\"success\":true}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":{}}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":[{\"id\":\"3e9a\"}]}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":[\"id\"]}", VSA_API_CONTRACT},
        {"{\"id\":5}", VSA_API_CONTRACT},
        {"{\"data\":5}", VSA_API_CONTRACT},
        {"{\"id\":null}", VSA_API_CONTRACT},
        {"{\"id\":\"\"}", VSA_API_CONTRACT},
        {"{\"id\":\"null\"}", VSA_API_CONTRACT},
        {"{\"id\":\"a b\"}", VSA_API_CONTRACT},
        {"{\"id\":\"a\\n\"}", VSA_API_CONTRACT},
        {"{\"id\":\"\\u00e4\"}", VSA_API_CONTRACT},
        {"{\"id\":\"..\"}", VSA_API_CONTRACT},
        {"\"\"", VSA_API_CONTRACT},
        {"{\"id\":\"a\\u0000b\"}", VSA_API_CONTRACT},
        {"{\"id\":\"a\",\"id\":\"b\"}", VSA_JSON_DUPLICATE},
        {"{\"data\":\"a\",\"data\":\"b\"}", VSA_JSON_DUPLICATE},
        {"{\"success\":true,\"success\":false,\"id\":\"a\"}", VSA_JSON_DUPLICATE},
        {"{\"id\":\"0123456789012345678901234567890123456789\"}", VSA_JSON_TOO_LARGE},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_result(cases[i].body, read_id(cases[i].body), cases[i].result);
        expect_text(cases[i].body, id, "");
    }
}

TEST_CASE(an_id_that_is_a_bare_number_or_word_breaks_the_contract)
{
    static const char *const cases[] = {"5", "null", "true"};

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_result(cases[i], read_id(cases[i]), VSA_API_CONTRACT);
}

TEST_CASE(an_id_is_empty_where_it_was_refused)
{
    read_id("{\"success\":false,\"id\":\"3e9a\"}");
    expect_text("refused", id, "");
}

TEST_CASE(keeps_an_earlier_failure_of_the_document)
{
    vsa_json_document_read(&d, VSA_SPAN_OF("{"));
    assert_int_equal(vsa_edge_id_read(&d, id, sizeof id), VSA_JSON_MALFORMED);
}

TEST_CASE(paths_types_and_filters_are_those_seen_in_public_code)
{
    expect_text("id", VSA_EDGE_ID_PATH, "/ep/id");
    expect_text("list", VSA_EDGE_KEY_VALUES_PATH, "/ep/kv");
    expect_text("key", VSA_EDGE_KEY_VALUE_PATH, "/ep/kv/*");
    expect_text("type", VSA_EDGE_POST_TYPE, "application/*+json");
    assert_in_range(strlen(VSA_EDGE_ID_FILTER), 1, VSA_SIEVE_FILTER_MAX);
    assert_in_range(strlen(VSA_EDGE_KEY_VALUES_FILTER), 1, VSA_SIEVE_FILTER_MAX);
}

TEST_CASE(the_request_of_a_key_value_is_as_the_edge_wants_it)
{
    char text[512];
    struct vsa_writer w = vsa_writer(text, sizeof text - 1);
    struct vsa_url url;
    struct vsa_request r = {.method = VSA_POST, .server = &url, .path = VSA_EDGE_KEY_VALUE_PATH, .names = {VSA_SPAN("a b")},
                            .content_type = VSA_EDGE_POST_TYPE, .body = VSA_SPAN("\"900\"")};

    vsa_url_parse(VSA_SPAN_OF("http://edge.stacuity.io"), &url);
    assert_int_equal(vsa_http_request_write(&w, &r), VSA_OK);
    text[w.len] = 0;
    assert_non_null(strstr(text, "POST /ep/kv/a%20b HTTP/1.1\r\nHost: edge.stacuity.io\r\n"));
    assert_non_null(strstr(text, "Content-Type: application/*+json\r\n"));
    assert_non_null(strstr(text, "\r\n\r\n\"900\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(finds_the_id_in_every_likely_form),
        TEST(says_why_there_is_no_id),
        TEST(an_id_that_is_a_bare_number_or_word_breaks_the_contract),
        TEST(an_id_is_empty_where_it_was_refused),
        TEST(keeps_an_earlier_failure_of_the_document),
        TEST(paths_types_and_filters_are_those_seen_in_public_code),
        TEST(the_request_of_a_key_value_is_as_the_edge_wants_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
