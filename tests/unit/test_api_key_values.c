/* SPDX-License-Identifier: MIT */
#include "agent/api_calls.h"

#include "tests/support/reply.h"
#include "tests/support/test.h"
#include "tests/unit/api_bodies.h"

#define LIST(pairs) "{\"success\":true,\"data\":[" pairs "]}"

static struct vsa_json_document d;
static char value[24];

static enum vsa_result read_key(const char *body, const char *key, size_t cap)
{
    struct vsa_envelope e = {VSA_OK, VSA_JSON_NONE, ""};
    enum vsa_result result;

    memset(value, 0x55, sizeof value);
    expect_result(body, reply_read(&d, VSA_API_KEY_VALUES_FILTER, body), VSA_OK);
    expect_result(body, vsa_envelope_read(&d, &e), VSA_OK);
    result = vsa_api_key_value_read(&d, e.data, vsa_span(key), value, cap);
    assert_int_equal(value[cap], 0x55);
    return result;
}

TEST_CASE(finds_the_value_of_a_key)
{
    static const struct {
        const char *key, *value;
    } cases[] = {{"vehicle_id", "TRUCK-001"}, {"firmware_version", "2.1.0"}, {"report_interval_s", "900"}, {"ETH1_PORT", "8080"}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_result(cases[i].key, read_key(KEY_VALUES, cases[i].key, 20), VSA_OK);
        expect_text(cases[i].key, value, cases[i].value);
    }
}

TEST_CASE(a_key_that_is_not_there_is_not_found)
{
    static const char *const keys[] = {"vehicle", "vehicle_id2", "VEHICLE_ID", "TRUCK-001", "", "8080", "key"};

    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        expect_result(keys[i], read_key(KEY_VALUES, keys[i], 20), VSA_API_NOT_FOUND);
        expect_text(keys[i], value, "");
    }
    assert_int_equal(read_key(LIST(""), "a", 20), VSA_API_NOT_FOUND);
    assert_int_equal(read_key("{\"success\":true,\"data\":null}", "a", 20), VSA_API_NOT_FOUND);
    assert_int_equal(read_key(LIST("{\"value\":\"x\"},{\"key\":null,\"value\":\"y\"}"), "a", 20), VSA_API_NOT_FOUND);
}

TEST_CASE(a_value_may_be_a_string_a_number_a_word_or_nothing)
{
    static const struct {
        const char *body, *value;
    } cases[] = {
        {LIST("{\"key\":\"k\",\"value\":\"a\\\"\\u00e4\\n\"}"), "a\"\xc3\xa4\n"},
        {LIST("{\"value\":\"before\",\"key\":\"k\"}"), "before"},
        {LIST("{\"key\":\"k\",\"value\":-1.5e3}"), "-1.5e3"},
        {LIST("{\"key\":\"k\",\"value\":true}"), "true"},
        {LIST("{\"key\":\"k\",\"value\":\"\"}"), ""},
        {LIST("{\"key\":\"k\",\"value\":null}"), ""},
        {LIST("{\"key\":\"k\"}"), ""},
        {LIST("{\"key\":\"j\",\"value\":1},{\"Key\":\"k\",\"VALUE\":2},{\"key\":\"l\",\"value\":3}"), "2"},
        {LIST("[{\"key\":\"k\",\"value\":1}],{\"key\":\"k\",\"value\":2}"), "2"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_result(cases[i].body, read_key(cases[i].body, "k", 20), VSA_OK);
        expect_text(cases[i].body, value, cases[i].value);
    }
}

TEST_CASE(a_value_that_does_not_fit_is_too_large)
{
    assert_int_equal(read_key(LIST("{\"key\":\"k\",\"value\":\"abcd\"}"), "k", 5), VSA_OK);
    expect_text("fits", value, "abcd");
    assert_int_equal(read_key(LIST("{\"key\":\"k\",\"value\":\"abcd\"}"), "k", 4), VSA_JSON_TOO_LARGE);
    assert_int_equal(read_key(LIST("{\"key\":\"k\",\"value\":1234}"), "k", 5), VSA_OK);
    expect_text("number fits", value, "1234");
    assert_int_equal(read_key(LIST("{\"key\":\"k\",\"value\":1234}"), "k", 4), VSA_JSON_TOO_LARGE);
    assert_int_equal(read_key(LIST("{\"key\":\"k\",\"value\":1}"), "k", 1), VSA_JSON_TOO_LARGE);
}

TEST_CASE(refuses_what_breaks_the_contract)
{
    static const struct {
        const char *body;
        enum vsa_result result;
    } cases[] = {
        {"{\"success\":true,\"data\":{\"key\":\"k\",\"value\":1}}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":\"k\"}", VSA_API_CONTRACT},
        {LIST("5"), VSA_API_CONTRACT},
        {LIST("\"key\",\"k\""), VSA_API_CONTRACT},
        {LIST("null,{\"key\":\"k\",\"value\":1}"), VSA_API_CONTRACT},
        {LIST("{\"key\":\"k\",\"value\":{}}"), VSA_API_CONTRACT},
        {LIST("{\"key\":\"k\",\"value\":[1]}"), VSA_API_CONTRACT},
        {LIST("{\"key\":\"k\",\"value\":\"\\u0000\"}"), VSA_API_CONTRACT},
        {LIST("{\"key\":\"k\",\"key\":\"k\",\"value\":1}"), VSA_JSON_DUPLICATE},
        {LIST("{\"key\":\"k\",\"value\":1,\"value\":1}"), VSA_JSON_DUPLICATE},
        {LIST("{\"key\":\"j\",\"key\":\"j\"}"), VSA_JSON_DUPLICATE},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_result(cases[i].body, read_key(cases[i].body, "k", 20), cases[i].result);
}

TEST_CASE(only_a_string_is_a_key)
{
    assert_int_equal(read_key(LIST("{\"key\":12345,\"value\":\"wrong\"}"), "234", 20), VSA_API_NOT_FOUND);
    assert_int_equal(read_key(LIST("{\"key\":[\"a\"],\"value\":\"wrong\"}"), "\"a\"", 20), VSA_API_NOT_FOUND);
    assert_int_equal(read_key(LIST("{\"key\":true,\"value\":\"wrong\"}"), "ru", 20), VSA_API_NOT_FOUND);
}

TEST_CASE(finds_a_key_that_is_written_with_escapes)
{
    assert_int_equal(read_key(LIST("{\"key\":\"a\\u0026b\",\"value\":1}"), "a&b", 20), VSA_OK);
    expect_text("escaped", value, "1");
}

TEST_CASE(a_foreign_key_of_any_length_does_no_harm)
{
    assert_int_equal(read_key(LIST("{\"key\":\"0123456789012345678901234567890123456789012345678901234567890123456789\",\"value\":1},"
                                   "{\"key\":\"k\",\"value\":2}"), "k", 20), VSA_OK);
    expect_text("short key", value, "2");
}

TEST_CASE(writes_the_body_of_a_put)
{
    char text[64];
    struct vsa_writer w = vsa_writer(text, sizeof text);

    vsa_api_key_value_write(&w, VSA_SPAN_OF("9\"\n"));
    expect_span("body", vsa_written(&w), "{\"value\":\"9\\\"\\u000a\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(finds_the_value_of_a_key),
        TEST(a_key_that_is_not_there_is_not_found),
        TEST(a_value_may_be_a_string_a_number_a_word_or_nothing),
        TEST(a_value_that_does_not_fit_is_too_large),
        TEST(refuses_what_breaks_the_contract),
        TEST(only_a_string_is_a_key),
        TEST(finds_a_key_that_is_written_with_escapes),
        TEST(a_foreign_key_of_any_length_does_no_harm),
        TEST(writes_the_body_of_a_put),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
