/* SPDX-License-Identifier: MIT */
/* port/lwip/time.c, and SNTP. */
#include "tests/unit/lwip_services.h"

#include "netif/ppp/ppp_opts.h" /* in the number of timers */

void vsa_lwip_set_time(int32_t seconds_since_2036);

#define NTP_OF(unix_s) ((uint32_t)((unix_s) + 2208988800ll))

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
        {0, 2085978496},                           /* and the next one's first */
        {NTP_OF(2145916800), 2145916800},          /* 2038-01-01 */
        {NTP_OF(2147483648), 2147483648},          /* beyond 32 signed bits of Unix time */
        {NTP_OF(4233462143), 4233462143},          /* 2104-02-26, the last that can be told */
        {0x80000000u, 0},                          /* 1968, where it turns over */
    };

    set_up("10.0.0.1");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        vsa_lwip_set_time((int32_t)NTP_OF(2000000000)); /* something else first */
        vsa_lwip_set_time((int32_t)cases[i].ntp);
        assert_true(vsa_port_wall_s() == (cases[i].unix_s ? cases[i].unix_s : 2000000000));
    }
}

TEST_CASE(the_time_is_counted_on_over_a_wrap_of_the_millisecond_clock)
{
    set_up("10.0.0.1");
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

TEST_CASE(sntp_asks_a_name_of_its_own_and_believes_only_an_answer_that_repeats_its_question)
{
    set_up_names("10.0.0.1", 0, true);
    vsa_lwip_set_time((int32_t)NTP_OF(1900000000));
    ntp.seconds = NTP_OF(2147483648);
    ntp.forged = true;
    vsa_lwip_time_start();
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
    ntp.seconds = NTP_OF(2100000000);
    ntp.deadly = true;
    pass(3600000); /* the next hourly question */
    for (int i = 0; i < 50; i++) {
        flood = 20;
        pass(1000);
    }
    assert_in_range(timers->stats->max, 1, MEMP_NUM_SYS_TIMEOUT);
    ntp.deadly = false;
    flood = 0;
    pass(60000);
    assert_true(vsa_port_wall_s() >= 2100000000 && vsa_port_wall_s() < 2100000000 + 100);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(the_seconds_of_ntp_become_those_of_unix_over_the_end_of_their_era),
        TEST(the_time_is_counted_on_over_a_wrap_of_the_millisecond_clock),
        TEST(sntp_asks_a_name_of_its_own_and_believes_only_an_answer_that_repeats_its_question),
        TEST(a_flood_of_kisses_of_death_takes_no_timers_and_the_time_comes_all_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
