/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_MEMBERSHIP_H
#define VSLICE_AGENT_MEMBERSHIP_H

#include "agent/facts.h"

/*
 * membership: facts and expectation in, verdict and reasons out. Pure and total.
 *
 * Fail closed. MEMBER only if every fact that is needed is known and agrees. NOT_MEMBER only if the platform
 * said something that rules membership out. Everything else is CANNOT_TELL, which is also what all zero bytes mean.
 */
enum vsa_verdict { VSA_CANNOT_TELL = 0, VSA_MEMBER, VSA_NOT_MEMBER };

/*
 * name, printable name, what it does: RULES_OUT membership; DOUBT forbids any verdict, since what was said may
 * not be about this device; LACK leaves a fact open. DOUBT outweighs RULES_OUT, which outweighs LACK.
 * "Record not found" for what another reply names is a contradiction as well: a token may not be let see it.
 */
#define VSA_REASONS(X)                                                                             \
    X(OTHER_VSLICE, "other_vslice", RULES_OUT)      /* the endpoint is in another VSlice */        \
    X(OTHER_GROUP, "other_group", RULES_OUT)        /* ... in another group than expected */       \
    X(NOT_ACTIVE, "endpoint_not_active", RULES_OUT) /* endpointStatus.moniker is not "active" */   \
    X(ADDRESS_OUTSIDE, "address_outside", RULES_OUT) /* of all subnets of the VSlice */            \
    X(ADDRESS_FAMILY, "address_family", RULES_OUT)  /* not the VSlice's ipAddressFamily */         \
    X(DNS_SERVERS, "dns_servers", RULES_OUT)        /* none of ours is one of the VSlice's */      \
    X(ENDPOINT_UNKNOWN, "endpoint_unknown", RULES_OUT) /* "Record not found" */                    \
    X(GROUP_UNKNOWN, "group_unknown", RULES_OUT)    /* ... for the expected group */               \
    X(VSLICE_UNKNOWN, "vslice_unknown", RULES_OUT)  /* ... for the expected VSlice */              \
    X(CONTRADICTION, "contradiction", DOUBT)        /* two replies, or two members, disagree */    \
    X(OTHER_SIM, "other_sim", DOUBT)                /* the Edge API told another endpoint's id */  \
    X(ID_UNPROVEN, "identity_unproven", DOUBT)      /* id from plain HTTP, address not confirmed */\
    X(UNREACHABLE, "unreachable", LACK)             /* a layer failed: see stage and result */     \
    X(TOKEN_REFUSED, "token_refused", LACK)         /* 401, 403, or the token check said no */     \
    X(NO_TOKEN, "no_token", LACK)                   /* without one the platform tells too little */\
    X(BAD_REPLY, "bad_reply", LACK)                 /* a reply came, but broke its contract */     \
    X(GROUP_UNNAMED, "group_unnamed", LACK)         /* the endpoint does not name its group */     \
    X(VSLICE_UNNAMED, "vslice_unnamed", LACK)       /* neither endpoint nor group names a VSlice */\
    X(ADDRESS_UNKNOWN, "address_unknown", LACK)     /* the device does not know its own */         \
    X(SUBNETS_CUT, "subnets_cut", LACK)             /* more than VSA_LIMIT_SUBNETS, none fits */   \
    X(INCOMPLETE, "incomplete", LACK)               /* a fact was not obtained, and nothing else says why */

enum vsa_reason {
#define X(name, text, effect) VSA_REASON_##name,
    VSA_REASONS(X)
#undef X
    VSA_REASON_COUNT
};

#define VSA_REASON_BIT(name) (UINT32_C(1) << VSA_REASON_##name)

/* The printable name. Lives forever. A value outside the list gives "?". */
const char *vsa_reason_text(enum vsa_reason reason);

/* The same as a span. */
static inline struct vsa_span vsa_reason_name(enum vsa_reason reason)
{
    return vsa_span(vsa_reason_text(reason));
}

/* "MEMBER", "NOT_MEMBER", "CANNOT_TELL". Lives forever. */
const char *vsa_verdict_text(enum vsa_verdict verdict);

/* The same as a span. */
static inline struct vsa_span vsa_verdict_name(enum vsa_verdict verdict)
{
    return vsa_span(vsa_verdict_text(verdict));
}

/* What the device is meant to be, and what it knows of itself. */
struct vsa_expectation {
    struct vsa_span vslice; /* id or moniker; never empty */
    struct vsa_span group;  /* id or moniker; empty: any */
    bool skip_address;      /* the address is not compared */
    bool id_is_proven;      /* the endpoint's id was configured; false: told by the Edge API */
    struct vsa_address address;
    const struct vsa_address *dns; /* the device's DNS servers */
    size_t dns_count;              /* 0: not known, not compared */
};

struct vsa_facts {
    struct vsa_endpoint endpoint;
    struct vsa_group group; /* the expected one, or the endpoint's where that does not name its VSlice */
    struct vsa_vslice vslice; /* the expected one */
    uint32_t failures; /* reasons (bits) that a check has met on its way */
};

struct vsa_membership {
    enum vsa_verdict verdict;
    uint32_t reasons; /* bits: VSA_REASON_BIT(name); none for MEMBER */
};

struct vsa_membership vsa_membership(const struct vsa_facts *facts, const struct vsa_expectation *expected);

#endif
