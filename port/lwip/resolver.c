/* SPDX-License-Identifier: MIT */
#include "port/lwip/resolver.h"

#include "lwip/dns.h"
#include "lwip/pbuf.h"
#include "lwip/prot/ip.h"

#include <string.h>

static struct vsa_lwip_lookup *current; /* NULL: nobody waits */
static uintptr_t number;                /* of the current look-up */

/* ---- the response code, which lwIP keeps to itself ---- */

#define DNS_PORT         53
#define UDP_HEADER_BYTES 8
#define RCODE_NO_NAME    3
#define NO_ANSWER        0xff

static uint8_t rcode = NO_ANSWER;

static uint8_t byte_at(struct pbuf *p, uint32_t at)
{
    return at <= UINT16_MAX ? pbuf_get_at(p, (u16_t)at) : 0;
}

/*
 * lwIP calls this for every IP packet (LWIP_HOOK_IP4_INPUT), and 0 means: go on with it. Only the
 * words of a failure depend on what is read here, so it need not be sure that the packet is an
 * answer to our question.
 */
int vsa_lwip_watch_dns(struct pbuf *p)
{
    uint32_t header = 4u * (byte_at(p, 0) & 15u);

    if (byte_at(p, 9) == IP_PROTO_UDP && byte_at(p, header) == 0 &&
        byte_at(p, header + 1) == DNS_PORT)
        rcode = byte_at(p, header + UDP_HEADER_BYTES + 3) & 15;
    return 0;
}

/* ---- look-ups ---- */

static void found(const ip_addr_t *address)
{
    current->address.family = VSA_FAMILY_IPV4;
    memcpy(current->address.bytes, &ip_2_ip4(address)->addr, 4); /* both in network order */
    current->result = VSA_OK;
}

/* An answer without an address (rcode 0) is as good as no such name. */
static void not_found(void)
{
    bool said_so = rcode == 0 || rcode == RCODE_NO_NAME;

    current->result = said_so ? VSA_DNS_NO_NAME : VSA_DNS_FAILED;
    current->foreign = rcode == NO_ANSWER ? 0 : rcode;
}

static void on_answer(const char *name, const ip_addr_t *address, void *argument)
{
    (void)name;
    if (current == NULL || (uintptr_t)argument != number)
        return;
    if (address != NULL)
        found(address);
    else
        not_found();
    current = NULL;
}

static void ask(const char *name)
{
    ip_addr_t address;
    err_t error;

    rcode = NO_ANSWER;
    error = dns_gethostbyname(name, &address, on_answer, (void *)++number);
    if (error == ERR_INPROGRESS)
        return;
    if (error == ERR_OK) {
        found(&address);
    } else {
        current->result = error == ERR_MEM ? VSA_OUT_OF_MEMORY : VSA_DNS_FAILED;
        current->foreign = error;
    }
    current = NULL;
}

void vsa_lwip_lookup_start(struct vsa_lwip_lookup *lookup, struct vsa_span host)
{
    char name[DNS_MAX_NAME_LENGTH];

    *lookup = (struct vsa_lwip_lookup){.result = VSA_MORE};
    if (vsa_address_parse(host, &lookup->address)) {
        lookup->result = VSA_OK;
    } else if (host.len >= sizeof name) {
        lookup->result = VSA_DNS_NO_NAME;
        lookup->foreign = ERR_ARG;
    } else {
        memcpy(name, host.ptr, host.len);
        name[host.len] = 0;
        current = lookup;
        ask(name);
    }
}

void vsa_lwip_lookup_cancel(void)
{
    current = NULL;
}
