/* SPDX-License-Identifier: MIT */
#include "agent/backoff.h"

#include "agent/limits.h"
#include "tests/support/test.h"

static const uint32_t words[] = {0, 1, 0x7fffffff, 0x80000000u, 0xfffffffeu, 0xffffffffu, 0x12345678, 0xdeadbeefu};

TEST_CASE(the_first_delay_lies_between_the_first_and_three_times_it)
{
    assert_int_equal(vsa_backoff_ms(0, 500, 30000, 0), 500);
    assert_int_equal(vsa_backoff_ms(0, 500, 30000, 0x80000000u), 1000);
    assert_int_equal(vsa_backoff_ms(0, 500, 30000, 0xffffffffu), 1500);
}

TEST_CASE(a_delay_is_at_most_three_times_the_last)
{
    assert_int_equal(vsa_backoff_ms(2000, 500, 30000, 0xffffffffu), 6000);
    assert_int_equal(vsa_backoff_ms(2000, 500, 30000, 0), 500);
    assert_int_equal(vsa_backoff_ms(499, 500, 30000, 0xffffffffu), 1500);
    assert_int_equal(vsa_backoff_ms(501, 500, 30000, 0xffffffffu), 1503);
}

TEST_CASE(a_delay_is_never_above_the_most)
{
    assert_int_equal(vsa_backoff_ms(10000, 500, 30000, 0xffffffffu), 30000);
    assert_int_equal(vsa_backoff_ms(10001, 500, 30000, 0xffffffffu), 30000);
    assert_int_equal(vsa_backoff_ms(0, 500, 600, 0xffffffffu), 600);
    assert_int_equal(vsa_backoff_ms(0, 500, 500, 0xffffffffu), 500);
}

TEST_CASE(a_spread_reaches_both_its_ends)
{
    assert_int_equal(vsa_spread(7, 0, 0xffffffffu), 7);
    assert_int_equal(vsa_spread(7, 3, 0), 7);
    assert_int_equal(vsa_spread(7, 3, 0xffffffffu), 10);
    assert_int_equal(vsa_spread(0, 0xffffffffu, 0xffffffffu), 0xffffffffu);
}

TEST_CASE(does_not_overflow)
{
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        assert_in_range(vsa_backoff_ms(0xffffffffu, 1, 0xffffffffu, words[i]), 1, 0xffffffffu);
        assert_in_range(vsa_backoff_ms(0xffffffffu, 500, 30000, words[i]), 500, 30000);
        assert_int_equal(vsa_backoff_ms(0, 0xffffffffu, 0xffffffffu, words[i]), 0xffffffffu);
    }
}

TEST_CASE(every_delay_stays_in_its_bounds_and_the_longest_are_reached)
{
    uint32_t last = 0, longest = 0, random = 1;

    for (int i = 0; i < 100000; i++) {
        uint32_t base = last > VSA_LIMIT_BACKOFF_FIRST_MS ? last : VSA_LIMIT_BACKOFF_FIRST_MS;
        uint32_t high = 3 * base < VSA_LIMIT_BACKOFF_MAX_MS ? 3 * base : VSA_LIMIT_BACKOFF_MAX_MS;
        random = random * 1664525u + 1013904223u;
        last = vsa_backoff_ms(last, VSA_LIMIT_BACKOFF_FIRST_MS, VSA_LIMIT_BACKOFF_MAX_MS, random);
        assert_in_range(last, VSA_LIMIT_BACKOFF_FIRST_MS, high);
        longest = last > longest ? last : longest;
    }
    assert_in_range(longest, VSA_LIMIT_BACKOFF_MAX_MS - 100, VSA_LIMIT_BACKOFF_MAX_MS);
}

TEST_CASE(jitter_is_a_tenth_to_both_sides)
{
    static const struct {
        uint32_t value, random, wanted;
    } cases[] = {
        {21600, 0, 19440},
        {21600, 0xffffffffu, 23760},
        {21600, 0x80000000u, 21600},
        {0, 0xffffffffu, 0},
        {9, 0, 9},
        {9, 0xffffffffu, 9},
        {10, 0, 9},
        {10, 0xffffffffu, 11},
        {0x80000000u, 0, 0x80000000u - 214748364u},
        {0x80000000u, 0xffffffffu, 0x80000000u + 214748364u},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(vsa_jitter(cases[i].value, cases[i].random), cases[i].wanted);
}

TEST_CASE(jitter_is_even)
{
    uint32_t counts[5] = {0}, random = 1;

    for (int i = 0; i < 50000; i++) {
        random = random * 1664525u + 1013904223u;
        counts[vsa_jitter(20, random) - 18]++;
    }
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        assert_in_range(counts[i], 9500, 10500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_delay_lies_between_the_first_and_three_times_it),
        TEST(a_delay_is_at_most_three_times_the_last),
        TEST(a_delay_is_never_above_the_most),
        TEST(a_spread_reaches_both_its_ends),
        TEST(does_not_overflow),
        TEST(every_delay_stays_in_its_bounds_and_the_longest_are_reached),
        TEST(jitter_is_a_tenth_to_both_sides),
        TEST(jitter_is_even),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
