/* SPDX-License-Identifier: MIT */
#include "agent/token.h"

#include "tests/support/guard_page.h"
#include "tests/support/test.h"

#define GOOD "0123456789abcdefABCDEF0123456789"

static const struct vsa_token no_token;

static bool is_empty(const struct vsa_token *token)
{
    return memcmp(token, &no_token, sizeof no_token) == 0;
}

TEST_CASE(takes_32_hexadecimal_characters_as_they_are)
{
    struct guard_page page = guard_page_open(32);
    struct vsa_token token = no_token;

    assert_false(vsa_token_present(&token));
    assert_int_equal(vsa_token_set(&token, guard_page_at_end(&page, VSA_SPAN_OF(GOOD))), VSA_OK);
    assert_true(vsa_token_present(&token));
    assert_memory_equal(token.secret, GOOD, 32);
    guard_page_close(&page);
}

TEST_CASE(refuses_anything_else_and_forgets_what_it_had)
{
    static const struct vsa_span cases[] = {
        VSA_SPAN(""),
        VSA_SPAN("0123456789abcdef0123456789abcde"),
        VSA_SPAN("0123456789abcdef0123456789abcdef0"),
        VSA_SPAN("g123456789abcdef0123456789abcdef"),
        VSA_SPAN("0123456789abcdef0123456789abcdeG"),
        VSA_SPAN("0123456789abcdef0123456789abcde\n"),
        VSA_SPAN("0123456789abcdef0123456789abcde\0"),
        VSA_SPAN("0123456789abcdef 123456789abcdef"),
        VSA_SPAN("0123456789abcdef`123456789abcdef"),
        VSA_SPAN("0123456789abcdef/123456789abcdef"),
        VSA_SPAN("0123456789abcdef:123456789abcdef"),
        VSA_SPAN("0123456789abcdef@123456789abcdef"),
        VSA_SPAN("0123456789abcdef\xe1" "123456789abcdef"),
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_token token;
        vsa_token_set(&token, VSA_SPAN_OF(GOOD));
        expect_result(cases[i].ptr, vsa_token_set(&token, cases[i]), VSA_BAD_CONFIG);
        assert_true(is_empty(&token));
        assert_false(vsa_token_present(&token));
    }
}

TEST_CASE(a_token_may_begin_with_any_hexadecimal_digit)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    char text[] = GOOD;
    struct vsa_token token;

    for (size_t i = 0; i < sizeof digits - 1; i++) {
        text[0] = digits[i];
        assert_int_equal(vsa_token_set(&token, vsa_span(text)), VSA_OK);
        assert_true(vsa_token_present(&token));
    }
}

TEST_CASE(wipes_what_it_is_told_and_no_byte_more)
{
    char memory[] = "abcdef";

    vsa_wipe(memory + 1, 4);
    assert_memory_equal(memory, "a\0\0\0\0f", 6);
    vsa_wipe(memory, 0);
    assert_int_equal(memory[0], 'a');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(takes_32_hexadecimal_characters_as_they_are),
        TEST(refuses_anything_else_and_forgets_what_it_had),
        TEST(a_token_may_begin_with_any_hexadecimal_digit),
        TEST(wipes_what_it_is_told_and_no_byte_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
