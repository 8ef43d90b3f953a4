/* SPDX-License-Identifier: MIT */
#include "agent/result.h"

#include "tests/support/test.h"

static bool is_printable_name(struct vsa_span name)
{
    if (name.len == 0 || strlen(name.ptr) != name.len)
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (!(name.ptr[i] >= 'a' && name.ptr[i] <= 'z') && !(name.ptr[i] == '_' && i > 0))
            return false;
    return true;
}

TEST_CASE(done_is_zero_and_more_is_a_value_of_its_own)
{
    assert_int_equal(VSA_OK, 0);
    assert_int_not_equal(VSA_MORE, VSA_OK);
}

TEST_CASE(every_name_is_lower_case_with_underscores)
{
    for (int r = 0; r < VSA_RESULT_COUNT; r++)
        assert_true(is_printable_name(vsa_result_name((enum vsa_result)r)));
}

TEST_CASE(no_two_results_share_a_name)
{
    for (int a = 0; a < VSA_RESULT_COUNT; a++)
        for (int b = 0; b < a; b++)
            assert_false(vsa_span_equal(vsa_result_name((enum vsa_result)a), vsa_result_name((enum vsa_result)b)));
}

TEST_CASE(says_the_name_and_what_a_check_does_about_it)
{
    static const struct {
        enum vsa_result result;
        const char *name;
        enum vsa_band band;
    } cases[] = {
        {VSA_OK, "ok", VSA_BAND_DONE},
        {VSA_MORE, "more", VSA_BAND_DONE},
        {VSA_LINK_DOWN, "link_down", VSA_BAND_TRANSIENT},
        {VSA_TIME_UNKNOWN, "time_unknown", VSA_BAND_TRANSIENT},
        {VSA_CONNECTION_LOST, "connection_lost", VSA_BAND_TRANSIENT},
        {VSA_TIMED_OUT, "timed_out", VSA_BAND_TRANSIENT},
        {VSA_TLS_UNTRUSTED, "certificate_untrusted", VSA_BAND_PERMANENT},
        {VSA_TLS_BAD_RECORD, "tls_bad_record", VSA_BAND_TRANSIENT},
        {VSA_HTTP_MALFORMED, "http_malformed", VSA_BAND_PERMANENT},
        {VSA_HTTP_TRUNCATED, "http_truncated", VSA_BAND_TRANSIENT},
        {VSA_HTTP_UNAUTHORIZED, "http_unauthorized", VSA_BAND_CREDENTIALS},
        {VSA_HTTP_FORBIDDEN, "http_forbidden", VSA_BAND_CREDENTIALS},
        {VSA_HTTP_NOT_FOUND, "http_not_found", VSA_BAND_PERMANENT},
        {VSA_HTTP_TOO_MANY, "http_too_many_requests", VSA_BAND_TRANSIENT},
        {VSA_HTTP_SERVER_ERROR, "http_server_error", VSA_BAND_TRANSIENT},
        {VSA_NOT_JSON, "not_json", VSA_BAND_PERMANENT},
        {VSA_API_NOT_FOUND, "record_not_found", VSA_BAND_PERMANENT},
        {VSA_CANCELLED, "cancelled", VSA_BAND_PERMANENT},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_text(cases[i].name, vsa_result_name(cases[i].result).ptr, cases[i].name);
        expect_number(cases[i].name, vsa_result_band(cases[i].result), cases[i].band);
    }
}

TEST_CASE(only_401_and_403_hold_the_next_check_back)
{
    for (int r = 0; r < VSA_RESULT_COUNT; r++) {
        bool credentials = r == VSA_HTTP_UNAUTHORIZED || r == VSA_HTTP_FORBIDDEN;
        assert_int_equal(vsa_result_band((enum vsa_result)r) == VSA_BAND_CREDENTIALS, credentials);
    }
}

TEST_CASE(a_value_outside_the_list_is_permanent_and_has_no_name)
{
    static const int outside[] = {VSA_RESULT_COUNT, VSA_RESULT_COUNT + 1, -1, 255, INT32_MAX, INT32_MIN};

    for (size_t i = 0; i < COUNT_OF(outside); i++) {
        expect_text("outside", vsa_result_name((enum vsa_result)outside[i]).ptr, "?");
        assert_int_equal(vsa_result_band((enum vsa_result)outside[i]), VSA_BAND_PERMANENT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(done_is_zero_and_more_is_a_value_of_its_own),
        TEST(every_name_is_lower_case_with_underscores),
        TEST(no_two_results_share_a_name),
        TEST(says_the_name_and_what_a_check_does_about_it),
        TEST(only_401_and_403_hold_the_next_check_back),
        TEST(a_value_outside_the_list_is_permanent_and_has_no_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
