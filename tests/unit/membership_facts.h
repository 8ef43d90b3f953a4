/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_UNIT_MEMBERSHIP_FACTS_H
#define VSLICE_AGENT_TESTS_UNIT_MEMBERSHIP_FACTS_H

/* membership_facts: facts and an expectation that agree, for tests to change. */
#include "agent/membership.h"

#include <string.h>

#define BIT VSA_REASON_BIT

static const struct vsa_reference nameless = {"", ""}, slice = {"v-1", "default"}, other_slice = {"v-2", "other"},
                                  fleet = {"g-1", "fleet"}, other_fleet = {"g-2", "spare"};
static const struct vsa_address unknown = {VSA_FAMILY_NONE, {0}}, inside = {VSA_FAMILY_IPV4, {10, 1, 2, 3}},
                                outside = {VSA_FAMILY_IPV4, {11, 1, 2, 3}}, six = {VSA_FAMILY_IPV6, {0x20, 1}};

static struct vsa_facts facts;
static struct vsa_expectation expected;
static struct vsa_address own_dns[2];

/* All facts known, and all agree. */
static void start(void)
{
    memset(&facts, 0, sizeof facts);
    memset(&expected, 0, sizeof expected);
    facts.endpoint.known = VSA_KNOWN;
    memcpy(facts.endpoint.status, "active", sizeof "active");
    facts.endpoint.group = fleet;
    facts.endpoint.vslice = slice;
    facts.group.known = VSA_KNOWN;
    facts.group.self = fleet;
    facts.group.vslice = slice;
    facts.vslice.known = VSA_KNOWN;
    facts.vslice.self = slice;
    facts.vslice.family = VSA_FAMILY_IPV4;
    facts.vslice.subnet_count = 1;
    facts.vslice.subnets[0] = (struct vsa_cidr){{VSA_FAMILY_IPV4, {10}}, 8};
    expected.vslice = VSA_SPAN_OF("default");
    expected.group = VSA_SPAN_OF("fleet");
    expected.id_is_proven = true;
    expected.address = inside;
    expected.dns = own_dns;
}

#endif
