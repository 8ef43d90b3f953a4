/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_STAGE_H
#define VSLICE_AGENT_STAGE_H

#include "agent/span.h"

/*
 * stage: the layers of a check, from the wire upwards. A check that fails names the one that failed.
 *
 * link to tls describe the way to the management API; edge is all of the Edge API (its own name look-up
 * and connection included); token to report are the calls.
 */
#define VSA_STAGES(X)       \
    X(LINK, "link")         \
    X(ADDRESS, "address")   \
    X(TIME, "time")         \
    X(EDGE, "edge")         \
    X(DNS, "dns")           \
    X(CONNECT, "connect")   \
    X(TLS, "tls")           \
    X(TOKEN, "token")       \
    X(ENDPOINT, "endpoint") \
    X(GROUP, "group")       \
    X(VSLICE, "vslice")     \
    X(CALL, "call")         \
    X(REPORT, "report")

enum vsa_stage {
#define X(name, text) VSA_STAGE_##name,
    VSA_STAGES(X)
#undef X
    VSA_STAGE_COUNT
};

/* The printable name. Lives forever. A value outside the list gives "?". */
const char *vsa_stage_text(enum vsa_stage stage);

/* The same as a span. */
static inline struct vsa_span vsa_stage_name(enum vsa_stage stage)
{
    return vsa_span(vsa_stage_text(stage));
}

#endif
