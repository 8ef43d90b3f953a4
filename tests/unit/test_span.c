/* SPDX-License-Identifier: MIT */
#include "agent/span.h"

#include "tests/support/guard_page.h"
#include "tests/support/test.h"

static const char every_byte_but_letters[] = "@[`{\x80\xc1\xe1\xff 0~";

TEST_CASE(a_span_has_the_length_of_its_text_without_the_nul)
{
    static const struct vsa_span literal = VSA_SPAN("abc");

    assert_int_equal(literal.len, 3);
    assert_int_equal(VSA_SPAN_OF("").len, 0);
    assert_int_equal(VSA_SPAN_OF("a\0b").len, 3);
    assert_int_equal(vsa_span("abc").len, 3);
    assert_int_equal(vsa_span("").len, 0);
}

TEST_CASE(no_text_gives_the_empty_span)
{
    struct vsa_span none = vsa_span(NULL);

    assert_null(none.ptr);
    assert_int_equal(none.len, 0);
}

TEST_CASE(compares_all_bytes)
{
    static const struct {
        struct vsa_span a, b;
        bool equal, equal_nocase;
    } cases[] = {
        {VSA_SPAN("abc"), VSA_SPAN("abc"), true, true},    {VSA_SPAN("abc"), VSA_SPAN("aBC"), false, true},
        {VSA_SPAN("abc"), VSA_SPAN("abd"), false, false},  {VSA_SPAN("xbc"), VSA_SPAN("abc"), false, false},
        {VSA_SPAN("abc"), VSA_SPAN("ab"), false, false},   {VSA_SPAN("ab"), VSA_SPAN("abc"), false, false},
        {VSA_SPAN("a\0b"), VSA_SPAN("a\0c"), false, false}, {VSA_SPAN("a\0b"), VSA_SPAN("a\0B"), false, true},
        {VSA_SPAN("AZaz"), VSA_SPAN("azAZ"), false, true}, {VSA_SPAN("@"), VSA_SPAN("`"), false, false},
        {VSA_SPAN("["), VSA_SPAN("{"), false, false},      {VSA_SPAN("\xc4"), VSA_SPAN("\xe4"), false, false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_number(cases[i].a.ptr, vsa_span_equal(cases[i].a, cases[i].b), cases[i].equal);
        expect_number(cases[i].a.ptr, vsa_span_equal_nocase(cases[i].a, cases[i].b), cases[i].equal_nocase);
    }
}

TEST_CASE(compares_c_strings_without_regard_to_case)
{
    assert_true(vsa_text_equal_nocase("", ""));
    assert_true(vsa_text_equal_nocase("chunked", "ChunkeD"));
    assert_false(vsa_text_equal_nocase("chunked", "chunke"));
    assert_false(vsa_text_equal_nocase("chunke", "chunked"));
    assert_false(vsa_text_equal_nocase("", " "));
    assert_false(vsa_text_equal_nocase("@[\\]^", "`{|}~"));
    assert_false(vsa_text_equal_nocase("\r", "-"));
}

TEST_CASE(two_empty_spans_are_equal_wherever_they_point)
{
    const struct vsa_span none = {NULL, 0}, empty = VSA_SPAN(""), other = VSA_SPAN("a");

    assert_true(vsa_span_equal(none, none));
    assert_true(vsa_span_equal(none, empty));
    assert_true(vsa_span_equal_nocase(none, empty));
    assert_false(vsa_span_equal(none, other));
    assert_false(vsa_span_equal_nocase(other, none));
}

TEST_CASE(does_not_look_behind_the_end)
{
    struct guard_page page = guard_page_open(3);
    struct vsa_span text = guard_page_at_end(&page, VSA_SPAN_OF("abc"));

    assert_true(vsa_span_equal(text, VSA_SPAN_OF("abc")));
    assert_true(vsa_span_equal_nocase(text, VSA_SPAN_OF("ABC")));
    assert_false(vsa_span_equal(text, VSA_SPAN_OF("abcd")));
    assert_false(vsa_span_equal_nocase(text, VSA_SPAN_OF("abcd")));
    guard_page_close(&page);
}

TEST_CASE(lower_case_changes_ascii_letters_only)
{
    for (char c = 'A'; c <= 'Z'; c++)
        assert_int_equal(vsa_lower(c), c - 'A' + 'a');
    for (char c = 'a'; c <= 'z'; c++)
        assert_int_equal(vsa_lower(c), c);
    for (size_t i = 0; i < sizeof every_byte_but_letters; i++)
        assert_int_equal(vsa_lower(every_byte_but_letters[i]), every_byte_but_letters[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_span_has_the_length_of_its_text_without_the_nul),
        TEST(no_text_gives_the_empty_span),
        TEST(compares_all_bytes),
        TEST(compares_c_strings_without_regard_to_case),
        TEST(two_empty_spans_are_equal_wherever_they_point),
        TEST(does_not_look_behind_the_end),
        TEST(lower_case_changes_ascii_letters_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
