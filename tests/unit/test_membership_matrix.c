/* SPDX-License-Identifier: MIT */
#include "tests/support/test.h"
#include "tests/unit/membership_facts.h"

/* Every state of the facts, against a second opinion that knows nothing of reasons but their kind. */
static const uint32_t ruling_out = BIT(OTHER_VSLICE) | BIT(OTHER_GROUP) | BIT(NOT_ACTIVE) | BIT(ADDRESS_OUTSIDE) |
                                   BIT(ADDRESS_FAMILY) | BIT(DNS_SERVERS) | BIT(ENDPOINT_UNKNOWN) | BIT(GROUP_UNKNOWN) |
                                   BIT(VSLICE_UNKNOWN);
static const uint32_t in_doubt = BIT(CONTRADICTION) | BIT(OTHER_SIM) | BIT(ID_UNPROVEN);

static const struct vsa_reference *const slices[] = {&nameless, &slice, &other_slice};
static const struct vsa_reference *const fleets[] = {&nameless, &fleet, &other_fleet};
static const struct vsa_address *const addresses[] = {&unknown, &inside, &outside, &six};
static const uint8_t families[] = {VSA_FAMILY_NONE, VSA_FAMILY_IPV4, VSA_FAMILY_IPV6};
static const uint32_t failures[] = {0, BIT(UNREACHABLE), BIT(OTHER_SIM), BIT(BAD_REPLY) | BIT(CONTRADICTION)};

static unsigned take(unsigned *number, unsigned states)
{
    unsigned state = *number % states;

    *number /= states;
    return state;
}

#define PLATFORM_STATES (3 * 2 * 3 * 3 * 3 * 3 * 3 * 2 * 4)
#define DEVICE_STATES   (4 * 2 * 3 * 2 * 3 * 2 * 2 * 4)

static void set_platform(unsigned n)
{
    facts.endpoint.known = (uint8_t)take(&n, 3);
    facts.endpoint.status[0] = take(&n, 2) ? 'x' : 'a';
    facts.endpoint.group = *fleets[take(&n, 3)];
    facts.endpoint.vslice = *slices[take(&n, 3)];
    facts.group.known = (uint8_t)take(&n, 3);
    facts.group.vslice = *slices[take(&n, 3)];
    facts.vslice.known = (uint8_t)take(&n, 3);
    expected.group.len = take(&n, 2) ? 5 : 0;
    facts.failures = failures[take(&n, 4)];
}

static void set_device(unsigned n)
{
    expected.address = *addresses[take(&n, 4)];
    expected.skip_address = take(&n, 2);
    facts.vslice.family = families[take(&n, 3)];
    facts.vslice.subnets_cut = take(&n, 2);
    expected.dns_count = take(&n, 3);
    facts.vslice.dns_count = (uint8_t)take(&n, 2);
    expected.id_is_proven = take(&n, 2);
    facts.endpoint.address = *addresses[take(&n, 4)];
}

static bool same(const struct vsa_reference *a, const struct vsa_reference *b)
{
    return a->id[0] != 0 && strcmp(a->id, b->id) == 0;
}

/* The endpoint's VSlice: that which it names, or its group's; nothing where the two differ. */
static const struct vsa_reference *vslice_of_endpoint(void)
{
    bool by_group = facts.group.known == VSA_KNOWN && same(&facts.endpoint.group, &facts.group.self);

    if (!by_group || facts.group.vslice.id[0] == 0)
        return &facts.endpoint.vslice;
    if (facts.endpoint.vslice.id[0] == 0 || same(&facts.endpoint.vslice, &facts.group.vslice))
        return &facts.group.vslice;
    return &nameless;
}

static bool address_fits(void)
{
    bool is_inside = vsa_address_equal(&expected.address, &inside);

    return expected.skip_address || (is_inside && facts.vslice.family != VSA_FAMILY_IPV6);
}

static bool is_member(void)
{
    bool group_fits = expected.group.len == 0 ||
                      (facts.group.known == VSA_KNOWN && same(&facts.endpoint.group, &facts.group.self));
    bool dns_fits = expected.dns_count != 1 || facts.vslice.dns_count == 0; /* the second server is the VSlice's */
    bool id_fits = expected.id_is_proven || vsa_address_equal(&facts.endpoint.address, &expected.address);

    return facts.failures == 0 && facts.endpoint.known == VSA_KNOWN && facts.endpoint.status[0] == 'a' &&
           facts.vslice.known == VSA_KNOWN && same(vslice_of_endpoint(), &facts.vslice.self) && group_fits &&
           address_fits() && dns_fits && id_fits;
}

static void expect_invariants(void)
{
    struct vsa_membership m = vsa_membership(&facts, &expected);
    bool rules_out = (m.reasons & ruling_out) != 0, doubted = (m.reasons & in_doubt) != 0;
    bool incomplete = (m.reasons & BIT(INCOMPLETE)) != 0;

    if ((m.verdict == VSA_MEMBER) != (m.reasons == 0) || (m.verdict == VSA_NOT_MEMBER) != (rules_out && !doubted) ||
        (incomplete && m.reasons != BIT(INCOMPLETE)) || (m.reasons & facts.failures) != facts.failures || m.reasons >> VSA_REASON_COUNT != 0 ||
        (m.verdict == VSA_MEMBER) != is_member())
        fail_msg("verdict %d, reasons 0x%x, member %d", m.verdict, m.reasons, is_member());
}

TEST_CASE(in_every_state_member_needs_all_facts_and_not_member_a_reason_without_doubt)
{
    start();
    own_dns[0] = inside;
    own_dns[1] = outside;
    facts.vslice.dns[0] = outside;
    for (unsigned platform = 0; platform < PLATFORM_STATES; platform++) {
        set_platform(platform);
        for (unsigned device = platform % 31; device < DEVICE_STATES; device += 31) {
            set_device(device);
            expect_invariants();
        }
    }
    for (unsigned device = 0; device < DEVICE_STATES; device++) {
        set_device(device);
        for (unsigned platform = device % 61; platform < PLATFORM_STATES; platform += 61) {
            set_platform(platform);
            expect_invariants();
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(in_every_state_member_needs_all_facts_and_not_member_a_reason_without_doubt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
