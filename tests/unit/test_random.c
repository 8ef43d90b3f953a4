/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* NOLINT: libc's own switch */

#include "port/mbedtls/random.h"

#include "tests/support/test.h"

#include <mbedtls/platform_util.h>
#include <stdio.h>
#include <time.h>

/* Where Mbed TLS has its dates from, against libc's. */
static void expect_date(long long seconds)
{
    mbedtls_time_t ours = seconds;
    time_t theirs = (time_t)seconds;
    struct tm found = {0}, wanted = {0};
    char which[40];

    snprintf(which, sizeof which, "%lld", seconds);
    assert_non_null(gmtime_r(&theirs, &wanted));
    assert_non_null(mbedtls_platform_gmtime_r(&ours, &found));
    expect_number(which, found.tm_year, wanted.tm_year);
    expect_number(which, found.tm_mon, wanted.tm_mon);
    expect_number(which, found.tm_mday, wanted.tm_mday);
    expect_number(which, found.tm_hour, wanted.tm_hour);
    expect_number(which, found.tm_min, wanted.tm_min);
    expect_number(which, found.tm_sec, wanted.tm_sec);
}

TEST_CASE(dates_are_those_of_libc)
{
    for (long long day = 0; day < 400000; day++) {
        expect_date(day * 86400);
        expect_date(day * 86400 + 86399);
    }
    for (long long seconds = 0; seconds < 1ll << 39; seconds += 86399 * 977)
        expect_date(seconds);
    expect_date((1ll << 39) - 1);
}

TEST_CASE(what_is_out_of_range_is_no_date)
{
    static const mbedtls_time_t cases[] = {-1, INT64_MIN, 1ll << 39, INT64_MAX};
    struct tm found;

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_null(mbedtls_platform_gmtime_r(&cases[i], &found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(dates_are_those_of_libc),
        TEST(what_is_out_of_range_is_no_date),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
