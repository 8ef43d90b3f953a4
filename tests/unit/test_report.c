/* SPDX-License-Identifier: MIT */
/* A check that is over as lines for people and as one JSON line for machines. */
#include "agent/report.h"
#include "tests/support/fake_bench.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test.h"

#include <stdio.h>

static struct fake_bench b;
static char text[8192];

static const char *stage_line(enum vsa_stage stage)
{
    struct vsa_writer w = vsa_writer(text, VSA_REPORT_LINE_BYTES);

    if (!vsa_report_stage(&w, &b.check, stage))
        return "(not seen)";
    text[w.len] = 0;
    return text;
}

static const char *verdict_line(void)
{
    struct vsa_writer w = vsa_writer(text, VSA_REPORT_LINE_BYTES);

    vsa_report_verdict(&w, &b.check);
    text[w.len] = 0;
    return text;
}

static const char *json_line(size_t cap)
{
    struct vsa_writer w = vsa_writer(text, cap);

    vsa_report_json(&w, &b.check);
    text[w.len] = 0;
    return text;
}

static enum vsa_result judge(const char *json)
{
    struct vsa_json_sieve s;

    vsa_json_sieve_init(&s, "", NULL, 0);
    vsa_json_sieve_feed(&s, vsa_span(json));
    return vsa_json_sieve_end(&s);
}

static void assert_line_is_harmless(const char *line)
{
    for (const unsigned char *p = (const unsigned char *)line; *p; p++)
        if (*p < 0x20 || *p == 0x7f || (*p == 0xc2 && p[1] < 0xa0))
            fail_msg("byte %02x in <%s>", *p, line);
}

static void assert_all_is_harmless(void)
{
    for (int s = 0; s < VSA_STAGE_COUNT; s++) {
        assert_line_is_harmless(stage_line((enum vsa_stage)s));
        assert_false(fake_contains(text, strlen(text), FAKE_TOKEN));
    }
    assert_line_is_harmless(verdict_line());
    assert_line_is_harmless(json_line(sizeof text - 1));
    assert_false(fake_contains(text, strlen(text), FAKE_TOKEN));
    expect_result(text, judge(text), VSA_OK);
}

TEST_CASE(a_member_reads_like_this)
{
    static const char *const wanted[VSA_STAGE_COUNT] = {
        [VSA_STAGE_LINK] = "link      ok       0 ms  52:54:00:12:34:56",
        [VSA_STAGE_ADDRESS] = "address   ok       0 ms  100.64.17.203 (DHCP)",
        [VSA_STAGE_TIME] = "time      ok       0 ms",
        [VSA_STAGE_EDGE] = "(not seen)",
        [VSA_STAGE_DNS] = "dns       ok       5 ms  api.stacuity.com 203.0.113.10",
        [VSA_STAGE_CONNECT] = "connect   ok       5 ms",
        [VSA_STAGE_TLS] = "tls       ok       5 ms  TLS 1.3, api.stacuity.com, resumed no",
        [VSA_STAGE_TOKEN] = "token     ok       0 ms",
        [VSA_STAGE_ENDPOINT] = "endpoint  ok       0 ms  Truck 001, active, group " FAKE_GROUP_ID ", vslice default",
        [VSA_STAGE_GROUP] = "(not seen)",
        [VSA_STAGE_VSLICE] = "vslice    ok       0 ms  default 10.0.0.0/8 100.64.0.0/10",
        [VSA_STAGE_CALL] = "(not seen)",
        [VSA_STAGE_REPORT] = "(not seen)",
    };

    fake_bench_init(&b);
    assert_true(fake_bench_run(&b));
    for (int s = 0; s < VSA_STAGE_COUNT; s++)
        assert_string_equal(stage_line((enum vsa_stage)s), wanted[s]);
    assert_string_equal(verdict_line(), "verdict   MEMBER");
}

TEST_CASE(a_note_tells_what_is_known_and_no_more)
{
    fake_bench_init(&b);
    assert_true(fake_bench_run(&b));
    b.check.peer.tls_version = 0x0303;
    b.check.peer.resumed = true;
    assert_string_equal(stage_line(VSA_STAGE_TLS), "tls       ok       5 ms  TLS 1.2, api.stacuity.com, resumed yes");
    assert_non_null(strstr(json_line(VSA_REPORT_JSON_BYTES), ",\"tls\":\"1.2\","));
    b.check.peer = (struct vsa_peer){.reused = true};
    assert_string_equal(stage_line(VSA_STAGE_TLS), "tls       ok       5 ms");
    assert_string_equal(stage_line(VSA_STAGE_DNS), "dns       ok       5 ms  api.stacuity.com");
    assert_string_equal(stage_line(VSA_STAGE_CONNECT), "connect   ok       5 ms  kept from the last check");
    assert_null(strstr(json_line(VSA_REPORT_JSON_BYTES), "\"tls\":\""));
    b.check.network.address_note.len = 0;
    assert_string_equal(stage_line(VSA_STAGE_ADDRESS), "address   ok       0 ms  100.64.17.203");
    b.check.facts.endpoint.name[0] = 0;
    assert_string_equal(stage_line(VSA_STAGE_ENDPOINT), "endpoint  ok       0 ms  active, group " FAKE_GROUP_ID ", vslice default");
}

TEST_CASE(the_json_line_of_a_member_is_this)
{
    char wanted[1024];

    fake_bench_init(&b);
    assert_true(fake_bench_run(&b));
    snprintf(wanted, sizeof wanted,
             "{\"vslice_agent\":\"" VSA_VERSION "\",\"verdict\":\"member\",\"reasons\":[],\"endpoint\":\"" FAKE_ENDPOINT_ID
             "\",\"name\":\"Truck 001\",\"status\":\"active\",\"group\":\"" FAKE_GROUP_ID "\",\"in_vslice\":\"default\","
             "\"vslice\":\"default\",\"address\":\"100.64.17.203\",\"tls\":\"1.3\",\"mode\":\"full\",\"connections\":1,\"flights\":1,"
             "\"bytes_out\":%u,\"bytes_in\":%u,\"ms\":15,\"next_check_s\":%u,\"stages\":{\"link\":[\"ok\",0],\"address\":[\"ok\",0],"
             "\"time\":[\"ok\",0],\"dns\":[\"ok\",5],\"connect\":[\"ok\",5],\"tls\":[\"ok\",5],\"token\":[\"ok\",0],"
             "\"endpoint\":[\"ok\",0],\"vslice\":[\"ok\",0]}}",
             b.check.bytes_sent, b.check.bytes_received, b.check.next_check_s);
    assert_string_equal(json_line(VSA_REPORT_JSON_BYTES), wanted);
    expect_result("json", judge(wanted), VSA_OK);
}

TEST_CASE(a_failure_reads_with_its_result_and_its_code)
{
    fake_bench_init(&b);
    b.server.fault[FAKE_OP_CONNECT] = (struct fake_fault){.at = 3, .result = VSA_TLS_UNTRUSTED, .foreign = -9984};
    assert_true(fake_bench_run(&b));
    assert_string_equal(stage_line(VSA_STAGE_TLS), "tls       certificate_untrusted      0 ms  code -9984");
    assert_string_equal(verdict_line(), "verdict   CANNOT_TELL  unreachable");
    assert_non_null(strstr(json_line(VSA_REPORT_JSON_BYTES),
                           "\"verdict\":\"cannot_tell\",\"reasons\":[\"unreachable\"],"
                           "\"at\":{\"stage\":\"tls\",\"result\":\"certificate_untrusted\",\"code\":-9984}"));
    assert_null(strstr(text, "\"endpoint\""));
    assert_null(strstr(text, "\"tls\":\"1."));
}

TEST_CASE(a_refusal_reads_with_the_platforms_words_made_harmless)
{
    fake_bench_init(&b);
    fake_says(&b, FAKE_TOKEN_PATH, "{\"success\":false,\"messages\":[\"No \\u001b[2J\\r\\nverdict   MEMBER \\u009b1m\"]}");
    assert_true(fake_bench_run(&b));
    assert_string_equal(stage_line(VSA_STAGE_TOKEN), "token     api_refused      0 ms  No ?[2J??verdict   MEMBER ?1m");
    assert_all_is_harmless();
}

TEST_CASE(terminal_escapes_in_every_text_of_the_platform_are_made_harmless)
{
#define ESC "\\u001b[31m\\u0007\\r\\n\\u007f\\u009b"
    fake_bench_init(&b);
    b.config.group = VSA_SPAN_OF("tf-group");
    fake_with_edge(&b, "\"" ESC "\"");
    fake_says(&b, FAKE_ENDPOINT_PATH,
              "{\"success\":true,\"data\":{\"id\":\"" FAKE_ENDPOINT_ID "\",\"name\":\"" ESC "\",\"endpointStatus\":{\"moniker\":\"" ESC
              "\"},\"endpointGroup\":{\"moniker\":\"" ESC "\"},\"vslice\":{\"moniker\":\"" ESC "\"}}}");
    fake_says(&b, FAKE_GROUP_PATH,
              "{\"success\":true,\"data\":{\"id\":\"tf-group\",\"moniker\":\"" ESC "\",\"vslice\":{\"moniker\":\"" ESC "\"}}}");
    fake_says(&b, FAKE_VSLICE_PATH,
              "{\"success\":true,\"data\":{\"id\":\"default\",\"moniker\":\"" ESC "\",\"name\":\"" ESC "\",\"subnets\":[\"10.0.0.0/8\"]}}");
    assert_true(fake_bench_run(&b));
    expect_result("endpoint", b.check.stages[VSA_STAGE_ENDPOINT].result, VSA_OK);
    expect_result("group", b.check.stages[VSA_STAGE_GROUP].result, VSA_OK);
    expect_result("vslice", b.check.stages[VSA_STAGE_VSLICE].result, VSA_OK);
    assert_all_is_harmless();
}

TEST_CASE(what_was_counted_is_on_the_bill_and_nothing_else)
{
    struct vsa_writer w;

    fake_bench_init(&b);
    assert_true(fake_bench_run(&b));
    w = vsa_writer(text, sizeof text);
    assert_false(vsa_report_bill(&w, &b.check));
    assert_int_equal(w.len, 0);
    assert_null(strstr(json_line(VSA_REPORT_JSON_BYTES), "bill"));
    b.check.bill.cost[VSA_COST_BYTES_OUT] = 1530;
    b.check.bill.cost[VSA_COST_TRIPS] = 4;
    b.check.bill.cost[VSA_COST_ARENA] = UINT32_MAX;
    w = vsa_writer(text, sizeof text - 1);
    assert_true(vsa_report_bill(&w, &b.check));
    text[w.len] = 0;
    assert_string_equal(text, "cost      bytes_out 1530, trips 4, arena 4294967295");
    assert_non_null(strstr(json_line(VSA_REPORT_JSON_BYTES),
                           ",\"bill\":{\"bytes_out\":1530,\"trips\":4,\"arena\":4294967295},\"stages\":{"));
}

TEST_CASE(the_console_and_the_json_line_say_how_tls_came_about)
{
    static const struct {
        bool resumed, reused;
        const char *wanted;
    } cases[] = {{false, false, "\"mode\":\"full\""}, {true, false, "\"mode\":\"resumed\""}, {true, true, "\"mode\":\"kept\""}};

    fake_bench_init(&b);
    assert_true(fake_bench_run(&b));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        b.check.peer.resumed = cases[i].resumed;
        b.check.peer.reused = cases[i].reused;
        if (strstr(json_line(VSA_REPORT_JSON_BYTES), cases[i].wanted) == NULL)
            fail_msg("%s: %s", cases[i].wanted, text);
        assert_non_null(strstr(stage_line(VSA_STAGE_TLS), cases[i].resumed ? ", resumed yes" : ", resumed no"));
    }
}

/* ---- the worst that can come ---- */

static void fill(char *to, size_t cap, char with)
{
    memset(to, with, cap - 1);
    to[cap - 1] = 0;
}

/* What the platform can fill, filled: names, with the characters that take most room. */
static void fill_names(char with)
{
    struct vsa_facts *f = &b.check.facts;
    char *names[] = {f->endpoint.id, f->endpoint.status, f->endpoint.group.id, f->endpoint.group.moniker,
                     f->endpoint.vslice.id, f->endpoint.vslice.moniker, f->group.self.id, f->group.self.moniker,
                     f->vslice.self.id, f->vslice.self.moniker, b.check.edge_id};

    for (size_t i = 0; i < COUNT_OF(names); i++)
        fill(names[i], VSA_ID_BYTES, with);
    fill(f->endpoint.name, VSA_LABEL_BYTES, with);
    fill(f->vslice.name, VSA_LABEL_BYTES, with);
    fill(b.check.message, VSA_LABEL_BYTES, with);
    f->endpoint.known = f->vslice.known = f->group.known = VSA_KNOWN;
    vsa_address_parse(VSA_SPAN_OF("fd00:1111:2222:3333:4444:5555:6666:7777"), &b.check.expected.address);
}

static void fill_numbers(void)
{
    b.check.bytes_sent = b.check.bytes_received = b.check.duration_ms = b.check.next_check_s = UINT32_MAX;
    b.check.connections = b.check.flights = UINT8_MAX;
    b.check.cause.foreign = INT32_MIN;
    for (unsigned i = 0; i < VSA_COST_COUNT; i++)
        b.check.bill.cost[i] = UINT32_MAX;
}

static void assert_json_fits(const char *what)
{
    size_t whole = strlen(json_line(sizeof text - 1));

    expect_result(what, judge(text), VSA_OK);
    if (whole > VSA_REPORT_JSON_BYTES)
        fail_msg("%s: the JSON line has %zu bytes: %s", what, whole, text);
    expect_result(what, judge(json_line(VSA_REPORT_JSON_BYTES)), VSA_OK);
}

/* All that one check can have: every stage but call, a member's ten "ok", and the longest deadline there is. */
static void worst_not_member(void)
{
    fake_bench_init(&b);
    assert_true(fake_bench_run(&b));
    fill_names('"');
    for (int s = 0; s < VSA_STAGE_COUNT; s++)
        b.check.stages[s] = (struct vsa_stage_record){.seen = s != VSA_STAGE_CALL, .result = VSA_OK, .duration_ms = 3599999};
    b.check.membership.verdict = VSA_NOT_MEMBER;
    b.check.membership.reasons = VSA_REASON_BIT(OTHER_VSLICE) | VSA_REASON_BIT(OTHER_GROUP) | VSA_REASON_BIT(NOT_ACTIVE) |
                                 VSA_REASON_BIT(ADDRESS_OUTSIDE) | VSA_REASON_BIT(ADDRESS_FAMILY) | VSA_REASON_BIT(DNS_SERVERS);
    b.check.bytes_sent = 99999;
    b.check.bytes_received = 33554432;
    b.check.duration_ms = 3600000;
    b.check.next_check_s = 34784640;
    b.check.connections = 9;
    b.check.flights = 12;
}

TEST_CASE(the_json_line_of_a_device_outside_in_everything_fits_1024_bytes)
{
    worst_not_member();
    assert_json_fits("not a member");
}

#define LONG_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" /* 39 */
#define LONG_B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define QUOTES "\\\"\\\"\\\"\\\"\\\"\\\"\\\"\\\""

/* Not made up: a check against a platform that answers like this. */
TEST_CASE(the_json_line_of_the_longest_failure_that_a_platform_can_cause_fits_1024_bytes)
{
    static const char edge_id[] = "\"other\"";

    fake_bench_init(&b);
    fake_with_edge(&b, edge_id);
    b.config.endpoint = VSA_SPAN_OF(LONG_A);
    b.config.vslice = VSA_SPAN_OF(LONG_B);
    b.config.group = VSA_SPAN_OF("tf-group");
    b.config.report_key = VSA_SPAN_OF("vslice");
    b.config.address_source = VSA_ADDRESS_GIVEN;
    b.config.deadline_s = 3600;
    vsa_address_parse(VSA_SPAN_OF("fd00:1111:2222:3333:4444:5555:6666:7777"), &b.config.address);
    vsa_address_parse(VSA_SPAN_OF("9.9.9.9"), &b.config.dns[0]);
    b.config.dns_count = 1;
    fake_clock.network_more = 10000;
    b.server.connect_ms = 19000;
    b.server.side[FAKE_API].drip_ms = 200;
    b.server.side[FAKE_EDGE].drip_ms = 50;
    fake_says(&b, "/api/v1/endpoints/" LONG_A,
              "{\"success\":true,\"data\":{\"id\":\"" LONG_A "\",\"name\":\"" QUOTES QUOTES QUOTES QUOTES
              "\",\"endpointStatus\":{\"moniker\":\"" LONG_B "\"},\"endpointGroup\":{\"moniker\":\"" LONG_A
              "\"},\"vslice\":{\"moniker\":\"" LONG_A "\"}}}");
    fake_says(&b, "/api/v1/vslices/" LONG_B,
              "{\"success\":true,\"data\":{\"id\":\"x\",\"moniker\":\"" LONG_B "\",\"subnets\":[\"10.0.0.0/8\"],"
              "\"dnsServers\":[\"1.1.1.1\"],\"ipAddressFamily\":{\"moniker\":\"ipv4\"}}}");
    fake_status(&b, FAKE_GROUP_PATH, 429, "Retry-After: 999999999\r\n");
    fake_status(&b, "/api/v1/endpoints/" LONG_A "/keyvalues/vslice", 429, NULL);
    /* the group last, so that all else is known */
    fake_server_answer(&b.server, (struct fake_answer){.target = FAKE_GROUP_PATH, .status = 503, .headers = "Retry-After: 1\r\n", .times = 1});
    assert_true(fake_bench_run(&b));
    assert_int_equal(b.check.membership.verdict, VSA_CANNOT_TELL);
    assert_json_fits("longest failure");
}

TEST_CASE(the_json_line_parses_however_long_its_parts_are)
{
    static const char with[] = {'"', '\\', '\x1b', '\x7f', 'x', ' '};

    for (size_t i = 0; i < sizeof with; i++) {
        worst_not_member();
        fill_names(with[i]);
        fill_numbers();
        b.check.membership.verdict = VSA_CANNOT_TELL;
        b.check.membership.reasons |= VSA_REASON_BIT(CONTRADICTION) | VSA_REASON_BIT(OTHER_SIM) | VSA_REASON_BIT(UNREACHABLE) |
                                      VSA_REASON_BIT(INCOMPLETE);
        b.check.cause.result = VSA_TLS_NOT_YET_VALID;
        for (int s = 0; s < VSA_STAGE_COUNT; s++)
            b.check.stages[s] = (struct vsa_stage_record){.seen = true, .result = VSA_TLS_NOT_YET_VALID, .duration_ms = UINT32_MAX};
        expect_result("all of it", judge(json_line(VSA_REPORT_JSON_BYTES)), VSA_OK);
    }
}

TEST_CASE(every_stage_line_with_every_result_fits_its_line_and_keeps_its_columns_apart)
{
    static const uint32_t durations[] = {0, 999, 99999, 120000, 3600000};

    worst_not_member();
    for (int s = 0; s < VSA_STAGE_COUNT; s++)
        for (int r = 0; r < VSA_RESULT_COUNT; r++)
            for (size_t d = 0; d < COUNT_OF(durations); d++) {
                char wanted[48];
                const char *line;
                b.check.stages[s] = (struct vsa_stage_record){.seen = true, .result = (uint8_t)r, .duration_ms = durations[d], .foreign = INT32_MIN};
                line = stage_line((enum vsa_stage)s);
                assert_true(strlen(line) <= VSA_REPORT_LINE_BYTES);
                snprintf(wanted, sizeof wanted, " %u ms", durations[d]);
                if (strstr(line, wanted) == NULL)
                    fail_msg("no column of its own for the time: <%s>", line);
            }
}

TEST_CASE(the_longest_bill_fits_its_line)
{
    struct vsa_writer w = vsa_writer(text, VSA_REPORT_LINE_BYTES);

    worst_not_member();
    fill_numbers();
    assert_true(vsa_report_bill(&w, &b.check));
    assert_false(w.full);
}

TEST_CASE(the_lines_of_the_longest_names_are_not_cut)
{
    worst_not_member();
    for (int s = 0; s < VSA_STAGE_COUNT; s++) {
        char whole[2048];
        struct vsa_writer w = vsa_writer(whole, sizeof whole), line = vsa_writer(text, VSA_REPORT_LINE_BYTES);
        vsa_report_stage(&w, &b.check, (enum vsa_stage)s);
        vsa_report_stage(&line, &b.check, (enum vsa_stage)s);
        if (line.len != w.len)
            fail_msg("%s: %zu bytes do not fit into %d", vsa_stage_name((enum vsa_stage)s).ptr, w.len, VSA_REPORT_LINE_BYTES);
    }
}

TEST_CASE(no_line_is_written_past_its_buffer_however_small_it_is)
{
    worst_not_member();
    for (size_t cap = 1; cap < 1200; cap++) {
        struct vsa_writer w;
        memset(text, '#', sizeof text);
        w = vsa_writer(text, cap);
        vsa_report_json(&w, &b.check);
        assert_true(w.len <= cap);
        assert_int_equal(text[cap], '#');
        w = vsa_writer(text, cap);
        vsa_report_stage(&w, &b.check, VSA_STAGE_ENDPOINT);
        vsa_report_verdict(&w, &b.check);
        assert_int_equal(text[cap], '#');
    }
}

TEST_CASE(the_uploaded_value_is_made_of_what_can_change_and_never_longer_than_its_limit)
{
    char value[VSA_REPORT_VALUE_BYTES];
    struct vsa_writer w = vsa_writer(value, sizeof value);

    fake_bench_init(&b);
    fake_status(&b, FAKE_VSLICE_PATH, 404, NULL);
    assert_true(fake_bench_run(&b));
    vsa_write_report_value(&w, &b.check.membership, &b.check.expected, &b.check.cause);
    expect_span("value", vsa_written(&w),
                "CANNOT_TELL reasons=bad_reply at=vslice:http_not_found vslice=default address=100.64.17.203 agent=" VSA_VERSION);
    assert_int_not_equal(vsa_hash(vsa_written(&w)), 0);
    b.check.membership.reasons = (UINT32_C(1) << VSA_REASON_COUNT) - 1;
    w = vsa_writer(value, sizeof value);
    vsa_write_report_value(&w, &b.check.membership, &b.check.expected, &b.check.cause);
    assert_int_equal(w.len, sizeof value);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_member_reads_like_this),
        TEST(a_note_tells_what_is_known_and_no_more),
        TEST(the_json_line_of_a_member_is_this),
        TEST(a_failure_reads_with_its_result_and_its_code),
        TEST(a_refusal_reads_with_the_platforms_words_made_harmless),
        TEST(terminal_escapes_in_every_text_of_the_platform_are_made_harmless),
        TEST(what_was_counted_is_on_the_bill_and_nothing_else),
        TEST(the_console_and_the_json_line_say_how_tls_came_about),
        TEST(the_longest_bill_fits_its_line),
        TEST(the_json_line_of_a_device_outside_in_everything_fits_1024_bytes),
        TEST(the_json_line_of_the_longest_failure_that_a_platform_can_cause_fits_1024_bytes),
        TEST(the_json_line_parses_however_long_its_parts_are),
        TEST(every_stage_line_with_every_result_fits_its_line_and_keeps_its_columns_apart),
        TEST(the_lines_of_the_longest_names_are_not_cut),
        TEST(no_line_is_written_past_its_buffer_however_small_it_is),
        TEST(the_uploaded_value_is_made_of_what_can_change_and_never_longer_than_its_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
