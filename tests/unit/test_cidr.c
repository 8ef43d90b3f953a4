/* SPDX-License-Identifier: MIT */
#include "agent/cidr.h"

#include "tests/support/guard_page.h"
#include "tests/support/test.h"

static struct guard_page page;

static struct vsa_span guarded(const char *text)
{
    return guard_page_at_end(&page, vsa_span(text));
}

static struct vsa_address address_of(const char *text)
{
    struct vsa_address address;

    if (!vsa_address_parse(guarded(text), &address))
        fail_msg("<%s> is an address", text);
    return address;
}

static struct vsa_cidr cidr_of(const char *text)
{
    struct vsa_cidr cidr;

    if (!vsa_cidr_parse(guarded(text), &cidr))
        fail_msg("<%s> is a subnet", text);
    return cidr;
}

TEST_CASE(reads_ipv4_addresses)
{
    static const struct {
        const char *text;
        uint8_t bytes[4];
    } cases[] = {
        {"0.0.0.0", {0, 0, 0, 0}},           {"255.255.255.255", {255, 255, 255, 255}},
        {"100.64.17.203", {100, 64, 17, 203}}, {"1.20.99.100", {1, 20, 99, 100}},
        {"10.0.2.15", {10, 0, 2, 15}},       {"199.200.249.250", {199, 200, 249, 250}},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_address address = address_of(cases[i].text);
        static const uint8_t none[12];
        expect_number(cases[i].text, address.family, VSA_FAMILY_IPV4);
        assert_memory_equal(address.bytes, cases[i].bytes, 4);
        assert_memory_equal(address.bytes + 4, none, 12);
    }
}

TEST_CASE(reads_ipv6_addresses_and_writes_them_as_eight_groups)
{
    static const struct {
        const char *text, *groups;
    } cases[] = {
        {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
        {"2001:DB8:0:0:8:800:200C:417A", "2001:db8:0:0:8:800:200c:417a"},
        {"2001:db8::8:800:200c:417a", "2001:db8:0:0:8:800:200c:417a"},
        {"ff01::101", "ff01:0:0:0:0:0:0:101"},
        {"::1", "0:0:0:0:0:0:0:1"},
        {"::", "0:0:0:0:0:0:0:0"},
        {"1::", "1:0:0:0:0:0:0:0"},
        {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
        {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
        {"1:2:3::5:6:7:8", "1:2:3:0:5:6:7:8"},
        {"0001:0020:0300:4000::", "1:20:300:4000:0:0:0:0"},
        {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
        {"::ffff:129.144.52.38", "0:0:0:0:0:ffff:8190:3426"},
        {"::13.1.68.3", "0:0:0:0:0:0:d01:4403"},
        {"0:0:0:0:0:0:13.1.68.3", "0:0:0:0:0:0:d01:4403"},
        {"64:ff9b::192.0.2.33", "64:ff9b:0:0:0:0:c000:221"},
        {"1:2:3:4:5::1.2.3.4", "1:2:3:4:5:0:102:304"},
    };
    char text[64];

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_address address = address_of(cases[i].text);
        struct vsa_writer w = vsa_writer(text, sizeof text);
        expect_number(cases[i].text, address.family, VSA_FAMILY_IPV6);
        vsa_write_address(&w, &address);
        expect_span(cases[i].text, vsa_written(&w), cases[i].groups);
    }
}

TEST_CASE(refuses_what_is_no_address)
{
    static const char *const cases[] = {
        "", " ", "1", "1.2.3", "1.2.3.", "1.2.3.4.", "1.2.3.4.5", ".1.2.3", "1..2.3", "256.1.1.1", "1.2.3.256", "1.2.3.999",
        "1.2.3.1000", "01.2.3.4", "1.2.3.04", "00.0.0.0", "1.2.3.00", "-1.2.3.4", "+1.2.3.4", " 1.2.3.4", "1.2.3.4 ", "1.2.3.4/8",
        "1.2.3.0x4", "a.2.3.4", "1.2.3.a", "1,2,3,4", "1.2.3.4\n", "localhost", "0x01020304", "16909060",
        ":", ":::", "1:", ":1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8:", ":1:2:3:4:5:6:7:8", "1::2::3", "::1::",
        "::1:2:3:4:5:6:7:8", "1:2:3:4::5:6:7:8", "12345::", "::12345", "g::", "::g", "1:2:3:4:5:6:7:g",
        "fe80::1%eth0", "[::1]", "::1/64", ":: ", " ::", "1: :2", "::1.2.3", "::1.2.3.4.5", "::1.2.3.256", "::1.2.3.4:5",
        "1.2.3.4::", "::01.2.3.4", "1:2:3:4:5:6:7:1.2.3.4", "1:2:3:4:5:1.2.3.4", "1:2:3:4:5:6::1.2.3.4", "1:2:3:4:5:6:7::1.2.3.4",
        "::-1", "::+1", "1;2:3:4:5:6:7:8", "::1:",  "1:::2", "::@", "::`", "::/", "::G",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_address address = {VSA_FAMILY_IPV4, {1, 2, 3, 4}};
        if (vsa_address_parse(guarded(cases[i]), &address))
            fail_msg("<%s> is no address", cases[i]);
        expect_number(cases[i], address.family, VSA_FAMILY_NONE);
    }
}

TEST_CASE(refuses_a_gap_behind_eight_groups)
{
    struct vsa_address address;

    assert_false(vsa_address_parse(guarded("1:2:3:4:5:6:7:8::"), &address));
    assert_false(vsa_address_parse(guarded("1:2:3:4:5:6:1.2.3.4::"), &address));
}

TEST_CASE(reads_and_writes_subnets)
{
    static const struct {
        const char *text, *written;
    } cases[] = {
        {"100.64.0.0/10", "100.64.0.0/10"}, {"0.0.0.0/0", "0.0.0.0/0"},         {"10.1.2.3/32", "10.1.2.3/32"},
        {"10.1.2.3/8", "10.1.2.3/8"},       {"::/0", "0:0:0:0:0:0:0:0/0"},      {"2001:db8::/32", "2001:db8:0:0:0:0:0:0/32"},
        {"::1/128", "0:0:0:0:0:0:0:1/128"}, {"fe80::/9", "fe80:0:0:0:0:0:0:0/9"},
    };
    char text[64];

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_cidr cidr = cidr_of(cases[i].text);
        struct vsa_writer w = vsa_writer(text, sizeof text);
        vsa_write_cidr(&w, &cidr);
        expect_span(cases[i].text, vsa_written(&w), cases[i].written);
    }
}

TEST_CASE(refuses_what_is_no_subnet)
{
    static const char *const cases[] = {
        "", "/", "/8", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/128", "10.0.0.0/08", "10.0.0.0/00", "10.0.0.0/-1",
        "10.0.0.0/+8", "10.0.0.0/ 8", "10.0.0.0/8 ", "10.0.0.0/8/8", "10.0.0.0/a", "10.0.0.0/8a", "10.0.0/8", "10.0.0.0//8",
        "10.0.0.0/255.0.0.0", "10.0.0.0/256", "10.0.0.0/288", "10.0.0.0/0008", "::/129", "::/999", "::/256", "::", "::/", "1::2::/8", "x/8",
        "10.0.0.0\\8",
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_cidr cidr;
        if (vsa_cidr_parse(guarded(cases[i]), &cidr))
            fail_msg("<%s> is no subnet", cases[i]);
    }
}

TEST_CASE(knows_which_addresses_lie_in_a_subnet)
{
    static const struct {
        const char *subnet, *address;
        bool contains;
    } cases[] = {
        {"100.64.0.0/10", "100.64.0.0", true},      {"100.64.0.0/10", "100.127.255.255", true},
        {"100.64.0.0/10", "100.63.255.255", false}, {"100.64.0.0/10", "100.128.0.0", false},
        {"10.0.0.0/8", "10.255.0.1", true},         {"10.0.0.0/8", "11.0.0.0", false},
        {"10.45.0.0/16", "10.45.9.9", true},        {"10.45.0.0/16", "10.46.0.0", false},
        {"10.1.2.3/8", "10.9.9.9", true},           {"0.0.0.0/0", "255.255.255.255", true},
        {"128.0.0.0/1", "128.0.0.0", true},         {"128.0.0.0/1", "127.255.255.255", false},
        {"10.1.2.3/32", "10.1.2.3", true},          {"10.1.2.3/32", "10.1.2.2", false},
        {"10.1.2.2/31", "10.1.2.3", true},          {"10.1.2.2/31", "10.1.2.4", false},
        {"2001:db8::/32", "2001:db8:ffff::1", true}, {"2001:db8::/32", "2001:db9::", false},
        {"2001:db8::/33", "2001:db8:7fff::", true}, {"2001:db8::/33", "2001:db8:8000::", false},
        {"::1/128", "::1", true},                   {"::1/128", "::2", false},
        {"::/127", "::1", true},                    {"::/127", "::2", false},
        {"::/0", "ffff::", true},                   {"::/0", "1.2.3.4", false},
        {"0.0.0.0/0", "::", false},                 {"::ffff:10.0.0.0/104", "10.0.0.1", false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_cidr cidr = cidr_of(cases[i].subnet);
        struct vsa_address address = address_of(cases[i].address);
        expect_number(cases[i].address, vsa_cidr_contains(&cidr, &address), cases[i].contains);
    }
}

TEST_CASE(looks_at_no_byte_behind_an_address)
{
    struct vsa_cidr one = cidr_of("::1/128");
    struct vsa_address address = one.address;
    struct vsa_span bytes = {(const char *)&address, sizeof address};

    assert_int_equal(_Alignof(struct vsa_address), 1);
    assert_true(vsa_cidr_contains(&one, (const struct vsa_address *)guard_page_at_end(&page, bytes).ptr));
}

/* One bit changed: outside if, and only if, the bit belongs to the prefix. */
static void expect_every_bit_to_count(const char *network, unsigned bits)
{
    struct vsa_cidr cidr = {address_of(network), 0};

    for (unsigned prefix = 0; prefix <= bits; prefix++) {
        cidr.prefix = (uint8_t)prefix;
        for (unsigned bit = 0; bit < bits; bit++) {
            struct vsa_address address = cidr.address;
            address.bytes[bit / 8] = (uint8_t)(address.bytes[bit / 8] ^ (0x80 >> bit % 8));
            expect_number(network, vsa_cidr_contains(&cidr, &address), bit >= prefix);
        }
        assert_true(vsa_cidr_contains(&cidr, &cidr.address));
    }
}

TEST_CASE(every_bit_of_the_prefix_counts_and_no_other)
{
    expect_every_bit_to_count("100.64.17.203", 32);
    expect_every_bit_to_count("2001:db8::a5a5:203", 128);
}

TEST_CASE(an_unknown_address_lies_nowhere_and_equals_nothing)
{
    struct vsa_address none = {VSA_FAMILY_NONE, {0}};
    struct vsa_cidr everything = cidr_of("0.0.0.0/0"), nothing = {none, 0};

    assert_false(vsa_cidr_contains(&everything, &none));
    assert_false(vsa_cidr_contains(&nothing, &none));
    assert_false(vsa_address_equal(&none, &none));
    assert_false(vsa_address_equal(&none, &everything.address));
}

TEST_CASE(equal_addresses_have_the_same_family_and_bytes)
{
    struct vsa_address a = address_of("10.0.0.1"), b = address_of("10.0.0.1"), c = address_of("10.0.0.2");
    struct vsa_address six = address_of("a00:1::"), other_six = address_of("a00:1::1");

    assert_true(vsa_address_equal(&a, &b));
    assert_false(vsa_address_equal(&a, &c));
    assert_false(vsa_address_equal(&a, &six));
    assert_true(vsa_address_equal(&six, &six));
    assert_false(vsa_address_equal(&six, &other_six));
}

TEST_CASE(of_an_ipv4_address_only_the_first_four_bytes_count)
{
    struct vsa_address a = address_of("10.0.0.1"), b = a;

    b.bytes[4] = 1;
    b.bytes[15] = 2;
    assert_true(vsa_address_equal(&a, &b));
}

TEST_CASE(writes_nothing_for_an_unknown_address)
{
    struct vsa_address none = {VSA_FAMILY_NONE, {1, 2, 3, 4}};
    char text[8];
    struct vsa_writer w = vsa_writer(text, sizeof text);

    vsa_write_address(&w, &none);
    assert_int_equal(w.len, 0);
}

TEST_CASE(writes_ipv4_addresses_as_they_were_read)
{
    static const char *const cases[] = {"0.0.0.0", "255.255.255.255", "100.64.17.203", "1.20.99.100"};
    char text[32];

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_address address = address_of(cases[i]);
        struct vsa_writer w = vsa_writer(text, sizeof text);
        vsa_write_address(&w, &address);
        expect_span(cases[i], vsa_written(&w), cases[i]);
    }
}

static int open_page(void **state)
{
    (void)state;
    page = guard_page_open(256);
    return 0;
}

static int close_page(void **state)
{
    (void)state;
    guard_page_close(&page);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reads_ipv4_addresses),
        TEST(reads_ipv6_addresses_and_writes_them_as_eight_groups),
        TEST(refuses_what_is_no_address),
        TEST(refuses_a_gap_behind_eight_groups),
        TEST(reads_and_writes_subnets),
        TEST(refuses_what_is_no_subnet),
        TEST(knows_which_addresses_lie_in_a_subnet),
        TEST(looks_at_no_byte_behind_an_address),
        TEST(every_bit_of_the_prefix_counts_and_no_other),
        TEST(an_unknown_address_lies_nowhere_and_equals_nothing),
        TEST(equal_addresses_have_the_same_family_and_bytes),
        TEST(of_an_ipv4_address_only_the_first_four_bytes_count),
        TEST(writes_nothing_for_an_unknown_address),
        TEST(writes_ipv4_addresses_as_they_were_read),
    };
    return cmocka_run_group_tests(tests, open_page, close_page);
}
