/* SPDX-License-Identifier: MIT */
#include "port/provisioning/page.h"

#include "tests/support/guard_page.h"
#include "tests/support/test.h"

#define TOKEN "0123456789abcdefABCDEF0123456789"

static struct vsa_page page;
static struct vsa_page_error error;
static struct vsa_json_document scratch;
static char text[2048];

static enum vsa_result read_into(struct vsa_span json, char *to, size_t cap)
{
    memset(&page, 0x55, sizeof page);
    memset(&error, 0x55, sizeof error);
    return vsa_page_read(&page, json, to, cap, &scratch, &error);
}

static enum vsa_result read_page(const char *json)
{
    memset(text, 0x55, sizeof text);
    return read_into(vsa_span(json), text, sizeof text);
}

static bool holds(const void *bytes, size_t len, const char *what)
{
    const char *from = bytes;

    for (size_t i = 0; i + strlen(what) <= len; i++)
        if (memcmp(from + i, what, strlen(what)) == 0)
            return true;
    return false;
}

static const char *message(void)
{
    static char line[200];
    struct vsa_writer w = vsa_writer(line, sizeof line - 1);

    vsa_page_write_error(&w, &error);
    assert_false(w.full);
    line[w.len] = 0;
    return line;
}

/* ---- good pages ---- */

static const char full_page[] =
    "{ \"api\": \"https://api.example:8443/api/v1/\", \"token\": \"" TOKEN "\",\n"
    "  \"endpoint\": \"3e9a5c70-2b41-4d8e-9f63-a7b8c9d0e1f2\", \"vslice\": \"fl\\u0065et\\u002deu\",\n"
    "  \"group\": \"trucks\", \"address\": \"100.64.17.203\", \"dns\": [ \"10.0.0.53\", \"fd00::53\" ],\n"
    "  \"edge\": \"http://edge.example\", \"report_key\": \"vslice\",\n"
    "  \"interval_s\": 3600, \"deadline_s\": 30,\n"
    "  \"ca\": \"-----BEGIN CERTIFICATE-----\\nMIIB\\/\\n-----END CERTIFICATE-----\\n\",\n"
    "  \"ca_file\": \"/etc/vslice/ca.pem\" }\n";

static void expect_full_page(const char *which)
{
    const struct vsa_config *c = &page.config;
    struct vsa_address address;

    expect_span(which, c->api.host, "api.example");
    expect_span(which, c->api.base, "/api/v1");
    expect_number(which, c->api.port, 8443);
    assert_memory_equal(c->token.secret, TOKEN, sizeof c->token.secret);
    expect_span(which, c->endpoint, "3e9a5c70-2b41-4d8e-9f63-a7b8c9d0e1f2");
    expect_span(which, c->vslice, "fleet-eu");
    expect_span(which, c->group, "trucks");
    expect_number(which, c->address_source, VSA_ADDRESS_GIVEN);
    assert_true(vsa_address_parse(VSA_SPAN_OF("100.64.17.203"), &address));
    assert_true(vsa_address_equal(&c->address, &address));
    expect_number(which, c->dns_count, 2);
    assert_true(vsa_address_parse(VSA_SPAN_OF("fd00::53"), &address));
    assert_true(vsa_address_equal(&c->dns[1], &address));
    expect_span(which, c->edge.host, "edge.example");
    expect_span(which, c->report_key, "vslice");
    expect_number(which, c->interval_s, 3600);
    expect_number(which, c->deadline_s, 30);
    expect_span(which, page.ca, "-----BEGIN CERTIFICATE-----\\nMIIB\\/\\n-----END CERTIFICATE-----\\n");
    expect_span(which, page.ca_file, "/etc/vslice/ca.pem");
    expect_text(which, page.ca_file.ptr, "/etc/vslice/ca.pem");
}

TEST_CASE(every_member_arrives_where_it_belongs)
{
    expect_result("full", read_page(full_page), VSA_OK);
    expect_full_page("full");
    expect_result("full", vsa_page_check(&page, &error), VSA_OK);
}

TEST_CASE(the_page_is_only_read_and_nothing_outside_is_touched)
{
    size_t len = sizeof full_page - 1;
    struct guard_page in = guard_page_open(len), out = guard_page_open(64);
    struct vsa_span json = guard_page_at_end(&in, (struct vsa_span){full_page, len});

    expect_result("whole", read_into(json, guard_page_buffer(&out, 64), 64), VSA_OK);
    assert_memory_equal(json.ptr, full_page, len);
    expect_full_page("whole");
    guard_page_close(&in);
    guard_page_close(&out);
}

/* A board's page is in flash and has no file name. */
TEST_CASE(a_page_without_escapes_needs_no_room)
{
    expect_result("none", read_into(vsa_span("{\"vslice\":\"v\",\"token\":\"" TOKEN "\",\"ca\":\"-\\n\"}"), NULL, 0), VSA_OK);
    expect_span("none", page.config.vslice, "v");
    expect_span("none", page.ca, "-\\n");
}

TEST_CASE(it_tells_where_the_page_has_the_token)
{
    expect_result("full", read_page(full_page), VSA_OK);
    expect_span("full", page.token, TOKEN);
    assert_ptr_equal(page.token.ptr, strstr(full_page, TOKEN));
    expect_result("escaped", read_page("{\"token\":\"\\u0030123456789abcdefABCDEF0123456789\"}"), VSA_OK);
    assert_memory_equal(page.config.token.secret, TOKEN, sizeof page.config.token.secret);
    expect_span("escaped", page.token, "\\u0030123456789abcdefABCDEF0123456789");
    assert_false(holds(text, sizeof text, "123456789abcdef"));
}

TEST_CASE(members_that_are_left_out_have_their_defaults)
{
    expect_result("least", read_page("{}"), VSA_OK);
    expect_span("least", page.config.api.host, "api.stacuity.com");
    expect_number("least", page.config.interval_s, VSA_LIMIT_INTERVAL_S);
    expect_number("least", page.config.deadline_s, VSA_LIMIT_DEADLINE_S);
    expect_number("least", page.config.address_source, VSA_ADDRESS_AUTO);
    expect_number("least", page.config.dns_count, 0);
    expect_number("least", page.config.vslice.len + page.ca.len + page.ca_file.len, 0);
    assert_false(vsa_token_present(&page.config.token));
}

TEST_CASE(the_address_may_also_be_left_to_the_connection_or_out)
{
    expect_result("auto", read_page("{\"address\":\"auto\"}"), VSA_OK);
    expect_number("auto", page.config.address_source, VSA_ADDRESS_AUTO);
    expect_result("skip", read_page("{\"address\":\"skip\"}"), VSA_OK);
    expect_number("skip", page.config.address_source, VSA_ADDRESS_SKIP);
    expect_result("IPv6", read_page("{\"address\":\"fd00::7\"}"), VSA_OK);
    expect_number("IPv6", page.config.address.family, VSA_FAMILY_IPV6);
}

TEST_CASE(what_is_required_is_asked_for_by_name)
{
    static const struct {
        const char *json, *member;
    } cases[] = {
        {"{\"token\":\"" TOKEN "\",\"endpoint\":\"e\"}", "vslice"},
        {"{\"vslice\":\"v\",\"endpoint\":\"e\"}", "token"},
        {"{\"vslice\":\"v\",\"token\":\"" TOKEN "\"}", "endpoint"},
        {"{\"vslice\":\"v\",\"token\":\"" TOKEN "\",\"endpoint\":\"e\",\"interval_s\":59}", "interval_s"},
        {"{\"vslice\":\"v\",\"token\":\"" TOKEN "\",\"endpoint\":\"e\",\"deadline_s\":4}", "deadline_s"},
        {"{\"api\":\"http://a\",\"vslice\":\"v\",\"token\":\"" TOKEN "\",\"endpoint\":\"e\"}", "api"},
        {"{\"edge\":\"https://a\",\"vslice\":\"v\"}", "edge"},
        {"{\"vslice\":\"two words\",\"token\":\"" TOKEN "\",\"endpoint\":\"e\"}", "vslice"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_result(cases[i].json, read_page(cases[i].json), VSA_OK);
        expect_result(cases[i].json, vsa_page_check(&page, &error), VSA_BAD_CONFIG);
        expect_text(cases[i].json, error.member, cases[i].member);
        assert_true(strlen(error.wanted) > 3);
    }
}

TEST_CASE(the_rest_of_a_flash_sector_may_be_erased)
{
    char sector[128];

    for (int fill = 0; fill <= 0xff; fill += 0xff) {
        memset(sector, fill, sizeof sector);
        expect_result("empty", read_into((struct vsa_span){sector, sizeof sector}, text, sizeof text), VSA_NOT_JSON);
        memcpy(sector, "{\"vslice\":\"v\"}", 14);
        expect_result("page", read_into((struct vsa_span){sector, sizeof sector}, text, sizeof text), VSA_OK);
        expect_span("page", page.config.vslice, "v");
        sector[100] = 'x';
        expect_result("dirt", read_into((struct vsa_span){sector, sizeof sector}, text, sizeof text),
                      VSA_JSON_MALFORMED);
    }
}

/* ---- bad pages ---- */

static const struct {
    const char *json;
    enum vsa_result result;
    const char *message;
} bad_pages[] = {
    {"", VSA_NOT_JSON, "wanted a JSON object; there is none"},
    {" \n", VSA_NOT_JSON, "wanted a JSON object; it is damaged in line 2"},
    {"<html>", VSA_NOT_JSON, "wanted a JSON object; it is damaged in line 1"},
    {"{\n\"vslice\": \"v\",\n}", VSA_JSON_MALFORMED, "wanted a JSON object; it is damaged in line 3"},
    {"{\n\"vslice\": \"v", VSA_JSON_MALFORMED, "wanted a JSON object; it is damaged in line 2"},
    {"{}{}", VSA_JSON_MALFORMED, "wanted a JSON object; it is damaged in line 1"},
    {"{'vslice':'v'}", VSA_JSON_MALFORMED, "wanted a JSON object; it is damaged in line 1"},
    {"[]", VSA_BAD_CONFIG, "wanted a JSON object"},
    {"\"vslice\"", VSA_BAD_CONFIG, "wanted a JSON object"},
    {"null", VSA_BAD_CONFIG, "wanted a JSON object"},
    {"{\"vslize\":\"v\"}", VSA_BAD_CONFIG, "\"vslize\": wanted no such member"},
    {"{\"VSlice\":\"v\"}", VSA_BAD_CONFIG, "\"VSlice\": wanted no such member"},
    {"{\"\":\"v\"}", VSA_BAD_CONFIG, "\"?\": wanted no such member"},
    {"{\"a b\":\"v\"}", VSA_BAD_CONFIG, "\"?\": wanted no such member"},
    {"{\"vslice\":\"a\",\"group\":\"g\",\"vslice\":\"a\"}", VSA_JSON_DUPLICATE,
     "\"vslice\": wanted to be there once"},
    {"{\"vslice\":null}", VSA_BAD_CONFIG, "\"vslice\": wanted an id or moniker, a string"},
    {"{\"vslice\":\"\"}", VSA_BAD_CONFIG, "\"vslice\": wanted an id or moniker, a string"},
    {"{\"vslice\":7}", VSA_BAD_CONFIG, "\"vslice\": wanted an id or moniker, a string"},
    {"{\"vslice\":{\"id\":\"v\"}}", VSA_BAD_CONFIG, "\"vslice\": wanted an id or moniker, a string"},
    {"{\"vslice\":\"a\\u0000b\"}", VSA_BAD_CONFIG, "\"vslice\": wanted an id or moniker, a string"},
    {"{\"endpoint\":[]}", VSA_BAD_CONFIG, "\"endpoint\": wanted the endpoint's id, a string"},
    {"{\"group\":true}", VSA_BAD_CONFIG, "\"group\": wanted an id or moniker, a string"},
    {"{\"report_key\":1}", VSA_BAD_CONFIG, "\"report_key\": wanted the name of a key value, a string"},
    {"{\"api\":\"api.example\"}", VSA_BAD_CONFIG, "\"api\": wanted an https:// URL without query"},
    {"{\"edge\":\"ftp://a\"}", VSA_BAD_CONFIG, "\"edge\": wanted an http:// URL without query"},
    {"{\"address\":\"100.64.17\"}", VSA_BAD_CONFIG, "\"address\": wanted \"auto\", \"skip\" or an IP address"},
    {"{\"interval_s\":\"60\"}", VSA_BAD_CONFIG, "\"interval_s\": wanted whole seconds, 60 to 31622400"},
    {"{\"interval_s\":1e3}", VSA_BAD_CONFIG, "\"interval_s\": wanted whole seconds, 60 to 31622400"},
    {"{\"deadline_s\":-5}", VSA_BAD_CONFIG, "\"deadline_s\": wanted whole seconds, 5 to 3600"},
    {"{\"deadline_s\":4294967296}", VSA_BAD_CONFIG, "\"deadline_s\": wanted whole seconds, 5 to 3600"},
    {"{\"deadline_s\":true}", VSA_BAD_CONFIG, "\"deadline_s\": wanted whole seconds, 5 to 3600"},
    {"{\"ca\":[]}", VSA_BAD_CONFIG, "\"ca\": wanted PEM text, a string"},
    {"{\"ca_file\":{}}", VSA_BAD_CONFIG, "\"ca_file\": wanted a file name, a string"},
};

TEST_CASE(a_bad_page_is_refused_with_the_member_and_what_it_wanted)
{
    for (size_t i = 0; i < COUNT_OF(bad_pages); i++) {
        expect_result(bad_pages[i].json, read_page(bad_pages[i].json), bad_pages[i].result);
        expect_result(bad_pages[i].json, error.result, bad_pages[i].result);
        expect_text(bad_pages[i].json, message(), bad_pages[i].message);
        expect_span(bad_pages[i].json, page.config.api.host, "api.stacuity.com");
        expect_number(bad_pages[i].json, page.config.vslice.len, 0);
    }
}

TEST_CASE(dns_wants_at_least_one_address_and_not_more_than_there_is_room_for)
{
    static const char *const cases[] = {"{\"dns\":\"10.0.0.1\"}", "{\"dns\":[]}", "{\"dns\":[\"x\"]}", "{\"dns\":[1]}",
                                        "{\"dns\":[[\"10.0.0.1\"]]}"};
    char json[40 + 12 * (VSA_LIMIT_SUBNETS + 1)] = "{\"dns\":[\"10.0.0.1\"";

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_result(cases[i], read_page(cases[i]), VSA_BAD_CONFIG);
        expect_text(cases[i], error.member, "dns");
    }
    for (int i = 1; i < VSA_LIMIT_SUBNETS; i++)
        strcat(json, ",\"10.0.0.1\"");
    strcat(json, "]}");
    expect_result("as many as there is room for", read_page(json), VSA_OK);
    expect_number("as many as there is room for", page.config.dns_count, VSA_LIMIT_SUBNETS);
    json[strlen(json) - 2] = 0;
    strcat(json, ",\"10.0.0.1\"]}");
    expect_result("one more", read_page(json), VSA_BAD_CONFIG);
}

TEST_CASE(a_page_cut_anywhere_is_refused)
{
    size_t whole = strlen(full_page) - 1; /* without the line end */

    for (size_t len = 0; len < whole; len++) {
        struct guard_page in = guard_page_open(len + 1);
        struct vsa_span json = guard_page_at_end(&in, (struct vsa_span){full_page, len});
        assert_int_not_equal(read_into(json, text, sizeof text), VSA_OK);
        guard_page_close(&in);
    }
}

static bool lies_in(struct vsa_span part, struct vsa_span whole)
{
    return part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len;
}

/* Whatever is made of it: nothing is read beyond it or taken from elsewhere, and no message shows the token. */
TEST_CASE(a_page_with_any_bit_turned_over_is_refused_or_read_but_never_beyond_its_end)
{
    size_t len = sizeof full_page - 1, accepted = 0;
    struct guard_page in = guard_page_open(len);

    for (size_t bit = 0; bit < 8 * len; bit++) {
        char damaged[sizeof full_page];
        struct vsa_span json, room = {text, sizeof text};
        memcpy(damaged, full_page, sizeof full_page);
        damaged[bit / 8] = (char)(damaged[bit / 8] ^ 1 << bit % 8);
        json = guard_page_at_end(&in, (struct vsa_span){damaged, len});
        if (read_into(json, text, sizeof text) == VSA_OK) {
            accepted++;
            assert_true(lies_in(page.config.vslice, json) || lies_in(page.config.vslice, room));
            assert_true(lies_in(page.config.api.host, json) && lies_in(page.config.endpoint, json));
            assert_true(lies_in(page.ca, json));
        } else {
            assert_false(holds(message(), strlen(message()), "0123456789abcdef"));
            assert_false(holds(&page, sizeof page, "23456789abcdefABCDEF"));
            assert_false(holds(text, sizeof text, "23456789abcdefABCDEF"));
        }
    }
    assert_in_range(accepted, 1000, 8 * len - 1000);
    guard_page_close(&in);
}

TEST_CASE(texts_with_escapes_that_do_not_fit_are_refused_whatever_the_room)
{
    const size_t needed = sizeof "fleet-eu" + sizeof "/etc/vslice/ca.pem";

    for (size_t room = 0; room < needed; room++) {
        expect_result("too little", read_into(vsa_span(full_page), text, room), VSA_JSON_TOO_LARGE);
        expect_text("too little", message(),
                    room < sizeof "fleet-eu" ? "\"vslice\": wanted fewer or shorter texts with escapes"
                                             : "\"ca_file\": wanted fewer or shorter texts with escapes");
    }
    expect_result("just fits", read_into(vsa_span(full_page), text, needed), VSA_OK);
    expect_full_page("just fits");
}

TEST_CASE(too_many_members_are_refused)
{
    char json[8 * 400] = "{\"x\":1";

    for (int i = 0; i < VSA_LIMIT_JSON_TOKENS / 2; i++)
        strcat(json, ",\"x\":1");
    strcat(json, "}");
    expect_result("many", read_page(json), VSA_JSON_TOO_LARGE);
    expect_text("many", message(), "wanted no more than the members that are known");
}

/* ---- the token ---- */

TEST_CASE(the_token_is_nowhere_but_in_its_place)
{
    expect_result("good", read_page(full_page), VSA_OK);
    assert_false(holds(text, sizeof text, TOKEN));
    assert_false(holds(&scratch, sizeof scratch, TOKEN));
}

TEST_CASE(no_error_shows_the_token_wherever_it_was_written)
{
    static const char *const cases[] = {
        "{\"token\":\"" TOKEN "0\"}",
        "{\"token\":[\"" TOKEN "\"]}",
        "{\"token\":\"" TOKEN "\",\"vslice\":1}",
        "{\"token\":\"" TOKEN "\",\"token\":\"" TOKEN "\"}",
        "{\"toke\":\"" TOKEN "\"}",
        "{\"" TOKEN "\":\"token\"}",
        "{\"endpoint\":7,\"token\":\"" TOKEN "\"}",
        "{\"interval_s\":\"" TOKEN "\"}",
        "{\"token\":\"" TOKEN "\"",
        "{\"token\":\"" TOKEN "\"}}",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_not_equal(read_page(cases[i]), VSA_OK);
        assert_false(holds(message(), strlen(message()), "0123456789abcdef"));
        assert_false(holds(text, sizeof text, "0123456789abcdef"));
        assert_false(holds(&error, sizeof error, "0123456789abcdef"));
        assert_false(holds(&page, sizeof page, "0123456789abcdef"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_member_arrives_where_it_belongs),
        TEST(the_page_is_only_read_and_nothing_outside_is_touched),
        TEST(a_page_without_escapes_needs_no_room),
        TEST(it_tells_where_the_page_has_the_token),
        TEST(members_that_are_left_out_have_their_defaults),
        TEST(the_address_may_also_be_left_to_the_connection_or_out),
        TEST(what_is_required_is_asked_for_by_name),
        TEST(the_rest_of_a_flash_sector_may_be_erased),
        TEST(a_bad_page_is_refused_with_the_member_and_what_it_wanted),
        TEST(dns_wants_at_least_one_address_and_not_more_than_there_is_room_for),
        TEST(a_page_cut_anywhere_is_refused),
        TEST(a_page_with_any_bit_turned_over_is_refused_or_read_but_never_beyond_its_end),
        TEST(texts_with_escapes_that_do_not_fit_are_refused_whatever_the_room),
        TEST(too_many_members_are_refused),
        TEST(the_token_is_nowhere_but_in_its_place),
        TEST(no_error_shows_the_token_wherever_it_was_written),
    };

    return cmocka_run_group_tests_name("provisioning", tests, NULL, NULL);
}
