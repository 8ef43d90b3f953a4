/* SPDX-License-Identifier: MIT */
#include "agent/json_document.h"

#include "agent/writer.h"
#include "tests/support/guard_page.h"
#include "tests/support/reply.h"
#include "tests/support/test.h"

static struct vsa_json_document d;
static struct guard_page page;

/* Reads the text at the edge of an unmapped page. */
static enum vsa_result read_text(const char *text)
{
    reply_poison(&d);
    return vsa_json_document_read(&d, guard_page_at_end(&page, vsa_span(text)));
}

/* Reads a text that has to be good. Returns its member "v". */
static int read_v(const char *text)
{
    expect_result(text, read_text(text), VSA_OK);
    return vsa_json_member(&d, 0, "v");
}

static const char *text_of(int value, size_t cap)
{
    static char to[64];

    memset(to, 0x55, sizeof to);
    vsa_json_text(&d, value, to, cap);
    assert_int_equal(to[cap], 0x55);
    return to;
}

static const char *label_of(int value, size_t cap)
{
    static char to[64];

    memset(to, 0x55, sizeof to);
    vsa_json_label(&d, value, to, cap);
    assert_int_equal(to[cap], 0x55);
    return to;
}

TEST_CASE(reads_objects_and_arrays)
{
    assert_int_equal(read_text("{}"), VSA_OK);
    assert_true(vsa_json_is(&d, 0, JSMN_OBJECT));
    assert_int_equal(read_text("[1,\"a\",{\"b\":[]}]"), VSA_OK);
    assert_true(vsa_json_is(&d, 0, JSMN_ARRAY));
    assert_int_equal(read_text("\"a\""), VSA_OK);
    assert_true(vsa_json_is(&d, 0, JSMN_STRING));
}

TEST_CASE(reads_a_root_that_is_a_number_or_a_word)
{
    static const char *const cases[] = {"1", "-1.5e3", "true", "false", "null"};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_result(cases[i], read_text(cases[i]), VSA_OK);
        assert_true(vsa_json_is(&d, 0, JSMN_PRIMITIVE));
    }
}

TEST_CASE(refuses_what_is_no_json)
{
    static const char *const cases[] = {"", "{", "[", "[}", "{]", "\"a", "[1", "{\"a\":1"};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_result(cases[i], read_text(cases[i]), VSA_JSON_MALFORMED);
        expect_number(cases[i], d.count, 0);
        expect_number(cases[i], vsa_json_member(&d, 0, "a"), VSA_JSON_NONE);
        expect_number(cases[i], vsa_json_elements(&d, 0), 0);
        expect_result(cases[i], d.result, VSA_JSON_MALFORMED);
    }
}

TEST_CASE(takes_as_many_tokens_as_there_are_and_one_more_is_too_large)
{
    static char text[4 * VSA_LIMIT_JSON_TOKENS];
    struct vsa_writer w = vsa_writer(text, sizeof text);

    vsa_write_char(&w, '[');
    for (int i = 1; i < VSA_LIMIT_JSON_TOKENS; i++)
        vsa_write_text(&w, i == 1 ? "1" : ",1");
    memcpy(text + w.len, "]", 2);
    assert_int_equal(read_text(text), VSA_OK);
    assert_int_equal(vsa_json_elements(&d, 0), VSA_LIMIT_JSON_TOKENS - 1);
    assert_int_equal(vsa_json_element(&d, 0, VSA_LIMIT_JSON_TOKENS - 2), VSA_LIMIT_JSON_TOKENS - 1);
    memcpy(text + w.len, ",1]", 4);
    assert_int_equal(read_text(text), VSA_JSON_TOO_LARGE);
    assert_int_equal(vsa_json_elements(&d, 0), 0);
}

TEST_CASE(finds_a_member_by_its_exact_name)
{
    static const char text[] = "{\"a\":1,\"b\":{\"a\":2,\"c\":[3]},\"ab\":4,\"A\":5,\"x\":\"c\"}";
    int b;

    assert_int_equal(read_text(text), VSA_OK);
    expect_span("a", vsa_json_raw(&d, vsa_json_member(&d, 0, "a")), "1");
    expect_span("ab", vsa_json_raw(&d, vsa_json_member(&d, 0, "ab")), "4");
    expect_span("A", vsa_json_raw(&d, vsa_json_member(&d, 0, "A")), "5");
    b = vsa_json_member(&d, 0, "b");
    expect_span("b.a", vsa_json_raw(&d, vsa_json_member(&d, b, "a")), "2");
    expect_span("b.c", vsa_json_raw(&d, vsa_json_member(&d, b, "c")), "[3]");
    assert_int_equal(vsa_json_member(&d, 0, "c"), VSA_JSON_NONE);
    assert_int_equal(vsa_json_member(&d, b, "b"), VSA_JSON_NONE);
    assert_int_equal(vsa_json_member(&d, 0, ""), VSA_JSON_NONE);
    assert_int_equal(d.result, VSA_OK);
}

TEST_CASE(finds_a_member_of_a_member)
{
    static const struct {
        const char *text, *raw;
        enum vsa_result result;
    } cases[] = {
        {"{\"v\":{\"w\":1},\"w\":2}", "1", VSA_OK},
        {"{\"w\":2,\"v\":{\"x\":{\"w\":3}}}", "", VSA_OK},
        {"{\"v\":null}", "", VSA_OK},
        {"{\"v\":{\"w\":null}}", "", VSA_OK},
        {"{}", "", VSA_OK},
        {"{\"v\":\"w\"}", "", VSA_API_CONTRACT},
        {"{\"v\":[{\"w\":1}]}", "", VSA_API_CONTRACT},
        {"{\"v\":{\"w\":1},\"v\":{}}", "", VSA_JSON_DUPLICATE},
        {"{\"v\":{\"w\":1,\"w\":1}}", "1", VSA_JSON_DUPLICATE},
    };
    int v;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_result(cases[i].text, read_text(cases[i].text), VSA_OK);
        v = vsa_json_member(&d, 0, "v");
        expect_span(cases[i].text, vsa_json_raw(&d, vsa_json_member(&d, v, "w")), cases[i].raw);
        expect_result(cases[i].text, d.result, cases[i].result);
    }
}

TEST_CASE(a_name_ends_where_it_ends_in_a_filter)
{
    static const char *const names[] = {"ab", "ab a", "ab(a)", "ab)", "ab) a"};

    assert_int_equal(read_text("{\"a\":1,\"ab\":2,\"ab a\":3,\"abc\":4}"), VSA_OK);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        expect_number(names[i], vsa_json_name_len(names[i]), 2);
        expect_span(names[i], vsa_json_raw(&d, vsa_json_member(&d, 0, names[i])), "2");
    }
    expect_number("none", vsa_json_name_len(" ab"), 0);
    expect_number("characters", vsa_json_name_len("*~.-09azAZ_(a)"), 11);
}

TEST_CASE(a_member_that_is_null_is_not_there)
{
    assert_int_equal(read_v("{\"v\":null}"), VSA_JSON_NONE);
    assert_int_not_equal(read_v("{\"v\":\"null\"}"), VSA_JSON_NONE);
    assert_int_not_equal(read_v("{\"v\":false}"), VSA_JSON_NONE);
    assert_int_equal(d.result, VSA_OK);
}

TEST_CASE(a_member_that_comes_twice_is_a_failure_only_if_it_is_read)
{
    read_v("{\"v\":1,\"a\":2,\"v\":1}");
    assert_int_equal(d.result, VSA_JSON_DUPLICATE);
    read_v("{\"v\":null,\"v\":null}");
    assert_int_equal(d.result, VSA_JSON_DUPLICATE);
    read_v("{\"v\":1,\"a\":2,\"a\":1,\"b\":{\"v\":2}}");
    assert_int_equal(d.result, VSA_OK);
}

TEST_CASE(asking_anything_but_an_object_for_a_member_is_a_failure)
{
    static const char *const cases[] = {"[]", "[1,2]", "[{\"v\":1}]", "\"v\"", "[[\"v\"]]"};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        read_text(cases[i]);
        expect_number(cases[i], vsa_json_member(&d, 0, "v"), VSA_JSON_NONE);
        expect_result(cases[i], d.result, VSA_API_CONTRACT);
    }
}

TEST_CASE(an_element_of_an_array_is_never_taken_for_a_members_name)
{
    static const char *const cases[] = {"[\"v\"]", "[\"v\",1]", "[\"v\",\"v\"]", "[1,\"v\"]"};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        read_text(cases[i]);
        expect_number(cases[i], vsa_json_member(&d, 0, "v"), VSA_JSON_NONE);
        expect_result(cases[i], d.result, VSA_API_CONTRACT);
    }
}

TEST_CASE(counts_and_finds_the_elements_of_an_array)
{
    static const char text[] = "{\"v\":[10,[20,21],{\"a\":[30]},\"40\",null],\"w\":[50]}";
    int v = read_v(text);

    assert_int_equal(vsa_json_elements(&d, v), 5);
    expect_span("0", vsa_json_raw(&d, vsa_json_element(&d, v, 0)), "10");
    expect_span("1", vsa_json_raw(&d, vsa_json_element(&d, v, 1)), "[20,21]");
    expect_span("2", vsa_json_raw(&d, vsa_json_element(&d, v, 2)), "{\"a\":[30]}");
    expect_span("3", vsa_json_raw(&d, vsa_json_element(&d, v, 3)), "\"40\"");
    expect_span("4", vsa_json_raw(&d, vsa_json_element(&d, v, 4)), "null");
    assert_int_equal(vsa_json_element(&d, v, 5), VSA_JSON_NONE);
    assert_int_equal(vsa_json_elements(&d, vsa_json_element(&d, v, 1)), 2);
    assert_int_equal(vsa_json_elements(&d, vsa_json_member(&d, 0, "w")), 1);
    assert_int_equal(d.result, VSA_OK);
}

TEST_CASE(counting_the_elements_of_anything_but_an_array_is_a_failure)
{
    static const char *const cases[] = {"{\"v\":{}}", "{\"v\":\"[1]\"}", "{\"v\":1}", "{\"v\":true}"};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_number(cases[i], vsa_json_elements(&d, read_v(cases[i])), 0);
        expect_result(cases[i], d.result, VSA_API_CONTRACT);
    }
}

TEST_CASE(every_question_takes_a_value_that_is_not_there)
{
    read_text("{\"a\":[1]}");
    assert_int_equal(vsa_json_member(&d, VSA_JSON_NONE, "a"), VSA_JSON_NONE);
    assert_int_equal(vsa_json_elements(&d, VSA_JSON_NONE), 0);
    assert_int_equal(vsa_json_u32(&d, VSA_JSON_NONE, 77), 77);
    expect_text("text", text_of(VSA_JSON_NONE, 8), "");
    expect_text("label", label_of(VSA_JSON_NONE, 8), "");
    assert_int_equal(vsa_json_raw(&d, VSA_JSON_NONE).len, 0);
    assert_false(vsa_json_is(&d, VSA_JSON_NONE, JSMN_OBJECT));
    assert_int_equal(d.result, VSA_OK);
    assert_false(vsa_json_bool(&d, VSA_JSON_NONE));
    assert_int_equal(d.result, VSA_API_CONTRACT);
}

TEST_CASE(a_value_that_is_not_there_has_no_elements)
{
    read_text("[1]");
    assert_int_equal(vsa_json_element(&d, VSA_JSON_NONE, 0), VSA_JSON_NONE);
}

TEST_CASE(knows_true_from_false_and_both_from_anything_else)
{
    static const struct {
        const char *text;
        bool value;
        enum vsa_result result;
    } cases[] = {
        {"{\"v\":true}", true, VSA_OK},
        {"{\"v\":false}", false, VSA_OK},
        {"{\"v\":null}", false, VSA_API_CONTRACT},
        {"{\"v\":1}", false, VSA_API_CONTRACT},
        {"{\"v\":\"true\"}", false, VSA_API_CONTRACT},
        {"{\"v\":[true]}", false, VSA_API_CONTRACT},
        {"{\"w\":true}", false, VSA_API_CONTRACT},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_number(cases[i].text, vsa_json_bool(&d, read_v(cases[i].text)), cases[i].value);
        expect_result(cases[i].text, d.result, cases[i].result);
    }
}

TEST_CASE(reads_whole_numbers_of_32_bits_and_nothing_else)
{
    static const struct {
        const char *text;
        uint32_t value;
        enum vsa_result result;
    } cases[] = {
        {"{\"v\":0}", 0, VSA_OK},
        {"{\"v\":60}", 60, VSA_OK},
        {"{\"v\":4294967295}", 4294967295u, VSA_OK},
        {"{\"v\":null}", 77, VSA_OK},
        {"{}", 77, VSA_OK},
        {"{\"v\":4294967296}", 77, VSA_API_CONTRACT},
        {"{\"v\":9999999999}", 77, VSA_API_CONTRACT},
        {"{\"v\":42949672950}", 77, VSA_API_CONTRACT},
        {"{\"v\":18446744073709551617}", 77, VSA_API_CONTRACT},
        {"{\"v\":-1}", 77, VSA_API_CONTRACT},
        {"{\"v\":-0}", 77, VSA_API_CONTRACT},
        {"{\"v\":1.0}", 77, VSA_API_CONTRACT},
        {"{\"v\":1e3}", 77, VSA_API_CONTRACT},
        {"{\"v\":true}", 77, VSA_API_CONTRACT},
        {"{\"v\":\"60\"}", 77, VSA_API_CONTRACT},
        {"{\"v\":[60]}", 77, VSA_API_CONTRACT},
        {"{\"v\":{}}", 77, VSA_API_CONTRACT},
        {"{\"v\":\"\"}", 77, VSA_API_CONTRACT},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_number(cases[i].text, vsa_json_u32(&d, read_v(cases[i].text), 77), cases[i].value);
        expect_result(cases[i].text, d.result, cases[i].result);
    }
}

TEST_CASE(undoes_the_escapes_of_a_text)
{
    static const struct {
        const char *json, *text;
    } cases[] = {
        {"{\"v\":\"\"}", ""},
        {"{\"v\":\"abc\"}", "abc"},
        {"{\"v\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}", "\"\\/\b\f\n\r\t"},
        {"{\"v\":\"\\u0041\\u007f\\u0080\\u07ff\"}", "A\x7f\xc2\x80\xdf\xbf"},
        {"{\"v\":\"\\u0800\\uFFFF\\uabcd\"}", "\xe0\xa0\x80\xef\xbf\xbf\xea\xaf\x8d"},
        {"{\"v\":\"\\ud800\\udc00x\\uDBFF\\uDFFF\"}", "\xf0\x90\x80\x80x\xf4\x8f\xbf\xbf"},
        {"{\"v\":\"\\uD83D\\ude00!\"}", "\xf0\x9f\x98\x80!"},
        {"{\"v\":\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\"}", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"},
        {"{\"v\":\"a\\u000ab\"}", "a\nb"},
        {"{\"v\":\"\\\\u0041\"}", "\\u0041"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_text(cases[i].json, text_of(read_v(cases[i].json), 40), cases[i].text);
        expect_result(cases[i].json, d.result, VSA_OK);
    }
}

TEST_CASE(a_text_that_does_not_fit_is_too_large_and_its_part_still_ends_with_nul)
{
    static const struct {
        const char *json;
        size_t cap;
        const char *text;
        enum vsa_result result;
    } cases[] = {
        {"{\"v\":\"abc\"}", 4, "abc", VSA_OK},
        {"{\"v\":\"abc\"}", 3, "ab", VSA_JSON_TOO_LARGE},
        {"{\"v\":\"abc\"}", 1, "", VSA_JSON_TOO_LARGE},
        {"{\"v\":\"\"}", 1, "", VSA_OK},
        {"{\"v\":\"a\\ud83d\\ude00\"}", 6, "a\xf0\x9f\x98\x80", VSA_OK},
        {"{\"v\":\"a\\ud83d\\ude00\"}", 5, "a", VSA_JSON_TOO_LARGE},
        {"{\"v\":\"a\xc3\xa4\"}", 3, "a", VSA_JSON_TOO_LARGE},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_text(cases[i].json, text_of(read_v(cases[i].json), cases[i].cap), cases[i].text);
        expect_result(cases[i].json, d.result, cases[i].result);
    }
}

TEST_CASE(a_text_is_a_string_without_nul)
{
    static const char *const cases[] = {"{\"v\":1}", "{\"v\":true}", "{\"v\":{\"a\":\"b\"}}", "{\"v\":[\"a\"]}",
                                        "{\"v\":\"a\\u0000b\"}", "{\"v\":\"\\u0000\"}"};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        text_of(read_v(cases[i]), 40);
        expect_result(cases[i], d.result, VSA_API_CONTRACT);
    }
}

TEST_CASE(compares_a_string_of_any_length_with_its_escapes_undone)
{
    static const struct {
        const char *json;
        struct vsa_span text;
        bool equal;
    } cases[] = {
        {"{\"v\":\"a&b\"}", VSA_SPAN("a&b"), true},
        {"{\"v\":\"a\\u0026\\u0062\"}", VSA_SPAN("a&b"), true},
        {"{\"v\":\"a\\u0026b\"}", VSA_SPAN("a\\u0026b"), false},
        {"{\"v\":\"\"}", VSA_SPAN(""), true},
        {"{\"v\":\"a\"}", VSA_SPAN(""), false},
        {"{\"v\":\"\"}", VSA_SPAN("a"), false},
        {"{\"v\":\"ab\"}", VSA_SPAN("a"), false},
        {"{\"v\":\"a\"}", VSA_SPAN("ab"), false},
        {"{\"v\":\"A\"}", VSA_SPAN("a"), false},
        {"{\"v\":\"\\u00e4\"}", VSA_SPAN("\xc3\xa4"), true},
        {"{\"v\":\"\\u00e4\"}", VSA_SPAN("\xc3"), false},
        {"{\"v\":\"\\ud83d\\ude00\"}", VSA_SPAN("\xf0\x9f\x98\x80"), true},
        {"{\"v\":\"a\\u0000\"}", VSA_SPAN("a\0"), true},
        {"{\"v\":\"a\\u0000\"}", VSA_SPAN("a"), false},
        {"{\"v\":12345}", VSA_SPAN("234"), false},
        {"{\"v\":12345}", VSA_SPAN("12345"), false},
        {"{\"v\":[\"a\"]}", VSA_SPAN("\"a\""), false},
        {"{\"v\":null}", VSA_SPAN(""), false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_number(cases[i].json, vsa_json_equal(&d, read_v(cases[i].json), cases[i].text), cases[i].equal);
        expect_result(cases[i].json, d.result, VSA_OK);
    }
}

TEST_CASE(a_label_is_cut_between_two_characters)
{
    static const struct {
        const char *json;
        size_t cap;
        const char *label;
    } cases[] = {
        {"{\"v\":\"abc\"}", 4, "abc"},
        {"{\"v\":\"abc\"}", 3, "ab"},
        {"{\"v\":\"abc\"}", 1, ""},
        {"{\"v\":\"a\xc3\xa4\"}", 4, "a\xc3\xa4"},
        {"{\"v\":\"a\xc3\xa4\"}", 3, "a"},
        {"{\"v\":\"\xe2\x82\xac\xe2\x82\xac\"}", 7, "\xe2\x82\xac\xe2\x82\xac"},
        {"{\"v\":\"\xe2\x82\xac\xe2\x82\xac\"}", 6, "\xe2\x82\xac"},
        {"{\"v\":\"\\ud83d\\ude00\\ud83d\\ude00\"}", 8, "\xf0\x9f\x98\x80"},
        {"{\"v\":\"\xf0\x9f\x98\x80\"}", 4, ""},
        {"{\"v\":\"\xe0\xa0\x80\"}", 3, ""},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_text(cases[i].json, label_of(read_v(cases[i].json), cases[i].cap), cases[i].label);
        expect_result(cases[i].json, d.result, VSA_OK);
    }
}

TEST_CASE(a_label_can_neither_break_a_line_nor_steer_a_terminal)
{
    static const struct {
        const char *json, *label;
    } cases[] = {
        {"{\"v\":\"a\\nb\\r\\tc\"}", "a?b??c"},
        {"{\"v\":\"\\u0000\\u001b[2J\\u007f\"}", "??[2J?"},
        {"{\"v\":\"\x7f\"}", "?"},
        {"{\"v\":\"\\u0080\\u009b1m\\u009f\\u00a0\"}", "??1m?\xc2\xa0"},
        {"{\"v\":\"\xc2\x80\xc2\x9f\xc2\xa0\xc3\x80\"}", "??\xc2\xa0\xc3\x80"},
        {"{\"v\":\"\\u001f\\u0020\"}", "? "},
        {"{\"v\":\" ~\"}", " ~"},
        {"{\"v\":\"\xe2\x80\xa6\xf0\x9f\x98\x80\"}", "\xe2\x80\xa6\xf0\x9f\x98\x80"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_text(cases[i].json, label_of(read_v(cases[i].json), 40), cases[i].label);
        expect_result(cases[i].json, d.result, VSA_OK);
    }
}

TEST_CASE(a_label_is_a_string)
{
    expect_text("number", label_of(read_v("{\"v\":1}"), 8), "");
    assert_int_equal(d.result, VSA_API_CONTRACT);
}

TEST_CASE(shows_the_bytes_of_a_value_as_they_are)
{
    static const char *const cases[] = {"1", "true", "\"\"", "\"a\\n\\\"\"", "[1,[2]]", "{\"a\":\"b\"}", "[]", "{}"};
    char text[64];

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        memcpy(text, "{\"v\":", 5);
        memcpy(text + 5, cases[i], strlen(cases[i]));
        memcpy(text + 5 + strlen(cases[i]), "}", 2);
        expect_span(cases[i], vsa_json_raw(&d, read_v(text)), cases[i]);
    }
}

TEST_CASE(knows_the_kind_of_a_value)
{
    static const char text[] = "{\"v\":1,\"o\":{},\"a\":[],\"s\":\"\",\"b\":false}";
    static const struct {
        const char *name;
        jsmntype_t kind;
    } cases[] = {{"v", JSMN_PRIMITIVE}, {"o", JSMN_OBJECT}, {"a", JSMN_ARRAY}, {"s", JSMN_STRING}, {"b", JSMN_PRIMITIVE}};
    static const jsmntype_t kinds[] = {JSMN_PRIMITIVE, JSMN_OBJECT, JSMN_ARRAY, JSMN_STRING};

    read_v(text);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        for (size_t k = 0; k < COUNT_OF(kinds); k++)
            expect_number(cases[i].name, vsa_json_is(&d, vsa_json_member(&d, 0, cases[i].name), kinds[k]),
                          cases[i].kind == kinds[k]);
    assert_false(vsa_json_is(&d, d.count, JSMN_OBJECT));
}

TEST_CASE(the_first_failure_sticks)
{
    int v = read_v("{\"v\":\"abc\",\"w\":1,\"w\":2}");

    text_of(v, 2);
    assert_int_equal(d.result, VSA_JSON_TOO_LARGE);
    vsa_json_bool(&d, v);
    vsa_json_member(&d, 0, "w");
    vsa_json_elements(&d, v);
    assert_int_equal(d.result, VSA_JSON_TOO_LARGE);
}

static int open_page(void **state)
{
    (void)state;
    page = guard_page_open(4096);
    return 0;
}

static int close_page(void **state)
{
    (void)state;
    guard_page_close(&page);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reads_objects_and_arrays),
        TEST(reads_a_root_that_is_a_number_or_a_word),
        TEST(refuses_what_is_no_json),
        TEST(takes_as_many_tokens_as_there_are_and_one_more_is_too_large),
        TEST(finds_a_member_by_its_exact_name),
        TEST(finds_a_member_of_a_member),
        TEST(a_name_ends_where_it_ends_in_a_filter),
        TEST(a_member_that_is_null_is_not_there),
        TEST(a_member_that_comes_twice_is_a_failure_only_if_it_is_read),
        TEST(asking_anything_but_an_object_for_a_member_is_a_failure),
        TEST(an_element_of_an_array_is_never_taken_for_a_members_name),
        TEST(counts_and_finds_the_elements_of_an_array),
        TEST(counting_the_elements_of_anything_but_an_array_is_a_failure),
        TEST(every_question_takes_a_value_that_is_not_there),
        TEST(a_value_that_is_not_there_has_no_elements),
        TEST(knows_true_from_false_and_both_from_anything_else),
        TEST(reads_whole_numbers_of_32_bits_and_nothing_else),
        TEST(undoes_the_escapes_of_a_text),
        TEST(a_text_that_does_not_fit_is_too_large_and_its_part_still_ends_with_nul),
        TEST(a_text_is_a_string_without_nul),
        TEST(compares_a_string_of_any_length_with_its_escapes_undone),
        TEST(a_label_is_cut_between_two_characters),
        TEST(a_label_can_neither_break_a_line_nor_steer_a_terminal),
        TEST(a_label_is_a_string),
        TEST(shows_the_bytes_of_a_value_as_they_are),
        TEST(knows_the_kind_of_a_value),
        TEST(the_first_failure_sticks),
    };
    return cmocka_run_group_tests(tests, open_page, close_page);
}
