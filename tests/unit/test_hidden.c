/* SPDX-License-Identifier: MIT */
#include "port/console/hidden.h"

#include "agent/json_document.h"
#include "agent/json_sieve.h"
#include "tests/support/guard_page.h"
#include "tests/support/test.h"

static size_t encode(uint32_t code, char *to)
{
    static const uint8_t first[] = {0, 0, 0xc0, 0xe0, 0xf0};
    size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

    for (size_t i = len; i-- > 1; code >>= 6)
        to[i] = (char)(0x80 | (code & 0x3f));
    to[0] = (char)(first[len] | code);
    return len;
}

static bool is_surrogate(uint32_t code)
{
    return code >= 0xd800 && code < 0xe000;
}

/* Hidden as a single character, and with others around it? */
static bool is_hidden(uint32_t code)
{
    char text[8] = "a";
    size_t len = encode(code, text + 1);
    struct vsa_span hidden;

    text[len + 1] = 'z';
    hidden = vsa_hidden((struct vsa_span){text, len + 2});
    assert_true(hidden.len == 0 || (hidden.len == len && hidden.ptr == text + 1));
    return hidden.len > 0;
}

TEST_CASE(what_steers_a_terminal_or_turns_a_line_round_or_has_no_shape_is_hidden)
{
    static const uint32_t hidden[] = {
        0,      1,      0x1b,   0x1f,   0x7f,    0x80,    0x85,    0x9b,    0x9f,    0xad,    0x34f,    0x61c,
        0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b,  0x180e,  0x180f,  0x200b,  0x200c,  0x200d,  0x200e,   0x200f,
        0x2028, 0x2029, 0x202a, 0x202b, 0x202c,  0x202d,  0x202e,  0x2060,  0x2064,  0x2066,  0x2067,   0x2068,
        0x2069, 0x206f, 0x3164, 0xfe00, 0xfe0f,  0xfeff,  0xffa0,  0xfff0,  0xfff9,  0xfffb,  0xfffd,   0x1bca0,
        0x1bca3, 0x1d173, 0x1d17a, 0xe0001, 0xe0041, 0xe01ef, 0x10ffff,
    };

    for (size_t i = 0; i < COUNT_OF(hidden); i++)
        if (!is_hidden(hidden[i]))
            fail_msg("U+%04X is shown", (unsigned)hidden[i]);
}

TEST_CASE(all_others_are_shown)
{
    static const uint32_t shown[] = {
        0xa0,   0xac,   0xae,   0x34e,  0x350,  0x61b,  0x61d,  0x115e,  0x1161,  0x17b3,  0x17b6,  0x180a,
        0x1810, 0x200a, 0x2010, 0x2027, 0x202f, 0x205f, 0x2070, 0x3163,  0x3165,  0xfdff,  0xfe10,  0xfefe,
        0xff00, 0xff9f, 0xffa1, 0xffef, 0xfffe, 0x1bc9f, 0x1bca4, 0x1d172, 0x1d17b, 0x1f600, 0xdffff,
    };
    uint32_t count = 0;

    for (size_t i = 0; i < COUNT_OF(shown); i++)
        if (is_hidden(shown[i]))
            fail_msg("U+%04X is hidden", (unsigned)shown[i]);
    for (uint32_t code = 0; code < 0xe0000; code++)
        count += !is_surrogate(code) && is_hidden(code);
    assert_int_equal(count, 32 + 33 + 3 + 2 + 2 + 5 + 5 + 7 + 16 + 1 + 16 + 2 + 14 + 4 + 8);
}

TEST_CASE(an_escape_means_the_same_character_in_json)
{
    for (uint32_t code = 1; code <= 0x10ffff; code += code < 0x3000 ? 1 : 0x101) {
        char character[4], json[16] = "\"", text[8];
        struct vsa_writer w = vsa_writer(json, sizeof json);
        struct vsa_json_document d;
        size_t len;
        if (is_surrogate(code))
            continue;
        len = encode(code, character);
        w.len = 1;
        vsa_write_hidden(&w, (struct vsa_span){character, len});
        assert_true(w.len == 7 || w.len == 13);
        assert_true(len == 1 || w.len - 1 <= 3 * len);
        vsa_write_char(&w, '"');
        assert_int_equal(vsa_json_document_read(&d, vsa_written(&w)), VSA_OK);
        vsa_json_text(&d, 0, text, sizeof text);
        assert_int_equal(d.result, VSA_OK);
        assert_int_equal(strlen(text), len);
        assert_memory_equal(text, character, len);
    }
}

TEST_CASE(a_byte_that_is_no_utf_8_is_hidden_by_itself)
{
    static const char *const texts[] = {
        "\xff", "\x80z", "\xe2\x80", "\xc3(", "\xed\xa0\x80", "\xc0\xaf", "\xf5\x80\x80\x80",
    };

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        char escape[12];
        struct vsa_writer w = vsa_writer(escape, sizeof escape);
        struct vsa_span hidden = vsa_hidden(vsa_span(texts[i]));
        assert_ptr_equal(hidden.ptr, texts[i]);
        assert_int_equal(hidden.len, 1);
        vsa_write_hidden(&w, hidden);
        expect_span(texts[i], vsa_written(&w), "\\ufffd");
    }
}

TEST_CASE(a_character_that_is_cut_is_not_read_past_its_end)
{
    struct guard_page page = guard_page_open(4);

    for (size_t len = 0; len < 4; len++)
        assert_int_equal(vsa_hidden(guard_page_at_end(&page, (struct vsa_span){"\xf0\x9f\x98\x80", len})).len, len > 0);
    guard_page_close(&page);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(what_steers_a_terminal_or_turns_a_line_round_or_has_no_shape_is_hidden),
        TEST(all_others_are_shown),
        TEST(an_escape_means_the_same_character_in_json),
        TEST(a_byte_that_is_no_utf_8_is_hidden_by_itself),
        TEST(a_character_that_is_cut_is_not_read_past_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
