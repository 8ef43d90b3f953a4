/* SPDX-License-Identifier: MIT */
/* The loop between engine and world: it does what is wanted, and whatever fails at whatever moment ends in a result. */
#include "port/drive.h"
#include "port/provisioning/config.h"
#include "tests/support/fake_bench.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test.h"

#include <stdio.h>

static struct fake_bench b;
static struct vsa_drive drive;
static struct vsa_transport transport;
static int idle_context;

static uint32_t wake_ms(void)
{
    return fake_server_wake_ms(&b.server);
}

static void set_up(void)
{
    fake_bench_init(&b);
    transport = fake_server_transport(&b.server);
    vsa_drive_init(&drive, &b.check, &transport, &idle_context);
}

static void start(void)
{
    fake_clock.wake_ms = wake_ms;
    b.start_ms = fake_clock.now_ms;
    b.failed = false;
    b.server.facts = 0;
    vsa_check_start(&b.check, &b.config, b.has_memory ? &b.memory : NULL, fake_clock.now_ms, 4711);
}

/* vsa_drive_run, but with an end. */
static void run(const char *name)
{
    unsigned steps = 0;
    uint32_t wait;

    start();
    while ((wait = vsa_drive_step(&drive)) != VSA_DRIVE_OVER) {
        if (++steps > 20000)
            fail_msg("%s: no end", name);
        if (wait > 0)
            fake_clock_pass(wait);
    }
    if (!fake_bench_holds(&b))
        fail_msg("%s", name);
}

TEST_CASE(a_member_is_found_and_the_connection_stays_open)
{
    set_up();
    run("member");
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.check.flights, 1);
    assert_true(b.server.open);
    assert_int_equal(vsa_drive_step(&drive), VSA_DRIVE_OVER);
    vsa_drive_close(&drive);
    assert_false(b.server.open);
    assert_int_equal(b.server.closes, 1);
    vsa_drive_close(&drive);
    assert_int_equal(b.server.closes, 1);
}

TEST_CASE(the_blocking_form_idles_with_the_firmwares_context_and_not_when_something_moved)
{
    set_up();
    fake_clock.network_more = 4;
    start();
    vsa_drive_run(&drive);
    assert_true(fake_bench_holds(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_ptr_equal(fake_clock.idle_context, &idle_context);
    assert_in_range(fake_clock.idle_calls, 4, 12);
}

static unsigned rests;

static void rest(void *context, struct vsa_bill *bill)
{
    assert_ptr_equal(context, transport.context);
    assert_false(fake_clock.radio); /* the radio may sleep by now */
    *bill = (struct vsa_bill){.cost = {[VSA_COST_TRIPS] = 4}};
    rests++;
}

TEST_CASE(one_radio_window_a_check_and_afterwards_the_transport_may_rest_and_tells_its_part_of_the_bill)
{
    set_up();
    transport.rest = rest;
    rests = 0;
    for (unsigned n = 1; n <= 3; n++) {
        run("window");
        assert_int_equal(vsa_drive_step(&drive), VSA_DRIVE_OVER); /* once too often changes nothing */
        assert_int_equal(fake_clock.radio_calls, 2 * n);
        assert_int_equal(rests, n);
        assert_int_equal(b.check.bill.cost[VSA_COST_TRIPS], 4);
        assert_true(b.check.bill.cost[VSA_COST_PACKETS_OUT] > b.check.bill.cost[VSA_COST_PACKETS_IN]);
    }
}

TEST_CASE(the_longest_step_and_all_of_them_are_on_the_bill)
{
    set_up();
    fake_clock.step_ms = 3; /* each look at the clock costs so much */
    run("slow");
    assert_in_range(b.check.bill.cost[VSA_COST_STEP_US], 3000, 50000);
    assert_true(b.check.bill.cost[VSA_COST_BUSY_US] > b.check.bill.cost[VSA_COST_STEP_US]);
}

TEST_CASE(a_connection_left_open_serves_the_next_check_and_is_replaced_when_it_turns_out_closed)
{
    set_up();
    run("first");
    run("second");
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.server.connections, 1);
    assert_int_equal(b.check.connections, 0);
    assert_true(b.check.peer.reused);
    assert_int_equal(b.check.peer.tls_version, 0x0304);
    fake_server_drop(&b.server, FAKE_CLOSE);
    run("third");
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.server.connections, 2);
    assert_false(b.check.peer.reused);
}

TEST_CASE(a_connection_left_open_is_not_used_for_another_server)
{
    set_up();
    run("first");
    /* the page was provisioned anew, into the same memory */
    vsa_url_parse(VSA_SPAN_OF("https://api.example.net/api/v1"), &b.config.api);
    run("second");
    assert_int_equal(b.server.connections, 2);
    assert_int_equal(b.server.closes, 1);
    assert_false(b.check.peer.reused);
}

/* However busy it was: its certificates were verified when it was made. */
TEST_CASE(a_connection_left_open_serves_for_a_day)
{
    static const uint32_t hour_ms = 3600000;

    set_up();
    fake_clock.now_ms = UINT32_MAX - 5 * hour_ms; /* wraps meanwhile */
    run("first");
    for (int hour = 1; hour < 24; hour++) {
        fake_clock.now_ms += hour_ms;
        run("another");
        assert_true(b.check.peer.reused);
    }
    fake_clock.now_ms += hour_ms;
    run("a day later");
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.server.connections, 2);
    assert_int_equal(b.server.closes, 1);
    assert_false(b.check.peer.reused);
}

TEST_CASE(the_edge_and_the_management_api_get_a_connection_each)
{
    set_up();
    fake_with_edge(&b, "\"" FAKE_ENDPOINT_ID "\"");
    run("edge");
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.server.connections, 2);
    assert_int_equal(b.server.closes, 1);
    run("again: the connection that is open is to the other server");
    assert_int_equal(b.server.connections, 4);
}

TEST_CASE(a_second_check_at_once_is_refused_and_the_first_one_goes_on)
{
    set_up();
    fake_clock.wake_ms = wake_ms;
    assert_true(vsa_drive_start(&drive, &b.config, NULL, 1));
    for (unsigned steps = 0; vsa_drive_step(&drive) != VSA_DRIVE_OVER; steps++) {
        struct vsa_check before = b.check;
        assert_false(vsa_drive_start(&drive, &b.config, NULL, 2));
        assert_memory_equal(&before, &b.check, sizeof before);
        fake_clock_pass(1);
        assert_in_range(steps, 0, 20000);
    }
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.server.connections, 1);
    assert_true(vsa_drive_start(&drive, &b.config, NULL, 3));
    vsa_check_cancel(&b.check, fake_clock.now_ms);
    assert_false(vsa_drive_start(&drive, &b.config, NULL, 4));
    while (vsa_drive_step(&drive) != VSA_DRIVE_OVER)
        continue;
    assert_int_equal(b.check.cause.result, VSA_CANCELLED);
    assert_true(vsa_drive_start(&drive, &b.config, NULL, 5));
}

/* ---- long arithmetic in steps ---- */

static struct vsa_transport below_steps;
static unsigned steps_left;

/* A transport whose connect needs some steps first, as TLS does with CONFIG_VSLICE_AGENT_TLS_STEP_OPS. */
static struct vsa_io connect_in_steps(void *context, const struct vsa_url *server, struct vsa_peer *peer)
{
    if (steps_left == 0)
        return below_steps.connect(context, server, peer);
    steps_left--;
    return vsa_io_busy(VSA_STAGE_TLS);
}

TEST_CASE(a_transport_that_is_busy_is_called_again_at_once_and_the_deadline_holds)
{
    set_up();
    below_steps = transport;
    transport.connect = connect_in_steps;
    steps_left = 50;
    start();
    while (vsa_check_want(&b.check) != VSA_WANT_CONNECT)
        (void)vsa_drive_step(&drive);
    for (unsigned left = 50; left > 0; left--) {
        assert_int_equal(steps_left, left);
        assert_int_equal(vsa_drive_step(&drive), 0);
    }
    assert_int_equal(b.check.stages[VSA_STAGE_TLS].result, VSA_MORE);
    while (vsa_drive_step(&drive) != VSA_DRIVE_OVER)
        fake_clock_pass(1);
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);

    set_up();
    transport.connect = connect_in_steps;
    steps_left = UINT32_MAX;
    start();
    while (vsa_drive_step(&drive) != VSA_DRIVE_OVER)
        fake_clock_pass(100);
    assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
    assert_int_equal(b.check.cause.result, VSA_TIMED_OUT);
    assert_int_equal(b.check.cause.stage, VSA_STAGE_TLS);
}

/* ---- the n-th of everything fails ---- */

/* Edge, a group, a second flight, a report, a server that closes in between: all that a check can do. */
static void busy(int kind)
{
    set_up();
    b.server.send_max = 300;
    b.server.piece = 200;
    fake_clock.network_more = 2;
    if (kind == 0)
        return;
    b.has_memory = true;
    b.config.report_key = VSA_SPAN_OF("vslice");
    fake_with_edge(&b, "\"" FAKE_ENDPOINT_ID "\"");
    fake_says(&b, FAKE_ENDPOINT_PATH, FAKE_ENDPOINT(FAKE_ENDPOINT_ID, "active", FAKE_FLAT_GROUP FAKE_ADDRESS));
    if (kind == 2)
        b.config.endpoint = VSA_SPAN_OF("");
    if (kind == 3)
        b.server.side[FAKE_API].close_after = 2;
}

static const enum vsa_result results[] = {VSA_CONNECTION_LOST, VSA_TIMED_OUT, VSA_TLS_UNTRUSTED, VSA_OUT_OF_MEMORY, VSA_OK, VSA_MORE};

TEST_CASE(the_nth_connect_send_or_receive_fails_for_every_n_and_there_is_a_result)
{
    char name[80];
    unsigned total;

    for (int kind = 0; kind < 4; kind++)
        for (int op = 0; op < FAKE_OP_COUNT; op++) {
            busy(kind);
            run("nothing fails");
            assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
            total = b.server.calls[op];
            assert_true(total > 0);
            for (unsigned n = 1; n <= total; n++)
                for (size_t r = 0; r < COUNT_OF(results); r++)
                    for (int always = 0; always < 2; always++) {
                        busy(kind);
                        b.server.fault[op] = (struct fake_fault){.at = n, .always = always, .result = results[r], .foreign = 5};
                        snprintf(name, sizeof name, "kind %d, operation %d, number %u, %s", kind, op, n, vsa_result_name(results[r]).ptr);
                        run(name);
                        if (always && kind == 0 && b.check.membership.verdict == VSA_MEMBER)
                            fail_msg("%s", name);
                    }
        }
}

TEST_CASE(the_nth_receive_finds_the_peer_gone_for_every_n_and_there_is_a_result)
{
    for (int kind = 0; kind < 4; kind++) {
        unsigned total;
        busy(kind);
        run("nothing fails");
        total = b.server.calls[FAKE_OP_RECEIVE];
        for (unsigned n = 1; n <= total; n++)
            for (int always = 0; always < 2; always++) {
                busy(kind);
                b.server.fault[FAKE_OP_RECEIVE] = (struct fake_fault){.at = n, .always = always, .closed = true};
                run("closed");
            }
    }
}

TEST_CASE(a_transient_fault_that_happens_once_costs_no_verdict)
{
    static const int ops[] = {FAKE_OP_CONNECT, FAKE_OP_SEND, FAKE_OP_RECEIVE};

    for (size_t i = 0; i < COUNT_OF(ops); i++) {
        unsigned total;
        busy(0);
        run("nothing fails");
        total = b.server.calls[ops[i]];
        for (unsigned n = 1; n <= total; n++) {
            busy(0);
            b.server.fault[ops[i]] = (struct fake_fault){.at = n, .result = VSA_CONNECTION_LOST};
            run("lost once");
            assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
        }
    }
}

TEST_CASE(the_nth_look_at_the_network_fails_for_every_n_and_there_is_a_result)
{
    static const enum vsa_result failures[] = {VSA_LINK_DOWN, VSA_NO_ADDRESS, VSA_TIME_UNKNOWN};

    for (unsigned n = 1; n <= 5; n++)
        for (size_t i = 0; i < COUNT_OF(failures); i++) {
            busy(1);
            fake_clock.network_more = 4;
            fake_clock.network_fail_at = n;
            fake_clock.network_failure = failures[i];
            run("network");
            /* while the link is not up yet, the layers over it do not count */
            if (n == 5 || failures[i] == VSA_LINK_DOWN)
                expect_number("verdict", b.check.membership.verdict == VSA_CANNOT_TELL, n == 5 || n == 0 || b.check.cause.result == VSA_LINK_DOWN);
            else
                assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
        }
}

TEST_CASE(the_clock_jumps_at_the_nth_look_at_it_for_every_n_and_there_is_a_result)
{
    static const uint32_t jumps[] = {1, 1000, 19999, 20000, 59999, 60000, 3600000, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffff000};
    unsigned total;

    for (int kind = 0; kind < 4; kind++) {
        busy(kind);
        run("nothing fails");
        total = fake_clock.clock_calls;
        for (unsigned n = 1; n <= total; n++)
            for (size_t j = 0; j < COUNT_OF(jumps); j++) {
                busy(kind);
                fake_clock.jump_at = n;
                fake_clock.jump_ms = jumps[j];
                run("jump");
                if ((jumps[j] == 0x7fffffff || jumps[j] == 0x80000000) && kind == 0 && n < total - 2)
                    assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
                if (jumps[j] <= 1000)
                    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
            }
    }
}

TEST_CASE(a_clock_that_wraps_at_any_look_at_it_changes_nothing)
{
    for (uint32_t before = 0; before < 300; before += 3) {
        busy(1);
        fake_clock.step_ms = 3;
        fake_clock.now_ms = 0u - before;
        run("wrap");
        assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    }
}

TEST_CASE(no_step_asks_to_be_called_again_later_than_the_deadline)
{
    uint32_t wait, left;

    for (int kind = 0; kind < 3; kind++) {
        busy(kind);
        b.server.side[FAKE_API].hold = 99;
        start();
        while ((wait = vsa_drive_step(&drive)) != VSA_DRIVE_OVER) {
            left = b.config.deadline_s * 1000 - (fake_clock.now_ms - b.start_ms);
            assert_true(wait <= left);
            if (wait > 0)
                fake_clock_pass(wait);
        }
        assert_true(fake_bench_holds(&b));
        expect_result("hold", b.check.cause.result, VSA_TIMED_OUT);
    }
}

TEST_CASE(a_firmware_that_steps_far_too_often_or_too_late_gets_the_same_end)
{
    busy(1);
    start();
    while (vsa_drive_step(&drive) != VSA_DRIVE_OVER)
        fake_clock.now_ms += 1;
    assert_true(fake_bench_holds(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    busy(1);
    start();
    while (vsa_drive_step(&drive) != VSA_DRIVE_OVER)
        fake_clock.now_ms += 700;
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_member_is_found_and_the_connection_stays_open),
        TEST(the_blocking_form_idles_with_the_firmwares_context_and_not_when_something_moved),
        TEST(one_radio_window_a_check_and_afterwards_the_transport_may_rest_and_tells_its_part_of_the_bill),
        TEST(the_longest_step_and_all_of_them_are_on_the_bill),
        TEST(a_connection_left_open_serves_the_next_check_and_is_replaced_when_it_turns_out_closed),
        TEST(a_connection_left_open_is_not_used_for_another_server),
        TEST(a_connection_left_open_serves_for_a_day),
        TEST(the_edge_and_the_management_api_get_a_connection_each),
        TEST(a_second_check_at_once_is_refused_and_the_first_one_goes_on),
        TEST(a_transport_that_is_busy_is_called_again_at_once_and_the_deadline_holds),
        TEST(the_nth_connect_send_or_receive_fails_for_every_n_and_there_is_a_result),
        TEST(the_nth_receive_finds_the_peer_gone_for_every_n_and_there_is_a_result),
        TEST(a_transient_fault_that_happens_once_costs_no_verdict),
        TEST(the_nth_look_at_the_network_fails_for_every_n_and_there_is_a_result),
        TEST(the_clock_jumps_at_the_nth_look_at_it_for_every_n_and_there_is_a_result),
        TEST(a_clock_that_wraps_at_any_look_at_it_changes_nothing),
        TEST(no_step_asks_to_be_called_again_later_than_the_deadline),
        TEST(a_firmware_that_steps_far_too_often_or_too_late_gets_the_same_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
