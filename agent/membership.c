/* SPDX-License-Identifier: MIT */
#include "agent/membership.h"

#include "agent/api_calls.h"
#include "agent/names.h"

#include <string.h>

#define BIT VSA_REASON_BIT

#define NAME(name, text, effect) text "\0"

static const char reason_names[] = VSA_REASONS(NAME);
static const char verdict_names[] = "CANNOT_TELL\0MEMBER\0NOT_MEMBER";

enum effect { RULES_OUT, DOUBT, LACK };

#define RULING_OUT(name, text, effect) (effect == RULES_OUT ? VSA_REASON_BIT(name) : 0) |
#define IN_DOUBT(name, text, effect) (effect == DOUBT ? VSA_REASON_BIT(name) : 0) |
static const uint32_t ruling_out = VSA_REASONS(RULING_OUT) 0;
static const uint32_t in_doubt = VSA_REASONS(IN_DOUBT) 0;

const char *vsa_reason_text(enum vsa_reason reason)
{
    return vsa_name(reason_names, VSA_REASON_COUNT, reason);
}

const char *vsa_verdict_text(enum vsa_verdict verdict)
{
    return vsa_name(verdict_names, 3, verdict);
}

static uint32_t if_true(bool condition, uint32_t reason)
{
    return condition ? reason : 0;
}

static uint32_t known_reason(uint8_t known, uint32_t no_such_record)
{
    if (known == VSA_KNOWN)
        return 0;
    return known == VSA_NO_SUCH_RECORD ? no_such_record : BIT(INCOMPLETE);
}

/*
 * "Record not found" for what another reply names cannot be true: the token may not be let see it. A reply that failed
 * counts here too, since it can only forbid a verdict.
 */
static bool is_denied(const struct vsa_facts *f, const struct vsa_expectation *e, uint32_t reasons)
{
    bool vslice = vsa_reference_is(&f->endpoint.vslice, e->vslice) || vsa_reference_is(&f->group.vslice, e->vslice);

    return (reasons & BIT(VSLICE_UNKNOWN) && vslice) ||
           (reasons & BIT(GROUP_UNKNOWN) && vsa_reference_is(&f->endpoint.group, e->group));
}

/* Of a comparison: 1 same, 0 `other`, -1 there was nothing to compare. */
static uint32_t unlike(int same, uint32_t other, uint32_t unnamed)
{
    if (same > 0)
        return 0;
    return same == 0 ? other : unnamed;
}

static uint32_t judge_group(const struct vsa_facts *f, const struct vsa_expectation *e)
{
    if (e->group.len == 0)
        return 0;
    if (f->group.known != VSA_KNOWN || f->endpoint.known != VSA_KNOWN)
        return known_reason(f->group.known, BIT(GROUP_UNKNOWN));
    return unlike(vsa_reference_compare(&f->endpoint.group, &f->group.self), BIT(OTHER_GROUP), BIT(GROUP_UNNAMED));
}

/* Is `group` the one that the endpoint is in? Only then its VSlice is the endpoint's. */
static bool is_endpoints_group(const struct vsa_facts *f)
{
    return f->group.known == VSA_KNOWN &&
           vsa_reference_compare(&f->endpoint.group, &f->group.self) > 0;
}

static uint32_t judge_vslice(const struct vsa_facts *f)
{
    const struct vsa_reference *own = &f->endpoint.vslice;
    int by_endpoint, by_group = -1;

    if (f->endpoint.known != VSA_KNOWN || f->vslice.known != VSA_KNOWN)
        return 0;
    by_endpoint = vsa_reference_compare(own, &f->vslice.self);
    if (is_endpoints_group(f)) {
        by_group = vsa_reference_compare(&f->group.vslice, &f->vslice.self);
        if (vsa_reference_compare(own, &f->group.vslice) == 0)
            return BIT(CONTRADICTION);
    }
    if (by_endpoint + by_group == 1) /* one says yes, the other no */
        return BIT(CONTRADICTION);
    return unlike(by_endpoint < 0 ? by_group : by_endpoint, BIT(OTHER_VSLICE), BIT(VSLICE_UNNAMED));
}

static bool in_any(const struct vsa_vslice *v, const struct vsa_address *address)
{
    for (size_t i = 0; i < v->subnet_count; i++)
        if (vsa_cidr_contains(&v->subnets[i], address))
            return true;
    return false;
}

static uint32_t judge_address(const struct vsa_vslice *v, const struct vsa_expectation *e)
{
    uint32_t family;

    if (e->skip_address || v->known != VSA_KNOWN)
        return 0;
    if (e->address.family == VSA_FAMILY_NONE)
        return BIT(ADDRESS_UNKNOWN);
    family = if_true(v->family != VSA_FAMILY_NONE && v->family != e->address.family, BIT(ADDRESS_FAMILY));
    if (in_any(v, &e->address))
        return family;
    return family | (v->subnets_cut ? BIT(SUBNETS_CUT) : BIT(ADDRESS_OUTSIDE));
}

static uint32_t judge_dns(const struct vsa_vslice *v, const struct vsa_expectation *e)
{
    if (v->known != VSA_KNOWN || v->dns_count == 0 || v->dns_cut || e->dns_count == 0)
        return 0;
    for (size_t i = 0; i < e->dns_count; i++)
        for (size_t k = 0; k < v->dns_count; k++)
            if (vsa_address_equal(&e->dns[i], &v->dns[k]))
                return 0;
    return BIT(DNS_SERVERS);
}

/*
 * An id that came over plain HTTP could be anybody's. It is ours if the platform, over TLS, gives that
 * endpoint the address that we have.
 */
static uint32_t judge_identity(const struct vsa_endpoint *endpoint, const struct vsa_expectation *e)
{
    bool asked = endpoint->known != VSA_NOT_ASKED;
    bool ours = endpoint->known == VSA_KNOWN && vsa_address_equal(&endpoint->address, &e->address);

    return if_true(asked && !e->id_is_proven && !ours, BIT(ID_UNPROVEN));
}

struct vsa_membership vsa_membership(const struct vsa_facts *f, const struct vsa_expectation *e)
{
    struct vsa_membership m = {VSA_MEMBER, f->failures};
    bool known = f->endpoint.known == VSA_KNOWN;

    m.reasons |= known_reason(f->vslice.known, BIT(VSLICE_UNKNOWN));
    m.reasons |= known_reason(f->endpoint.known, BIT(ENDPOINT_UNKNOWN));
    m.reasons |= if_true(known && strcmp(f->endpoint.status, "active") != 0, BIT(NOT_ACTIVE));
    m.reasons |= judge_group(f, e);
    m.reasons |= judge_vslice(f);
    m.reasons |= if_true(is_denied(f, e, m.reasons), BIT(CONTRADICTION));
    m.reasons |= judge_address(&f->vslice, e);
    m.reasons |= judge_dns(&f->vslice, e);
    m.reasons |= judge_identity(&f->endpoint, e);
    if (m.reasons & ~BIT(INCOMPLETE))
        m.reasons &= ~BIT(INCOMPLETE);
    if (m.reasons)
        m.verdict = m.reasons & ruling_out && !(m.reasons & in_doubt) ? VSA_NOT_MEMBER : VSA_CANNOT_TELL;
    return m;
}
