/* SPDX-License-Identifier: MIT */
#include "port/lwip/dns_code.h"

#include "lwip/pbuf.h"
#include "lwip/prot/ip.h"

#define DNS_PORT         53
#define DNS_HEADER_BYTES 12
#define UDP_HEADER_BYTES 8
#define RCODE_NO_NAME    3
#define NO_ANSWER        0xff

static uint8_t rcode = NO_ANSWER;

const uint8_t *vsa_lwip_udp_from(const struct pbuf *p, uint8_t port, uint32_t len)
{
    const uint8_t *ip = p->payload;
    uint32_t header = 4u * (ip[0] & 15u);

    if (p->len < header + UDP_HEADER_BYTES + len || ip[9] != IP_PROTO_UDP || ip[header] != 0 || ip[header + 1] != port)
        return NULL;
    return ip + header + UDP_HEADER_BYTES;
}

int vsa_lwip_watch_dns(struct pbuf *p)
{
    const uint8_t *answer = vsa_lwip_udp_from(p, DNS_PORT, DNS_HEADER_BYTES);

    if (answer != NULL)
        rcode = answer[3] & 15;
    return 0;
}

void vsa_lwip_dns_asked(void)
{
    rcode = NO_ANSWER;
}

/* An answer without an address (rcode 0) is as good as no such name. */
enum vsa_result vsa_lwip_dns_failure(int32_t *foreign)
{
    *foreign = rcode == NO_ANSWER ? 0 : rcode;
    return rcode == 0 || rcode == RCODE_NO_NAME ? VSA_DNS_NO_NAME : VSA_DNS_FAILED;
}
