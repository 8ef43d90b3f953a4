/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_UNIT_LWIP_SERVICES_H
#define VSLICE_AGENT_TESTS_UNIT_LWIP_SERVICES_H

/* The machine at the other end of the cable as a server of DNS and NTP. */
#include "tests/unit/lwip_board.h"

/* ---- DNS ---- */

static struct {
    int rcode; /* -1: silence */
    bool has_address;
    unsigned asked, silent; /* questions to ignore first */
} dns;

/* RFC 1035: header, the question again, and one A record that points back at its name. A name that begins with "w" has
 * an address that nobody is at. */
static size_t answer_dns(const unsigned char *question, size_t len, unsigned char *answer)
{
    static const unsigned char record[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 0, 1};

    dns.asked++;
    if (dns.rcode < 0 || dns.asked <= dns.silent)
        return 0;
    memcpy(answer, question, len);
    answer[2] = 0x81;
    answer[3] = (unsigned char)(0x80 | dns.rcode);
    answer[7] = dns.has_address;
    memcpy(answer + len, record, sizeof record);
    if (question[13] == 'w')
        answer[len + 15] = 9;
    return len + (dns.has_address ? sizeof record : 0);
}

/* ---- NTP ---- */

static struct {
    bool is_there;
    uint32_t seconds;
    bool forged;
    uint8_t leap, stratum; /* 3: not synchronised; 1 to 15: a server's, 0: a kiss of death (RFC 4330, sections 4 and 8) */
    unsigned asked;
} ntp;

static size_t answer_ntp(const unsigned char *question, size_t len, unsigned char *answer)
{
    ntp.asked++;
    if (len != 48 || !ntp.is_there)
        return 0;
    memset(answer, 0, 48);
    answer[0] = (unsigned char)(ntp.leap << 6 | 0x24);
    answer[1] = ntp.stratum;
    memcpy(answer + 24, question + 40, 8); /* originate */
    answer[24] ^= ntp.forged;
    set32(answer + 32, ntp.seconds);
    set32(answer + 40, ntp.seconds);
    return 48;
}

/* ---- both ---- */

static size_t on_datagram(uint16_t port, const unsigned char *question, size_t len, unsigned char *answer)
{
    switch (port) {
    case 53:
        return answer_dns(question, len, answer);
    case 123:
        return answer_ntp(question, len, answer);
    default:
        return 0;
    }
}

/* Each test has a name of its own, since lwIP remembers those it knows. */
static inline void set_up_names(const char *name, int rcode, bool has_address)
{
    ip_addr_t resolver = {PP_HTONL(0x0a000001)};

    set_up(name);
    dns_setserver(0, &resolver);
    memset(&dns, 0, sizeof dns);
    dns.rcode = rcode;
    dns.has_address = has_address;
    peer.udp = on_datagram;
}

#endif
