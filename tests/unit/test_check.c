/* SPDX-License-Identifier: MIT */
/* One check as it should go: one connection, one flight, and exactly the requests that are needed. */
#include "tests/support/fake_bench.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test.h"

static struct fake_bench b;

static void as_it_is(struct fake_bench *bench)
{
    (void)bench;
}

TEST_CASE(a_check_and_all_its_buffers_fit_into_4096_bytes)
{
    assert_true(sizeof(struct vsa_check) <= 4096);
}

TEST_CASE(a_member_costs_one_connection_and_one_flight)
{
    fake_bench_init(&b);
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.check.membership.reasons, 0);
    assert_int_equal(b.check.cause.result, VSA_OK);
    assert_int_equal(b.server.connections, 1);
    assert_int_equal(b.check.connections, 1);
    assert_int_equal(b.check.flights, 1);
    assert_int_equal(b.server.request_count, 3);
    assert_int_equal(b.server.closes, 0);
    assert_int_equal(b.waits, 0);
    assert_int_equal(b.check.bytes_sent, b.server.sent_len);
    assert_int_equal(b.check.bytes_received, b.server.received);
    assert_int_equal(b.check.status, 200);
}

#define HEADERS                                                      \
    "Host: api.stacuity.com\r\nAuthorization: Bearer " FAKE_TOKEN     \
    "\r\nContent-Type: application/json\r\n" \
    "User-Agent: vslice-agent/" VSA_VERSION "\r\n"

TEST_CASE(the_requests_are_these_and_hold_no_other_header)
{
    static const char *const wanted[] = {
        "GET " FAKE_TOKEN_PATH " HTTP/1.1\r\n" HEADERS "\r\n",
        "GET " FAKE_ENDPOINT_PATH " HTTP/1.1\r\n" HEADERS "\r\n",
        "GET " FAKE_VSLICE_PATH " HTTP/1.1\r\n" HEADERS "\r\n",
    };

    fake_bench_init(&b);
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.server.request_count, 3);
    for (unsigned i = 0; i < 3; i++)
        assert_string_equal(fake_request_text(&b, i), wanted[i]);
}

TEST_CASE(an_expected_group_travels_in_the_same_flight)
{
    fake_bench_init(&b);
    b.config.group = VSA_SPAN_OF("tf-group");
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.server.request_count, 4);
    assert_int_equal(b.check.flights, 1);
    assert_string_equal(b.server.requests[2].target, FAKE_GROUP_PATH);
}

TEST_CASE(a_server_that_waits_for_the_whole_flight_gets_it)
{
    fake_bench_init(&b);
    b.config.group = VSA_SPAN_OF("tf-group");
    b.server.side[FAKE_API].hold = 4;
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.check.connections, 1);
}

TEST_CASE(every_stage_of_a_member_is_ok_and_none_of_the_others_was_seen)
{
    static const uint8_t seen[] = {VSA_STAGE_LINK, VSA_STAGE_ADDRESS, VSA_STAGE_TIME, VSA_STAGE_DNS, VSA_STAGE_CONNECT,
                                   VSA_STAGE_TLS, VSA_STAGE_TOKEN, VSA_STAGE_ENDPOINT, VSA_STAGE_VSLICE};
    unsigned count = 0;

    fake_bench_init(&b);
    fake_clock.network_more = 3;
    assert_true(fake_bench_run(&b));
    for (size_t i = 0; i < COUNT_OF(seen); i++) {
        assert_true(b.check.stages[seen[i]].seen);
        expect_result(vsa_stage_name(seen[i]).ptr, b.check.stages[seen[i]].result, VSA_OK);
        assert_int_equal(b.check.stages[seen[i]].foreign, 0);
    }
    for (int i = 0; i < VSA_STAGE_COUNT; i++)
        count += b.check.stages[i].seen;
    assert_int_equal(count, COUNT_OF(seen));
    assert_int_equal(b.check.stages[VSA_STAGE_LINK].duration_ms, 300);
    assert_int_equal(b.check.stages[VSA_STAGE_DNS].start_ms, 300);
    assert_int_equal(b.check.stages[VSA_STAGE_DNS].duration_ms, 5);
    assert_int_equal(b.check.stages[VSA_STAGE_CONNECT].start_ms, 305);
    assert_int_equal(b.check.stages[VSA_STAGE_CONNECT].duration_ms, 5);
    assert_int_equal(b.check.stages[VSA_STAGE_TLS].duration_ms, 5);
    assert_int_equal(b.check.duration_ms, 315);
}

TEST_CASE(a_member_is_one_however_its_answers_are_split)
{
    assert_true(fake_same_in_pieces(&b, as_it_is, true));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
}

static void sent_bytewise(struct fake_bench *bench)
{
    bench->server.send_max = 1;
    bench->server.again = 1;
}

TEST_CASE(a_member_is_one_however_few_bytes_a_send_takes)
{
    assert_true(fake_same_in_pieces(&b, sent_bytewise, false));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    for (size_t most = 2; most < 900; most += 13) {
        fake_bench_init(&b);
        b.server.send_max = most;
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
        assert_int_equal(b.server.request_count, 3);
    }
}

TEST_CASE(the_requests_are_wiped_as_soon_as_they_are_sent)
{
    fake_bench_init(&b);
    b.server.side[FAKE_API].hold = 9; /* never answers */
    fake_bench_start(&b);
    while (vsa_check_want(&b.check) != VSA_WANT_RECEIVE)
        assert_true(fake_bench_step(&b));
    assert_true(fake_contains(b.server.sent, b.server.sent_len, FAKE_TOKEN));
    assert_false(fake_contains(&b.check, sizeof b.check, "Bearer"));
    assert_false(fake_contains(&b.check, sizeof b.check, "0123456789abcdef"));
}

/* ---- how an endpoint names its group and its VSlice ---- */

static void endpoint_says(const char *more_body)
{
    fake_bench_init(&b);
    fake_says(&b, FAKE_ENDPOINT_PATH, more_body);
}

#define ACTIVE(more) FAKE_ENDPOINT(FAKE_ENDPOINT_ID, "active", more)

TEST_CASE(the_vslice_may_be_flat_or_nested_or_both_and_in_any_letter_case)
{
    static const char *const bodies[] = {
        ACTIVE(FAKE_FLAT_VSLICE),
        ACTIVE(FAKE_NESTED_VSLICE),
        ACTIVE(FAKE_FLAT_VSLICE FAKE_NESTED_VSLICE),
        ACTIVE(FAKE_NESTED_VSLICE FAKE_FLAT_VSLICE FAKE_FLAT_GROUP FAKE_NESTED_GROUP),
        ACTIVE(",\"vslice\":{\"moniker\":\"default\"}"),
        ACTIVE(",\"VSliceMoniker\":\"default\""),
        ACTIVE(",\"VSLICEID\":\"6F1C2A84-0C1D-4F5E-9B1A-2D3C4E5F6071\""),
        ACTIVE(",\"vSlice\":null" FAKE_FLAT_VSLICE),
        ACTIVE(",\"vSliceId\":null,\"vSliceMoniker\":null" FAKE_NESTED_VSLICE),
        ("{\"DATA\":{\"ID\":\"3E9A5C70-2B41-4D8E-9F63-A7B8C9D0E1F2\",\"endpointstatus\":{\"MONIKER\":\"active\"},"
        "\"VSLICE\":{\"Moniker\":\"default\"}},\"Messages\":null,\"SUCCESS\":true}"),
    };

    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        endpoint_says(bodies[i]);
        assert_true(fake_bench_run(&b));
        expect_number(bodies[i], b.check.membership.verdict, VSA_MEMBER);
        assert_int_equal(b.check.flights, 1);
    }
}

static void only_a_group(struct fake_bench *bench)
{
    fake_says(bench, FAKE_ENDPOINT_PATH, ACTIVE(FAKE_NESTED_GROUP));
}

TEST_CASE(an_endpoint_that_names_only_its_group_costs_a_second_flight_on_the_same_connection)
{
    assert_true(fake_same_in_pieces(&b, only_a_group, true));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.check.flights, 2);
    assert_int_equal(b.check.connections, 1);
    assert_int_equal(b.server.request_count, 4);
    assert_string_equal(b.server.requests[3].target, FAKE_GROUP_ID_PATH);
}

TEST_CASE(a_group_known_only_by_its_moniker_is_asked_by_that)
{
    endpoint_says(ACTIVE(",\"endpointGroupMoniker\":\"tf-group\""));
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_string_equal(b.server.requests[3].target, FAKE_GROUP_PATH);
}

TEST_CASE(contradicting_names_are_a_failure_and_no_verdict)
{
    static const char *const bodies[] = {
        ACTIVE(FAKE_FLAT_VSLICE FAKE_OTHER_VSLICE),
        ACTIVE(FAKE_OTHER_VSLICE FAKE_FLAT_VSLICE),
        ACTIVE(FAKE_NESTED_VSLICE FAKE_FLAT_GROUP ",\"endpointGroup\":{\"id\":\"b4e0b8c2-1234-4a5b-8c6d-7e8f90a1b2c3\"}"),
    };

    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        endpoint_says(bodies[i]);
        assert_true(fake_bench_run(&b));
        expect_number(bodies[i], b.check.membership.verdict, VSA_CANNOT_TELL);
        assert_true(b.check.membership.reasons & VSA_REASON_BIT(CONTRADICTION));
        expect_result(bodies[i], b.check.cause.result, VSA_API_CONTRADICTION);
        assert_int_equal(b.check.cause.stage, VSA_STAGE_ENDPOINT);
    }
}

TEST_CASE(group_and_endpoint_that_name_different_vslices_are_a_contradiction)
{
    fake_bench_init(&b);
    b.config.group = VSA_SPAN_OF("tf-group");
    fake_says(&b, FAKE_GROUP_PATH, FAKE_GROUP(FAKE_OTHER_VSLICE));
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
    assert_int_equal(b.check.membership.reasons, VSA_REASON_BIT(CONTRADICTION));
}

/* ---- connections that stay ---- */

TEST_CASE(the_next_check_uses_the_connection_that_was_left_open)
{
    fake_bench_init(&b);
    assert_true(fake_bench_run(&b));
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.check.connections, 0);
    assert_int_equal(b.check.flights, 1);
    assert_int_equal(b.server.connections, 1);
    assert_true(b.check.peer.reused);
    assert_false(b.check.stages[VSA_STAGE_DNS].seen);
    assert_true(b.check.stages[VSA_STAGE_CONNECT].seen);
}

TEST_CASE(a_kept_connection_that_turns_out_closed_is_replaced_at_once)
{
    static const enum fake_then ways[] = {FAKE_CLOSE, FAKE_RESET};

    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        fake_bench_init(&b);
        assert_true(fake_bench_run(&b));
        fake_server_drop(&b.server, ways[i]);
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
        assert_int_equal(b.check.connections, 1);
        assert_int_equal(b.waits, 0);
        assert_true(b.check.duration_ms < 100);
        /* that connection was old, the server copes with flights: 2 in all, no call on its own */
        assert_int_equal(b.check.flights, 2);
    }
}

TEST_CASE(a_clock_that_wraps_in_the_middle_changes_nothing)
{
    for (uint32_t before = 0; before < 30; before++) {
        fake_bench_init(&b);
        fake_clock.now_ms = 0u - before;
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
        assert_int_equal(b.check.duration_ms, 15);
        assert_int_equal(b.check.stages[VSA_STAGE_TLS].duration_ms, 5);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_check_and_all_its_buffers_fit_into_4096_bytes),
        TEST(a_member_costs_one_connection_and_one_flight),
        TEST(the_requests_are_these_and_hold_no_other_header),
        TEST(an_expected_group_travels_in_the_same_flight),
        TEST(a_server_that_waits_for_the_whole_flight_gets_it),
        TEST(every_stage_of_a_member_is_ok_and_none_of_the_others_was_seen),
        TEST(a_member_is_one_however_its_answers_are_split),
        TEST(a_member_is_one_however_few_bytes_a_send_takes),
        TEST(the_requests_are_wiped_as_soon_as_they_are_sent),
        TEST(the_vslice_may_be_flat_or_nested_or_both_and_in_any_letter_case),
        TEST(an_endpoint_that_names_only_its_group_costs_a_second_flight_on_the_same_connection),
        TEST(a_group_known_only_by_its_moniker_is_asked_by_that),
        TEST(contradicting_names_are_a_failure_and_no_verdict),
        TEST(group_and_endpoint_that_name_different_vslices_are_a_contradiction),
        TEST(the_next_check_uses_the_connection_that_was_left_open),
        TEST(a_kept_connection_that_turns_out_closed_is_replaced_at_once),
        TEST(a_clock_that_wraps_in_the_middle_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
