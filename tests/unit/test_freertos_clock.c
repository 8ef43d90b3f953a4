/* SPDX-License-Identifier: MIT */

/* A tick that is no whole number of milliseconds: the clock of port/freertos on a tick count that the test holds. */
#define configTICK_RATE_HZ 128

#include "port/freertos/clock.c" /* NOLINT: the same code at another rate */

#include "port/freertos/ticks.h"
#include "tests/support/test.h"

static TickType_t tick;

TickType_t xTaskGetTickCount(void)
{
    return tick;
}

void vTaskEnterCritical(void)
{
}

void vTaskExitCritical(void)
{
}

TEST_CASE(a_wait_is_never_shorter_than_asked)
{
    static const struct {
        const char *name;
        uint32_t ms, ticks;
    } cases[] = {
        {"none", 0, 0},        {"less than a tick", 1, 1},   {"a tick, 7.8 ms", 8, 2},
        {"a second", 1000, 128}, {"a bit more", 1001, 129}, {"all of it", UINT32_MAX, 549755814},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].name, vsa_ticks(cases[i].ms), cases[i].ticks);
}

TEST_CASE(the_clock_goes_on_over_the_wrap_of_the_tick)
{
    uint32_t before, step = 3 * 128;

    tick = 0u - step;
    before = vsa_port_clock_ms();
    tick += 2 * step;
    expect_number("6 s later", vsa_port_clock_ms() - before, 6000);
    before = vsa_port_clock_ms();
    tick += 0x80000000u;
    vsa_port_clock_ms();
    tick += 0x80000000u; /* once around */
    expect_number("2^32 ticks later", vsa_port_clock_ms() - before, (uint32_t)(0x100000000ull * 1000 / 128));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_wait_is_never_shorter_than_asked),
        TEST(the_clock_goes_on_over_the_wrap_of_the_tick),
    };

    return cmocka_run_group_tests_name("freertos_clock", tests, NULL, NULL);
}
