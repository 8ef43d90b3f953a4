/* SPDX-License-Identifier: MIT */
#include "port/port.h"

#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/netif.h"
#include "lwip/tcpip.h"

#include <string.h>

/*
 * lwIP's default interface. The DNS servers have to outlive the check: two tables in turn, a new one
 * only when they change, so that those who hold the last one keep what they saw.
 */
struct servers {
    struct vsa_address address[DNS_MAX_SERVERS];
    size_t count;
};

static struct servers tables[2];
static unsigned table_in_use;

static void take_address(struct vsa_address *to, const ip_addr_t *from)
{
    memset(to, 0, sizeof *to);
    if (IP_IS_V4(from)) {
        to->family = VSA_FAMILY_IPV4;
        memcpy(to->bytes, &ip_2_ip4(from)->addr, 4); /* both in network order */
    }
#if LWIP_IPV6
    if (IP_IS_V6(from)) {
        to->family = VSA_FAMILY_IPV6;
        memcpy(to->bytes, ip_2_ip6(from)->addr, 16);
    }
#endif
}

static bool is_same(const struct servers *a, const struct servers *b)
{
    for (size_t i = 0; i < a->count && a->count == b->count; i++)
        if (!vsa_address_equal(&a->address[i], &b->address[i]))
            return false;
    return a->count == b->count;
}

static const struct servers *take_servers(void)
{
    struct servers now = {.count = 0};

    for (u8_t i = 0; i < DNS_MAX_SERVERS; i++) {
        const ip_addr_t *server = dns_getserver(i);
        if (!ip_addr_isany(server))
            take_address(&now.address[now.count++], server);
    }
    if (!is_same(&now, &tables[table_in_use])) {
        table_in_use ^= 1u;
        tables[table_in_use] = now;
    }
    return &tables[table_in_use];
}

static void look_at(const struct netif *netif, struct vsa_network *network)
{
    const struct servers *servers;

    if (netif == NULL || !netif_is_up(netif)) {
        network->link = VSA_LINK_DOWN;
        return;
    }
    if (!netif_is_link_up(netif))
        return;
    network->link = VSA_OK;
    if (ip4_addr_isany(netif_ip4_addr(netif)))
        return;
    servers = take_servers();
    network->address = VSA_OK;
#if LWIP_DHCP
    network->address_note = dhcp_supplied_address(netif) ? VSA_SPAN_OF("DHCP") : VSA_SPAN_OF("static");
#endif
    take_address(&network->local, netif_ip_addr4(netif));
    network->dns = servers->address;
    network->dns_count = servers->count;
}

/* A modem that is woken and released has a file of its own for this. */
void vsa_port_radio(bool needed)
{
    (void)needed;
}

void vsa_port_network(struct vsa_network *network)
{
    *network = (struct vsa_network){.link = VSA_MORE, .address = VSA_MORE, .time = VSA_MORE};
    LOCK_TCPIP_CORE();
    look_at(netif_default, network);
    UNLOCK_TCPIP_CORE();
    network->wall_s = vsa_port_wall_s();
    if (network->wall_s != 0)
        network->time = VSA_OK;
}
