/* SPDX-License-Identifier: MIT */
#include "port/lwip/stack.h"

#include "port/lwip/cpu.h"
#include "port/lwip/netif.h"
#include "port/lwip/tcp.h"
#include "port/lwip/time.h"

#include "lwip/dhcp.h"
#include "lwip/dns.h"
#include "lwip/init.h"
#include "lwip/memp.h"
#include "lwip/stats.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"

#include <string.h>

#define LINK_POLL_MS 250

static struct vsa_ethernet *ethernet; /* NULL: not started, or the controller does not answer */
static struct netif netif;
static uint32_t ring_words[CONFIG_VSLICE_AGENT_ETHERNET_RING_BYTES / 4];
static uint32_t link_asked_ms;
static struct vsa_address dns_servers[DNS_MAX_SERVERS];
static char mac_text[18];

/* ---- what lwIP asks of its surroundings ---- */

u32_t sys_now(void)
{
    return vsa_port_clock_ms();
}

/* ---- start ---- */

static void write_mac(const uint8_t mac[6])
{
    static const char digits[] = "0123456789abcdef";

    for (int i = 0; i < 6; i++) {
        mac_text[3 * i] = digits[mac[i] >> 4];
        mac_text[3 * i + 1] = digits[mac[i] & 15];
        mac_text[3 * i + 2] = i < 5 ? ':' : 0;
    }
}

bool vsa_lwip_start(struct vsa_ethernet *e)
{
    lwip_init();
    vsa_ring_init(&e->ring, ring_words, sizeof ring_words / sizeof *ring_words);
    write_mac(e->mac);
    if (!e->driver->start(e))
        return false;
    ethernet = e;
    netif_add(&netif, NULL, NULL, NULL, e, vsa_netif_init, netif_input);
    netif_set_default(&netif);
    netif_set_up(&netif);
    vsa_lwip_time_init();
    dhcp_start(&netif);
    link_asked_ms = vsa_port_clock_ms() - LINK_POLL_MS;
    return true;
}

/* ---- a turn ---- */

/* lwIP's DHCP begins anew when the link comes back. */
static void poll_link(void)
{
    bool up;

    if (vsa_port_clock_ms() - link_asked_ms < LINK_POLL_MS)
        return;
    link_asked_ms = vsa_port_clock_ms();
    up = ethernet->driver->link(ethernet);
    if (up && !netif_is_link_up(&netif))
        netif_set_link_up(&netif);
    else if (!up && netif_is_link_up(&netif))
        netif_set_link_down(&netif);
}

/* A server may lease 0.0.0.0, which is none. */
static bool has_address(void)
{
    return dhcp_supplied_address(&netif) && !ip4_addr_isany(netif_ip4_addr(&netif));
}

bool vsa_lwip_poll(void)
{
    unsigned frames;

    if (ethernet == NULL)
        return false;
    poll_link();
    if (vsa_netif_is_starved(VSA_STARVED_MS_MAX))
        vsa_lwip_tcp_give_up();
    frames = vsa_netif_poll(&netif);
    sys_check_timeouts();
    if (has_address())
        vsa_lwip_time_start();
    vsa_lwip_time_poll();
    vsa_lwip_tcp_flush();
    return frames > 0;
}

uint32_t vsa_lwip_wait_ms(void)
{
    uint32_t ms = sys_timeouts_sleeptime();

    return ms < LINK_POLL_MS ? ms : LINK_POLL_MS;
}

/* ---- port.h ---- */

/* In the ring, or in a controller whose interrupt is off. */
static bool has_frame(void *unused)
{
    (void)unused;
    return ethernet != NULL && (ethernet->held || ethernet->ring.put != ethernet->ring.taken) &&
           !vsa_netif_is_starved(0);
}

/* Ends after a frame: what it brought, lwIP has given to the transport. */
void vsa_port_idle(void *context, uint32_t ms)
{
    uint32_t start = vsa_port_clock_ms(), gone;

    (void)context;
    while (!vsa_lwip_poll() && (gone = vsa_port_clock_ms() - start) < ms) {
        uint32_t left = ms - gone;
        vsa_cpu_wait(has_frame, NULL, left < vsa_lwip_wait_ms() ? left : vsa_lwip_wait_ms());
    }
}

static void take_address(struct vsa_address *to, const ip4_addr_t *from)
{
    to->family = VSA_FAMILY_IPV4;
    memcpy(to->bytes, &from->addr, 4);
}

static size_t take_dns_servers(void)
{
    size_t count = 0;

    for (u8_t i = 0; i < DNS_MAX_SERVERS; i++) {
        const ip_addr_t *server = dns_getserver(i);
        if (!ip_addr_isany(server))
            take_address(&dns_servers[count++], ip_2_ip4(server));
    }
    return count;
}

void vsa_port_network(struct vsa_network *network)
{
    *network = (struct vsa_network){.link = VSA_MORE, .address = VSA_MORE, .time = VSA_MORE};
    network->link_note = (struct vsa_span){mac_text, strlen(mac_text)};
    if (ethernet == NULL) {
        network->link = VSA_LINK_DOWN;
        return;
    }
    if (netif_is_link_up(&netif))
        network->link = VSA_OK;
    if (has_address()) {
        network->address = VSA_OK;
        network->address_note = VSA_SPAN_OF("DHCP");
        take_address(&network->local, netif_ip4_addr(&netif));
        network->dns = dns_servers;
        network->dns_count = take_dns_servers();
    }
    network->wall_s = vsa_port_wall_s();
    if (network->wall_s != 0)
        network->time = VSA_OK;
}

void vsa_port_usage(struct vsa_usage *usage)
{
    usage->busy_us = vsa_cpu_busy_us();
    usage->packets_out = vsa_netif_sent();
    usage->packets_in = vsa_netif_received();
}

/* A cable needs no waking. */
void vsa_port_radio(bool needed)
{
    (void)needed;
}

void vsa_lwip_peaks(struct vsa_lwip_peaks *peaks)
{
    *peaks = (struct vsa_lwip_peaks){
        .heap = (uint32_t)lwip_stats.mem.max,
        .heap_size = MEM_SIZE,
        .pool = (uint32_t)memp_pools[MEMP_PBUF_POOL]->stats->max,
        .pool_size = PBUF_POOL_SIZE,
        .ring = ethernet != NULL ? ethernet->ring.peak * 4 : 0,
        .ring_size = sizeof ring_words,
        .dropped = vsa_netif_dropped(),
    };
}
