/* SPDX-License-Identifier: MIT */
#include "agent/api_envelope.h"

#include "tests/support/reply.h"
#include "tests/support/test.h"

#define FILTER "success messages data"

static struct vsa_json_document d;

static struct vsa_envelope read_body(const char *body)
{
    struct vsa_envelope e;

    memset(&e, 0x55, sizeof e);
    if (reply_read(&d, FILTER, body) == VSA_OK)
        expect_result(body, vsa_envelope_read(&d, &e), e.result);
    else
        fail_msg("<%s> is JSON", body);
    return e;
}

static void expect_failure(const char *body, enum vsa_result wanted)
{
    expect_result(body, read_body(body).result, wanted);
}

TEST_CASE(accepts_the_documented_replies)
{
    struct vsa_envelope e = read_body("{\"success\":true,\"messages\":[\"Congratulations, your API Token works.\"]}");

    assert_int_equal(e.result, VSA_OK);
    assert_int_equal(e.data, VSA_JSON_NONE);
    expect_text("message", e.message, "Congratulations, your API Token");
}

TEST_CASE(members_come_in_any_order_and_spelling)
{
    static const char *const cases[] = {
        "{\"data\":{\"id\":1},\"success\":true,\"messages\":[]}",
        "{\"messages\":[],\"data\":{\"id\":1},\"success\":true}",
        "{\"Success\":true,\"Data\":{\"id\":1},\"totalItems\":2,\"limit\":100,\"offset\":0}",
        "{ \"success\" : true , \"messages\" : null , \"data\" : { \"id\" : 1 } }",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_envelope e = read_body(cases[i]);
        expect_result(cases[i], e.result, VSA_OK);
        expect_span(cases[i], vsa_json_raw(&d, e.data), "{\"id\":1}");
        expect_text(cases[i], e.message, "");
    }
}

TEST_CASE(data_may_be_of_any_kind_or_absent)
{
    static const struct {
        const char *body, *data;
    } cases[] = {
        {"{\"success\":true}", ""},
        {"{\"success\":true,\"data\":null}", ""},
        {"{\"success\":true,\"data\":[]}", "[]"},
        {"{\"success\":true,\"data\":\"a\"}", "\"a\""},
        {"{\"success\":true,\"data\":5}", "5"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_envelope e = read_body(cases[i].body);
        expect_result(cases[i].body, e.result, VSA_OK);
        expect_span(cases[i].body, vsa_json_raw(&d, e.data), cases[i].data);
    }
}

TEST_CASE(knows_the_platforms_record_not_found)
{
    expect_failure("{\"success\":false,\"messages\":[\"Record not found\"]}", VSA_API_NOT_FOUND);
    expect_failure("{\"success\":false,\"messages\":[\"Record not found\"],\"data\":null}", VSA_API_NOT_FOUND);
    expect_text("message", read_body("{\"success\":false,\"messages\":[\"Record not found\"]}").message, "Record not found");
}

TEST_CASE(takes_no_other_refusal_for_record_not_found)
{
    static const char *const cases[] = {
        "{\"success\":false}",
        "{\"success\":false,\"messages\":null}",
        "{\"success\":false,\"messages\":[]}",
        "{\"success\":false,\"messages\":[\"Record not found.\"]}",
        "{\"success\":false,\"messages\":[\"record not found\"]}",
        "{\"success\":false,\"messages\":[\"Record not found\",\"x\"]}",
        "{\"success\":false,\"messages\":[\"x\",\"Record not found\"]}",
        "{\"success\":false,\"messages\":[\"Denied\"],\"data\":{\"id\":1}}",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_failure(cases[i], VSA_API_REFUSED);
}

TEST_CASE(a_message_does_not_turn_success_into_a_failure)
{
    expect_failure("{\"success\":true,\"messages\":[\"Record not found\"]}", VSA_OK);
}

TEST_CASE(refuses_what_breaks_the_contract)
{
    static const char *const cases[] = {
        "{}", "[]", "{\"success\":null}", "{\"success\":1}", "{\"success\":\"true\"}", "{\"success\":[true]}",
        "{\"success\":{}}", "{\"messages\":[]}", "{\"data\":{}}", "[{\"success\":true}]", "\"success\"",
        "{\"success\":true,\"messages\":\"a\"}", "{\"success\":true,\"messages\":{}}", "{\"success\":true,\"messages\":[1]}",
        "{\"success\":true,\"messages\":[[\"a\"]]}", "{\"success\":true,\"messages\":[null]}", "{\"success\":false,\"messages\":[{}]}",
        "{\"status\":401,\"title\":\"Unauthorized\"}",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_failure(cases[i], VSA_API_CONTRACT);
}

TEST_CASE(takes_no_element_of_an_array_for_a_member)
{
    expect_failure("[\"success\",true]", VSA_API_CONTRACT);
    expect_failure("[\"success\"]", VSA_API_CONTRACT);
    expect_failure("[\"data\"]", VSA_API_CONTRACT);
    expect_failure("[\"messages\"]", VSA_API_CONTRACT);
}

TEST_CASE(a_root_that_is_no_object_breaks_the_contract_too)
{
    static const char *const cases[] = {"true", "null", "200"};
    struct vsa_envelope e;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        reply_read(&d, FILTER, cases[i]);
        expect_result(cases[i], vsa_envelope_read(&d, &e), VSA_API_CONTRACT);
    }
}

TEST_CASE(refuses_members_that_come_twice)
{
    expect_failure("{\"success\":true,\"success\":true}", VSA_JSON_DUPLICATE);
    expect_failure("{\"success\":false,\"Success\":true}", VSA_JSON_DUPLICATE);
    expect_failure("{\"success\":true,\"data\":{},\"data\":{}}", VSA_JSON_DUPLICATE);
    expect_failure("{\"success\":true,\"messages\":[],\"messages\":[]}", VSA_JSON_DUPLICATE);
}

TEST_CASE(says_what_the_document_failed_with)
{
    struct vsa_envelope e;

    vsa_json_document_read(&d, VSA_SPAN_OF("{"));
    assert_int_equal(vsa_envelope_read(&d, &e), VSA_JSON_MALFORMED);
    assert_int_equal(e.result, VSA_JSON_MALFORMED);
    assert_int_equal(e.data, VSA_JSON_NONE);
    expect_text("message", e.message, "");
}

TEST_CASE(the_message_is_safe_to_show)
{
    expect_text("control bytes", read_body("{\"success\":false,\"messages\":[\"a\\nb\\u001b[2J\"]}").message, "a?b?[2J");
    expect_text("cut", read_body("{\"success\":false,\"messages\":[\"0123456789012345678901234567890123456789\"]}").message,
                "0123456789012345678901234567890");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(accepts_the_documented_replies),
        TEST(members_come_in_any_order_and_spelling),
        TEST(data_may_be_of_any_kind_or_absent),
        TEST(knows_the_platforms_record_not_found),
        TEST(takes_no_other_refusal_for_record_not_found),
        TEST(a_message_does_not_turn_success_into_a_failure),
        TEST(refuses_what_breaks_the_contract),
        TEST(takes_no_element_of_an_array_for_a_member),
        TEST(a_root_that_is_no_object_breaks_the_contract_too),
        TEST(refuses_members_that_come_twice),
        TEST(says_what_the_document_failed_with),
        TEST(the_message_is_safe_to_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
