/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_CIDR_H
#define VSLICE_AGENT_CIDR_H

#include "agent/writer.h"

#include <stdint.h>

/* cidr: IPv4 and IPv6 addresses and subnets, and whether the one lies in the other. */
enum vsa_family { VSA_FAMILY_NONE = 0, VSA_FAMILY_IPV4 = 4, VSA_FAMILY_IPV6 = 6 };

struct vsa_address {
    uint8_t family;    /* enum vsa_family; VSA_FAMILY_NONE: not known */
    uint8_t bytes[16]; /* network order; the first four for IPv4 */
};

struct vsa_cidr {
    struct vsa_address address;
    uint8_t prefix; /* bits, 0..32 or 0..128 */
};

/*
 * "100.64.17.203" (four decimal numbers 0..255 without leading zeros) or an IPv6 address (RFC 4291, section
 * 2.2, with "::" and a dotted tail; no zone). False, and VSA_FAMILY_NONE, for anything else.
 */
bool vsa_address_parse(struct vsa_span text, struct vsa_address *address);

/* "100.64.0.0/10": an address, "/" and a prefix without leading zeros. Bits behind the prefix may be set. */
bool vsa_cidr_parse(struct vsa_span text, struct vsa_cidr *cidr);

/* Is the address in the subnet? Never if the families differ. */
bool vsa_cidr_contains(const struct vsa_cidr *cidr, const struct vsa_address *address);

/* Same family and bytes? Two unknown addresses are not equal. */
bool vsa_address_equal(const struct vsa_address *a, const struct vsa_address *b);

/* Writes the address; IPv6 as eight groups without "::". Nothing for VSA_FAMILY_NONE. */
void vsa_write_address(struct vsa_writer *w, const struct vsa_address *address);

/* Writes the subnet. */
void vsa_write_cidr(struct vsa_writer *w, const struct vsa_cidr *cidr);

#endif
