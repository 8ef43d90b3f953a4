/* SPDX-License-Identifier: MIT */
/* Retry-After (RFC 9110, section 10.2.3): what waits for it, how long, and what it does to the next check. */
#include "tests/support/fake_bench.h"
#include "tests/support/test.h"

static struct fake_bench b;

/* With its jitter of a tenth. */
static void assert_the_interval_follows(void)
{
    assert_in_range(b.check.next_check_s, VSA_LIMIT_INTERVAL_S - VSA_LIMIT_INTERVAL_S / 10,
                    VSA_LIMIT_INTERVAL_S + VSA_LIMIT_INTERVAL_S / 10);
}

static void unavailable(int status, const char *retry_after, unsigned times)
{
    fake_bench_init(&b);
    fake_server_answer(&b.server, (struct fake_answer){
                                      .target = FAKE_TOKEN_PATH, .status = status, .headers = retry_after, .times = times});
}

TEST_CASE(retry_after_within_the_deadline_is_waited_for_in_both_its_forms)
{
    static const char *const forms[] = {"Retry-After: 20\r\n", "retry-after:   Tue, 01 Jul 2025 12:00:20 GMT\r\n"};
    static const int codes[] = {429, 503};

    for (size_t c = 0; c < COUNT_OF(codes); c++)
        for (size_t i = 0; i < COUNT_OF(forms); i++) {
            unavailable(codes[c], forms[i], 1);
            assert_true(fake_bench_run(&b));
            assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
            assert_int_equal(b.waits, 1);
            assert_in_range(b.check.duration_ms, 20000, 21600);
            assert_the_interval_follows();
        }
}

/*
 * A date is the same for a whole fleet, which must not come back all at once: of a hundred devices, what follows begins
 * within the first fifth of from..to and ends within the last.
 */
static void assert_a_fleet_spreads(const char *retry_after, unsigned times, const uint32_t *figure, uint32_t from,
                                   uint32_t to)
{
    uint32_t least = UINT32_MAX, most = 0, fifth = (to - from) / 5;

    for (uint32_t i = 0; i < 100; i++) {
        unavailable(503, retry_after, times);
        b.random = i * 2654435761u;
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.waits, times);
        least = *figure < least ? *figure : least;
        most = *figure > most ? *figure : most;
    }
    assert_in_range(least, from, from + fifth);
    assert_in_range(most, to - fifth, to);
}

TEST_CASE(a_fleet_that_was_told_a_date_within_the_deadline_comes_spread_behind_it_and_never_before)
{
    assert_a_fleet_spreads("Retry-After: Tue, 01 Jul 2025 12:00:20 GMT\r\n", 1, &b.check.duration_ms,
                           20000 + VSA_LIMIT_BACKOFF_FIRST_MS, 20100 + 3 * VSA_LIMIT_BACKOFF_FIRST_MS);
}

TEST_CASE(a_fleet_that_was_told_a_date_beyond_the_deadline_comes_spread_behind_it_and_never_before)
{
    assert_a_fleet_spreads("Retry-After: Tue, 01 Jul 2025 14:00:00 GMT\r\n", 0, &b.check.next_check_s, 7200,
                           7200 + 720);
}

TEST_CASE(blanks_after_a_retry_after_date_do_not_count)
{
    unavailable(503, "Retry-After: Tue, 01 Jul 2025 12:00:20 GMT   \t \r\n", 1);
    assert_true(fake_bench_run(&b));
    assert_in_range(b.check.duration_ms, 20000, 21600);
}

TEST_CASE(retry_after_beyond_the_deadline_ends_the_check_at_once_and_moves_the_next_one)
{
    static const struct {
        const char *header;
        uint32_t seconds, most;
    } forms[] = {
        {"Retry-After: 7200\r\n", 7200, 7920},
        {"Retry-After: Tue, 01 Jul 2025 14:00:00 GMT\r\n", 7200, 7920},
        {"Retry-After: 999999999\r\n", VSA_LIMIT_CREDENTIALS_HOLD_S, VSA_LIMIT_CREDENTIALS_HOLD_S},
        {"Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n", VSA_LIMIT_CREDENTIALS_HOLD_S, VSA_LIMIT_CREDENTIALS_HOLD_S},
    };

    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        unavailable(i % 2 ? 429 : 503, forms[i].header, 0);
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
        assert_int_equal(b.waits, 0);
        assert_true(b.check.duration_ms < 100);
        assert_in_range(b.check.next_check_s, forms[i].seconds, forms[i].most);
    }
}

TEST_CASE(retry_after_with_the_answer_to_a_report_moves_the_next_check_too)
{
    static const int codes[] = {429, 503};

    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        fake_bench_init(&b);
        b.config.report_key = VSA_SPAN_OF("vslice");
        fake_status(&b, FAKE_REPORT_PATH, codes[i], "Retry-After: 40000\r\n");
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
        assert_int_equal(b.waits, 0);
        assert_int_equal(fake_server_count(&b.server, "PUT", FAKE_REPORT_PATH), 1);
        assert_in_range(b.check.next_check_s, 40000, 44000);
    }
}

TEST_CASE(retry_after_that_says_nothing_useful_is_as_good_as_none)
{
    static const char *const forms[] = {"Retry-After: 0\r\n", "Retry-After: soon\r\n", "Retry-After: -5\r\n", "Retry-After:\r\n",
                                        "Retry-After: 99999999999999999999\r\n", "Retry-After: Tue, 01 Jul 2025 11:00:00 GMT\r\n"};

    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        unavailable(503, forms[i], 1);
        assert_true(fake_bench_run(&b));
        expect_number(forms[i], b.check.membership.verdict, VSA_MEMBER);
        assert_int_equal(b.waits, 1);
        assert_true(b.check.duration_ms <= 3 * VSA_LIMIT_BACKOFF_FIRST_MS + 100);
    }
}

TEST_CASE(retry_after_with_any_other_status_counts_for_nothing)
{
    fake_bench_init(&b);
    fake_status(&b, FAKE_TOKEN_PATH, 404, "Retry-After: 999999\r\n");
    assert_true(fake_bench_run(&b));
    assert_the_interval_follows();
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(retry_after_within_the_deadline_is_waited_for_in_both_its_forms),
        TEST(a_fleet_that_was_told_a_date_within_the_deadline_comes_spread_behind_it_and_never_before),
        TEST(a_fleet_that_was_told_a_date_beyond_the_deadline_comes_spread_behind_it_and_never_before),
        TEST(blanks_after_a_retry_after_date_do_not_count),
        TEST(retry_after_beyond_the_deadline_ends_the_check_at_once_and_moves_the_next_one),
        TEST(retry_after_with_the_answer_to_a_report_moves_the_next_check_too),
        TEST(retry_after_that_says_nothing_useful_is_as_good_as_none),
        TEST(retry_after_with_any_other_status_counts_for_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
