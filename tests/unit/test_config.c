/* SPDX-License-Identifier: MIT */
#include "port/provisioning/config.h"

#include "tests/support/test.h"

#define NAME_39 "012345678901234567890123456789012345678"

static struct vsa_config config;

/* A configuration that is good. */
static void start(void)
{
    vsa_config_init(&config);
    vsa_token_set(&config.token, VSA_SPAN_OF("0123456789abcdef0123456789abcdef"));
    config.endpoint = VSA_SPAN_OF("3e9a5c70-2b41-4d8e-9f63-a7b8c9d0e1f2");
    config.vslice = VSA_SPAN_OF("default");
}

static void expect_good(const char *which)
{
    const char *member = "untouched", *wanted = "untouched";

    expect_result(which, vsa_config_check(&config, &member, &wanted), VSA_OK);
    expect_text(which, member, "untouched");
    expect_text(which, wanted, "untouched");
    start();
}

static void expect_fault(const char *which, const char *name)
{
    const char *member = "none", *wanted = "";

    expect_result(which, vsa_config_check(&config, &member, &wanted), VSA_BAD_CONFIG);
    expect_text(which, member, name);
    assert_true(strlen(wanted) > 5);
    start();
}

static void set_url(struct vsa_url *url, const char *text)
{
    expect_result(text, vsa_url_parse(vsa_span(text), url), VSA_OK);
}

TEST_CASE(begins_empty_with_the_documented_host_and_the_defaults)
{
    memset(&config, 0x55, sizeof config);
    vsa_config_init(&config);
    expect_span("host", config.api.host, "api.stacuity.com");
    expect_span("base", config.api.base, "/api/v1");
    assert_int_equal(config.api.port, 443);
    assert_true(config.api.tls);
    assert_int_equal(config.interval_s, VSA_LIMIT_INTERVAL_S);
    assert_int_equal(config.deadline_s, VSA_LIMIT_DEADLINE_S);
    assert_false(vsa_token_present(&config.token));
    assert_int_equal(config.edge.host.len + config.endpoint.len + config.vslice.len + config.group.len, 0);
    assert_int_equal(config.report_key.len + config.dns_count, 0);
    assert_int_equal(config.address_source, VSA_ADDRESS_AUTO);
    assert_int_equal(config.address.family, VSA_FAMILY_NONE);
}

TEST_CASE(token_endpoint_and_vslice_are_enough)
{
    start();
    expect_good("least");
}

TEST_CASE(the_management_api_needs_tls)
{
    start();
    set_url(&config.api, "http://api.stacuity.com/api/v1");
    expect_fault("http", "api");
    config.api.host = VSA_SPAN_OF("");
    expect_fault("no host", "api");
}

TEST_CASE(the_edge_api_is_plain_http)
{
    start();
    set_url(&config.edge, "http://edge.stacuity.io");
    expect_good("http");
    set_url(&config.edge, "https://edge.stacuity.io");
    expect_fault("https", "edge");
}

TEST_CASE(without_token_or_endpoint_the_edge_api_is_needed)
{
    start();
    vsa_token_set(&config.token, VSA_SPAN_OF(""));
    expect_fault("no token", "token");
    config.endpoint = VSA_SPAN_OF("");
    expect_fault("no endpoint", "endpoint");
    set_url(&config.edge, "http://edge.stacuity.io");
    vsa_token_set(&config.token, VSA_SPAN_OF(""));
    config.endpoint = VSA_SPAN_OF("");
    expect_good("edge");
}

TEST_CASE(an_expected_vslice_is_required)
{
    start();
    config.vslice = VSA_SPAN_OF("");
    expect_fault("no vslice", "vslice");
}

TEST_CASE(names_are_at_most_39_visible_ascii_characters)
{
    static const struct vsa_span bad[] = {
        VSA_SPAN(NAME_39 "9"), VSA_SPAN("a b"), VSA_SPAN(" "), VSA_SPAN("a\n"), VSA_SPAN("a\0"), VSA_SPAN("\x7f"), VSA_SPAN("\xc3\xa4"),
    };
    static const struct vsa_span good[] = {VSA_SPAN(NAME_39), VSA_SPAN("!~"), VSA_SPAN("a/b\"")};
    static const char *const members[] = {"vslice", "endpoint", "group", "report_key"};
    struct vsa_span *const names[] = {&config.vslice, &config.endpoint, &config.group, &config.report_key};

    start();
    for (size_t m = 0; m < COUNT_OF(names); m++) {
        for (size_t i = 0; i < COUNT_OF(bad); i++) {
            *names[m] = bad[i];
            expect_fault(bad[i].ptr, members[m]);
        }
        for (size_t i = 0; i < COUNT_OF(good); i++) {
            *names[m] = good[i];
            expect_good(good[i].ptr);
        }
    }
}

TEST_CASE(times_have_bounds)
{
    static const struct {
        uint32_t interval_s, deadline_s;
        const char *member;
    } cases[] = {
        {60, 5, NULL},           {31622400, 3600, NULL}, {59, 60, "interval_s"}, {31622401, 60, "interval_s"},
        {0, 60, "interval_s"},   {600, 4, "deadline_s"}, {600, 0, "deadline_s"}, {600, 3601, "deadline_s"},
        {0xffffffffu, 60, "interval_s"},
    };

    start();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        config.interval_s = cases[i].interval_s;
        config.deadline_s = cases[i].deadline_s;
        if (cases[i].member)
            expect_fault("time", cases[i].member);
        else
            expect_good("time");
    }
}

TEST_CASE(names_the_first_member_at_fault)
{
    start();
    config.interval_s = 0;
    config.group = VSA_SPAN_OF("a b");
    expect_fault("two", "group");
    memset(&config, 0, sizeof config);
    expect_fault("nothing at all", "api");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(begins_empty_with_the_documented_host_and_the_defaults),
        TEST(token_endpoint_and_vslice_are_enough),
        TEST(the_management_api_needs_tls),
        TEST(the_edge_api_is_plain_http),
        TEST(without_token_or_endpoint_the_edge_api_is_needed),
        TEST(an_expected_vslice_is_required),
        TEST(names_are_at_most_39_visible_ascii_characters),
        TEST(times_have_bounds),
        TEST(names_the_first_member_at_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
