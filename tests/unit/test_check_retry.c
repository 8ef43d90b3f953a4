/* SPDX-License-Identifier: MIT */
/* What is tried again, what is not, for how long, and when the next check is due; Retry-After has a file of its own. */
#include "tests/support/fake_bench.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test.h"

#include <stdio.h>

static struct fake_bench b;

static uint32_t deadline_ms(void)
{
    return b.config.deadline_s * 1000;
}

/* Around what was wanted, by the jitter of a tenth. */
static void assert_near(const char *name, uint32_t found, uint32_t wanted)
{
    if (found < wanted - wanted / 10 || found > wanted + wanted / 10)
        fail_msg("case <%s>: wanted about %u, found %u", name, wanted, found);
}

static enum vsa_stage stage_of(enum vsa_result result)
{
    if (result == VSA_DNS_FAILED || result == VSA_DNS_NO_NAME)
        return VSA_STAGE_DNS;
    if (result >= VSA_TLS_FAILED && result <= VSA_OUT_OF_MEMORY)
        return VSA_STAGE_TLS;
    return VSA_STAGE_CONNECT;
}

static void connects_fail(enum vsa_result result, unsigned at, bool always)
{
    fake_bench_init(&b);
    b.server.connect_ms = 0;
    b.server.fault[FAKE_OP_CONNECT] = (struct fake_fault){
        .at = at, .always = always, .result = result, .stage = stage_of(result), .foreign = 111};
}

TEST_CASE(each_transient_failure_of_a_connect_is_tried_again_with_growing_delays_until_the_deadline)
{
    for (int r = VSA_LINK_DOWN; r <= VSA_OUT_OF_MEMORY; r++) {
        const char *name = vsa_result_name((enum vsa_result)r).ptr;
        if (vsa_result_band((enum vsa_result)r) != VSA_BAND_TRANSIENT)
            continue;
        connects_fail((enum vsa_result)r, 1, true);
        assert_true(fake_bench_run(&b));
        expect_number(name, b.check.membership.verdict, VSA_CANNOT_TELL);
        expect_result(name, b.check.cause.result, (enum vsa_result)r);
        expect_number(name, b.check.cause.stage, stage_of((enum vsa_result)r));
        expect_number(name, b.check.cause.foreign, 111);
        assert_true(b.check.membership.reasons & VSA_REASON_BIT(UNREACHABLE));
        assert_in_range(b.server.calls[FAKE_OP_CONNECT], 4, 40);
        assert_int_equal(b.waits + 1, b.server.calls[FAKE_OP_CONNECT]);
        assert_true(b.check.duration_ms <= deadline_ms());
        assert_near(name, b.check.next_check_s, VSA_LIMIT_RECHECK_S);
    }
}

TEST_CASE(each_transient_failure_of_a_connect_that_passes_costs_a_short_wait)
{
    for (int r = VSA_LINK_DOWN; r <= VSA_OUT_OF_MEMORY; r++) {
        const char *name = vsa_result_name((enum vsa_result)r).ptr;
        if (vsa_result_band((enum vsa_result)r) != VSA_BAND_TRANSIENT)
            continue;
        connects_fail((enum vsa_result)r, 1, false);
        assert_true(fake_bench_run(&b));
        expect_number(name, b.check.membership.verdict, VSA_MEMBER);
        expect_number(name, b.waits, 1);
        assert_in_range(b.check.duration_ms, VSA_LIMIT_BACKOFF_FIRST_MS, 3 * VSA_LIMIT_BACKOFF_FIRST_MS);
    }
}

TEST_CASE(no_permanent_failure_of_a_connect_is_tried_again)
{
    for (int r = VSA_LINK_DOWN; r <= VSA_OUT_OF_MEMORY; r++) {
        const char *name = vsa_result_name((enum vsa_result)r).ptr;
        if (vsa_result_band((enum vsa_result)r) != VSA_BAND_PERMANENT)
            continue;
        connects_fail((enum vsa_result)r, 1, true);
        assert_true(fake_bench_run(&b));
        expect_number(name, b.check.membership.verdict, VSA_CANNOT_TELL);
        expect_result(name, b.check.cause.result, (enum vsa_result)r);
        expect_number(name, b.server.calls[FAKE_OP_CONNECT], 1);
        expect_number(name, b.waits, 0);
        assert_near(name, b.check.next_check_s, b.config.interval_s);
    }
}

static const struct {
    int status;
    enum vsa_result result;
} statuses[] = {
    {400, VSA_HTTP_CLIENT_ERROR}, {401, VSA_HTTP_UNAUTHORIZED}, {403, VSA_HTTP_FORBIDDEN},
    {404, VSA_HTTP_NOT_FOUND},    {408, VSA_HTTP_REQUEST_TIMEOUT}, {418, VSA_HTTP_CLIENT_ERROR},
    {429, VSA_HTTP_TOO_MANY},     {500, VSA_HTTP_SERVER_ERROR}, {502, VSA_HTTP_SERVER_ERROR},
    {503, VSA_HTTP_UNAVAILABLE},  {504, VSA_HTTP_SERVER_ERROR}, {301, VSA_HTTP_REDIRECT},
    {302, VSA_HTTP_REDIRECT},     {304, VSA_HTTP_REDIRECT},
};

static const char *const targets[] = {FAKE_TOKEN_PATH, FAKE_ENDPOINT_PATH, FAKE_VSLICE_PATH, FAKE_GROUP_PATH};

TEST_CASE(each_status_on_each_call_ends_in_its_own_result_after_as_many_tries_as_its_band_allows)
{
    for (size_t t = 0; t < COUNT_OF(targets); t++)
        for (size_t i = 0; i < COUNT_OF(statuses); i++) {
            const char *name = vsa_result_name(statuses[i].result).ptr;
            enum vsa_band band = vsa_result_band(statuses[i].result);
            unsigned asked;
            fake_bench_init(&b);
            b.config.group = VSA_SPAN_OF("tf-group");
            fake_status(&b, targets[t], statuses[i].status, NULL);
            assert_true(fake_bench_run(&b));
            asked = fake_server_count(&b.server, "GET", targets[t]);
            expect_number(name, b.check.membership.verdict, VSA_CANNOT_TELL);
            expect_result(name, b.check.cause.result, statuses[i].result);
            expect_number(name, b.check.cause.foreign, statuses[i].status);
            expect_number(name, b.check.status, statuses[i].status);
            if (band == VSA_BAND_TRANSIENT)
                assert_in_range(asked, 3, VSA_LIMIT_CONNECTIONS);
            else if (statuses[i].result == VSA_HTTP_CLIENT_ERROR)
                assert_in_range(asked, 1, 2); /* it may have been the flight that it did not like */
            else
                assert_int_equal(asked, 1);
            expect_number(name, b.waits > 0, band == VSA_BAND_TRANSIENT);
        }
}

TEST_CASE(a_status_that_passes_is_tried_again_and_what_was_answered_is_not_asked_again)
{
    for (size_t i = 0; i < COUNT_OF(statuses); i++) {
        if (vsa_result_band(statuses[i].result) != VSA_BAND_TRANSIENT)
            continue;
        fake_bench_init(&b);
        fake_server_answer(&b.server, (struct fake_answer){.target = FAKE_ENDPOINT_PATH, .status = statuses[i].status, .times = 1});
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
        assert_int_equal(fake_server_count(&b.server, "GET", FAKE_TOKEN_PATH), 1);
        assert_int_equal(fake_server_count(&b.server, "GET", FAKE_ENDPOINT_PATH), 2);
        assert_int_equal(b.waits, 1);
    }
}

TEST_CASE(refused_credentials_hold_the_next_check_back_for_a_day_or_the_interval)
{
    static const uint32_t intervals[] = {60, 21600, 86400, 31622400};

    for (size_t i = 0; i < COUNT_OF(intervals); i++)
        for (int status = 401; status <= 403; status += 2) {
            fake_bench_init(&b);
            b.config.interval_s = intervals[i];
            fake_status(&b, FAKE_TOKEN_PATH, status, NULL);
            assert_true(fake_bench_run(&b));
            assert_near("hold", b.check.next_check_s, intervals[i] > VSA_LIMIT_CREDENTIALS_HOLD_S ? intervals[i] : VSA_LIMIT_CREDENTIALS_HOLD_S);
            assert_int_equal(b.server.request_count, 3);
        }
}

TEST_CASE(the_interval_follows_a_verdict_with_a_jitter_that_depends_on_the_random_word)
{
    uint32_t least = UINT32_MAX, most = 0;

    for (uint32_t random = 0; random < 400; random++) {
        fake_bench_init(&b);
        b.random = random * 2654435761u;
        assert_true(fake_bench_run(&b));
        assert_near("interval", b.check.next_check_s, VSA_LIMIT_INTERVAL_S);
        least = b.check.next_check_s < least ? b.check.next_check_s : least;
        most = b.check.next_check_s > most ? b.check.next_check_s : most;
    }
    assert_true(least < VSA_LIMIT_INTERVAL_S - VSA_LIMIT_INTERVAL_S / 20);
    assert_true(most > VSA_LIMIT_INTERVAL_S + VSA_LIMIT_INTERVAL_S / 20);
}

TEST_CASE(checks_in_a_row_that_could_not_tell_come_less_and_less_often_up_to_the_interval)
{
    uint32_t wanted = VSA_LIMIT_RECHECK_S;

    connects_fail(VSA_CONNECT_REFUSED, 1, true);
    b.has_memory = true;
    for (uint32_t i = 0; i < 40; i++) {
        assert_true(fake_bench_run(&b));
        assert_near("recheck", b.check.next_check_s, wanted);
        assert_int_equal(b.memory.failures, i + 1);
        wanted = wanted * 2 < VSA_LIMIT_INTERVAL_S ? wanted * 2 : VSA_LIMIT_INTERVAL_S;
    }
    b.server.fault[FAKE_OP_CONNECT].at = 0;
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.memory.failures, 0);
}

TEST_CASE(a_memory_of_another_layout_counts_for_nothing)
{
    connects_fail(VSA_TLS_EXPIRED, 1, true);
    b.has_memory = true;
    b.memory = (struct vsa_memory){.magic = 12, .reported_hash = 99, .failures = 77};
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.memory.failures, 1);
    assert_int_equal(b.memory.reported_hash, 0);
}

/* ---- the token ---- */

/* Which calls the next check makes, in order: t(oken), e(ndpoint), v(slice). */
static const char *calls_of_a_check(void)
{
    static char letters[32];
    unsigned i = b.server.request_count, n = 0;

    assert_true(fake_bench_run(&b));
    for (; i < b.server.request_count && n + 1 < sizeof letters; i++) {
        const char *target = b.server.requests[i].target;
        letters[n++] = strstr(target, "verify") ? 't' : strstr(target, "/endpoints/") ? 'e' : 'v';
    }
    letters[n] = 0;
    return letters;
}

static void a_second_check(void)
{
    fake_bench_init(&b);
    b.has_memory = true;
    assert_string_equal(calls_of_a_check(), "tev");
}

TEST_CASE(a_token_that_worked_is_not_asked_about_again)
{
    a_second_check();
    assert_string_equal(calls_of_a_check(), "ev");
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_false(b.check.stages[VSA_STAGE_TOKEN].seen);
    assert_string_equal(calls_of_a_check(), "ev");
}

TEST_CASE(another_token_another_host_or_no_memory_means_that_it_is_asked)
{
    a_second_check();
    b.config.token.secret[31] ^= 1;
    assert_string_equal(calls_of_a_check(), "tev");
    assert_string_equal(calls_of_a_check(), "ev");
    b.has_memory = false;
    assert_string_equal(calls_of_a_check(), "tev");
}

TEST_CASE(a_refusal_is_explained_by_asking_about_the_token)
{
    static const int codes[] = {401, 403};

    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        a_second_check();
        fake_status(&b, FAKE_TOKEN_PATH, codes[i], NULL);
        fake_status(&b, FAKE_ENDPOINT_PATH, codes[i], NULL);
        fake_status(&b, FAKE_VSLICE_PATH, codes[i], NULL);
        assert_string_equal(calls_of_a_check(), "evt");
        assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
        assert_int_equal(b.check.membership.reasons, VSA_REASON_BIT(TOKEN_REFUSED));
        assert_int_equal(b.check.cause.stage, VSA_STAGE_TOKEN);
        assert_int_equal(b.memory.token_mark, 0);
        assert_string_equal(calls_of_a_check(), "tev"); /* and the next check begins with it */
    }
}

TEST_CASE(a_token_that_works_but_may_not_do_all_leaves_the_blame_where_it_is)
{
    a_second_check();
    fake_status(&b, FAKE_ENDPOINT_PATH, 403, NULL);
    assert_string_equal(calls_of_a_check(), "evte");
    assert_int_equal(b.check.membership.reasons, VSA_REASON_BIT(TOKEN_REFUSED));
    assert_int_equal(b.check.cause.stage, VSA_STAGE_ENDPOINT);
    expect_result("token", b.check.stages[VSA_STAGE_TOKEN].result, VSA_OK);
}

/* What a platform says to a token that has been disabled since is not known: it may find nothing for it. */
TEST_CASE(nothing_is_ruled_out_for_a_token_that_nobody_asked_about_in_this_check)
{
    a_second_check();
    fake_status(&b, FAKE_TOKEN_PATH, 401, NULL);
    fake_says(&b, FAKE_ENDPOINT_PATH, FAKE_NO_RECORD);
    fake_says(&b, FAKE_VSLICE_PATH, FAKE_NO_RECORD);
    assert_string_equal(calls_of_a_check(), "evt");
    assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
    assert_int_equal(b.check.membership.reasons, VSA_REASON_BIT(TOKEN_REFUSED));

    a_second_check();
    fake_says(&b, FAKE_ENDPOINT_PATH, FAKE_NO_RECORD);
    assert_string_equal(calls_of_a_check(), "evtev");
    assert_int_equal(b.check.membership.verdict, VSA_NOT_MEMBER);
    assert_int_equal(b.check.membership.reasons, VSA_REASON_BIT(ENDPOINT_UNKNOWN));
}

/* ---- time limits ---- */

TEST_CASE(a_server_that_says_nothing_is_given_up_after_the_idle_time_and_tried_again)
{
    fake_bench_init(&b);
    fake_server_answer(&b.server, (struct fake_answer){.target = FAKE_TOKEN_PATH, .is_cut = true, .then = FAKE_STALL, .times = 1});
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    assert_int_equal(b.server.connections, 2);
    assert_in_range(b.check.duration_ms, VSA_LIMIT_IDLE_MS, VSA_LIMIT_IDLE_MS + 2000);
    assert_int_equal(b.waits, 1);
}

TEST_CASE(a_server_that_never_answers_ends_at_the_deadline_in_timed_out)
{
    fake_bench_init(&b);
    b.server.side[FAKE_API].hold = 99;
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
    expect_result("hold", b.check.cause.result, VSA_TIMED_OUT);
    assert_int_equal(b.check.cause.stage, VSA_STAGE_TOKEN);
    assert_true(b.check.membership.reasons & VSA_REASON_BIT(UNREACHABLE));
    assert_true(b.check.duration_ms <= deadline_ms());
}

TEST_CASE(a_server_that_drips_a_byte_a_second_is_held_to_the_deadline)
{
    static const uint32_t deadlines[] = {5, 60, 600};

    for (size_t i = 0; i < COUNT_OF(deadlines); i++) {
        fake_bench_init(&b);
        b.config.deadline_s = deadlines[i];
        b.server.side[FAKE_API].drip_ms = 1000;
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
        expect_result("drip", b.check.cause.result, VSA_TIMED_OUT);
        assert_int_equal(b.check.duration_ms, deadlines[i] * 1000);
        assert_int_equal(b.server.connections, 1);
    }
}

TEST_CASE(a_server_that_drips_fast_enough_gives_a_member)
{
    fake_bench_init(&b);
    b.server.side[FAKE_API].drip_ms = 20;
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
}

TEST_CASE(a_connect_that_hangs_in_a_layer_names_that_layer)
{
    static const enum vsa_stage layers[] = {VSA_STAGE_DNS, VSA_STAGE_CONNECT, VSA_STAGE_TLS};

    for (size_t i = 0; i < COUNT_OF(layers); i++) {
        fake_bench_init(&b);
        b.config.deadline_s = 15; /* before the idle time */
        b.server.connect_ms = i == 0 ? 20000 : i == 1 ? 8000 : 7000;
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
        expect_result("layer", b.check.cause.result, VSA_TIMED_OUT);
        expect_text("layer", vsa_stage_name(b.check.cause.stage).ptr, vsa_stage_name(layers[i]).ptr);
        assert_int_equal(b.check.duration_ms, 15000);
    }
}

TEST_CASE(a_layer_that_takes_longer_than_the_idle_time_is_given_up_but_layers_that_move_on_are_not)
{
    fake_bench_init(&b);
    b.server.connect_ms = VSA_LIMIT_IDLE_MS - 1000; /* three layers: close to the deadline */
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
    fake_bench_init(&b);
    b.server.connect_ms = VSA_LIMIT_IDLE_MS + 1;
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
    expect_result("dns", b.check.stages[VSA_STAGE_DNS].result, VSA_TIMED_OUT);
}

TEST_CASE(a_failure_told_when_the_deadline_has_passed_keeps_its_name)
{
    connects_fail(VSA_CONNECT_REFUSED, 2, true);
    b.server.connect_ms = 30000;
    fake_bench_start(&b);
    while (vsa_check_want(&b.check) != VSA_WANT_CONNECT)
        fake_bench_step(&b);
    vsa_check_connecting(&b.check, VSA_STAGE_CONNECT, fake_clock.now_ms);
    fake_clock.now_ms += deadline_ms() + 1;
    vsa_check_failed(&b.check, VSA_STAGE_CONNECT, VSA_CONNECT_REFUSED, 111, fake_clock.now_ms);
    while (fake_bench_step(&b))
        ;
    expect_result("late", b.check.cause.result, VSA_CONNECT_REFUSED);
}

/* ---- large replies ---- */

TEST_CASE(a_reply_of_a_megabyte_is_read_in_the_same_buffers)
{
    static char body[1100000];
    static const char *const unknown = ",\"anUnknownMember\" : { \"a\" : [ 1, 2.5e3, null, \"\\u00e9\" ] }\r\n        ";
    size_t at = (size_t)snprintf(body, sizeof body, "{\"success\":true,\"data\":{\"x\":0");

    while (at < 1050000)
        at += (size_t)snprintf(body + at, sizeof body - at, "%s", unknown);
    snprintf(body + at, sizeof body - at, ",\"id\":\"%s\",\"endpointStatus\":{\"moniker\":\"active\"}%s}}", FAKE_ENDPOINT_ID, FAKE_NESTED_VSLICE);
    for (size_t piece = 0; piece < 2; piece++) {
        fake_bench_init(&b);
        b.server.piece = piece;
        fake_says(&b, FAKE_ENDPOINT_PATH, body);
        assert_true(fake_bench_run(&b));
        assert_int_equal(b.check.membership.verdict, VSA_MEMBER);
        assert_true(b.check.bytes_received > 1050000);
    }
}

TEST_CASE(wanted_members_that_do_not_fit_are_too_large_and_a_reply_over_the_limit_too)
{
    static char name[3000];

    snprintf(name, sizeof name, "{\"success\":true,\"data\":{\"id\":\"%s\",\"name\":\"%02500d\"}}", FAKE_ENDPOINT_ID, 1);
    fake_bench_init(&b);
    fake_says(&b, FAKE_ENDPOINT_PATH, name);
    assert_true(fake_bench_run(&b));
    expect_result("name", b.check.cause.result, VSA_JSON_TOO_LARGE);
    assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(each_transient_failure_of_a_connect_is_tried_again_with_growing_delays_until_the_deadline),
        TEST(each_transient_failure_of_a_connect_that_passes_costs_a_short_wait),
        TEST(no_permanent_failure_of_a_connect_is_tried_again),
        TEST(each_status_on_each_call_ends_in_its_own_result_after_as_many_tries_as_its_band_allows),
        TEST(a_status_that_passes_is_tried_again_and_what_was_answered_is_not_asked_again),
        TEST(refused_credentials_hold_the_next_check_back_for_a_day_or_the_interval),
        TEST(the_interval_follows_a_verdict_with_a_jitter_that_depends_on_the_random_word),
        TEST(checks_in_a_row_that_could_not_tell_come_less_and_less_often_up_to_the_interval),
        TEST(a_token_that_worked_is_not_asked_about_again),
        TEST(another_token_another_host_or_no_memory_means_that_it_is_asked),
        TEST(a_refusal_is_explained_by_asking_about_the_token),
        TEST(a_token_that_works_but_may_not_do_all_leaves_the_blame_where_it_is),
        TEST(nothing_is_ruled_out_for_a_token_that_nobody_asked_about_in_this_check),
        TEST(a_memory_of_another_layout_counts_for_nothing),
        TEST(a_server_that_says_nothing_is_given_up_after_the_idle_time_and_tried_again),
        TEST(a_server_that_never_answers_ends_at_the_deadline_in_timed_out),
        TEST(a_server_that_drips_a_byte_a_second_is_held_to_the_deadline),
        TEST(a_server_that_drips_fast_enough_gives_a_member),
        TEST(a_connect_that_hangs_in_a_layer_names_that_layer),
        TEST(a_layer_that_takes_longer_than_the_idle_time_is_given_up_but_layers_that_move_on_are_not),
        TEST(a_failure_told_when_the_deadline_has_passed_keeps_its_name),
        TEST(a_reply_of_a_megabyte_is_read_in_the_same_buffers),
        TEST(wanted_members_that_do_not_fit_are_too_large_and_a_reply_over_the_limit_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
