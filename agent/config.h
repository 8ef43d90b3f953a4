/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_CONFIG_H
#define VSLICE_AGENT_CONFIG_H

#include "agent/cidr.h"
#include "agent/limits.h"
#include "agent/token.h"
#include "agent/url.h"

/*
 * config: what a check has to know beforehand. All spans are borrowed and MUST live as long as the check.
 * port/provisioning reads one from a JSON page, or fills in the defaults and checks what was filled in by hand.
 */
enum vsa_address_source {
    VSA_ADDRESS_AUTO,  /* the local address of the connection */
    VSA_ADDRESS_GIVEN, /* `address`, which the firmware knows better */
    VSA_ADDRESS_SKIP,  /* not compared */
};

struct vsa_config {
    struct vsa_url api;         /* management API; https only */
    struct vsa_url edge;        /* Edge API; host.len 0: not used */
    struct vsa_token token;     /* empty: only the Edge API is used, and no check can tell membership */
    struct vsa_span endpoint;   /* the endpoint's id; empty: the Edge API tells it */
    struct vsa_span vslice;     /* expected VSlice, id or moniker; required */
    struct vsa_span group;      /* expected endpoint group, id or moniker; empty: any */
    struct vsa_span report_key; /* key value that receives the report; empty: no upload */
    uint32_t interval_s;        /* time between checks, 60..31622400 */
    uint32_t deadline_s;        /* whole-check deadline, 5..3600 */
    size_t dns_count;           /* of `dns`; 0: what the port knows, if anything */
    enum vsa_address_source address_source;
    struct vsa_address address;
    struct vsa_address dns[VSA_LIMIT_SUBNETS]; /* the device's DNS servers, if they are to be compared */
};

#endif
