/* SPDX-License-Identifier: MIT */
/* port/lwip/time.c, and SNTP. */
#include "tests/unit/lwip_services.h"

#include "lwip/apps/sntp.h"
#include "netif/ppp/ppp_opts.h" /* in the number of timers */

void vsa_lwip_set_time(int32_t seconds_since_2036);

#define NTP_OF(unix_s) ((uint32_t)((unix_s) + 2208988800ll))

/* Answers so from now on, and is asked at once. */
static void server_says(uint32_t seconds, uint8_t leap, uint8_t stratum)
{
    ntp.is_there = true;
    ntp.seconds = seconds;
    ntp.leap = leap;
    ntp.stratum = stratum;
    ntp.asked = 0;
    sntp_stop();
    vsa_lwip_time_start();
    pass(100);
}

/* What comes after 2033-05-18, which is told first. 0: it was not believed, but asked for again soon. */
static uint64_t time_told(uint32_t seconds, uint8_t leap, uint8_t stratum)
{
    server_says(NTP_OF(2000000000), 0, 1);
    assert_true(vsa_port_wall_s() == 2000000000);
    server_says(seconds, leap, stratum);
    if (vsa_port_wall_s() != 2000000000)
        return vsa_port_wall_s();
    pass(5000);
    assert_in_range(ntp.asked, 2, 4);
    assert_true(vsa_port_wall_s() == 2000000005);
    return 0;
}

/* The seconds of NTP begin again in 2036; a time before the build counts as none. */
TEST_CASE(the_seconds_of_ntp_become_those_of_unix_over_the_end_of_their_era)
{
    static const struct {
        uint32_t ntp;
        uint64_t unix_s; /* 0: refused */
    } cases[] = {
        {NTP_OF(1704067200), 0},                   /* 2024-01-01, before the build */
        {4102444800u, 1893456000},                 /* 2030-01-01 */
        {UINT32_MAX, 2085978495},                  /* 2036-02-07 06:28:15, the era's last */
        {0, 0},                                    /* stands for a time that is not known, not for the next one's first */
        {1, 2085978497},
        {NTP_OF(2145916800), 2145916800},          /* 2038-01-01 */
        {NTP_OF(2147483648), 2147483648},          /* beyond 32 signed bits of Unix time */
        {NTP_OF(4233462143), 4233462143},          /* 2104-02-26, the last that can be told */
        {0x80000000u, 0},                          /* 1968, where it turns over */
    };

    set_up_names("10.0.0.1", 0, true);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_true(time_told(cases[i].ntp, 0, 1) == cases[i].unix_s);
}

/* RFC 4330, sections 4 and 5. */
TEST_CASE(a_server_that_is_not_synchronised_or_none_at_all_is_not_believed)
{
    static const struct {
        uint8_t leap, stratum;
        bool is_believed;
    } cases[] = {
        {0, 1, true}, {1, 2, true}, {2, 15, true},                           /* a minute of 61 or of 59 seconds is to come */
        {3, 1, false}, {3, 0, false}, {0, 0, false}, {0, 16, false}, {0, 255, false},
    };

    set_up_names("10.0.0.1", 0, true);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(time_told(NTP_OF(2100000000), cases[i].leap, cases[i].stratum) != 0, cases[i].is_believed);
}

TEST_CASE(the_time_is_counted_on_over_a_wrap_of_the_millisecond_clock)
{
    set_up("10.0.0.1");
    sntp_stop();
    now_ms = UINT32_MAX - 100000;
    vsa_lwip_set_time((int32_t)NTP_OF(1900000000));
    for (uint32_t i = 0; i < 300; i++) {
        now_ms += 999;
        vsa_lwip_time_poll();
    }
    assert_true(vsa_port_wall_s() == 1900000000 + 299);
    now_ms += 20 * 86400 * 1000u;
    assert_true(vsa_port_wall_s() == 1900000000 + 299 + 20 * 86400);
}

TEST_CASE(a_time_before_the_build_is_none_whoever_tells_it)
{
    set_up("10.0.0.1");
    sntp_stop();
    vsa_lwip_set_time((int32_t)NTP_OF(1900000000));
    vsa_lwip_set_time((int32_t)NTP_OF(1704067200)); /* 2024-01-01 */
    assert_true(vsa_port_wall_s() == 1900000000);
}

TEST_CASE(sntp_asks_a_name_of_its_own_and_believes_only_an_answer_that_repeats_its_question)
{
    set_up_names("10.0.0.1", 0, true);
    server_says(NTP_OF(1900000000), 0, 1);
    ntp.forged = true;
    server_says(NTP_OF(2147483648), 0, 1);
    pass(10000);
    assert_in_range(ntp.asked, 2, 20);
    assert_true(vsa_port_wall_s() < 1900000100);
    ntp.forged = false;
    pass(60000);
    assert_true(vsa_port_wall_s() >= 2147483648 && vsa_port_wall_s() < 2147483648 + 100);
}

/* lwIP has a fixed number of timers, and one too few is a failed assertion: a reset. */
TEST_CASE(a_flood_of_kisses_of_death_takes_no_timers_and_the_time_comes_all_the_same)
{
    const struct memp_desc *timers = memp_pools[MEMP_SYS_TIMEOUT];

    set_up_names("10.0.0.1", 0, true);
    server_says(NTP_OF(2100000000), 0, 0);
    for (int i = 0; i < 50; i++) {
        flood = 20;
        pass(1000);
    }
    assert_in_range(timers->stats->max, 1, MEMP_NUM_SYS_TIMEOUT);
    ntp.stratum = 1;
    flood = 0;
    pass(60000);
    assert_true(vsa_port_wall_s() >= 2100000000 && vsa_port_wall_s() < 2100000000 + 100);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(the_seconds_of_ntp_become_those_of_unix_over_the_end_of_their_era),
        TEST(a_server_that_is_not_synchronised_or_none_at_all_is_not_believed),
        TEST(the_time_is_counted_on_over_a_wrap_of_the_millisecond_clock),
        TEST(a_time_before_the_build_is_none_whoever_tells_it),
        TEST(sntp_asks_a_name_of_its_own_and_believes_only_an_answer_that_repeats_its_question),
        TEST(a_flood_of_kisses_of_death_takes_no_timers_and_the_time_comes_all_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
