/* SPDX-License-Identifier: MIT */
#include "tests/support/test.h"
#include "tests/unit/membership_facts.h"

static void expect_verdict(enum vsa_verdict verdict, uint32_t reasons)
{
    struct vsa_membership m = vsa_membership(&facts, &expected);

    assert_int_equal(m.reasons, reasons);
    assert_int_equal(m.verdict, verdict);
    start();
}

TEST_CASE(nothing_known_is_cannot_tell)
{
    static const struct vsa_membership none;

    assert_int_equal(none.verdict, VSA_CANNOT_TELL);
    memset(&facts, 0, sizeof facts);
    memset(&expected, 0, sizeof expected);
    expected.id_is_proven = true;
    expect_verdict(VSA_CANNOT_TELL, BIT(INCOMPLETE));
}

TEST_CASE(all_known_and_agreeing_is_a_member)
{
    start();
    expect_verdict(VSA_MEMBER, 0);
}

TEST_CASE(another_vslice_rules_out)
{
    start();
    facts.endpoint.vslice = facts.group.vslice = other_slice;
    expect_verdict(VSA_NOT_MEMBER, BIT(OTHER_VSLICE));
    facts.endpoint.vslice = other_slice;
    facts.group.known = VSA_NOT_ASKED;
    expected.group = VSA_SPAN_OF("");
    expect_verdict(VSA_NOT_MEMBER, BIT(OTHER_VSLICE));
    facts.endpoint.vslice = nameless;
    facts.group.vslice = other_slice;
    expect_verdict(VSA_NOT_MEMBER, BIT(OTHER_VSLICE));
}

TEST_CASE(another_group_rules_out_only_if_one_is_expected)
{
    start();
    facts.endpoint.group = other_fleet;
    expect_verdict(VSA_NOT_MEMBER, BIT(OTHER_GROUP));
    facts.endpoint.group = other_fleet;
    expected.group = VSA_SPAN_OF("");
    expect_verdict(VSA_MEMBER, 0);
}

TEST_CASE(any_status_but_active_rules_out)
{
    static const char *const cases[] = {"pending", "Active", "active ", "inactive", "activ", "suspended"};

    start();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        memset(facts.endpoint.status, 0, sizeof facts.endpoint.status);
        memcpy(facts.endpoint.status, cases[i], strlen(cases[i]));
        expect_verdict(VSA_NOT_MEMBER, BIT(NOT_ACTIVE));
    }
}

TEST_CASE(an_address_outside_all_subnets_rules_out)
{
    start();
    expected.address = outside;
    expect_verdict(VSA_NOT_MEMBER, BIT(ADDRESS_OUTSIDE));
    expected.address = outside;
    facts.vslice.subnet_count = 2;
    facts.vslice.subnets[1] = (struct vsa_cidr){{VSA_FAMILY_IPV4, {11}}, 8};
    expect_verdict(VSA_MEMBER, 0);
    expected.address = outside;
    facts.vslice.subnets[1] = (struct vsa_cidr){{VSA_FAMILY_IPV4, {11}}, 8}; /* behind the last */
    expect_verdict(VSA_NOT_MEMBER, BIT(ADDRESS_OUTSIDE));
    expected.address = outside;
    expected.skip_address = true;
    expect_verdict(VSA_MEMBER, 0);
}

TEST_CASE(an_address_of_another_family_rules_out)
{
    start();
    expected.address = six;
    expect_verdict(VSA_NOT_MEMBER, BIT(ADDRESS_FAMILY) | BIT(ADDRESS_OUTSIDE));
    facts.vslice.family = VSA_FAMILY_IPV6;
    expect_verdict(VSA_NOT_MEMBER, BIT(ADDRESS_FAMILY));
    facts.vslice.family = VSA_FAMILY_NONE;
    expect_verdict(VSA_MEMBER, 0);
}

TEST_CASE(foreign_dns_servers_rule_out_only_if_both_sides_are_known)
{
    start();
    own_dns[0] = inside;
    own_dns[1] = outside;
    facts.vslice.dns[0] = six;
    facts.vslice.dns_count = 1;
    expected.dns_count = 2;
    expect_verdict(VSA_NOT_MEMBER, BIT(DNS_SERVERS));
    facts.vslice.dns[0] = six;
    facts.vslice.dns_count = 1;
    expect_verdict(VSA_MEMBER, 0);
    expected.dns_count = 2;
    expect_verdict(VSA_MEMBER, 0);
    facts.vslice.dns[0] = six;
    facts.vslice.dns[1] = outside;
    facts.vslice.dns_count = 2;
    expected.dns_count = 2;
    expect_verdict(VSA_MEMBER, 0);
    facts.vslice.dns[1] = outside; /* behind the last */
    facts.vslice.dns[0] = six;
    facts.vslice.dns_count = 1;
    expected.dns_count = 2;
    expect_verdict(VSA_NOT_MEMBER, BIT(DNS_SERVERS));
    facts.vslice.dns[0] = six;
    facts.vslice.dns_count = 1;
    facts.vslice.dns_cut = true;
    expected.dns_count = 2;
    expect_verdict(VSA_MEMBER, 0);
}

TEST_CASE(a_record_that_the_platform_does_not_have_rules_out)
{
    start();
    facts.endpoint.known = VSA_NO_SUCH_RECORD;
    expect_verdict(VSA_NOT_MEMBER, BIT(ENDPOINT_UNKNOWN));
    facts.group.known = VSA_NO_SUCH_RECORD;
    facts.endpoint.group = other_fleet;
    expect_verdict(VSA_NOT_MEMBER, BIT(GROUP_UNKNOWN));
    facts.vslice.known = VSA_NO_SUCH_RECORD;
    facts.endpoint.vslice = facts.group.vslice = other_slice;
    expect_verdict(VSA_NOT_MEMBER, BIT(VSLICE_UNKNOWN));
    facts.vslice.known = VSA_NO_SUCH_RECORD;
    facts.endpoint.vslice = facts.group.vslice = nameless;
    expect_verdict(VSA_NOT_MEMBER, BIT(VSLICE_UNKNOWN));
    facts.group.known = VSA_NO_SUCH_RECORD;
    expected.group = VSA_SPAN_OF("");
    expect_verdict(VSA_MEMBER, 0);
}

/* A token that is not let see an object may get "Record not found" for it. */
TEST_CASE(a_record_that_another_reply_names_cannot_be_unknown)
{
    start();
    facts.group.known = VSA_NO_SUCH_RECORD;
    expect_verdict(VSA_CANNOT_TELL, BIT(GROUP_UNKNOWN) | BIT(CONTRADICTION));
    facts.group.known = VSA_NO_SUCH_RECORD;
    expected.group = VSA_SPAN_OF("G-1");
    expect_verdict(VSA_CANNOT_TELL, BIT(GROUP_UNKNOWN) | BIT(CONTRADICTION));
    facts.vslice.known = VSA_NO_SUCH_RECORD;
    expect_verdict(VSA_CANNOT_TELL, BIT(VSLICE_UNKNOWN) | BIT(CONTRADICTION));
    facts.vslice.known = VSA_NO_SUCH_RECORD;
    facts.endpoint.vslice = nameless; /* but its group is */
    expect_verdict(VSA_CANNOT_TELL, BIT(VSLICE_UNKNOWN) | BIT(CONTRADICTION));
    facts.vslice.known = VSA_NO_SUCH_RECORD;
    facts.endpoint.vslice = nameless;
    facts.endpoint.group = other_fleet; /* whoever is in it */
    expect_verdict(VSA_CANNOT_TELL, BIT(VSLICE_UNKNOWN) | BIT(OTHER_GROUP) | BIT(CONTRADICTION));
    facts.vslice.known = VSA_NO_SUCH_RECORD;
}

TEST_CASE(replies_that_contradict_each_other_leave_no_verdict)
{
    start();
    facts.group.vslice = other_slice;
    expect_verdict(VSA_CANNOT_TELL, BIT(CONTRADICTION));
    facts.endpoint.vslice = other_slice;
    expect_verdict(VSA_CANNOT_TELL, BIT(CONTRADICTION));
    facts.endpoint.vslice = other_slice;
    facts.group.vslice = (struct vsa_reference){"v-3", "third"};
    expect_verdict(VSA_CANNOT_TELL, BIT(CONTRADICTION));
    /* by id here, by moniker there, and only the expected VSlice has both */
    facts.endpoint.vslice = (struct vsa_reference){"v-1", ""};
    facts.group.vslice = (struct vsa_reference){"", "other"};
    expect_verdict(VSA_CANNOT_TELL, BIT(CONTRADICTION));
    facts.endpoint.vslice = (struct vsa_reference){"v-1", ""};
    facts.group.vslice = (struct vsa_reference){"", "default"};
    expect_verdict(VSA_MEMBER, 0);
    facts.failures = BIT(CONTRADICTION);
    expect_verdict(VSA_CANNOT_TELL, BIT(CONTRADICTION));
}

TEST_CASE(another_sim_leaves_no_verdict)
{
    start();
    facts.failures = BIT(OTHER_SIM);
    expect_verdict(VSA_CANNOT_TELL, BIT(OTHER_SIM));
    facts.failures = BIT(OTHER_SIM);
    facts.endpoint.known = VSA_NO_SUCH_RECORD;
    expect_verdict(VSA_CANNOT_TELL, BIT(OTHER_SIM) | BIT(ENDPOINT_UNKNOWN));
}

TEST_CASE(an_id_from_plain_http_needs_the_address_that_the_platform_tells)
{
    start();
    expected.id_is_proven = false;
    expect_verdict(VSA_CANNOT_TELL, BIT(ID_UNPROVEN));
    expected.id_is_proven = false;
    facts.endpoint.address = inside;
    expect_verdict(VSA_MEMBER, 0);
    expected.id_is_proven = false;
    facts.endpoint.address = outside;
    expect_verdict(VSA_CANNOT_TELL, BIT(ID_UNPROVEN));
    expected.id_is_proven = false;
    expected.address = unknown;
    expect_verdict(VSA_CANNOT_TELL, BIT(ID_UNPROVEN) | BIT(ADDRESS_UNKNOWN));
    expected.id_is_proven = false;
    facts.endpoint.known = VSA_NO_SUCH_RECORD;
    expect_verdict(VSA_CANNOT_TELL, BIT(ID_UNPROVEN) | BIT(ENDPOINT_UNKNOWN));
    expected.id_is_proven = false;
    facts.endpoint.known = VSA_NO_SUCH_RECORD;
    facts.endpoint.address = inside; /* another reply's, that was no good */
    expect_verdict(VSA_CANNOT_TELL, BIT(ID_UNPROVEN) | BIT(ENDPOINT_UNKNOWN));
    facts.endpoint.address = outside; /* does not matter of a proven id */
    expect_verdict(VSA_MEMBER, 0);
}

TEST_CASE(a_failure_on_the_way_leaves_no_verdict_of_member)
{
    static const uint32_t lacks[] = {BIT(UNREACHABLE), BIT(TOKEN_REFUSED), BIT(NO_TOKEN), BIT(BAD_REPLY)};

    start();
    for (size_t i = 0; i < COUNT_OF(lacks); i++) {
        facts.failures = lacks[i];
        expect_verdict(VSA_CANNOT_TELL, lacks[i]);
        facts.failures = lacks[i];
        facts.endpoint.known = VSA_NO_SUCH_RECORD;
        expect_verdict(VSA_NOT_MEMBER, (lacks[i] & ~BIT(INCOMPLETE)) | BIT(ENDPOINT_UNKNOWN));
    }
}

TEST_CASE(an_endpoint_that_does_not_name_its_group_leaves_it_open)
{
    start();
    facts.endpoint.group = nameless;
    expect_verdict(VSA_CANNOT_TELL, BIT(GROUP_UNNAMED));
    facts.endpoint.group = (struct vsa_reference){"", "fleet"};
    facts.group.self = (struct vsa_reference){"g-1", ""};
    expect_verdict(VSA_CANNOT_TELL, BIT(GROUP_UNNAMED));
    facts.endpoint.group = nameless;
    expected.group = VSA_SPAN_OF("");
    expect_verdict(VSA_MEMBER, 0);
}

TEST_CASE(no_name_of_a_vslice_leaves_it_open)
{
    start();
    facts.endpoint.vslice = facts.group.vslice = nameless;
    expect_verdict(VSA_CANNOT_TELL, BIT(VSLICE_UNNAMED));
    facts.endpoint.vslice = nameless;
    facts.group.known = VSA_NOT_ASKED;
    expected.group = VSA_SPAN_OF("");
    expect_verdict(VSA_CANNOT_TELL, BIT(VSLICE_UNNAMED));
}

TEST_CASE(the_vslice_of_another_group_says_nothing)
{
    start();
    facts.endpoint.vslice = nameless;
    facts.endpoint.group = other_fleet;
    expect_verdict(VSA_NOT_MEMBER, BIT(OTHER_GROUP) | BIT(VSLICE_UNNAMED));
    facts.endpoint.vslice = nameless;
    facts.endpoint.group = nameless;
    expected.group = VSA_SPAN_OF("");
    expect_verdict(VSA_CANNOT_TELL, BIT(VSLICE_UNNAMED));
    facts.endpoint.group = other_fleet;
    facts.group.vslice = other_slice;
    expected.group = VSA_SPAN_OF("");
    expect_verdict(VSA_MEMBER, 0);
}

TEST_CASE(an_unknown_address_leaves_it_open)
{
    start();
    expected.address = unknown;
    expect_verdict(VSA_CANNOT_TELL, BIT(ADDRESS_UNKNOWN));
    expected.address = unknown;
    expected.skip_address = true;
    expect_verdict(VSA_MEMBER, 0);
}

TEST_CASE(subnets_that_were_not_looked_at_leave_it_open)
{
    start();
    facts.vslice.subnets_cut = true;
    expected.address = outside;
    expect_verdict(VSA_CANNOT_TELL, BIT(SUBNETS_CUT));
    facts.vslice.subnets_cut = true;
    expect_verdict(VSA_MEMBER, 0);
}

TEST_CASE(a_fact_that_was_not_asked_for_leaves_it_open)
{
    start();
    facts.endpoint.known = VSA_NOT_ASKED;
    expect_verdict(VSA_CANNOT_TELL, BIT(INCOMPLETE));
    facts.group.known = VSA_NOT_ASKED;
    expect_verdict(VSA_CANNOT_TELL, BIT(INCOMPLETE));
    facts.vslice.known = VSA_NOT_ASKED;
    expect_verdict(VSA_CANNOT_TELL, BIT(INCOMPLETE));
    facts.vslice.known = 77;
    expect_verdict(VSA_CANNOT_TELL, BIT(INCOMPLETE));
}

TEST_CASE(incomplete_is_only_said_where_nothing_else_says_why)
{
    start();
    facts.failures = BIT(INCOMPLETE);
    expect_verdict(VSA_CANNOT_TELL, BIT(INCOMPLETE));
    facts.failures = BIT(UNREACHABLE);
    facts.endpoint.known = facts.vslice.known = VSA_NOT_ASKED;
    expect_verdict(VSA_CANNOT_TELL, BIT(UNREACHABLE));
    facts.endpoint.known = VSA_NOT_ASKED;
    facts.endpoint.vslice = facts.group.vslice = nameless;
    facts.vslice.known = VSA_NO_SUCH_RECORD;
    expect_verdict(VSA_NOT_MEMBER, BIT(VSLICE_UNKNOWN));
    facts.endpoint.known = VSA_NOT_ASKED;
    expected.id_is_proven = false;
    expect_verdict(VSA_CANNOT_TELL, BIT(INCOMPLETE));
}

TEST_CASE(what_lies_in_a_fact_that_is_not_known_says_nothing)
{
    start();
    facts.endpoint.known = VSA_NOT_ASKED;
    facts.endpoint.group = other_fleet;
    facts.endpoint.vslice = other_slice;
    facts.endpoint.status[0] = 'x';
    expect_verdict(VSA_CANNOT_TELL, BIT(INCOMPLETE));
    facts.vslice.known = VSA_NOT_ASKED;
    facts.vslice.self = other_slice;
    facts.vslice.family = VSA_FAMILY_IPV6;
    facts.vslice.subnet_count = 0;
    facts.vslice.dns[0] = six;
    facts.vslice.dns_count = 1;
    expected.dns_count = 1;
    expect_verdict(VSA_CANNOT_TELL, BIT(INCOMPLETE));
    facts.group.known = VSA_NOT_ASKED;
    facts.group.self = other_fleet;
    facts.group.vslice = other_slice;
    expect_verdict(VSA_CANNOT_TELL, BIT(INCOMPLETE));
}

TEST_CASE(ids_compare_in_any_case_and_monikers_exactly)
{
    start();
    facts.endpoint.vslice = facts.group.vslice = (struct vsa_reference){"V-1", ""};
    facts.endpoint.group = (struct vsa_reference){"G-1", ""};
    expect_verdict(VSA_MEMBER, 0);
    facts.endpoint.vslice = facts.group.vslice = (struct vsa_reference){"", "Default"};
    expect_verdict(VSA_NOT_MEMBER, BIT(OTHER_VSLICE));
}

TEST_CASE(every_reason_and_verdict_has_a_name)
{
    expect_span("0", vsa_verdict_name(VSA_CANNOT_TELL), "CANNOT_TELL");
    expect_span("1", vsa_verdict_name(VSA_MEMBER), "MEMBER");
    expect_span("2", vsa_verdict_name(VSA_NOT_MEMBER), "NOT_MEMBER");
    expect_span("first", vsa_reason_name(VSA_REASON_OTHER_VSLICE), "other_vslice");
    expect_span("status", vsa_reason_name(VSA_REASON_NOT_ACTIVE), "endpoint_not_active");
    expect_span("last", vsa_reason_name(VSA_REASON_INCOMPLETE), "incomplete");
    expect_span("outside", vsa_reason_name(VSA_REASON_COUNT), "?");
    expect_span("negative", vsa_reason_name((enum vsa_reason)-1), "?");
    for (int a = 0; a < VSA_REASON_COUNT; a++)
        for (int b = 0; b < a; b++)
            assert_false(vsa_span_equal(vsa_reason_name((enum vsa_reason)a), vsa_reason_name((enum vsa_reason)b)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_known_is_cannot_tell),
        TEST(all_known_and_agreeing_is_a_member),
        TEST(another_vslice_rules_out),
        TEST(another_group_rules_out_only_if_one_is_expected),
        TEST(any_status_but_active_rules_out),
        TEST(an_address_outside_all_subnets_rules_out),
        TEST(an_address_of_another_family_rules_out),
        TEST(foreign_dns_servers_rule_out_only_if_both_sides_are_known),
        TEST(a_record_that_the_platform_does_not_have_rules_out),
        TEST(a_record_that_another_reply_names_cannot_be_unknown),
        TEST(replies_that_contradict_each_other_leave_no_verdict),
        TEST(another_sim_leaves_no_verdict),
        TEST(an_id_from_plain_http_needs_the_address_that_the_platform_tells),
        TEST(a_failure_on_the_way_leaves_no_verdict_of_member),
        TEST(an_endpoint_that_does_not_name_its_group_leaves_it_open),
        TEST(no_name_of_a_vslice_leaves_it_open),
        TEST(the_vslice_of_another_group_says_nothing),
        TEST(an_unknown_address_leaves_it_open),
        TEST(subnets_that_were_not_looked_at_leave_it_open),
        TEST(a_fact_that_was_not_asked_for_leaves_it_open),
        TEST(incomplete_is_only_said_where_nothing_else_says_why),
        TEST(what_lies_in_a_fact_that_is_not_known_says_nothing),
        TEST(ids_compare_in_any_case_and_monikers_exactly),
        TEST(every_reason_and_verdict_has_a_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
