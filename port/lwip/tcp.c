/* SPDX-License-Identifier: MIT */
#include "port/lwip/tcp.h"

#include "lwip/priv/tcp_priv.h" /* TCP_SLOW_INTERVAL */
#include "lwip/sys.h"
#include "lwip/tcp.h"

#include <string.h>

/*
 * state          connect does                                    next
 * NOT_CONNECTED  starts the look-up                              RESOLVING
 * RESOLVING      looks whether there is an address; connects     CONNECTING
 * CONNECTING     looks whether lwIP says it is up                UP
 * UP             nothing
 *
 * After a failure only close helps. lwIP calls back from vsa_lwip_poll alone; what happened is kept
 * until one of the four operations asks. After on_error the pcb is lwIP's to free, so nothing here
 * may hold it any more.
 */
enum { NOT_CONNECTED, RESOLVING, CONNECTING, UP };

static struct vsa_lwip_tcp *the_connection; /* for vsa_lwip_tcp_flush */

/* ---- retransmission ---- */

/* Slow ticks of lwIP: the first retransmission after a second or so, and the most that it is put off. */
enum { RTO_TICKS = LWIP_TCP_RTO_TIME / TCP_SLOW_INTERVAL, RTO_TICKS_MAX = 3000 / TCP_SLOW_INTERVAL };

/*
 * A second (RFC 6298, section 2.1) is less than a round trip over some radio links, and what is sent twice for nothing
 * costs both ends their congestion window. So it is half as much again as the last answer took, DNS's at first.
 */
static s16_t first_rto(const struct vsa_lwip_tcp *tcp)
{
    uint32_t ticks = tcp->answer_ms * UINT32_C(3) / (2 * TCP_SLOW_INTERVAL) + 1;

    if (ticks > RTO_TICKS_MAX)
        return RTO_TICKS_MAX;
    return ticks > RTO_TICKS ? (s16_t)ticks : RTO_TICKS;
}

static void note_answer(struct vsa_lwip_tcp *tcp)
{
    uint32_t ms = sys_now() - tcp->asked_at;

    tcp->answer_ms = ms < UINT16_MAX ? (uint16_t)ms : UINT16_MAX;
}

/* ---- lwIP calls ---- */

static err_t on_connected(void *argument, struct tcp_pcb *pcb, err_t error)
{
    struct vsa_lwip_tcp *tcp = argument;

    (void)error; /* always ERR_OK, as lwIP documents it */
    if (pcb->nrtx > 0)
        pcb->rto = RTO_TICKS_MAX; /* RFC 6298, section 5.7 */
    else
        note_answer(tcp);
    tcp->state = UP;
    return ERR_OK;
}

static err_t on_received(void *argument, struct tcp_pcb *pcb, struct pbuf *p, err_t error)
{
    struct vsa_lwip_tcp *tcp = argument;

    (void)pcb;
    (void)error;
    if (p == NULL)
        tcp->peer_closed = true;
    else if (tcp->in == NULL)
        tcp->in = p;
    else
        pbuf_cat(tcp->in, p);
    return ERR_OK;
}

static void on_error(void *argument, err_t error)
{
    struct vsa_lwip_tcp *tcp = argument;

    tcp->pcb = NULL;
    tcp->error = error;
}

/* ---- connect ---- */

static struct vsa_io lost(const struct vsa_lwip_tcp *tcp)
{
    return vsa_io_failed(VSA_STAGE_CONNECT, VSA_CONNECTION_LOST, tcp->error);
}

static enum vsa_result connect_result(err_t error)
{
    switch (error) {
    case ERR_RST:
        return VSA_CONNECT_REFUSED;
    case ERR_ABRT:
        return VSA_TIMED_OUT;
    case ERR_MEM:
    case ERR_BUF:
        return VSA_OUT_OF_MEMORY;
    default:
        return VSA_UNREACHABLE;
    }
}

static struct vsa_io connect_failed(err_t error)
{
    return vsa_io_failed(VSA_STAGE_CONNECT, connect_result(error), error);
}

/*
 * The peer of a connection that was let go may never answer its goodbye. lwIP would go on trying for half an hour, and
 * keep what the next connection needs.
 */
static char let_go_of; /* marks them */

static void drop_leftovers(void)
{
    struct tcp_pcb *pcb = tcp_active_pcbs;

    while (pcb != NULL) {
        struct tcp_pcb *next = pcb->next;
        if (pcb->callback_arg == &let_go_of)
            tcp_abort(pcb);
        pcb = next;
    }
}

/* lwIP has freed the pcb in its error callback, or it never was one: nothing to give back. */
static struct vsa_io begin(struct vsa_lwip_tcp *tcp, uint16_t port)
{
    ip_addr_t address;
    err_t error;

    if (tcp->lookup.address.family != VSA_FAMILY_IPV4)
        return connect_failed(ERR_RTE);
    drop_leftovers();
    tcp->pcb = tcp_new();
    if (tcp->pcb == NULL)
        return connect_failed(ERR_MEM);
    tcp_arg(tcp->pcb, tcp);
    tcp_recv(tcp->pcb, on_received);
    tcp_err(tcp->pcb, on_error);
    tcp_nagle_disable(tcp->pcb); /* vsa_lwip_tcp_flush gathers what belongs together */
    memcpy(&ip_2_ip4(&address)->addr, tcp->lookup.address.bytes, 4);
    tcp->pcb->rto = first_rto(tcp);
    tcp->state = CONNECTING;
    tcp->asked_at = sys_now();
    error = tcp_connect(tcp->pcb, &address, port, on_connected);
    return error == ERR_OK ? vsa_io_again(VSA_STAGE_CONNECT) : connect_failed(error);
}

static struct vsa_io is_up(struct vsa_lwip_tcp *tcp, struct vsa_peer *peer)
{
    memset(peer, 0, sizeof *peer);
    peer->remote = tcp->lookup.address;
    peer->local.family = VSA_FAMILY_IPV4;
    memcpy(peer->local.bytes, &ip_2_ip4(&tcp->pcb->local_ip)->addr, 4);
    return vsa_io_done(0);
}

static struct vsa_io resolve(struct vsa_lwip_tcp *tcp, uint16_t port)
{
    if (tcp->lookup.result == VSA_MORE)
        return vsa_io_again(VSA_STAGE_DNS);
    if (tcp->lookup.result == VSA_OK) {
        if (tcp->asked_at != sys_now()) /* else it was known */
            note_answer(tcp);
        return begin(tcp, port);
    }
    return vsa_io_failed(VSA_STAGE_DNS, tcp->lookup.result, tcp->lookup.foreign);
}

static struct vsa_io tcp_transport_connect(void *context, const struct vsa_url *server,
                                           struct vsa_peer *peer)
{
    struct vsa_lwip_tcp *tcp = context;

    if (tcp->error != ERR_OK)
        return tcp->state == UP ? lost(tcp) : connect_failed(tcp->error);
    if (tcp->state == NOT_CONNECTED) {
        tcp->state = RESOLVING;
        tcp->asked_at = sys_now();
        vsa_lwip_lookup_start(&tcp->lookup, server->host);
    }
    if (tcp->state == RESOLVING)
        return resolve(tcp, server->port);
    return tcp->state == UP ? is_up(tcp, peer) : vsa_io_again(VSA_STAGE_CONNECT);
}

/* ---- send, receive ---- */

/* A segment at a time: lwIP takes all or nothing, and a peer's segments may be so small that all is too many. */
static size_t room_for(const struct tcp_pcb *pcb)
{
    return tcp_sndbuf(pcb) < tcp_mss(pcb) ? tcp_sndbuf(pcb) : tcp_mss(pcb);
}

static struct vsa_io tcp_transport_send(void *context, struct vsa_span data)
{
    struct vsa_lwip_tcp *tcp = context;
    size_t room;
    err_t error;

    if (tcp->pcb == NULL || tcp->state != UP)
        return lost(tcp);
    room = room_for(tcp->pcb);
    if (data.len > room)
        data.len = room;
    tcp->unsent = true;
    if (data.len == 0)
        return vsa_io_again(VSA_STAGE_CONNECT);
    error = tcp_write(tcp->pcb, data.ptr, (u16_t)data.len, TCP_WRITE_FLAG_COPY);
    if (error == ERR_OK)
        return vsa_io_done(data.len);
    return error == ERR_MEM ? vsa_io_again(VSA_STAGE_CONNECT) : lost(tcp);
}

/*
 * Lets go of the first packet buffer and keeps the rest of the chain: pbuf_free alone would free
 * what only the chain holds.
 */
static void drop_first(struct vsa_lwip_tcp *tcp)
{
    struct pbuf *first = tcp->in;

    tcp->in = first->next;
    if (tcp->in != NULL)
        pbuf_ref(tcp->in);
    pbuf_free(first);
    tcp->in_at = 0;
}

/* Some bytes of the first packet buffer. */
static size_t take_some(struct vsa_lwip_tcp *tcp, char *to, size_t cap)
{
    size_t count = tcp->in->len - (size_t)tcp->in_at;

    if (count > cap)
        count = cap;
    memcpy(to, (const char *)tcp->in->payload + tcp->in_at, count);
    tcp->in_at = (uint16_t)(tcp->in_at + count);
    if (tcp->in_at == tcp->in->len)
        drop_first(tcp);
    return count;
}

static struct vsa_io tcp_transport_receive(void *context, char *buffer, size_t cap)
{
    struct vsa_lwip_tcp *tcp = context;
    size_t count = 0;

    while (tcp->in != NULL && count < cap)
        count += take_some(tcp, buffer + count, cap - count);
    if (count > 0) {
        if (tcp->pcb != NULL)
            tcp_recved(tcp->pcb, (u16_t)count);
        return vsa_io_done(count);
    }
    if (tcp->peer_closed)
        return vsa_io_closed();
    return tcp->pcb == NULL || tcp->state != UP ? lost(tcp) : vsa_io_again(VSA_STAGE_CONNECT);
}

/* ---- close ---- */

/* FIN, and the rest is lwIP's own business until the next connect; if that cannot be had now, RST. */
static void let_go(struct tcp_pcb *pcb)
{
    tcp_arg(pcb, &let_go_of);
    tcp_recv(pcb, NULL);
    tcp_err(pcb, NULL);
    if (tcp_close(pcb) != ERR_OK)
        tcp_abort(pcb);
}

static void forget_received(struct vsa_lwip_tcp *tcp)
{
    if (tcp->in != NULL)
        pbuf_free(tcp->in);
    tcp->in = NULL;
}

static void tcp_transport_close(void *context)
{
    struct vsa_lwip_tcp *tcp = context;

    vsa_lwip_lookup_cancel();
    if (tcp->pcb != NULL)
        let_go(tcp->pcb);
    forget_received(tcp);
    *tcp = (struct vsa_lwip_tcp){.state = NOT_CONNECTED, .answer_ms = tcp->answer_ms};
}

void vsa_lwip_tcp_flush(void)
{
    struct vsa_lwip_tcp *tcp = the_connection;

    if (tcp == NULL || !tcp->unsent || tcp->pcb == NULL)
        return;
    tcp->unsent = false;
    tcp_output(tcp->pcb);
}

void vsa_lwip_tcp_give_up(void)
{
    struct vsa_lwip_tcp *tcp = the_connection;

    if (tcp == NULL || tcp->in == NULL)
        return;
    forget_received(tcp);
    tcp->peer_closed = false; /* not all of it was received */
    if (tcp->pcb != NULL)
        tcp_abort(tcp->pcb);
    tcp->error = ERR_BUF;
}

struct vsa_transport vsa_lwip_tcp_init(struct vsa_lwip_tcp *tcp)
{
    *tcp = (struct vsa_lwip_tcp){.state = NOT_CONNECTED};
    the_connection = tcp;
    return (struct vsa_transport){
        .context = tcp,
        .connect = tcp_transport_connect,
        .send = tcp_transport_send,
        .receive = tcp_transport_receive,
        .close = tcp_transport_close,
    };
}
