/* SPDX-License-Identifier: MIT */
/* What ends a check before it asks anything: link, address and time, and its configuration. */
#include "tests/support/fake_bench.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test.h"

static struct fake_bench b;

/* ---- link, address, time ---- */

TEST_CASE(a_layer_that_never_comes_up_is_named_at_the_deadline)
{
    static const struct {
        enum vsa_result link, address, time, wanted;
    } cases[] = {
        {VSA_MORE, VSA_OK, VSA_OK, VSA_LINK_DOWN},
        {VSA_MORE, VSA_MORE, VSA_MORE, VSA_LINK_DOWN},
        {VSA_OK, VSA_MORE, VSA_OK, VSA_NO_ADDRESS},
        {VSA_OK, VSA_OK, VSA_MORE, VSA_TIME_UNKNOWN},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        fake_bench_init(&b);
        fake_clock.network.link = cases[i].link;
        fake_clock.network.address = cases[i].address;
        fake_clock.network.time = cases[i].time;
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
        expect_result("cause", b.check.cause.result, cases[i].wanted);
        assert_int_equal(b.check.cause.stage, (int)cases[i].wanted - VSA_LINK_DOWN);
        assert_int_equal(b.check.duration_ms, b.config.deadline_s * 1000);
        assert_int_equal(b.server.calls[FAKE_OP_CONNECT], 0);
        assert_true(b.check.membership.reasons & VSA_REASON_BIT(UNREACHABLE));
    }
}

TEST_CASE(a_layer_that_failed_for_good_ends_the_check_at_once_with_the_ports_code)
{
    static const enum vsa_result failures[] = {VSA_LINK_DOWN, VSA_NO_ADDRESS, VSA_TIME_UNKNOWN};

    for (size_t i = 0; i < COUNT_OF(failures); i++) {
        fake_bench_init(&b);
        fake_clock.network_fail_at = 1;
        fake_clock.network_failure = failures[i];
        fake_clock.network.foreign = 77;
        assert_true(fake_bench_run(&b));
        expect_result("cause", b.check.cause.result, failures[i]);
        assert_int_equal(b.check.cause.stage, i);
        assert_int_equal(b.check.duration_ms, 0);
        expect_number("the port's own code of a failure", b.check.cause.foreign, 77);
        assert_int_equal(b.check.stages[i].foreign, 77);
    }
}

TEST_CASE(a_network_that_takes_its_time_is_waited_for)
{
    fake_bench_init(&b);
    fake_clock.network_more = 100;
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.check.stages[VSA_STAGE_LINK].duration_ms, 10000);
    assert_int_equal(fake_clock.network_calls, 101);
}

TEST_CASE(a_check_that_ends_before_anything_was_told_names_the_link)
{
    fake_bench_init(&b);
    fake_bench_start(&b);
    vsa_check_cancel(&b.check, fake_clock.now_ms);
    assert_int_equal(vsa_check_want(&b.check), VSA_WANT_NOTHING);
    expect_result("cause", b.check.cause.result, VSA_CANCELLED);
    expect_text("cancelled", vsa_stage_name(b.check.cause.stage).ptr, "link");
}

/* ---- configuration ---- */

TEST_CASE(a_bad_configuration_ends_the_check_at_once_and_touches_no_network)
{
    for (int i = 0; i < 6; i++) {
        fake_bench_init(&b);
        b.has_memory = true;
        if (i == 0)
            b.config.vslice.len = 0;
        else if (i == 1)
            b.config.api.tls = false;
        else if (i == 2)
            b.config.deadline_s = 0;
        else if (i == 3)
            b.config.deadline_s = 3601;
        else if (i == 4)
            b.config.dns_count = VSA_LIMIT_SUBNETS + 1;
        else
            b.config.api.host.len = 0;
        fake_bench_start(&b);
        assert_int_equal(vsa_check_want(&b.check), VSA_WANT_NOTHING);
        assert_int_equal(vsa_check_wait_ms(&b.check, fake_clock.now_ms), 0);
        expect_result("cause", b.check.cause.result, VSA_BAD_CONFIG);
        assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
        assert_int_equal(b.server.calls[FAKE_OP_CONNECT], 0);
        if (b.check.next_check_s < 54)
            fail_msg("case %d: the next check is due in %u s", i, b.check.next_check_s);
    }
}

TEST_CASE(without_token_or_id_and_without_edge_nothing_can_be_asked)
{
    fake_bench_init(&b);
    memset(&b.config.token, 0, sizeof b.config.token);
    assert_true(fake_bench_run(&b));
    expect_result("token", b.check.cause.result, VSA_NO_TOKEN);
    assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
    assert_int_equal(b.server.calls[FAKE_OP_CONNECT], 0);
    fake_bench_init(&b);
    b.config.endpoint.len = 0;
    assert_true(fake_bench_run(&b));
    expect_result("endpoint", b.check.cause.result, VSA_NO_ENDPOINT);
    assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
    assert_int_equal(b.server.calls[FAKE_OP_CONNECT], 0);
}

TEST_CASE(a_name_that_can_be_in_no_path_fails_the_call_that_needs_it)
{
    fake_bench_init(&b);
    b.config.vslice = VSA_SPAN_OF("..");
    assert_true(fake_bench_run(&b));
    expect_result("cause", b.check.cause.result, VSA_BAD_CONFIG);
    expect_text("stage", vsa_stage_name(b.check.cause.stage).ptr, "vslice");
    expect_result("tls", b.check.stages[VSA_STAGE_TLS].result, VSA_OK);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_layer_that_never_comes_up_is_named_at_the_deadline),
        TEST(a_layer_that_failed_for_good_ends_the_check_at_once_with_the_ports_code),
        TEST(a_network_that_takes_its_time_is_waited_for),
        TEST(a_check_that_ends_before_anything_was_told_names_the_link),
        TEST(a_bad_configuration_ends_the_check_at_once_and_touches_no_network),
        TEST(without_token_or_id_and_without_edge_nothing_can_be_asked),
        TEST(a_name_that_can_be_in_no_path_fails_the_call_that_needs_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
