/* SPDX-License-Identifier: MIT */
#include "port/lwip/dns_code.h"

#include "lwip/pbuf.h"
#include "lwip/prot/ip.h"

#define DNS_PORT         53
#define UDP_HEADER_BYTES 8
#define RCODE_NO_NAME    3
#define NO_ANSWER        0xff

static uint8_t rcode = NO_ANSWER;

static uint8_t byte_at(struct pbuf *p, uint32_t at)
{
    return at <= UINT16_MAX ? pbuf_get_at(p, (u16_t)at) : 0;
}

int vsa_lwip_watch_dns(struct pbuf *p)
{
    uint32_t header = 4u * (byte_at(p, 0) & 15u);

    if (byte_at(p, 9) == IP_PROTO_UDP && byte_at(p, header) == 0 &&
        byte_at(p, header + 1) == DNS_PORT)
        rcode = byte_at(p, header + UDP_HEADER_BYTES + 3) & 15;
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
