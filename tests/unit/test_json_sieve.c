/* SPDX-License-Identifier: MIT */
#include "agent/json_sieve.h"

#include "tests/support/guard_page.h"
#include "tests/support/split_feed.h"
#include "tests/support/test.h"
#include "tests/unit/json_random.h"
#include "tests/unit/json_vectors.h"

/* A sieve with its filter; what it lets through goes to the edge of an unmapped page. */
struct run {
    const char *filter;
    size_t cap;
    struct vsa_json_sieve sieve;
    struct guard_page out;
};

static struct run run;

static void start(void *context)
{
    struct run *r = context;

    vsa_json_sieve_init(&r->sieve, r->filter, guard_page_buffer(&r->out, r->cap), r->cap);
}

static void feed(void *context, struct vsa_span piece)
{
    struct run *r = context;
    enum vsa_result before = (enum vsa_result)r->sieve.result;
    enum vsa_result result = vsa_json_sieve_feed(&r->sieve, piece);

    assert_int_equal(result, r->sieve.result);
    if (before != VSA_MORE)
        assert_int_equal(result, before); /* a failure sticks */
}

static void outcome(void *context, struct vsa_writer *w)
{
    struct run *r = context;
    enum vsa_result result = vsa_json_sieve_end(&r->sieve);

    assert_int_equal(vsa_json_sieve_end(&r->sieve), result);
    assert_true(r->sieve.len <= r->cap);
    if (result == VSA_OK)
        vsa_write(w, (struct vsa_span){r->sieve.out, r->sieve.len});
    else
        vsa_write(w, vsa_result_name(result));
}

static const struct split_feed sieve = {start, feed, outcome, &run};

/* What is let through, or the name of the failure. */
static const char *sift(const char *filter, struct vsa_span input, size_t cap)
{
    run.filter = filter;
    run.cap = cap;
    return split_feed(&sieve, input);
}

static const char *sift_text(const char *filter, const char *input)
{
    return sift(filter, vsa_span(input), 4096);
}

/* Is it JSON, and already without blanks? */
static bool is_compact_json(struct vsa_span text)
{
    static char again[8192];
    struct vsa_json_sieve s;

    vsa_json_sieve_init(&s, "", again, sizeof again);
    vsa_json_sieve_feed(&s, text);
    return vsa_json_sieve_end(&s) == VSA_OK && vsa_span_equal((struct vsa_span){again, s.len}, text);
}

static void expect_each(const struct vsa_span *cases, size_t count, const char *wanted)
{
    for (size_t i = 0; i < count; i++) {
        expect_text(cases[i].ptr, sift("", cases[i], 4096), wanted);
        expect_text(cases[i].ptr, sift("success data(id)", cases[i], 4096), wanted);
        expect_text(cases[i].ptr, sift("a", cases[i], 4096), wanted);
        expect_text(cases[i].ptr, sift("", cases[i], 0), wanted);
    }
}

TEST_CASE(accepts_every_json_text_and_an_empty_filter_lets_all_of_it_through)
{
    for (size_t i = 0; i < COUNT_OF(good_json); i++) {
        struct vsa_span through = vsa_span(sift("", good_json[i], 4096));
        if (!is_compact_json(through))
            fail_msg("case <%s>: %s", good_json[i].ptr, through.ptr);
        expect_text(good_json[i].ptr, sift("", good_json[i], 0), "");
    }
}

TEST_CASE(a_text_without_blanks_comes_through_byte_by_byte_as_it_is)
{
    for (size_t i = 0; i < COUNT_OF(good_json); i++)
        if (memchr(good_json[i].ptr, ' ', good_json[i].len) == NULL && memchr(good_json[i].ptr, '\t', good_json[i].len) == NULL &&
            memchr(good_json[i].ptr, '\n', good_json[i].len) == NULL)
            expect_text(good_json[i].ptr, sift("", good_json[i], 4096), good_json[i].ptr);
}

TEST_CASE(refuses_what_cannot_begin_a_json_text_as_no_json)
{
    expect_each(not_json, COUNT_OF(not_json), "not_json");
}

TEST_CASE(refuses_malformed_json_whatever_is_wanted_of_it)
{
    expect_each(malformed_json, COUNT_OF(malformed_json), "json_malformed");
}

TEST_CASE(refuses_at_the_first_wrong_byte)
{
    static const char *const cases[] = {"[]]", "{}}", "1]", "1,", "{},", "[}", "[1,]", "{\"a\":1,}", "[01", "tx", "\"\n", "\"\\x", "\"\xff"};
    struct vsa_json_sieve s;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t len = strlen(cases[i]);
        vsa_json_sieve_init(&s, "", NULL, 0);
        expect_result(cases[i], vsa_json_sieve_feed(&s, (struct vsa_span){cases[i], len - 1}), VSA_MORE);
        expect_result(cases[i], vsa_json_sieve_feed(&s, (struct vsa_span){cases[i] + len - 1, 1}), VSA_JSON_MALFORMED);
    }
}

TEST_CASE(refuses_nesting_over_the_limit_and_says_so)
{
    assert_int_equal(VSA_LIMIT_JSON_DEPTH, 32);
    expect_each(deep_json, COUNT_OF(deep_json), "json_too_deep");
}

TEST_CASE(checks_what_it_skips_as_strictly_as_what_it_lets_through)
{
    static char text[256];

    for (size_t i = 0; i < COUNT_OF(malformed_json); i++) {
        struct vsa_writer w = vsa_writer(text, sizeof text);
        vsa_write_text(&w, "{\"skipped\":");
        vsa_write(&w, malformed_json[i]);
        vsa_write_text(&w, ",\"a\":1}");
        const char *found = sift("a", vsa_written(&w), 4096);
        if (strcmp(found, "json_malformed") != 0)
            fail_msg("case <%.*s>: %s", (int)w.len, text, found);
    }
}

struct filter_case {
    const char *filter, *input, *through;
};

static void expect_through(const struct filter_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_text(cases[i].input, sift_text(cases[i].filter, cases[i].input), cases[i].through);
}

TEST_CASE(lets_through_only_the_members_that_are_wanted)
{
    static const struct filter_case cases[] = {
        {"a", "{}", "{}"},
        {"a", "{\"a\":1}", "{\"a\":1}"},
        {"a", "{\"b\":1}", "{}"},
        {"a", "{\"b\":1,\"a\":2,\"c\":3}", "{\"a\":2}"},
        {"a b", "{\"b\":1,\"x\":0,\"a\":2}", "{\"b\":1,\"a\":2}"},
        {"ab", "{\"a\":1,\"abc\":2,\"b\":3}", "{}"},
        {"a ab abc", "{\"ab\":1,\"abc\":2}", "{\"ab\":1,\"abc\":2}"},
        {"a", " { \"x\" : [ 1 , { \"a\" : 2 } ] , \"a\" : \" b \" } ", "{\"a\":\" b \"}"},
        {"a", "{\"x\":{\"a\":1},\"a\":2}", "{\"a\":2}"},
        {"a", "{\"x\":\"a\",\"y\":\"\\\"a\\\":1\",\"a\":2}", "{\"a\":2}"},
        {"a b", "{\"a\":1,\"x\":2}", "{\"a\":1}"},
        {"a b", "{\"x\":1,\"b\":2}", "{\"b\":2}"},
        {"a b", "{\"\":1,\"b\":2}", "{\"b\":2}"},
    };

    expect_through(cases, COUNT_OF(cases));
}

TEST_CASE(a_name_alone_passes_all_of_its_value)
{
    static const struct filter_case cases[] = {
        {"a", "{\"a\": {\"b\": [1, {\"c\": null}], \"x\": \"y\"}}", "{\"a\":{\"b\":[1,{\"c\":null}],\"x\":\"y\"}}"},
        {"a", "{\"a\":[[1,2],[[]],{}],\"b\":1}", "{\"a\":[[1,2],[[]],{}]}"},
        {"a", "{\"a\":{\"B\":1,\"\\u0062\":2},\"x\":1}", "{\"a\":{\"B\":1,\"\\u0062\":2}}"},
        {"a b", "{\"a\":{\"b\":1},\"b\":[true ,false]}", "{\"a\":{\"b\":1},\"b\":[true,false]}"},
    };

    expect_through(cases, COUNT_OF(cases));
}

TEST_CASE(a_name_with_a_group_passes_only_the_members_in_the_group)
{
    static const struct filter_case cases[] = {
        {"a(b)", "{\"a\":{\"x\":1,\"b\":2,\"y\":{\"b\":3}}}", "{\"a\":{\"b\":2}}"},
        {"a(b)", "{\"b\":1,\"a\":{}}", "{\"a\":{}}"},
        {"a(b) b", "{\"b\":1,\"a\":{\"a\":2}}", "{\"b\":1,\"a\":{}}"},
        {"a(b(c d) e) f", "{\"a\":{\"b\":{\"x\":0,\"d\":1,\"c\":{\"x\":2}},\"e\":[3],\"f\":4},\"e\":5,\"f\":6}",
         "{\"a\":{\"b\":{\"d\":1,\"c\":{\"x\":2}},\"e\":[3]},\"f\":6}"},
        {"x(y(z)) a", "{\"a\":1,\"y\":2,\"z\":3,\"x\":{\"z\":4,\"y\":{\"z\":5}}}", "{\"a\":1,\"x\":{\"y\":{\"z\":5}}}"},
        {"a(b)", "{\"a\":{\"a\":{\"b\":1}}}", "{\"a\":{}}"},
        {"a(b) c", "{\"c\":1,\"a\":{\"b\":2}}", "{\"c\":1,\"a\":{\"b\":2}}"},
    };

    expect_through(cases, COUNT_OF(cases));
}

TEST_CASE(a_group_applies_to_the_objects_of_an_array_and_leaves_out_the_arrays_in_it)
{
    static const struct filter_case cases[] = {
        {"a(b)", "{\"a\":[{\"b\":1,\"x\":2},{\"x\":3},{\"b\":4}]}", "{\"a\":[{\"b\":1},{},{\"b\":4}]}"},
        {"a(b)", "{\"a\":[]}", "{\"a\":[]}"},
        {"a(b)", "{\"a\":[[{\"b\":1}],{\"b\":2},[],[[3]]]}", "{\"a\":[{\"b\":2}]}"},
        {"a(b)", "{\"a\":[{\"b\":1},[2],{\"b\":3}]}", "{\"a\":[{\"b\":1},{\"b\":3}]}"},
        {"a(b)", "{\"a\":[1,[2],\"c\",null,{\"b\":[4]}]}", "{\"a\":[1,\"c\",null,{\"b\":[4]}]}"},
        {"a(b(c))", "{\"a\":[{\"b\":[{\"c\":1,\"d\":2}]}]}", "{\"a\":[{\"b\":[{\"c\":1}]}]}"},
    };

    expect_through(cases, COUNT_OF(cases));
}

TEST_CASE(a_group_lets_any_other_value_through_whole)
{
    static const struct filter_case cases[] = {
        {"a(b)", "{\"a\":null}", "{\"a\":null}"},
        {"a(b)", "{\"a\":\"Record not found\",\"x\":1}", "{\"a\":\"Record not found\"}"},
        {"a(b) c", "{\"a\":-1.5e3,\"x\":1,\"c\":2}", "{\"a\":-1.5e3,\"c\":2}"},
        {"a(b)", "{\"a\":true}", "{\"a\":true}"},
    };

    expect_through(cases, COUNT_OF(cases));
}

TEST_CASE(a_root_that_is_an_array_has_the_whole_filter_as_its_group)
{
    static const struct filter_case cases[] = {
        {"a(b) c", "[{\"a\":{\"b\":1,\"x\":2},\"c\":3,\"d\":4},{\"x\":5}]", "[{\"a\":{\"b\":1},\"c\":3},{}]"},
        {"a", "[]", "[]"},
        {"a", "[1,[{\"a\":2}],\"b\"]", "[1,\"b\"]"},
        {"a", "\"a\"", "\"a\""},
        {"a", "12", "12"},
        {"a", "null", "null"},
    };

    expect_through(cases, COUNT_OF(cases));
}

TEST_CASE(names_match_without_regard_to_case_with_escapes_undone_and_come_out_as_the_filter_spells_them)
{
    static const struct filter_case cases[] = {
        {"vsliceId", "{\"vSliceId\":1}", "{\"vsliceId\":1}"},
        {"vsliceId", "{\"VSLICEID\":1}", "{\"vsliceId\":1}"},
        {"id", "{\"\\u0069d\":1}", "{\"id\":1}"},
        {"id", "{\"\\u0049\\u0044\":1}", "{\"id\":1}"},
        {"a/b", "{\"a\\/b\":1}", "{\"a/b\":1}"},
        {"data(id)", "{\"DATA\":{\"ID\":1}}", "{\"data\":{\"id\":1}}"},
    };

    expect_through(cases, COUNT_OF(cases));
}

TEST_CASE(names_that_only_look_alike_do_not_match)
{
    static const struct filter_case cases[] = {
        {"id", "{\"\\u0069\\u0064\\u0000\":1}", "{}"},
        {"id", "{\"\\u0000id\":1,\"i\\nd\":2,\"id \":3,\" id\":4}", "{}"},
        {"id", "{\"\xc4\xb1" "d\":1,\"\\u0131d\":2,\"\\uff49d\":3,\"\\ud835\\udc56d\":4}", "{}"},
        {"k", "{\"\xe2\x84\xaa\":1,\"\\u212a\":2}", "{}"}, /* the Kelvin sign, whose lower case is k */
        {"a", "{\"\":1}", "{}"},
        {"a(b)", "{\"a(b)\":1,\"a(b\":2,\"(b)\":3,\"(\":4,\")\":5,\" \":6}", "{}"},
        {"a b", "{\"a b\":1}", "{}"},
        {"a", "{\"\x7f\":1,\"\xc2\x80\":2,\"\\u0080\":3}", "{}"},
        {"@", "{\"`\":1}", "{}"},
        {"abcdefghijklmnopqrstuv", "{\"abcdefghijklmnopqrstuvw\":1,\"abcdefghijklmnopqrstu\":2}", "{}"},
    };

    expect_through(cases, COUNT_OF(cases));
}

TEST_CASE(the_longest_name_of_a_filter_matches_and_longer_ones_do_no_harm)
{
    static char text[700] = "{\"";

    assert_int_equal(VSA_SIEVE_NAME_MAX, 22);
    expect_text("22", sift_text("abcdefghijklmnopqrstuv", "{\"ABCDEFGHIJKLMNOPQRSTU\\u0056\":1}"),
                "{\"abcdefghijklmnopqrstuv\":1}");
    for (size_t len = 20; len < 600; len += 29) {
        memset(text + 2, 'a', len);
        memcpy(text + 2 + len, "\":[1],\"b\":2}", sizeof "\":[1],\"b\":2}");
        expect_text("long", sift_text("b aaaa", text), "{\"b\":2}");
    }
}

TEST_CASE(a_wanted_member_that_comes_twice_comes_through_twice)
{
    static const struct filter_case cases[] = {
        {"a", "{\"a\":1,\"a\":1}", "{\"a\":1,\"a\":1}"},
        {"a", "{\"a\":1,\"x\":0,\"A\":2}", "{\"a\":1,\"a\":2}"},
        {"a(b)", "{\"a\":{\"b\":1},\"a\":{\"b\":2,\"\\u0062\":3}}", "{\"a\":{\"b\":1},\"a\":{\"b\":2,\"b\":3}}"},
        {"a", "{\"x\":1,\"x\":2,\"a\":3}", "{\"a\":3}"},
    };

    expect_through(cases, COUNT_OF(cases));
}

TEST_CASE(skips_unwanted_members_of_every_kind)
{
    static char text[512];

    for (size_t i = 0; i < COUNT_OF(good_json); i++) {
        struct vsa_writer w = vsa_writer(text, sizeof text);
        if (good_json[i].len > 60)
            continue; /* too deep below another object */
        vsa_write_text(&w, "{\"x\":");
        vsa_write(&w, good_json[i]);
        vsa_write_text(&w, ",\"a\":1,\"y\":");
        vsa_write(&w, good_json[i]);
        vsa_write_text(&w, "}");
        expect_text(good_json[i].ptr, sift("a", vsa_written(&w), 64), "{\"a\":1}");
    }
}

TEST_CASE(leaves_out_what_nests_deeper_than_a_filter_reaches_and_stays_json)
{
    static const char *const cases[] = {
        "[{\"a\":[{\"b\":[{\"c\":[{\"d\":[{\"e\":1}],\"x\":2}]}]}]}]",
        "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":1,\"f\":{\"g\":{\"h\":{\"i\":{\"j\":1}}}}}}}}}",
    };
    static const char *const filters[] = {"a(b(c(d(e(f)))))", "a(b(c(d(f(g(h(i(j))))))))"};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_span through = vsa_span(sift_text(filters[i], cases[i]));
        if (!is_compact_json(through))
            fail_msg("case <%s>: <%s> is no JSON", cases[i], through.ptr);
    }
}

TEST_CASE(what_does_not_fit_is_too_large_and_nothing_is_written_behind_the_end)
{
    static const char input[] = "{\"x\":[1,2,3],\"a\":{\"b\":\"c\"},\"d\":[true]}", through[] = "{\"a\":{\"b\":\"c\"},\"d\":[true]}";

    for (size_t cap = 1; cap < sizeof through - 1; cap++)
        expect_text(input, sift("a d", vsa_span(input), cap), "json_too_large");
    expect_text(input, sift("a d", vsa_span(input), sizeof through - 1), through);
}

TEST_CASE(malformed_goes_before_too_large)
{
    expect_text("malformed", sift("", VSA_SPAN_OF("{\"a\":\"long enough not to fit\"} x"), 4), "json_malformed");
    expect_text("cut", sift("", VSA_SPAN_OF("{\"a\":\"long enough not to fit\""), 4), "json_malformed");
}

TEST_CASE(without_a_buffer_it_only_checks)
{
    struct vsa_json_sieve s;

    vsa_json_sieve_init(&s, "a(b)", NULL, 0);
    assert_int_equal(vsa_json_sieve_feed(&s, VSA_SPAN_OF("{\"a\":{\"b\":[1,2]},\"x\":3}")), VSA_MORE);
    assert_int_equal(vsa_json_sieve_end(&s), VSA_OK);
    assert_int_equal(s.len, 0);
}

TEST_CASE(finds_the_wanted_members_at_the_end_of_a_megabyte_in_a_small_buffer)
{
    static char text[1100000];
    struct vsa_writer w = vsa_writer(text, sizeof text);

    vsa_write_text(&w, "{\n");
    for (uint32_t i = 0; w.len < 1000000; i++) {
        vsa_write_text(&w, "    \"unknown");
        vsa_write_u32(&w, i);
        vsa_write_text(&w, "\": {\n        \"id\": [1, 2.5e3, \"\\u00e4\\ud83d\\ude00\"],\n        \"success\": false\n    },\n");
    }
    vsa_write_text(&w, "    \"Data\": {\n        \"x\": null,\n        \"id\": \"42\"\n    },\n    \"success\": true\n}\n");
    assert_false(w.full);
    run.filter = "success messages data(id)";
    run.cap = 64;
    expect_text("megabyte", split_feed_long(&sieve, vsa_written(&w)), "{\"data\":{\"id\":\"42\"},\"success\":true}");
}

TEST_CASE(whatever_json_comes_in_what_goes_out_is_json_and_goes_through_unchanged_again)
{
    static const char *const filters[] = {"", "a", "b long", "a(b c) data", "data(a(b) b(c)) long(x)", "x a(a(a b) b)"};
    static char text[4096], once[4096], twice[4096];

    for (uint32_t n = 1; n <= 12000; n++) {
        uint32_t seed = n * 2654435761u;
        const char *filter = filters[n % COUNT_OF(filters)];
        struct vsa_writer w = vsa_writer(text, sizeof text);
        struct vsa_json_sieve first, second;

        write_random_json(&w, &seed, 5);
        if (w.full)
            continue;
        vsa_json_sieve_init(&first, filter, once, sizeof once);
        vsa_json_sieve_feed(&first, vsa_written(&w));
        if (vsa_json_sieve_end(&first) != VSA_OK || !is_compact_json((struct vsa_span){once, first.len}))
            fail_msg("filter <%s>, text <%.*s>: <%.*s>", filter, (int)w.len, text, (int)first.len, once);
        vsa_json_sieve_init(&second, filter, twice, sizeof twice);
        vsa_json_sieve_feed(&second, (struct vsa_span){once, first.len});
        assert_int_equal(vsa_json_sieve_end(&second), VSA_OK);
        assert_int_equal(second.len, first.len);
        assert_memory_equal(once, twice, first.len);
    }
}

TEST_CASE(one_changed_byte_never_makes_it_let_through_what_is_no_json)
{
    static char text[4096], out[4096];

    for (uint32_t n = 1; n <= 20000; n++) {
        uint32_t seed = n * 2246822519u;
        struct vsa_writer w = vsa_writer(text, sizeof text);
        struct vsa_json_sieve s;

        write_random_json(&w, &seed, 4);
        if (w.full)
            continue;
        text[draw(&seed, (uint32_t)w.len)] = (char)draw(&seed, 256);
        vsa_json_sieve_init(&s, n % 2 ? "a(b c) long" : "", out, sizeof out);
        vsa_json_sieve_feed(&s, vsa_written(&w));
        if (vsa_json_sieve_end(&s) == VSA_OK)
            assert_true(is_compact_json((struct vsa_span){out, s.len}));
    }
}

static int open_page(void **state)
{
    (void)state;
    run.out = guard_page_open(8192);
    return 0;
}

static int close_page(void **state)
{
    (void)state;
    guard_page_close(&run.out);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(accepts_every_json_text_and_an_empty_filter_lets_all_of_it_through),
        TEST(a_text_without_blanks_comes_through_byte_by_byte_as_it_is),
        TEST(refuses_what_cannot_begin_a_json_text_as_no_json),
        TEST(refuses_malformed_json_whatever_is_wanted_of_it),
        TEST(refuses_at_the_first_wrong_byte),
        TEST(refuses_nesting_over_the_limit_and_says_so),
        TEST(checks_what_it_skips_as_strictly_as_what_it_lets_through),
        TEST(lets_through_only_the_members_that_are_wanted),
        TEST(a_name_alone_passes_all_of_its_value),
        TEST(a_name_with_a_group_passes_only_the_members_in_the_group),
        TEST(a_group_applies_to_the_objects_of_an_array_and_leaves_out_the_arrays_in_it),
        TEST(a_group_lets_any_other_value_through_whole),
        TEST(a_root_that_is_an_array_has_the_whole_filter_as_its_group),
        TEST(names_match_without_regard_to_case_with_escapes_undone_and_come_out_as_the_filter_spells_them),
        TEST(names_that_only_look_alike_do_not_match),
        TEST(the_longest_name_of_a_filter_matches_and_longer_ones_do_no_harm),
        TEST(a_wanted_member_that_comes_twice_comes_through_twice),
        TEST(skips_unwanted_members_of_every_kind),
        TEST(leaves_out_what_nests_deeper_than_a_filter_reaches_and_stays_json),
        TEST(what_does_not_fit_is_too_large_and_nothing_is_written_behind_the_end),
        TEST(malformed_goes_before_too_large),
        TEST(without_a_buffer_it_only_checks),
        TEST(finds_the_wanted_members_at_the_end_of_a_megabyte_in_a_small_buffer),
        TEST(whatever_json_comes_in_what_goes_out_is_json_and_goes_through_unchanged_again),
        TEST(one_changed_byte_never_makes_it_let_through_what_is_no_json),
    };
    return cmocka_run_group_tests(tests, open_page, close_page);
}
