/* SPDX-License-Identifier: MIT */
#include "port/lwip/netif.h"

#include "lwip/etharp.h"
#include "lwip/memp.h"
#include "lwip/prot/dhcp.h"
#include "lwip/prot/iana.h"
#include "lwip/prot/ip4.h"
#include "lwip/stats.h"
#include "lwip/sys.h"
#include "netif/ethernet.h"

#include <string.h>

/*
 * A window may be larger than the packet buffers: what does not find one waits in the ring and in the controller, which
 * hold all that a peer may send however long the processor computes. The smallest controller has 2 KB, and 6 bytes more
 * a frame.
 */
#define SEGMENT_BYTES       (PBUF_LINK_HLEN + 40 + TCP_MSS)
#define RING_SEGMENTS       ((CONFIG_VSLICE_AGENT_ETHERNET_RING_BYTES / 4 - 1) / (1 + (SEGMENT_BYTES + 3) / 4))
#define CONTROLLER_SEGMENTS (2048 / (SEGMENT_BYTES + 6))
_Static_assert(TCP_WND <= (RING_SEGMENTS + CONTROLLER_SEGMENTS) * TCP_MSS,
               "ETHERNET_RING_BYTES is too small for LWIP_WINDOW_SEGMENTS");
_Static_assert(TCP_SND_BUF >= 2 * TCP_MSS && TCP_SND_QUEUELEN >= 2 * TCP_SND_BUF / TCP_MSS &&
                   MEMP_NUM_TCP_SEG >= TCP_SND_QUEUELEN,
               "what else lwIP's own check of TCP asks for");
_Static_assert(PBUF_POOL_SIZE * PBUF_POOL_BUFSIZE >= VSA_FRAME_BYTES_MAX,
               "the packet buffers do not take the largest frame");

/* However fast frames come, the main loop has its turn after so many. */
#define FRAMES_A_TURN 32

/* In a frame of ours, whose IP header has no options; lwIP's first option is the type of the message. */
#define BROADCAST    0xff
#define AT_UDP_PORT  (SIZEOF_ETH_HDR + IP_HLEN + 2)
#define AT_DHCP_TYPE (SIZEOF_ETH_HDR + IP_HLEN + 8 + DHCP_OPTIONS_OFS + 2)
#define DISCOVER_MS  400 /* less than from one time that the link comes up to the next one */

static uint32_t sent, received, dropped;
static bool starved; /* a frame waits for a packet buffer */
static uint32_t starved_since;

static bool is_discover(const struct pbuf *frame)
{
    const uint8_t *bytes = frame->payload;

    return frame->len > AT_DHCP_TYPE && bytes[0] == BROADCAST && bytes[AT_UDP_PORT] == 0 &&
           bytes[AT_UDP_PORT + 1] == LWIP_IANA_PORT_DHCP_SERVER && bytes[AT_DHCP_TYPE] == DHCP_DISCOVER;
}

/*
 * With a server that refuses what it has offered, lwIP begins anew at once, again and again. A DISCOVER that follows
 * the last one so soon is left out: as if it were lost, it comes again after 2 s.
 */
static bool is_too_soon(const struct pbuf *frame)
{
    static uint32_t last_ms = (uint32_t)-DISCOVER_MS;

    if (!is_discover(frame))
        return false;
    if (sys_now() - last_ms < DISCOVER_MS)
        return true;
    last_ms = sys_now();
    return false;
}

static err_t send(struct netif *netif, struct pbuf *frame)
{
    struct vsa_ethernet *e = netif->state;

    if (is_too_soon(frame))
        return ERR_OK;
    if (frame->tot_len > VSA_FRAME_BYTES_MAX || !e->driver->send_begin(e, frame->tot_len))
        return ERR_BUF;
    for (const struct pbuf *p = frame; p != NULL; p = p->next)
        e->driver->send_part(e, p->payload, p->len);
    e->driver->send_end(e);
    sent++;
    return ERR_OK;
}

err_t vsa_netif_init(struct netif *netif)
{
    const struct vsa_ethernet *e = netif->state;

    netif->name[0] = 'e';
    netif->name[1] = 'n';
    netif->output = etharp_output;
    netif->linkoutput = send;
    netif->mtu = VSA_FRAME_BYTES_MAX - SIZEOF_ETH_HDR;
    netif->hwaddr_len = sizeof e->mac;
    memcpy(netif->hwaddr, e->mac, sizeof e->mac);
    netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET;
    return ERR_OK;
}

/* The oldest frame of the ring, which has `len` bytes, in packet buffers. NULL: lwIP has not enough of them. */
static struct pbuf *take_frame(struct vsa_ring *ring, uint32_t len)
{
    struct pbuf *frame = pbuf_alloc(PBUF_RAW, (u16_t)len, PBUF_POOL);

    for (struct pbuf *p = frame; p != NULL; p = p->next)
        vsa_ring_take(ring, p->payload, p->len);
    return frame;
}

/* Packet buffers that hold what the transport has not yet handed out come back. */
static bool will_have_buffers(void)
{
    return memp_pools[MEMP_PBUF_POOL]->stats->used > 0;
}

static void note_starved(bool now)
{
    if (now && !starved)
        starved_since = sys_now();
    starved = now;
}

bool vsa_netif_is_starved(uint32_t ms)
{
    return starved && sys_now() - starved_since >= ms;
}

/*
 * A frame for which there is no packet buffer now waits in the ring, and those behind it in the controller; TCP would
 * send again what is lost here, but only after a second. One that needs more than there are is dropped.
 */
unsigned vsa_netif_poll(struct netif *netif)
{
    struct vsa_ethernet *e = netif->state;
    unsigned frames;

    for (frames = 0; frames < FRAMES_A_TURN; frames++) {
        struct pbuf *frame;
        uint32_t len;
        vsa_ethernet_receive_on(e);
        len = vsa_ring_take_begin(&e->ring);
        if (len == 0)
            break;
        frame = take_frame(&e->ring, len);
        note_starved(frame == NULL && will_have_buffers());
        if (starved)
            break;
        vsa_ring_take_end(&e->ring);
        received++;
        if (frame == NULL)
            dropped++;
        else if (netif->input(frame, netif) != ERR_OK)
            pbuf_free(frame);
    }
    return frames;
}

uint32_t vsa_netif_sent(void)
{
    return sent;
}

uint32_t vsa_netif_received(void)
{
    return received;
}

uint32_t vsa_netif_dropped(void)
{
    return dropped;
}
