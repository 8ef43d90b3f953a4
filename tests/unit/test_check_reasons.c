/* SPDX-License-Identifier: MIT */
/* Every reason that membership can have, reached through the engine from what the platform says. */
#include "tests/support/fake_bench.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test.h"

static struct fake_bench b;

#define BIT VSA_REASON_BIT
#define ACTIVE(more) FAKE_ENDPOINT(FAKE_ENDPOINT_ID, "active", more)

static void other_vslice(struct fake_bench *x)
{
    fake_says(x, FAKE_ENDPOINT_PATH, ACTIVE(FAKE_OTHER_VSLICE));
}

static void other_vslice_by_group(struct fake_bench *x)
{
    fake_says(x, FAKE_ENDPOINT_PATH, ACTIVE(FAKE_FLAT_GROUP));
    fake_says(x, FAKE_GROUP_ID_PATH, FAKE_GROUP(FAKE_OTHER_VSLICE));
}

static void other_group(struct fake_bench *x)
{
    x->config.group = VSA_SPAN_OF("tf-group");
    fake_says(x, FAKE_ENDPOINT_PATH,
              ACTIVE(FAKE_FLAT_VSLICE ",\"endpointGroupId\":\"b4e0b8c2-1234-4a5b-8c6d-7e8f90a1b2c3\""));
}

static void not_active(struct fake_bench *x)
{
    /* endpointStatus.active is true, and does not count */
    fake_says(x, FAKE_ENDPOINT_PATH, FAKE_ENDPOINT(FAKE_ENDPOINT_ID, "suspended", FAKE_FLAT_VSLICE));
}

static void status_in_capitals(struct fake_bench *x)
{
    fake_says(x, FAKE_ENDPOINT_PATH, FAKE_ENDPOINT(FAKE_ENDPOINT_ID, "Active", FAKE_FLAT_VSLICE));
}

static void address_outside(struct fake_bench *x)
{
    vsa_address_parse(VSA_SPAN_OF("192.168.1.7"), &x->server.peer.local);
}

static void address_given_outside(struct fake_bench *x)
{
    x->config.address_source = VSA_ADDRESS_GIVEN;
    vsa_address_parse(VSA_SPAN_OF("100.128.0.1"), &x->config.address);
}

static void address_family(struct fake_bench *x)
{
    fake_says(x, FAKE_VSLICE_PATH, FAKE_VSLICE(FAKE_SUBNETS, "null", "\"ipv6\""));
}

static void give_dns(struct fake_bench *x)
{
    vsa_address_parse(VSA_SPAN_OF("9.9.9.9"), &x->config.dns[0]);
    x->config.dns_count = 1;
}

static void dns_servers(struct fake_bench *x)
{
    give_dns(x);
    fake_says(x, FAKE_VSLICE_PATH, FAKE_VSLICE(FAKE_SUBNETS, "[\"1.1.1.1\",\"8.8.8.8\"]", "\"ipv4\""));
}

static void dns_servers_of_the_port(struct fake_bench *x)
{
    static struct vsa_address own;

    (void)x;
    vsa_address_parse(VSA_SPAN_OF("9.9.9.9"), &own);
    fake_clock.network.dns = &own;
    fake_clock.network.dns_count = 1;
    fake_says(x, FAKE_VSLICE_PATH, FAKE_VSLICE(FAKE_SUBNETS, "[\"1.1.1.1\"]", "\"ipv4\""));
}

static void dns_servers_same(struct fake_bench *x)
{
    give_dns(x);
    fake_says(x, FAKE_VSLICE_PATH, FAKE_VSLICE(FAKE_SUBNETS, "[\"1.1.1.1\",\"9.9.9.9\"]", "\"ipv4\""));
}

static void dns_servers_none(struct fake_bench *x)
{
    give_dns(x);
    fake_says(x, FAKE_VSLICE_PATH, FAKE_VSLICE(FAKE_SUBNETS, "[\"\"]", "\"ipv4\""));
}

static void endpoint_unknown(struct fake_bench *x)
{
    fake_says(x, FAKE_ENDPOINT_PATH, FAKE_NO_RECORD);
}

static void group_unknown(struct fake_bench *x)
{
    x->config.group = VSA_SPAN_OF("tf-group");
    fake_says(x, FAKE_GROUP_PATH, FAKE_NO_RECORD);
}

/* But the endpoint is said to be in it. */
static void vslice_denied(struct fake_bench *x)
{
    fake_says(x, FAKE_VSLICE_PATH, FAKE_NO_RECORD);
}

static void vslice_unknown(struct fake_bench *x)
{
    vslice_denied(x);
    other_vslice(x);
}

static void all_unknown(struct fake_bench *x)
{
    endpoint_unknown(x);
    group_unknown(x);
    vslice_denied(x);
}

static void own_group_unknown(struct fake_bench *x)
{
    fake_says(x, FAKE_ENDPOINT_PATH, ACTIVE(FAKE_FLAT_GROUP));
    fake_says(x, FAKE_GROUP_ID_PATH, FAKE_NO_RECORD);
}

/* Named by the platform, so the configuration is not to blame. */
static void own_group_cannot_be_asked_for(struct fake_bench *x)
{
    fake_says(x, FAKE_ENDPOINT_PATH, ACTIVE(",\"endpointGroup\":{\"moniker\":\"\\u00e9\"}"));
}

static void contradiction(struct fake_bench *x)
{
    fake_says(x, FAKE_ENDPOINT_PATH, ACTIVE(FAKE_FLAT_VSLICE FAKE_OTHER_VSLICE));
}

static void other_sim(struct fake_bench *x)
{
    fake_with_edge(x, "\"11111111-2b41-4d8e-9f63-a7b8c9d0e1f2\"");
}

static void id_unproven(struct fake_bench *x)
{
    x->config.endpoint = VSA_SPAN_OF("");
    fake_with_edge(x, "\"" FAKE_ENDPOINT_ID "\"");
    fake_says(x, FAKE_ENDPOINT_PATH, ACTIVE(FAKE_FLAT_VSLICE)); /* no ipAddress */
}

static void id_proven_by_address(struct fake_bench *x)
{
    x->config.endpoint = VSA_SPAN_OF("");
    fake_with_edge(x, "\"" FAKE_ENDPOINT_ID "\"");
}

static void unreachable(struct fake_bench *x)
{
    x->server.fault[FAKE_OP_CONNECT] =
        (struct fake_fault){.at = 3, .always = true, .result = VSA_TLS_EXPIRED, .stage = VSA_STAGE_TLS, .foreign = -9984};
}

static void token_refused(struct fake_bench *x)
{
    fake_status(x, FAKE_TOKEN_PATH, 401, NULL);
}

static void token_forbidden_later(struct fake_bench *x)
{
    fake_status(x, FAKE_VSLICE_PATH, 403, NULL);
}

static void token_said_no(struct fake_bench *x)
{
    fake_says(x, FAKE_TOKEN_PATH, "{\"success\":false,\"messages\":[\"Token is disabled\",\"really\"]}");
}

static void token_record_not_found(struct fake_bench *x)
{
    fake_says(x, FAKE_TOKEN_PATH, FAKE_NO_RECORD);
}

static void no_token(struct fake_bench *x)
{
    memset(&x->config.token, 0, sizeof x->config.token);
    fake_with_edge(x, "\"" FAKE_ENDPOINT_ID "\"");
}

static void bad_reply(struct fake_bench *x)
{
    fake_says(x, FAKE_VSLICE_PATH, "{\"success\":true}");
}

static void group_unnamed(struct fake_bench *x)
{
    x->config.group = VSA_SPAN_OF("tf-group");
    fake_says(x, FAKE_ENDPOINT_PATH, ACTIVE(FAKE_FLAT_VSLICE));
}

static void vslice_unnamed(struct fake_bench *x)
{
    fake_says(x, FAKE_ENDPOINT_PATH, ACTIVE(""));
}

static void vslice_unnamed_by_group(struct fake_bench *x)
{
    fake_says(x, FAKE_ENDPOINT_PATH, ACTIVE(FAKE_FLAT_GROUP));
    fake_says(x, FAKE_GROUP_ID_PATH, FAKE_GROUP(",\"vslice\":null"));
}

static void address_unknown(struct fake_bench *x)
{
    memset(&x->server.peer.local, 0, sizeof x->server.peer.local);
    memset(&fake_clock.network.local, 0, sizeof fake_clock.network.local);
}

static void address_skipped(struct fake_bench *x)
{
    address_unknown(x);
    x->config.address_source = VSA_ADDRESS_SKIP;
}

static void address_of_the_port(struct fake_bench *x)
{
    memset(&x->server.peer.local, 0, sizeof x->server.peer.local);
}

static void subnets_cut(struct fake_bench *x)
{
    fake_says(x, FAKE_VSLICE_PATH,
              FAKE_VSLICE("[\"10.0.0.0/8\",\"10.1.0.0/16\",\"10.2.0.0/16\",\"10.3.0.0/16\",\"100.64.0.0/10\"]", "null",
                          "\"ipv4\""));
}

static void incomplete(struct fake_bench *x)
{
    x->config.endpoint = VSA_SPAN_OF("");
    fake_with_edge(x, "{}");
}

static void suspended_in_another_vslice_and_outside(struct fake_bench *x)
{
    fake_says(x, FAKE_ENDPOINT_PATH, FAKE_ENDPOINT(FAKE_ENDPOINT_ID, "suspended", FAKE_OTHER_VSLICE));
    address_outside(x);
}

static void wrong_endpoint(struct fake_bench *x)
{
    fake_says(x, FAKE_ENDPOINT_PATH,
              FAKE_ENDPOINT("11111111-2b41-4d8e-9f63-a7b8c9d0e1f2", "active", FAKE_FLAT_VSLICE));
}

static void empty_body(struct fake_bench *x)
{
    fake_says(x, FAKE_VSLICE_PATH, NULL);
}

static void html(struct fake_bench *x)
{
    fake_says(x, FAKE_TOKEN_PATH, FAKE_HTML);
}

static void success_is_a_string(struct fake_bench *x)
{
    fake_says(x, FAKE_TOKEN_PATH, "{\"success\":\"true\",\"messages\":[]}");
}

static void success_twice(struct fake_bench *x)
{
    fake_says(x, FAKE_TOKEN_PATH, "{\"success\":true,\"messages\":[],\"Success\":true}");
}

static void too_deep(struct fake_bench *x)
{
    fake_says(x, FAKE_TOKEN_PATH, "{\"success\":true,\"x\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}");
}

static void page_not_found(struct fake_bench *x)
{
    fake_status(x, FAKE_VSLICE_PATH, 404, NULL);
}

static void redirect(struct fake_bench *x)
{
    fake_status(x, FAKE_TOKEN_PATH, 301, "Location: https://elsewhere.example/\r\n");
}

static const struct {
    const char *name;
    fake_scenario *setup;
    enum vsa_verdict verdict;
    uint32_t reasons;
    enum vsa_stage stage;
    enum vsa_result result;
    int32_t foreign;
    uint32_t lacks; /* reasons that only follow from the others, and may be there */
} cases[] = {
#define CASE(name, verdict, reasons) {#name, name, VSA_##verdict, reasons, 0, VSA_OK, 0, 0}
#define FAIL(name, reasons, stage, result, foreign) \
    {#name, name, VSA_CANNOT_TELL, reasons, VSA_STAGE_##stage, VSA_##result, foreign, BIT(INCOMPLETE)}
    CASE(other_vslice, NOT_MEMBER, BIT(OTHER_VSLICE)),
    CASE(other_vslice_by_group, NOT_MEMBER, BIT(OTHER_VSLICE)),
    CASE(other_group, NOT_MEMBER, BIT(OTHER_GROUP)),
    CASE(not_active, NOT_MEMBER, BIT(NOT_ACTIVE)),
    CASE(status_in_capitals, NOT_MEMBER, BIT(NOT_ACTIVE)),
    CASE(address_outside, NOT_MEMBER, BIT(ADDRESS_OUTSIDE)),
    CASE(address_given_outside, NOT_MEMBER, BIT(ADDRESS_OUTSIDE)),
    CASE(address_family, NOT_MEMBER, BIT(ADDRESS_FAMILY)),
    CASE(dns_servers, NOT_MEMBER, BIT(DNS_SERVERS)),
    CASE(dns_servers_of_the_port, NOT_MEMBER, BIT(DNS_SERVERS)),
    CASE(dns_servers_same, MEMBER, 0),
    CASE(dns_servers_none, MEMBER, 0),
    CASE(endpoint_unknown, NOT_MEMBER, BIT(ENDPOINT_UNKNOWN)),
    CASE(group_unknown, NOT_MEMBER, BIT(GROUP_UNKNOWN)),
    CASE(vslice_unknown, NOT_MEMBER, BIT(VSLICE_UNKNOWN)),
    CASE(vslice_denied, CANNOT_TELL, BIT(VSLICE_UNKNOWN) | BIT(CONTRADICTION)),
    CASE(all_unknown, NOT_MEMBER, BIT(ENDPOINT_UNKNOWN) | BIT(GROUP_UNKNOWN) | BIT(VSLICE_UNKNOWN)),
    CASE(suspended_in_another_vslice_and_outside, NOT_MEMBER, BIT(NOT_ACTIVE) | BIT(OTHER_VSLICE) | BIT(ADDRESS_OUTSIDE)),
    FAIL(own_group_unknown, BIT(CONTRADICTION) | BIT(VSLICE_UNNAMED), GROUP, API_CONTRADICTION, 0),
    FAIL(own_group_cannot_be_asked_for, BIT(BAD_REPLY) | BIT(VSLICE_UNNAMED), GROUP, API_CONTRACT, 0),
    FAIL(contradiction, BIT(CONTRADICTION), ENDPOINT, API_CONTRADICTION, 0),
    CASE(other_sim, CANNOT_TELL, BIT(OTHER_SIM)),
    CASE(id_unproven, CANNOT_TELL, BIT(ID_UNPROVEN)),
    CASE(id_proven_by_address, MEMBER, 0),
    FAIL(unreachable, BIT(UNREACHABLE), TLS, TLS_EXPIRED, -9984),
    FAIL(token_refused, BIT(TOKEN_REFUSED), TOKEN, HTTP_UNAUTHORIZED, 401),
    FAIL(token_forbidden_later, BIT(TOKEN_REFUSED), VSLICE, HTTP_FORBIDDEN, 403),
    FAIL(token_said_no, BIT(TOKEN_REFUSED), TOKEN, API_REFUSED, 0),
    FAIL(token_record_not_found, BIT(TOKEN_REFUSED), TOKEN, API_REFUSED, 0),
    FAIL(no_token, BIT(NO_TOKEN), TOKEN, NO_TOKEN, 0),
    FAIL(bad_reply, BIT(BAD_REPLY), VSLICE, API_CONTRACT, 0),
    CASE(group_unnamed, CANNOT_TELL, BIT(GROUP_UNNAMED)),
    CASE(vslice_unnamed, CANNOT_TELL, BIT(VSLICE_UNNAMED)),
    CASE(vslice_unnamed_by_group, CANNOT_TELL, BIT(VSLICE_UNNAMED)),
    CASE(address_unknown, CANNOT_TELL, BIT(ADDRESS_UNKNOWN)),
    CASE(address_skipped, MEMBER, 0),
    CASE(address_of_the_port, MEMBER, 0),
    CASE(subnets_cut, CANNOT_TELL, BIT(SUBNETS_CUT)),
    {"incomplete", incomplete, VSA_CANNOT_TELL, BIT(INCOMPLETE), VSA_STAGE_ENDPOINT, VSA_NO_ENDPOINT, 0, 0},
    FAIL(wrong_endpoint, BIT(BAD_REPLY), ENDPOINT, API_OTHER_OBJECT, 0),
    FAIL(empty_body, BIT(BAD_REPLY), VSLICE, NOT_JSON, 0),
    FAIL(html, BIT(BAD_REPLY), TOKEN, NOT_JSON, 0),
    FAIL(success_is_a_string, BIT(BAD_REPLY), TOKEN, API_CONTRACT, 0),
    FAIL(success_twice, BIT(BAD_REPLY), TOKEN, JSON_DUPLICATE, 0),
    FAIL(too_deep, BIT(BAD_REPLY), TOKEN, JSON_TOO_DEEP, 0),
    FAIL(page_not_found, BIT(BAD_REPLY), VSLICE, HTTP_NOT_FOUND, 404),
    FAIL(redirect, BIT(BAD_REPLY), TOKEN, HTTP_REDIRECT, 301),
};

TEST_CASE(every_reason_is_reached_whole_and_in_pieces_and_split_at_every_byte)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (!fake_same_in_pieces(&b, cases[i].setup, true))
            fail_msg("case <%s>", cases[i].name);
        expect_number(cases[i].name, b.check.membership.verdict, cases[i].verdict);
        expect_number(cases[i].name, b.check.membership.reasons & ~cases[i].lacks, cases[i].reasons & ~cases[i].lacks);
        expect_result(cases[i].name, b.check.cause.result, cases[i].result);
        if (cases[i].result != VSA_OK)
            expect_text(cases[i].name, vsa_stage_name(b.check.cause.stage).ptr, vsa_stage_name(cases[i].stage).ptr);
        expect_number(cases[i].name, b.check.cause.foreign, cases[i].foreign);
    }
}

TEST_CASE(no_reason_is_left_out_of_these_cases)
{
    uint32_t reached = 0;

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        reached |= cases[i].reasons;
    for (int r = 0; r < VSA_REASON_COUNT; r++)
        expect_number(vsa_reason_name((enum vsa_reason)r).ptr, reached >> r & 1, 1);
}

TEST_CASE(a_verdict_is_the_same_with_chunked_answers_and_with_answers_that_end_with_the_connection)
{
    static const enum fake_framing framings[] = {FAKE_CHUNKED, FAKE_UNTIL_CLOSE};

    for (size_t k = 0; k < COUNT_OF(framings); k++)
        for (size_t i = 0; i < COUNT_OF(cases); i++) {
            fake_bench_init(&b);
            cases[i].setup(&b);
            b.server.side[FAKE_API].framing = framings[k];
            b.server.side[FAKE_EDGE].framing = framings[k];
            assert_true(fake_bench_run(&b));
            expect_number(cases[i].name, b.check.membership.verdict, cases[i].verdict);
            expect_result(cases[i].name, b.check.cause.result, cases[i].result);
        }
}

TEST_CASE(the_words_of_a_refusal_are_kept)
{
    fake_bench_init(&b);
    token_said_no(&b);
    assert_true(fake_bench_run(&b));
    assert_string_equal(b.check.message, "Token is disabled");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(every_reason_is_reached_whole_and_in_pieces_and_split_at_every_byte),
        TEST(no_reason_is_left_out_of_these_cases),
        TEST(a_verdict_is_the_same_with_chunked_answers_and_with_answers_that_end_with_the_connection),
        TEST(the_words_of_a_refusal_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
