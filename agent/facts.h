/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_FACTS_H
#define VSLICE_AGENT_FACTS_H

#include "agent/cidr.h"
#include "agent/limits.h"

/*
 * facts: what the platform said, copied out of its replies. All strings are C strings; "" is "not said".
 * All zero bytes: nothing is known yet.
 */

/* Another object, named by id, moniker or both. */
struct vsa_reference {
    char id[VSA_ID_BYTES];
    char moniker[VSA_MONIKER_BYTES];
};

enum vsa_known { VSA_NOT_ASKED = 0, VSA_KNOWN, VSA_NO_SUCH_RECORD };

struct vsa_endpoint {
    uint8_t known;              /* enum vsa_known */
    struct vsa_address address; /* ipAddress, where the platform tells it */
    char id[VSA_ID_BYTES];
    char name[VSA_LABEL_BYTES];     /* shown only */
    char status[VSA_MONIKER_BYTES]; /* endpointStatus.moniker */
    struct vsa_reference group;
    struct vsa_reference vslice;
};

struct vsa_group {
    uint8_t known;
    struct vsa_reference self;
    struct vsa_reference vslice;
};

struct vsa_vslice {
    uint8_t known;
    uint8_t subnet_count;
    uint8_t dns_count;
    bool subnets_cut; /* there are more than VSA_LIMIT_SUBNETS */
    bool dns_cut;
    uint8_t family; /* enum vsa_family of ipAddressFamily; VSA_FAMILY_NONE: not said, or of a name we do not know */
    struct vsa_reference self;
    char name[VSA_LABEL_BYTES]; /* shown only */
    struct vsa_cidr subnets[VSA_LIMIT_SUBNETS];
    struct vsa_address dns[VSA_LIMIT_SUBNETS]; /* dnsServers; none: the platform gives its own */
};

#endif
