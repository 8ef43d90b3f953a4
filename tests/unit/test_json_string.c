/* SPDX-License-Identifier: MIT */
#include "agent/json_string.h"

#include "tests/support/test.h"

/* What each byte of the text gives; a text that goes on after VSA_JSON_BAD is a mistake of the table. */
struct string_case {
    struct vsa_span text;
    int32_t gives[13];
};

#define P VSA_JSON_PART
#define E VSA_JSON_END
#define B VSA_JSON_BAD

static void expect_each(const struct string_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct vsa_json_string s = {0};
        for (size_t at = 0; at < cases[i].text.len; at++) {
            int32_t wanted = cases[i].gives[at];
            expect_number(cases[i].text.ptr, vsa_json_string_take(&s, cases[i].text.ptr[at]), wanted);
            expect_number(cases[i].text.ptr, vsa_json_string_at_rest(&s), wanted >= 0 || wanted == E || wanted == B);
        }
    }
}

TEST_CASE(gives_every_character_with_the_last_of_its_bytes)
{
    static const struct string_case cases[] = {
        {VSA_SPAN("a ~\x7f\""), {'a', ' ', '~', 0x7f, E}},
        {VSA_SPAN("\xc2\x80\xdf\xbf"), {P, 0x80, P, 0x7ff}},
        {VSA_SPAN("\xe0\xa0\x80\xed\x9f\xbf\xef\xbf\xbf"), {P, P, 0x800, P, P, 0xd7ff, P, P, 0xffff}},
        {VSA_SPAN("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"), {P, P, P, 0x10000, P, P, P, 0x10ffff}},
        {VSA_SPAN("\\\"\\\\\\/\\b\\f\\n"), {P, '"', P, '\\', P, '/', P, '\b', P, '\f', P, '\n'}},
        {VSA_SPAN("\\r\\t"), {P, '\r', P, '\t'}},
        {VSA_SPAN("\\u0000\\u00e4"), {P, P, P, P, P, 0, P, P, P, P, P, 0xe4}},
        {VSA_SPAN("\\uFFFFa"), {P, P, P, P, P, 0xffff, 'a'}},
        {VSA_SPAN("\\uD83D\\ude00a"), {P, P, P, P, P, P, P, P, P, P, P, 0x1f600, 'a'}},
        {VSA_SPAN("\\uDBFF\\uDFFF\""), {P, P, P, P, P, P, P, P, P, P, P, 0x10ffff, E}},
    };

    expect_each(cases, COUNT_OF(cases));
}

/* At which byte; where that is not between two characters it is not at rest either, which nobody asks then. */
TEST_CASE(refuses_the_first_byte_that_no_string_can_have_there)
{
    static const struct {
        struct vsa_span text;
        size_t good;
    } cases[] = {
        {VSA_SPAN("\x1f"), 0}, {VSA_SPAN("\0"), 0}, {VSA_SPAN("\x80"), 0}, {VSA_SPAN("\xc1"), 0}, {VSA_SPAN("\xf5"), 0},
        {VSA_SPAN("\xc2\x7f"), 1}, {VSA_SPAN("\xc2\xc0"), 1}, {VSA_SPAN("\xe0\x9f"), 1}, {VSA_SPAN("\xed\xa0"), 1},
        {VSA_SPAN("\xf0\x8f"), 1}, {VSA_SPAN("\xf4\x90"), 1}, {VSA_SPAN("\xe1\x80\xc0"), 2}, {VSA_SPAN("\xe0\xa0\x7f"), 2},
        {VSA_SPAN("\\a"), 1}, {VSA_SPAN("\\\0"), 1}, {VSA_SPAN("\\U"), 1}, {VSA_SPAN("\\u000g"), 5}, {VSA_SPAN("\\udc00"), 5},
        {VSA_SPAN("\\ud800a"), 6}, {VSA_SPAN("\\ud800\""), 6}, {VSA_SPAN("\\ud800\xc3"), 6}, {VSA_SPAN("\\ud800\\n"), 7},
        {VSA_SPAN("\\ud800\\ud800"), 11}, {VSA_SPAN("\\ud800\\u0041"), 11}, {VSA_SPAN("\\ud800\\ue000"), 11},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_json_string s = {0};
        assert_int_equal(cases[i].good + 1, cases[i].text.len);
        for (size_t at = 0; at < cases[i].good; at++)
            expect_number(cases[i].text.ptr, vsa_json_string_take(&s, cases[i].text.ptr[at]), P);
        expect_number(cases[i].text.ptr, vsa_json_string_take(&s, cases[i].text.ptr[cases[i].good]), B);
    }
}

TEST_CASE(is_not_at_rest_between_the_halves_of_a_pair)
{
    static const char half[] = "\\ud800";
    struct vsa_json_string s = {0};

    assert_true(vsa_json_string_at_rest(&s));
    for (size_t i = 0; half[i]; i++)
        vsa_json_string_take(&s, half[i]);
    assert_false(vsa_json_string_at_rest(&s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(gives_every_character_with_the_last_of_its_bytes),
        TEST(refuses_the_first_byte_that_no_string_can_have_there),
        TEST(is_not_at_rest_between_the_halves_of_a_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
