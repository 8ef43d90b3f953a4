/* SPDX-License-Identifier: MIT */
#include "agent/api_calls.h"

#include "agent/json_sieve.h"
#include "tests/support/reply.h"
#include "tests/support/test.h"
#include "tests/unit/api_bodies.h"

static struct vsa_json_document d;
static struct vsa_endpoint endpoint;
static struct vsa_group group;
static struct vsa_vslice vslice;

/* Reads the body with the filter up to its data. */
static int data_of(const char *filter, const char *body)
{
    struct vsa_envelope e = {VSA_OK, VSA_JSON_NONE, ""};

    expect_result(body, reply_read(&d, filter, body), VSA_OK);
    expect_result(body, vsa_envelope_read(&d, &e), VSA_OK);
    return e.data;
}

static enum vsa_result read_endpoint(const char *body, const char *id)
{
    memset(&endpoint, 0x55, sizeof endpoint);
    return vsa_api_endpoint_read(&d, data_of(vsa_api_endpoint_filter, body), vsa_span(id), &endpoint);
}

static enum vsa_result read_group(const char *body, const char *name)
{
    memset(&group, 0x55, sizeof group);
    return vsa_api_group_read(&d, data_of(vsa_api_group_filter, body), vsa_span(name), &group);
}

static enum vsa_result read_vslice(const char *body, const char *name)
{
    memset(&vslice, 0x55, sizeof vslice);
    return vsa_api_vslice_read(&d, data_of(vsa_api_vslice_filter, body), vsa_span(name), &vslice);
}

static const char *written_address(const struct vsa_address *address)
{
    static char text[64];
    struct vsa_writer w = vsa_writer(text, sizeof text - 1);

    vsa_write_address(&w, address);
    text[w.len] = 0;
    return text;
}

static void expect_reference(const char *which, const struct vsa_reference *r, const char *id, const char *moniker)
{
    expect_text(which, r->id, id);
    expect_text(which, r->moniker, moniker);
}

TEST_CASE(filters_fit_the_sieve)
{
    static const char *const filters[] = {VSA_API_FILTER_ENVELOPE, vsa_api_endpoint_filter, vsa_api_group_filter,
                                          vsa_api_vslice_filter, VSA_API_KEY_VALUES_FILTER};

    for (size_t i = 0; i < COUNT_OF(filters); i++) {
        assert_in_range(strlen(filters[i]), 1, VSA_SIEVE_FILTER_MAX);
        for (const char *p = filters[i]; *p; p += strspn(p, " ()")) {
            assert_in_range(strcspn(p, " ()"), 1, VSA_SIEVE_NAME_MAX);
            p += strcspn(p, " ()");
        }
    }
}

TEST_CASE(paths_are_those_of_the_platform)
{
    expect_text("token", VSA_API_TOKEN_PATH, "/apitokens/verify");
    expect_text("endpoint", VSA_API_ENDPOINT_PATH, "/endpoints/*");
    expect_text("group", VSA_API_GROUP_PATH, "/EndpointGroups/*");
    expect_text("vslice", VSA_API_VSLICE_PATH, "/vslices/*");
    expect_text("list", VSA_API_KEY_VALUES_PATH, "/endpoints/*/keyvalues");
    expect_text("key", VSA_API_KEY_VALUE_PATH, "/endpoints/*/keyvalues/*");
}

TEST_CASE(reads_an_endpoint_with_flat_members)
{
    assert_int_equal(read_endpoint(ENDPOINT_FLAT, ENDPOINT_ID), VSA_OK);
    assert_int_equal(endpoint.known, VSA_KNOWN);
    expect_text("id", endpoint.id, ENDPOINT_ID);
    expect_text("name", endpoint.name, "Truck 001");
    expect_text("status", endpoint.status, "active");
    expect_reference("group", &endpoint.group, GROUP_ID, "");
    expect_reference("vslice", &endpoint.vslice, VSLICE_ID, "default");
    expect_text("address", written_address(&endpoint.address), "100.64.17.203");
}

TEST_CASE(reads_an_endpoint_with_nested_members)
{
    assert_int_equal(read_endpoint(ENDPOINT_NESTED, ENDPOINT_ID), VSA_OK);
    expect_reference("group", &endpoint.group, GROUP_ID, "tf-group");
    expect_reference("vslice", &endpoint.vslice, VSLICE_ID, "default");
    assert_int_equal(endpoint.address.family, VSA_FAMILY_NONE);
}

#define BARE "\"id\":\"e\",\"endpointStatus\":{\"moniker\":\"active\"}"
#define ENDPOINT(members) "{\"success\":true,\"data\":{" BARE members "}}"

TEST_CASE(an_endpoint_need_not_name_its_group_and_vslice)
{
    assert_int_equal(read_endpoint(ENDPOINT(""), "e"), VSA_OK);
    expect_reference("group", &endpoint.group, "", "");
    expect_reference("vslice", &endpoint.vslice, "", "");
    expect_text("name", endpoint.name, "");
    assert_int_equal(read_endpoint(ENDPOINT(",\"vslice\":null,\"endpointGroup\":null,\"vsliceId\":null,\"name\":null"), "e"), VSA_OK);
    assert_int_equal(read_endpoint(ENDPOINT(",\"vslice\":{},\"endpointGroup\":{\"id\":null}"), "e"), VSA_OK);
}

TEST_CASE(what_one_form_does_not_say_the_other_may)
{
    assert_int_equal(read_endpoint(ENDPOINT(",\"vslice\":{\"id\":\"v\"},\"VSliceMoniker\":\"m\","
                                            "\"endpointGroup\":{\"moniker\":\"g\"},\"endpointgroupid\":\"i\""), "e"), VSA_OK);
    expect_reference("vslice", &endpoint.vslice, "v", "m");
    expect_reference("group", &endpoint.group, "i", "g");
    assert_int_equal(read_endpoint(ENDPOINT(",\"vslice\":{\"id\":\"v\",\"moniker\":\"m\"},\"vsliceId\":\"V\",\"vsliceMoniker\":\"m\""), "e"), VSA_OK);
    expect_reference("vslice", &endpoint.vslice, "v", "m");
}

TEST_CASE(two_forms_that_disagree_contradict)
{
    assert_int_equal(read_endpoint(ENDPOINT(",\"vslice\":{\"id\":\"v\"},\"vsliceId\":\"w\""), "e"), VSA_API_CONTRADICTION);
    assert_int_equal(endpoint.known, VSA_NOT_ASKED);
    assert_int_equal(read_endpoint(ENDPOINT(",\"vslice\":{\"moniker\":\"v\"},\"vsliceMoniker\":\"V\""), "e"), VSA_API_CONTRADICTION);
    assert_int_equal(read_endpoint(ENDPOINT(",\"endpointGroup\":{\"id\":\"g\"},\"endpointGroupId\":\"h\""), "e"), VSA_API_CONTRADICTION);
    assert_int_equal(read_endpoint(ENDPOINT(",\"endpointGroup\":{\"moniker\":\"g\"},\"endpointGroupMoniker\":\"h\""), "e"),
                     VSA_API_CONTRADICTION);
}

TEST_CASE(two_forms_that_agree_in_the_id_and_not_in_the_moniker_contradict)
{
    assert_int_equal(read_endpoint(ENDPOINT(",\"vslice\":{\"id\":\"v\",\"moniker\":\"m\"},\"vsliceId\":\"v\",\"vsliceMoniker\":\"n\""), "e"),
                     VSA_API_CONTRADICTION);
}

TEST_CASE(an_endpoint_has_to_be_the_one_that_was_asked_for)
{
    assert_int_equal(read_endpoint(ENDPOINT(""), "f"), VSA_API_OTHER_OBJECT);
    assert_int_equal(endpoint.known, VSA_NOT_ASKED);
    assert_int_equal(read_endpoint(ENDPOINT(""), "E"), VSA_OK);
    assert_int_equal(read_endpoint(ENDPOINT(""), "e "), VSA_API_OTHER_OBJECT);
    assert_int_equal(read_endpoint(ENDPOINT(""), ""), VSA_API_OTHER_OBJECT);
}

TEST_CASE(an_address_of_another_form_is_as_good_as_not_there)
{
    static const char *const cases[] = {
        ENDPOINT(",\"ipAddress\":null"), ENDPOINT(",\"ipAddress\":\"\""), ENDPOINT(",\"ipAddress\":5"), ENDPOINT(",\"ipAddress\":[\"10.0.0.1\"]"),
        ENDPOINT(",\"ipAddress\":{\"a\":\"10.0.0.1\"}"), ENDPOINT(",\"ipAddress\":\"10.0.0.1/8\""), ENDPOINT(",\"ipAddress\":\"unknown\""),
        ENDPOINT(",\"ipAddress\":10.5"), ENDPOINT(",\"ipAddress\":true"),
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_result(cases[i], read_endpoint(cases[i], "e"), VSA_OK);
        expect_number(cases[i], endpoint.address.family, VSA_FAMILY_NONE);
    }
    assert_int_equal(read_endpoint(ENDPOINT(",\"IPAddress\":\"2001:db8::1\""), "e"), VSA_OK);
    expect_text("address", written_address(&endpoint.address), "2001:db8:0:0:0:0:0:1");
}

struct failing {
    const char *body;
    enum vsa_result result;
};

#define LONG_TEXT "\"0123456789012345678901234567890123456789\""

TEST_CASE(an_endpoint_that_breaks_its_contract_is_not_known)
{
    static const struct failing cases[] = {
        {"{\"success\":true}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":null}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":{}}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":[]}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":\"e\"}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":{\"id\":\"e\"}}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":{\"id\":\"e\",\"endpointStatus\":null}}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":{\"id\":\"e\",\"endpointStatus\":{}}}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":{\"id\":\"e\",\"endpointStatus\":{\"moniker\":\"\"}}}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":{\"id\":\"e\",\"endpointStatus\":\"active\"}}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":{\"id\":\"e\",\"endpointStatus\":[{\"moniker\":\"active\"}]}}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":{\"endpointStatus\":{\"moniker\":\"active\"}}}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":{\"id\":5,\"endpointStatus\":{\"moniker\":\"active\"}}}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":{\"id\":" LONG_TEXT ",\"endpointStatus\":{\"moniker\":\"active\"}}}", VSA_JSON_TOO_LARGE},
        {ENDPOINT(",\"vslice\":\"v\""), VSA_API_CONTRACT},
        {ENDPOINT(",\"vslice\":[]"), VSA_API_CONTRACT},
        {ENDPOINT(",\"vsliceId\":5"), VSA_API_CONTRACT},
        {ENDPOINT(",\"name\":5"), VSA_API_CONTRACT},
        {ENDPOINT(",\"vsliceId\":" LONG_TEXT), VSA_JSON_TOO_LARGE},
        {ENDPOINT(",\"endpointGroup\":{\"id\":" LONG_TEXT "}"), VSA_JSON_TOO_LARGE},
        {ENDPOINT(",\"id\":\"e\""), VSA_JSON_DUPLICATE},
        {ENDPOINT(",\"ID\":\"e\""), VSA_JSON_DUPLICATE},
        {ENDPOINT(",\"vslice\":{\"id\":\"v\"},\"vSlice\":{\"id\":\"v\"}"), VSA_JSON_DUPLICATE},
        {ENDPOINT(",\"vslice\":{\"id\":\"v\",\"id\":\"v\"}"), VSA_JSON_DUPLICATE},
        {ENDPOINT(",\"ipAddress\":1,\"ipAddress\":1"), VSA_JSON_DUPLICATE},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_result(cases[i].body, read_endpoint(cases[i].body, "e"), cases[i].result);
        expect_number(cases[i].body, endpoint.known, VSA_NOT_ASKED);
    }
}

TEST_CASE(an_array_of_member_names_is_no_object)
{
    static const char *const names[] = {"id", "name", "ipAddress", "vslice", "endpointGroup", "endpointStatus", "vsliceMoniker"};
    char body[128];

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct vsa_writer w = vsa_writer(body, sizeof body - 1);
        vsa_write_text(&w, "{\"success\":true,\"data\":[\"");
        vsa_write_text(&w, names[i]);
        vsa_write_text(&w, "\"]}");
        body[w.len] = 0;
        expect_result(body, read_endpoint(body, "e"), VSA_API_CONTRACT);
    }
}

TEST_CASE(long_names_that_are_only_shown_are_cut)
{
    assert_int_equal(read_endpoint(ENDPOINT(",\"name\":" LONG_TEXT), "e"), VSA_OK);
    expect_text("name", endpoint.name, "0123456789012345678901234567890");
}

TEST_CASE(reads_a_group_by_id_or_moniker)
{
    assert_int_equal(read_group(GROUP, GROUP_ID), VSA_OK);
    assert_int_equal(group.known, VSA_KNOWN);
    expect_reference("self", &group.self, GROUP_ID, "tf-group");
    expect_reference("vslice", &group.vslice, VSLICE_ID, "default");
    assert_int_equal(read_group(GROUP, "tf-group"), VSA_OK);
    assert_int_equal(read_group(GROUP, "A4E0B8C2-1234-4A5B-8C6D-7E8F90A1B2C3"), VSA_OK);
    assert_int_equal(read_group(GROUP, "TF-GROUP"), VSA_API_OTHER_OBJECT);
    assert_int_equal(group.known, VSA_NOT_ASKED);
    assert_int_equal(read_group(GROUP, ""), VSA_API_OTHER_OBJECT);
}

TEST_CASE(a_group_needs_an_id_and_may_name_no_vslice)
{
    assert_int_equal(read_group("{\"success\":true,\"data\":{\"id\":\"g\",\"vslice\":null}}", "g"), VSA_OK);
    expect_reference("vslice", &group.vslice, "", "");
    assert_int_equal(read_group("{\"success\":true,\"data\":{\"moniker\":\"g\"}}", "g"), VSA_API_CONTRACT);
    assert_int_equal(read_group("{\"success\":true,\"data\":null}", "g"), VSA_API_CONTRACT);
    assert_int_equal(read_group("{\"success\":true,\"data\":{\"id\":\"g\",\"vslice\":5}}", "g"), VSA_API_CONTRACT);
    assert_int_equal(read_group("{\"success\":true,\"data\":{\"id\":\"g\",\"id\":\"g\"}}", "g"), VSA_JSON_DUPLICATE);
    assert_int_equal(group.known, VSA_NOT_ASKED);
}

TEST_CASE(reads_a_vslice)
{
    assert_int_equal(read_vslice(VSLICE, "default"), VSA_OK);
    assert_int_equal(vslice.known, VSA_KNOWN);
    expect_reference("self", &vslice.self, VSLICE_ID, "default");
    expect_text("name", vslice.name, "Default");
    assert_int_equal(vslice.subnet_count, 1);
    expect_text("subnet", written_address(&vslice.subnets[0].address), "100.64.0.0");
    assert_int_equal(vslice.subnets[0].prefix, 10);
    assert_false(vslice.subnets_cut);
    assert_int_equal(vslice.dns_count, 0);
    assert_false(vslice.dns_cut);
    assert_int_equal(vslice.family, VSA_FAMILY_IPV4);
    assert_int_equal(read_vslice(VSLICE, VSLICE_ID), VSA_OK);
    assert_int_equal(read_vslice(VSLICE, "Default"), VSA_API_OTHER_OBJECT);
    assert_int_equal(vslice.known, VSA_NOT_ASKED);
}

#define SLICE(members) "{\"success\":true,\"data\":{\"id\":\"v\"," members "}}"
#define NET "\"subnets\":[\"10.0.0.0/8\"]"

TEST_CASE(no_dns_servers_may_be_said_in_several_ways)
{
    static const char *const cases[] = {SLICE(NET), SLICE(NET ",\"dnsServers\":null"), SLICE(NET ",\"dnsServers\":[]"),
                                        SLICE(NET ",\"dnsServers\":[\"\"]"), SLICE(NET ",\"dnsServers\":[\"\",\"\"]")};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_result(cases[i], read_vslice(cases[i], "v"), VSA_OK);
        expect_number(cases[i], vslice.dns_count, 0);
    }
    assert_int_equal(read_vslice(SLICE(NET ",\"dnsServers\":[\"1.1.1.1\",\"\",\"2001:db8::8\"]"), "v"), VSA_OK);
    assert_int_equal(vslice.dns_count, 2);
    expect_text("first", written_address(&vslice.dns[0]), "1.1.1.1");
    expect_text("second", written_address(&vslice.dns[1]), "2001:db8:0:0:0:0:0:8");
}

TEST_CASE(knows_the_address_family_by_its_moniker)
{
    static const struct {
        const char *body;
        uint8_t family;
    } cases[] = {
        {SLICE(NET ",\"ipAddressFamily\":{\"moniker\":\"ipv4\"}"), VSA_FAMILY_IPV4},
        {SLICE(NET ",\"ipAddressFamily\":{\"moniker\":\"IPv6\",\"key\":20}"), VSA_FAMILY_IPV6},
        {SLICE(NET ",\"ipAddressFamily\":{\"moniker\":\"dual\"}"), VSA_FAMILY_NONE},
        {SLICE(NET ",\"ipAddressFamily\":{\"moniker\":\"a name much longer than that of any family there is\"}"), VSA_FAMILY_NONE},
        {SLICE(NET ",\"ipAddressFamily\":{}"), VSA_FAMILY_NONE},
        {SLICE(NET ",\"ipAddressFamily\":null"), VSA_FAMILY_NONE},
        {SLICE(NET), VSA_FAMILY_NONE},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_result(cases[i].body, read_vslice(cases[i].body, "v"), VSA_OK);
        expect_number(cases[i].body, vslice.family, cases[i].family);
    }
}

/* A VSlice with so many subnets and DNS servers. */
static const char *vslice_with(int subnets, int servers)
{
    static char body[1024];
    struct vsa_writer w = vsa_writer(body, sizeof body - 1);

    vsa_write_text(&w, "{\"success\":true,\"data\":{\"id\":\"v\",\"subnets\":[");
    for (int i = 0; i < subnets; i++)
        vsa_write_text(&w, i ? ",\"10.0.0.0/8\"" : "\"10.0.0.0/8\"");
    vsa_write_text(&w, "],\"dnsServers\":[");
    for (int i = 0; i < servers; i++)
        vsa_write_text(&w, i ? ",\"1.1.1.1\"" : "\"1.1.1.1\"");
    vsa_write_text(&w, "]}}");
    body[w.len] = 0;
    return body;
}

TEST_CASE(looks_at_so_many_subnets_and_servers_and_says_where_there_are_more)
{
    assert_int_equal(read_vslice(vslice_with(VSA_LIMIT_SUBNETS, VSA_LIMIT_SUBNETS), "v"), VSA_OK);
    assert_int_equal(vslice.subnet_count, VSA_LIMIT_SUBNETS);
    assert_int_equal(vslice.dns_count, VSA_LIMIT_SUBNETS);
    assert_false(vslice.subnets_cut);
    assert_false(vslice.dns_cut);
    assert_int_equal(read_vslice(vslice_with(VSA_LIMIT_SUBNETS + 1, VSA_LIMIT_SUBNETS + 1), "v"), VSA_OK);
    assert_int_equal(vslice.subnet_count, VSA_LIMIT_SUBNETS);
    assert_int_equal(vslice.dns_count, VSA_LIMIT_SUBNETS);
    assert_true(vslice.subnets_cut);
    assert_true(vslice.dns_cut);
}

TEST_CASE(a_vslice_that_breaks_its_contract_is_not_known)
{
    static const struct failing cases[] = {
        {"{\"success\":true,\"data\":null}", VSA_API_CONTRACT},
        {"{\"success\":true,\"data\":{\"moniker\":\"v\"," NET "}}", VSA_API_CONTRACT},
        {SLICE("\"subnets\":null"), VSA_API_CONTRACT},
        {SLICE("\"subnets\":[]"), VSA_API_CONTRACT},
        {SLICE("\"subnets\":\"10.0.0.0/8\""), VSA_API_CONTRACT},
        {SLICE("\"subnets\":[\"10.0.0.0\"]"), VSA_API_CONTRACT},
        {SLICE("\"subnets\":[\"\"]"), VSA_API_CONTRACT},
        {SLICE("\"subnets\":[null]"), VSA_API_CONTRACT},
        {SLICE("\"subnets\":[{\"a\":\"10.0.0.0/8\"}]"), VSA_API_CONTRACT},
        {SLICE("\"subnets\":[\"10.0.0.0/8\",5]"), VSA_API_CONTRACT},
        {SLICE("\"subnets\":[\"10.0.0.0/8/0123456789012345678901234567890123456789\"]"), VSA_JSON_TOO_LARGE},
        {SLICE(NET ",\"dnsServers\":\"1.1.1.1\""), VSA_API_CONTRACT},
        {SLICE(NET ",\"dnsServers\":[5]"), VSA_API_CONTRACT},
        {SLICE(NET ",\"dnsServers\":[\"x\"]"), VSA_API_CONTRACT},
        {SLICE(NET ",\"dnsServers\":[\"1.1.1.1/32\"]"), VSA_API_CONTRACT},
        {SLICE(NET ",\"ipAddressFamily\":\"ipv4\""), VSA_API_CONTRACT},
        {SLICE(NET ",\"ipAddressFamily\":{\"moniker\":4}"), VSA_API_CONTRACT},
        {SLICE(NET ",\"name\":[]"), VSA_API_CONTRACT},
        {SLICE(NET "," NET), VSA_JSON_DUPLICATE},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        expect_result(cases[i].body, read_vslice(cases[i].body, "v"), cases[i].result);
        expect_number(cases[i].body, vslice.known, VSA_NOT_ASKED);
    }
}

TEST_CASE(a_name_is_an_id_in_any_case_or_a_moniker_as_it_is)
{
    const struct vsa_reference both = {"ab-1", "Mon"}, id_only = {"ab-1", ""}, none = {"", ""};

    assert_true(vsa_reference_is(&both, VSA_SPAN_OF("AB-1")));
    assert_true(vsa_reference_is(&both, VSA_SPAN_OF("Mon")));
    assert_false(vsa_reference_is(&both, VSA_SPAN_OF("mon")));
    assert_false(vsa_reference_is(&both, VSA_SPAN_OF("ab-12")));
    assert_false(vsa_reference_is(&id_only, VSA_SPAN_OF("")));
    assert_false(vsa_reference_is(&none, VSA_SPAN_OF("")));
    assert_false(vsa_reference_is(&none, VSA_SPAN_OF("x")));
}

TEST_CASE(compares_two_references_by_what_both_have)
{
    static const struct {
        struct vsa_reference a, b;
        int wanted;
    } cases[] = {
        {{"a", "m"}, {"A", "m"}, 1}, {{"a", "m"}, {"b", "m"}, 0}, {{"", "m"}, {"b", "m"}, 1}, {{"a", "m"}, {"", "M"}, 0},
        {{"a", ""}, {"", "m"}, -1},  {{"", ""}, {"a", "m"}, -1},  {{"", ""}, {"", ""}, -1},   {{"a", ""}, {"a", "m"}, 1},
        {{"", "m"}, {"a", ""}, -1},  {{"", "m"}, {"", "mm"}, 0},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(vsa_reference_compare(&cases[i].a, &cases[i].b), cases[i].wanted);
        assert_int_equal(vsa_reference_compare(&cases[i].b, &cases[i].a), cases[i].wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(filters_fit_the_sieve),
        TEST(paths_are_those_of_the_platform),
        TEST(reads_an_endpoint_with_flat_members),
        TEST(reads_an_endpoint_with_nested_members),
        TEST(an_endpoint_need_not_name_its_group_and_vslice),
        TEST(what_one_form_does_not_say_the_other_may),
        TEST(two_forms_that_disagree_contradict),
        TEST(two_forms_that_agree_in_the_id_and_not_in_the_moniker_contradict),
        TEST(an_endpoint_has_to_be_the_one_that_was_asked_for),
        TEST(an_address_of_another_form_is_as_good_as_not_there),
        TEST(an_endpoint_that_breaks_its_contract_is_not_known),
        TEST(an_array_of_member_names_is_no_object),
        TEST(long_names_that_are_only_shown_are_cut),
        TEST(reads_a_group_by_id_or_moniker),
        TEST(a_group_needs_an_id_and_may_name_no_vslice),
        TEST(reads_a_vslice),
        TEST(no_dns_servers_may_be_said_in_several_ways),
        TEST(knows_the_address_family_by_its_moniker),
        TEST(looks_at_so_many_subnets_and_servers_and_says_where_there_are_more),
        TEST(a_vslice_that_breaks_its_contract_is_not_known),
        TEST(a_name_is_an_id_in_any_case_or_a_moniker_as_it_is),
        TEST(compares_two_references_by_what_both_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
