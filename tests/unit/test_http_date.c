/* SPDX-License-Identifier: MIT */
#include "agent/http_date.h"

#include "tests/support/guard_page.h"
#include "tests/support/test.h"

static void expect_date(const char *text, uint64_t wanted)
{
    struct guard_page page = guard_page_open(strlen(text));

    expect_number(text, vsa_http_date(guard_page_at_end(&page, vsa_span(text))), wanted);
    guard_page_close(&page);
}

TEST_CASE(counts_the_seconds_since_1970)
{
    static const struct {
        const char *text;
        uint64_t seconds;
    } cases[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
        {"Thu, 01 Jan 1970 00:00:01 GMT", 1},
        {"Thu, 01 Jan 1970 23:59:59 GMT", 86399},
        {"Sat, 31 Jan 1970 00:00:00 GMT", 2592000},
        {"Tue, 29 Feb 2000 12:00:00 GMT", 951825600},
        {"Wed, 01 Mar 2000 00:00:00 GMT", 951868800},
        {"Sun, 28 Feb 2100 00:00:00 GMT", 4107456000},
        {"Mon, 01 Mar 2100 00:00:00 GMT", 4107542400},
        {"Thu, 29 Feb 2024 00:00:00 GMT", 1709164800},
        {"Wed, 31 Dec 2025 23:59:59 GMT", 1767225599},
        {"Sun, 07 Feb 2106 06:28:15 GMT", 4294967295},
        {"Sun, 07 Feb 2106 06:28:16 GMT", 4294967296},
        {"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799},
        {"Sat, 31 Dec 2016 23:59:60 GMT", 1483228800}, /* a leap second */
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_date(cases[i].text, cases[i].seconds);
}

TEST_CASE(knows_every_month)
{
    static const struct {
        const char *text;
        uint32_t days;
    } cases[] = {
        {"Wed, 01 Jan 2025 00:00:00 GMT", 20089}, {"Sat, 01 Feb 2025 00:00:00 GMT", 20120},
        {"Sat, 01 Mar 2025 00:00:00 GMT", 20148}, {"Tue, 01 Apr 2025 00:00:00 GMT", 20179},
        {"Thu, 01 May 2025 00:00:00 GMT", 20209}, {"Sun, 01 Jun 2025 00:00:00 GMT", 20240},
        {"Tue, 01 Jul 2025 00:00:00 GMT", 20270}, {"Fri, 01 Aug 2025 00:00:00 GMT", 20301},
        {"Mon, 01 Sep 2025 00:00:00 GMT", 20332}, {"Wed, 01 Oct 2025 00:00:00 GMT", 20362},
        {"Sat, 01 Nov 2025 00:00:00 GMT", 20393}, {"Mon, 01 Dec 2025 00:00:00 GMT", 20423},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_date(cases[i].text, cases[i].days * UINT64_C(86400));
}

TEST_CASE(gives_nothing_for_anything_else)
{
    static const char *const cases[] = {
        "",
        "0",
        "Sunday, 06-Nov-94 08:49:37 GMT",  /* obsolete */
        "Sun Nov  6 08:49:37 1994",        /* obsolete */
        "Wed, 31 Dec 1969 23:59:59 GMT",
        "Mon, 01 Jan 0000 00:00:00 GMT",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 gmt",
        "Sun, 06 Nov 1994 08:49:37 GM",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 NOV 1994 08:49:37 GMT",
        "Sun, 06 Nox 1994 08:49:37 GMT",
        "Sun, 06 anF 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 0a:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:3/ GMT",
        "Sun, 0/ Nov 1994 08:49:37 GMT",
        "Sun, 0: Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 -8:49:37 GMT",
        "Sun, 06 Nov 1994 08-49-37 GMT",
        "Sun; 06 Nov 1994 08:49:37 GMT",
        "Sun, 06-Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37-GMT",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_date(cases[i], 0);
}

TEST_CASE(gives_nothing_for_a_day_that_its_month_does_not_have)
{
    expect_date("Sun, 31 Nov 1994 08:49:37 GMT", 0);
    expect_date("Sun, 30 Feb 2020 08:49:37 GMT", 0);
    expect_date("Wed, 29 Feb 2023 08:49:37 GMT", 0);
    expect_date("Mon, 29 Feb 2100 08:49:37 GMT", 0);
}

TEST_CASE(gives_nothing_for_a_day_of_the_week_that_there_is_not)
{
    expect_date("123, 06 Nov 1994 08:49:37 GMT", 0);
    expect_date("Xyz, 06 Nov 1994 08:49:37 GMT", 0);
    expect_date("Jan, 06 Nov 1994 08:49:37 GMT", 0);
}

TEST_CASE(gives_nothing_for_a_day_of_the_week_in_the_place_of_the_month)
{
    expect_date("Sun, 06 Mon 1994 08:49:37 GMT", 0);
    expect_date("Sun, 06 Sun 1994 08:49:37 GMT", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(counts_the_seconds_since_1970),
        TEST(knows_every_month),
        TEST(gives_nothing_for_anything_else),
        TEST(gives_nothing_for_a_day_that_its_month_does_not_have),
        TEST(gives_nothing_for_a_day_of_the_week_that_there_is_not),
        TEST(gives_nothing_for_a_day_of_the_week_in_the_place_of_the_month),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
