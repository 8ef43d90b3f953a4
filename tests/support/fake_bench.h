/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_FAKE_BENCH_H
#define VSLICE_AGENT_FAKE_BENCH_H

#include "agent/check.h"
#include "tests/support/fake_server.h"

/*
 * fake_bench: one device, one simulated platform, one check; a test changes what it likes and runs it. Left alone it is
 * a member: endpoint "Truck 001" in group tf-group in VSlice default, all as in stacuity-api's samples.
 */
#define FAKE_TOKEN "0123456789abcdefFEDCBA9876543210"
#define FAKE_ENDPOINT_ID "3e9a5c70-2b41-4d8e-9f63-a7b8c9d0e1f2"
#define FAKE_GROUP_ID "a4e0b8c2-1234-4a5b-8c6d-7e8f90a1b2c3"
#define FAKE_VSLICE_ID "6f1c2a84-0c1d-4f5e-9b1a-2d3c4e5f6071"

#define FAKE_TOKEN_PATH "/api/v1/apitokens/verify"
#define FAKE_ENDPOINT_PATH "/api/v1/endpoints/" FAKE_ENDPOINT_ID
#define FAKE_GROUP_PATH "/api/v1/EndpointGroups/tf-group"
#define FAKE_GROUP_ID_PATH "/api/v1/EndpointGroups/" FAKE_GROUP_ID
#define FAKE_VSLICE_PATH "/api/v1/vslices/default"
#define FAKE_REPORT_PATH FAKE_ENDPOINT_PATH "/keyvalues/vslice"
#define FAKE_EDGE_REPORT_PATH "/ep/kv/vslice"

/* Bodies. */
#define FAKE_WORKS "{\"success\":true,\"messages\":[\"Congratulations, your API Token works.\"]}"
#define FAKE_NO_RECORD "{\"success\":false,\"messages\":[\"Record not found\"]}"
#define FAKE_OK_TEXT "{\"success\":true,\"messages\":[],\"data\":\"done\"}"
#define FAKE_HTML "<!DOCTYPE html><html><body>Sign in to the network</body></html>"
/* An endpoint: id, status, more members (each with its comma before it). */
#define FAKE_ENDPOINT(id, status, more)                                                                   \
    "{\"success\":true,\"messages\":[],\"data\":{\"id\":\"" id "\",\"name\":\"Truck 001\",\"epid\":\"k7m2q9\"," \
    "\"endpointStatus\":{\"key\":50,\"moniker\":\"" status "\",\"name\":\"Active\",\"active\":true}," \
    "\"usageRolling28D\":5242880,\"tags\":[\"fleet:logistics\",\"region:emea\"]" more "}}"
#define FAKE_FLAT_GROUP ",\"endpointGroupId\":\"" FAKE_GROUP_ID "\",\"endpointGroupName\":\"terraform endpoint\""
#define FAKE_FLAT_VSLICE ",\"vSliceId\":\"" FAKE_VSLICE_ID "\",\"vSliceName\":\"Default\",\"vSliceMoniker\":\"default\""
#define FAKE_NESTED_GROUP ",\"endpointGroup\":{\"id\":\"" FAKE_GROUP_ID "\",\"moniker\":\"tf-group\",\"name\":\"t\"}"
#define FAKE_NESTED_VSLICE ",\"vSlice\":{\"id\":\"" FAKE_VSLICE_ID "\",\"moniker\":\"default\",\"name\":\"Default\"}"
#define FAKE_OTHER_VSLICE ",\"vSlice\":{\"id\":\"0b7d9f3e-55aa-4b6c-8f10-91c2d3e4f506\",\"moniker\":\"other\"}"
#define FAKE_ADDRESS ",\"ipAddress\":\"" FAKE_LOCAL_ADDRESS "\""
#define FAKE_LOCAL_ADDRESS "100.64.17.203"
/* A group in a VSlice given by its members. */
#define FAKE_GROUP(vslice)                                                                                     \
    "{\"success\":true,\"messages\":[],\"data\":{\"id\":\"" FAKE_GROUP_ID "\",\"moniker\":\"tf-group\"," \
    "\"name\":\"terraform endpoint advanced\",\"endpointsAssigned\":42" vslice ",\"steeringProfile\":null}}"
/* A VSlice: subnets, DNS servers and family as JSON. */
#define FAKE_VSLICE(subnets, dns, family)                                                                 \
    "{\"data\":{\"id\":\"" FAKE_VSLICE_ID "\",\"name\":\"Default\",\"moniker\":\"default\",\"subnets\":" subnets \
    ",\"dnsServers\":" dns ",\"dnsMode\":{\"key\":10,\"moniker\":\"auto\"},\"ipAddressFamily\":{\"key\":10," \
    "\"moniker\":" family ",\"name\":\"IP\",\"active\":true},\"eventMap\":null},\"success\":true,\"messages\":[]}"
#define FAKE_SUBNETS "[\"10.0.0.0/8\",\"100.64.0.0/10\"]"

enum { FAKE_FACT_TOKEN = 1, FAKE_FACT_ENDPOINT = 2, FAKE_FACT_VSLICE = 4, FAKE_FACT_GROUP = 8 };
#define FAKE_FACTS_NEEDED (FAKE_FACT_TOKEN | FAKE_FACT_ENDPOINT | FAKE_FACT_VSLICE)

struct fake_bench {
    struct vsa_config config;
    struct vsa_memory memory;
    bool has_memory;
    struct vsa_call call; /* path.len 0: a membership check */
    char reply[1024];
    uint32_t start_ms;
    uint32_t random;
    unsigned cancel_at; /* before this step, 1.., the check is cancelled; 0: never */
    const struct vsa_url *open; /* a connection left by an earlier run */
    struct vsa_peer peer;
    bool takes_early;     /* new connections to the management API take TLS early data, if it may be */
    bool refuses_early;   /* but the server makes nothing of it */
    bool shaking;         /* it is under way */
    unsigned early_count; /* connections that had it */
    struct fake_server server;

    struct vsa_check check;
    struct vsa_transport transport;
    unsigned steps;   /* of the last run */
    unsigned waits;   /* WAITs asked for in it */
    uint32_t took_ms; /* the last run */
    bool failed;      /* a rule of the engine's contract was broken; said on stderr */
};

/* The member described above. */
void fake_bench_init(struct fake_bench *b);

/* Runs a check, or the call, to its end, asking the engine what it wants (not through port/drive.c). False and a
 * word on stderr if it breaks its contract: a want out of place, no end, longer than its deadline, MEMBER without
 * the facts, the token left in the check. */
bool fake_bench_run(struct fake_bench *b);

/* Only starts it, and does one step of it; false when it is over. For tests that look in between. */
void fake_bench_start(struct fake_bench *b);
bool fake_bench_step(struct fake_bench *b);

/* What holds after every run, whoever has driven it. */
bool fake_bench_holds(struct fake_bench *b);

/* Is `text` anywhere in these bytes? */
bool fake_contains(const void *bytes, size_t len, const char *text);

/* The text of request number i, as a C string; valid until the next call. */
const char *fake_request_text(const struct fake_bench *b, unsigned i);

/* An answer with that body, before all others. */
void fake_says(struct fake_bench *b, const char *target, const char *body);

/* An answer with that status and those headers, and a page of HTML where it can have a body. */
void fake_status(struct fake_bench *b, const char *target, int status, const char *headers);

/* Configures the Edge API too, answering `id_body` to /ep/id. */
void fake_with_edge(struct fake_bench *b, const char *id_body);

/* Runs the scenario whole, byte by byte, in pieces, and (all) split at every byte; each time the same outcome. */
typedef void fake_scenario(struct fake_bench *b);
bool fake_same_in_pieces(struct fake_bench *b, fake_scenario *setup, bool all);

#endif
