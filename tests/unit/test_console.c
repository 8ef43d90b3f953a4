/* SPDX-License-Identifier: MIT */
/* What is printed in the end, and the next step that goes with every failure and every reason. */
#include "port/console/console.h"
#include "port/console/hidden.h"
#include "tests/support/fake_bench.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test.h"

static struct fake_bench b;
static char lines[32][1100];
static unsigned line_count;

static void take(void *context, struct vsa_span line)
{
    assert_ptr_equal(context, &b);
    assert_true(line_count < 32 && line.len < sizeof lines[0]);
    memcpy(lines[line_count], line.ptr, line.len);
    lines[line_count++][line.len] = 0;
}

static void print_people(void)
{
    line_count = 0;
    vsa_console_people(&b.check, take, &b);
}

TEST_CASE(a_member_is_a_line_a_stage_and_the_verdict_and_no_next_step)
{
    fake_bench_init(&b);
    assert_true(fake_bench_run(&b));
    print_people();
    assert_int_equal(line_count, 10);
    assert_memory_equal(lines[0], "link      ok", 12);
    assert_string_equal(lines[9], "verdict   MEMBER");
    assert_null(vsa_console_next_step(&b.check));
}

static bool is_json(const char *line)
{
    struct vsa_json_sieve s;

    vsa_json_sieve_init(&s, "", NULL, 0);
    vsa_json_sieve_feed(&s, vsa_span(line));
    return vsa_json_sieve_end(&s) == VSA_OK;
}

TEST_CASE(the_machine_gets_one_line_of_json)
{
    fake_bench_init(&b);
    assert_true(fake_bench_run(&b));
    line_count = 0;
    vsa_console_machine(&b.check, take, &b);
    assert_int_equal(line_count, 1);
    assert_true(is_json(lines[0]));
    assert_null(strpbrk(lines[0], "\r\n"));
}

#define OVERRIDE "\\u202e" /* as JSON has it */

static void assert_nothing_is_hidden(void)
{
    for (unsigned i = 0; i < line_count; i++)
        if (vsa_hidden(vsa_span(lines[i])).len > 0)
            fail_msg("hidden characters in: %s", lines[i]);
}

TEST_CASE(no_name_and_no_word_of_the_platform_hides_in_a_line)
{
    fake_bench_init(&b);
    fake_says(&b, FAKE_ENDPOINT_PATH,
              "{\"success\":true,\"data\":{\"id\":\"" FAKE_ENDPOINT_ID "\","
              "\"name\":\"" OVERRIDE "REBMEM_TON\\u2066\\u200b\","
              "\"endpointStatus\":{\"moniker\":\"active\"}" FAKE_FLAT_VSLICE "}}");
    fake_says(&b, FAKE_VSLICE_PATH, "{\"success\":false,\"messages\":[\"deni" OVERRIDE "ed\"]}");
    assert_true(fake_bench_run(&b));
    print_people();
    assert_nothing_is_hidden();
    assert_non_null(strstr(lines[7], "  ???REBMEM_TON??????, active"));
    assert_non_null(strstr(lines[8], "deni???ed"));
}

TEST_CASE(no_name_hides_in_the_machines_line)
{
    static const char name[] = "\xe2\x80\xaeREBMEM_TON\x7f\xc2\x9b\xf3\xa0\x81\x81\"M\xc3\xbcller \xe2\x80";

    fake_bench_init(&b);
    assert_true(fake_bench_run(&b));
    memcpy(b.check.facts.endpoint.name, name, sizeof name);
    line_count = 0;
    vsa_console_machine(&b.check, take, &b);
    assert_nothing_is_hidden();
    assert_true(is_json(lines[0]));
    assert_non_null(strstr(lines[0], "\"???REBMEM_TON???????\\\"M\xc3\xbcller ??\""));
}

TEST_CASE(names_in_any_script_stay_as_they_are)
{
    static const char name[] = "M\xc3\xbcller \xe6\x97\xa5\xe6\x9c\xac \xf0\x9f\x98\x80";

    fake_bench_init(&b);
    assert_true(fake_bench_run(&b));
    memcpy(b.check.facts.endpoint.name, name, sizeof name);
    print_people();
    assert_non_null(strstr(lines[7], name));
}

/* These have none of their own: what they say is all there is to say, or it is the platform's fault. */
static bool has_no_step(enum vsa_result result)
{
    switch (result) {
    case VSA_MORE:
    case VSA_TLS_BAD_CERTIFICATE:
    case VSA_HTTP_MALFORMED:
    case VSA_HTTP_TRUNCATED:
    case VSA_HTTP_TOO_LARGE:
    case VSA_HTTP_UNSUPPORTED:
    case VSA_HTTP_UNEXPECTED:
    case VSA_HTTP_REQUEST_TIMEOUT:
    case VSA_HTTP_CLIENT_ERROR:
    case VSA_HTTP_UNAVAILABLE:
    case VSA_HTTP_SERVER_ERROR:
    case VSA_JSON_MALFORMED:
    case VSA_JSON_DUPLICATE:
    case VSA_JSON_TOO_DEEP:
    case VSA_API_CONTRACT:
    case VSA_API_REFUSED:
    case VSA_API_NOT_FOUND:
    case VSA_API_CONTRADICTION:
    case VSA_API_OTHER_OBJECT:
    case VSA_REQUEST_TOO_LARGE:
    case VSA_CANCELLED:
        return true;
    default:
        return false;
    }
}

static bool reason_has_no_step(enum vsa_reason reason)
{
    /* they come with a cause, whose step counts; a reply against its contract is the platform's fault */
    return reason == VSA_REASON_UNREACHABLE || reason == VSA_REASON_NO_TOKEN || reason == VSA_REASON_BAD_REPLY ||
           reason == VSA_REASON_INCOMPLETE;
}

static void assert_is_a_step(const char *name, const char *step, bool none)
{
    if ((step == NULL) != none)
        fail_msg("%s: %s", name, step ? step : "no next step");
    if (step == NULL)
        return;
    assert_in_range(strlen(step), 10, VSA_REPORT_LINE_BYTES - strlen("next step "));
    for (const char *p = step; *p; p++)
        assert_in_range((unsigned char)*p, ' ', '~');
}

TEST_CASE(every_result_that_can_be_a_cause_has_a_next_step_or_is_listed_as_having_none)
{
    for (int r = VSA_MORE; r < VSA_RESULT_COUNT; r++) {
        memset(&b, 0, sizeof b);
        b.check.config = &b.config;
        b.check.cause.result = (enum vsa_result)r;
        assert_is_a_step(vsa_result_name((enum vsa_result)r).ptr, vsa_console_next_step(&b.check), has_no_step((enum vsa_result)r));
    }
}

TEST_CASE(every_reason_has_a_next_step_or_is_listed_as_having_none)
{
    for (int r = 0; r < VSA_REASON_COUNT; r++) {
        memset(&b, 0, sizeof b);
        b.check.config = &b.config;
        b.check.membership.reasons = UINT32_C(1) << r;
        assert_is_a_step(vsa_reason_name((enum vsa_reason)r).ptr, vsa_console_next_step(&b.check), reason_has_no_step((enum vsa_reason)r));
    }
}

TEST_CASE(the_first_failing_layer_counts_before_the_first_reason)
{
    fake_bench_init(&b);
    fake_says(&b, FAKE_ENDPOINT_PATH, FAKE_ENDPOINT(FAKE_ENDPOINT_ID, "suspended", FAKE_FLAT_VSLICE));
    fake_status(&b, FAKE_VSLICE_PATH, 403, NULL);
    assert_true(fake_bench_run(&b));
    print_people();
    assert_string_equal(lines[line_count - 1], "next step the token may not do this: look at the rights of its user");
    fake_bench_init(&b);
    fake_says(&b, FAKE_ENDPOINT_PATH, FAKE_ENDPOINT(FAKE_ENDPOINT_ID, "suspended", FAKE_FLAT_VSLICE));
    assert_true(fake_bench_run(&b));
    print_people();
    assert_string_equal(lines[line_count - 2], "verdict   NOT_MEMBER  endpoint_not_active");
    assert_memory_equal(lines[line_count - 1], "next step set the endpoint active", 33);
}

TEST_CASE(a_failure_without_a_step_of_its_own_gives_that_of_its_reason)
{
    fake_bench_init(&b);
    fake_says(&b, FAKE_TOKEN_PATH, "{\"success\":false,\"messages\":[\"disabled\"]}");
    assert_true(fake_bench_run(&b));
    expect_result("cause", b.check.cause.result, VSA_API_REFUSED);
    assert_true(b.check.membership.reasons & VSA_REASON_BIT(TOKEN_REFUSED));
    if (vsa_console_next_step(&b.check) == NULL)
        fail_msg("token_refused has a next step, but a refused token check shows none");
    fake_bench_init(&b);
    fake_says(&b, FAKE_ENDPOINT_PATH, FAKE_ENDPOINT(FAKE_ENDPOINT_ID, "active", FAKE_FLAT_VSLICE FAKE_OTHER_VSLICE));
    assert_true(fake_bench_run(&b));
    assert_non_null(vsa_console_next_step(&b.check));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_member_is_a_line_a_stage_and_the_verdict_and_no_next_step),
        TEST(the_machine_gets_one_line_of_json),
        TEST(no_name_and_no_word_of_the_platform_hides_in_a_line),
        TEST(no_name_hides_in_the_machines_line),
        TEST(names_in_any_script_stay_as_they_are),
        TEST(every_result_that_can_be_a_cause_has_a_next_step_or_is_listed_as_having_none),
        TEST(every_reason_has_a_next_step_or_is_listed_as_having_none),
        TEST(the_first_failing_layer_counts_before_the_first_reason),
        TEST(a_failure_without_a_step_of_its_own_gives_that_of_its_reason),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
