/* SPDX-License-Identifier: MIT */
#include "agent/writer.h"

#include "tests/support/guard_page.h"
#include "tests/support/test.h"

static char buffer[256];

static struct vsa_writer fresh(void)
{
    memset(buffer, 0x55, sizeof buffer);
    return vsa_writer(buffer, sizeof buffer);
}

TEST_CASE(writes_one_thing_after_the_other)
{
    struct vsa_writer w = fresh();

    expect_span("nothing yet", vsa_written(&w), "");
    vsa_write_char(&w, 'a');
    vsa_write(&w, VSA_SPAN_OF("bc"));
    vsa_write_text(&w, "de");
    vsa_write(&w, (struct vsa_span){NULL, 0});
    vsa_write_text(&w, "");
    vsa_write_u32(&w, 7);
    expect_span("all", vsa_written(&w), "abcde7");
    assert_ptr_equal(vsa_written(&w).ptr, buffer);
    assert_false(w.full);
    assert_int_equal(buffer[6], 0x55);
}

TEST_CASE(is_not_full_as_long_as_everything_fits_exactly)
{
    struct vsa_writer w = fresh();

    w.cap = 3;
    vsa_write_text(&w, "abc");
    assert_false(w.full);
    vsa_write_text(&w, "");
    assert_false(w.full);
    vsa_write_char(&w, 'd');
    assert_true(w.full);
    expect_span("three", vsa_written(&w), "abc");
}

TEST_CASE(full_sticks_and_nothing_is_written_behind_the_end)
{
    struct guard_page page = guard_page_open(4);

    for (size_t cap = 0; cap <= 4; cap++) {
        struct vsa_writer w = vsa_writer(guard_page_buffer(&page, cap), cap);
        vsa_write_text(&w, "abcde");
        vsa_write_text(&w, "");
        vsa_write_char(&w, 'f');
        vsa_write_u32(&w, 12345);
        vsa_write_json(&w, VSA_SPAN_OF("\n\""));
        vsa_write_pad(&w, 0, 100);
        assert_true(w.full);
        assert_int_equal(w.len, cap);
        assert_true(vsa_span_equal(vsa_written(&w), (struct vsa_span){"abcd", cap}));
    }
    guard_page_close(&page);
}

TEST_CASE(writes_unsigned_numbers_without_leading_zeros)
{
    static const struct {
        uint32_t value;
        const char *text;
    } cases[] = {
        {0, "0"},       {1, "1"},     {9, "9"},         {10, "10"},
        {100, "100"},   {405, "405"}, {65535, "65535"}, {1000000000u, "1000000000"},
        {2147483648u, "2147483648"},  {4294967295u, "4294967295"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_writer w = fresh();
        vsa_write_u32(&w, cases[i].value);
        expect_span(cases[i].text, vsa_written(&w), cases[i].text);
    }
}

TEST_CASE(writes_signed_numbers_to_both_ends_of_their_range)
{
    static const struct {
        int32_t value;
        const char *text;
    } cases[] = {
        {0, "0"}, {1, "1"}, {7, "7"}, {-1, "-1"}, {-30000, "-30000"}, {INT32_MAX, "2147483647"}, {INT32_MIN, "-2147483648"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_writer w = fresh();
        vsa_write_i32(&w, cases[i].value);
        expect_span(cases[i].text, vsa_written(&w), cases[i].text);
    }
}

TEST_CASE(escapes_quote_backslash_and_control_bytes_in_json_and_nothing_else)
{
    static const struct {
        struct vsa_span text;
        const char *json;
    } cases[] = {
        {VSA_SPAN(""), "\"\""},
        {VSA_SPAN("900"), "\"900\""},
        {VSA_SPAN("a\"b\\c/"), "\"a\\\"b\\\\c/\""},
        {VSA_SPAN("\0\1\x0f\x10\x1f "), "\"\\u0000\\u0001\\u000f\\u0010\\u001f \""},
        {VSA_SPAN("\r\n\t"), "\"\\u000d\\u000a\\u0009\""},
        {VSA_SPAN("\x7f\xc3\xa4\xf0\x9f\x98\x80"), "\"\x7f\xc3\xa4\xf0\x9f\x98\x80\""},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_writer w = fresh();
        vsa_write_json(&w, cases[i].text);
        expect_span(cases[i].json, vsa_written(&w), cases[i].json);
    }
}

TEST_CASE(pads_with_blanks_up_to_the_width_and_not_beyond)
{
    struct vsa_writer w = fresh();

    vsa_write_text(&w, "ab");
    vsa_write_pad(&w, 0, 4);
    vsa_write_pad(&w, 0, 4);
    vsa_write_pad(&w, 0, 1);
    expect_span("from the start", vsa_written(&w), "ab  ");
    vsa_write_char(&w, 'c');
    vsa_write_pad(&w, 4, 3);
    expect_span("from a column", vsa_written(&w), "ab  c  ");
}

TEST_CASE(a_form_is_filled_in_from_left_to_right)
{
    struct vsa_writer w = fresh();

    vsa_write_form(&w, "at=%:%;", "tls", "timed_out");
    expect_span("two", vsa_written(&w), "at=tls:timed_out;");
    w = fresh();
    vsa_write_form(&w, "%, ", "50%", NULL);
    expect_span("one, with a sign of its own", vsa_written(&w), "50%, ");
    w = fresh();
    vsa_write_form(&w, "none", NULL, NULL);
    vsa_write_form(&w, "", NULL, NULL);
    expect_span("none", vsa_written(&w), "none");
    w = fresh();
    vsa_write_form(&w, "<%>", "", NULL);
    expect_span("empty", vsa_written(&w), "<>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(writes_one_thing_after_the_other),
        TEST(is_not_full_as_long_as_everything_fits_exactly),
        TEST(full_sticks_and_nothing_is_written_behind_the_end),
        TEST(writes_unsigned_numbers_without_leading_zeros),
        TEST(writes_signed_numbers_to_both_ends_of_their_range),
        TEST(escapes_quote_backslash_and_control_bytes_in_json_and_nothing_else),
        TEST(a_form_is_filled_in_from_left_to_right),
        TEST(pads_with_blanks_up_to_the_width_and_not_beyond),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
