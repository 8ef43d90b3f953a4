/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_NETWORK_H
#define VSLICE_AGENT_NETWORK_H

#include "agent/cidr.h"
#include "agent/result.h"
#include "agent/url.h"

/* network: what a port tells the engine about the layers below HTTP. */

/*
 * Link, address and time, in this order. Each VSA_OK, VSA_MORE (not yet; ask again), or a failure that
 * waiting does not mend (VSA_LINK_DOWN, VSA_NO_ADDRESS, VSA_TIME_UNKNOWN). The notes are shown on the console
 * and live as long as the check.
 */
struct vsa_network {
    enum vsa_result link;
    enum vsa_result address;
    enum vsa_result time;
    int32_t foreign;               /* the port's own code of a failure; 0: none */
    uint64_t wall_s;               /* seconds since 1970, with time VSA_OK */
    struct vsa_address local;      /* VSA_FAMILY_NONE: not known */
    const struct vsa_address *dns; /* DNS servers in use; lives as long as the check */
    size_t dns_count;              /* 0: not known */
    struct vsa_span link_note;     /* a MAC address, an interface's name, or empty */
    struct vsa_span address_note;  /* "DHCP", "static", or empty */
};

/* What a transport tells of a connection that is up. All zero bytes: nothing known. */
struct vsa_peer {
    struct vsa_address remote;
    struct vsa_address local;
    uint16_t tls_version; /* 0x0303 or 0x0304; 0: no TLS */
    bool resumed;         /* the TLS session was resumed */
    bool early;           /* the first flight went as TLS early data, or is about to (vsa_check_secured) */
    bool reused;          /* an earlier check's connection, still open */
};

#endif
