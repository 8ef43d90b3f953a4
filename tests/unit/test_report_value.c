/* SPDX-License-Identifier: MIT */
#include "agent/report_value.h"

#include "tests/support/guard_page.h"
#include "tests/support/test.h"

#define BIT VSA_REASON_BIT

static char text[VSA_REPORT_VALUE_BYTES + 200];

static const char *value_of(enum vsa_verdict verdict, uint32_t reasons, const char *address, struct vsa_cause cause)
{
    struct vsa_writer w = vsa_writer(text, sizeof text - 1);
    struct vsa_membership m = {verdict, reasons};
    struct vsa_expectation e = {.vslice = VSA_SPAN("default"), .group = VSA_SPAN("fleet")};

    vsa_address_parse(vsa_span(address), &e.address);
    vsa_write_report_value(&w, &m, &e, &cause);
    text[w.len] = 0;
    return text;
}

static const char *reasons_of(uint32_t reasons, bool quoted)
{
    struct vsa_writer w = vsa_writer(text, sizeof text - 1);

    vsa_write_reasons(&w, reasons, quoted);
    text[w.len] = 0;
    return text;
}

static const struct vsa_cause no_cause;

TEST_CASE(writes_the_values_of_the_manual)
{
    const struct vsa_cause expired = {VSA_STAGE_TLS, VSA_TLS_EXPIRED, -9984};

    expect_text("member", value_of(VSA_MEMBER, 0, "100.64.17.203", no_cause),
                "MEMBER vslice=default address=100.64.17.203 agent=" VSA_VERSION);
    expect_text("not a member", value_of(VSA_NOT_MEMBER, BIT(OTHER_VSLICE), "100.64.17.203", no_cause),
                "NOT_MEMBER reasons=other_vslice vslice=default address=100.64.17.203 agent=" VSA_VERSION);
    expect_text("cannot tell", value_of(VSA_CANNOT_TELL, BIT(UNREACHABLE), "", expired),
                "CANNOT_TELL reasons=unreachable at=tls:certificate_expired vslice=default agent=" VSA_VERSION);
}

TEST_CASE(a_member_may_have_met_a_failure_that_did_not_matter)
{
    const struct vsa_cause edge = {VSA_STAGE_EDGE, VSA_TIMED_OUT, 0};

    expect_text("edge", value_of(VSA_MEMBER, 0, "", edge), "MEMBER at=edge:timed_out vslice=default agent=" VSA_VERSION);
}

TEST_CASE(the_code_of_a_failure_is_not_part_of_the_value)
{
    const struct vsa_cause a = {VSA_STAGE_CONNECT, VSA_UNREACHABLE, 113}, b = {VSA_STAGE_CONNECT, VSA_UNREACHABLE, 101};
    uint32_t hash = vsa_hash(vsa_span(value_of(VSA_CANNOT_TELL, BIT(UNREACHABLE), "", a)));

    assert_int_equal(vsa_hash(vsa_span(value_of(VSA_CANNOT_TELL, BIT(UNREACHABLE), "", b))), hash);
}

TEST_CASE(names_all_reasons_in_their_order)
{
    expect_text("none", reasons_of(0, false), "");
    expect_text("none quoted", reasons_of(0, true), "");
    expect_text("one", reasons_of(BIT(INCOMPLETE), false), "incomplete");
    expect_text("first", reasons_of(BIT(OTHER_VSLICE), true), "\"other_vslice\"");
    expect_text("three", reasons_of(BIT(INCOMPLETE) | BIT(OTHER_VSLICE) | BIT(NO_TOKEN), false), "other_vslice,no_token,incomplete");
    expect_text("quoted", reasons_of(BIT(OTHER_GROUP) | BIT(DNS_SERVERS), true), "\"other_group\",\"dns_servers\"");
}

TEST_CASE(bits_that_are_no_reason_are_left_out)
{
    expect_text("bits", reasons_of(UINT32_C(1) << VSA_REASON_COUNT | BIT(NO_TOKEN) | UINT32_C(1) << 31, false), "no_token");
}

TEST_CASE(a_value_that_is_too_long_is_cut)
{
    struct guard_page page = guard_page_open(VSA_REPORT_VALUE_BYTES);
    struct vsa_writer w = vsa_writer(guard_page_buffer(&page, VSA_REPORT_VALUE_BYTES), VSA_REPORT_VALUE_BYTES);
    struct vsa_membership m = {VSA_CANNOT_TELL, 0xffffffffu};
    struct vsa_expectation e = {.vslice = VSA_SPAN("default")};

    vsa_write_report_value(&w, &m, &e, &no_cause);
    assert_true(w.full);
    assert_int_equal(w.len, VSA_REPORT_VALUE_BYTES);
    assert_memory_equal(w.ptr, "CANNOT_TELL reasons=other_vslice,other_group,", 45);
    guard_page_close(&page);
}

TEST_CASE(the_hash_is_fnv_1a)
{
    static const struct {
        struct vsa_span text;
        uint32_t hash;
    } cases[] = {
        {VSA_SPAN(""), 0x811c9dc5u},       {VSA_SPAN("a"), 0xe40c292cu},   {VSA_SPAN("foobar"), 0xbf9cf968u},
        {VSA_SPAN("\xff"), 0x7a0b824eu}, {VSA_SPAN("\0"), 0x050c5d1fu},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].text.ptr, vsa_hash(cases[i].text), cases[i].hash);
}

TEST_CASE(no_hash_is_zero)
{
    static const struct vsa_span zero = VSA_SPAN("\xcc\x24\x31\xc4"); /* FNV-1a gives 0 */

    assert_int_equal(vsa_hash(zero), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(writes_the_values_of_the_manual),
        TEST(a_member_may_have_met_a_failure_that_did_not_matter),
        TEST(the_code_of_a_failure_is_not_part_of_the_value),
        TEST(names_all_reasons_in_their_order),
        TEST(bits_that_are_no_reason_are_left_out),
        TEST(a_value_that_is_too_long_is_cut),
        TEST(the_hash_is_fnv_1a),
        TEST(no_hash_is_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
