/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_BILL_H
#define VSLICE_AGENT_BILL_H

#include <stdint.h>

/*
 * bill: what a check has cost. The engine cannot know; whoever drives it fills this in before the check is reported
 * (port/drive.c does), and what cannot be counted stays 0.
 */
#define VSA_COSTS(X)                                                                                     \
    X(BYTES_OUT, "bytes_out")       /* TCP payload sent: HTTP, and TLS with its handshakes */            \
    X(BYTES_IN, "bytes_in")         /* the same, received */                                             \
    X(PACKETS_OUT, "packets_out")   /* frames the interface has sent, whatever was in them */            \
    X(PACKETS_IN, "packets_in")     /* the same, received */                                             \
    X(TRIPS, "trips")               /* round trips waited for: name, TCP, TLS, and each flight of calls */ \
    X(BUSY_US, "busy_us")           /* microseconds of computing in all */                               \
    X(STEP_US, "step_us")           /* of the longest step, for those with other things to do in their loop */ \
    X(HANDSHAKE_US, "handshake_us") /* of TLS handshakes: as good as all of it is public-key arithmetic */ \
    X(ARENA, "arena")               /* peak of TLS's memory since the start, bytes */

enum vsa_cost {
#define X(name, text) VSA_COST_##name,
    VSA_COSTS(X)
#undef X
    VSA_COST_COUNT
};

struct vsa_bill {
    uint32_t cost[VSA_COST_COUNT];
};

#endif
