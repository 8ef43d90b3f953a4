/* SPDX-License-Identifier: MIT */
/*
 * The other end of the cable, for tests of port/lwip over the real lwIP: a machine that answers ARP, speaks TCP as it is
 * told, one connection at a time, and asks the test about UDP. Its side of the Ethernet controller is a driver whose
 * frames never leave the process.
 */
#include "port/drivers/ethernet.h"
#include "tests/support/test.h"

#include <string.h>

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };
enum { ETHERNET = 14, IP_HEADER = 20, TCP_HEADER = 20, UDP_HEADER = 8 };
enum { PROTOCOL_ICMP = 1, PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };
enum peer_way { PEER_ANSWERS, PEER_IS_SILENT, PEER_REFUSES, PEER_IS_AWAY /* not even ARP */ };

#define PEER_FRAMES 64
#define PEER_GOT    65536

static const uint8_t peer_ip[4] = {10, 0, 0, 1}, board_ip[4] = {10, 0, 0, 2};
static const uint8_t peer_mac[6] = {2, 0, 0, 0, 0, 1}, board_mac[6] = {2, 0, 0, 0, 0, 2};

static struct {
    enum peer_way way;
    bool acknowledges;            /* data, as soon as it comes */
    uint16_t board_port, port;    /* of the connection */
    uint32_t seq, ack;            /* next byte of ours, and next one awaited */
    uint32_t window, first_seq;   /* what the board last offered; our first byte of data */
    uint32_t edge_max;            /* the furthest byte of ours that the board ever had room for, from first_seq */
    unsigned syns, fins, resets, data_segments;
    unsigned arp_answers;         /* of the board */
    unsigned pongs;               /* right ones */
    size_t pong_len;
    unsigned spoils;              /* of 16 segments, with a right checksum all the same */
    bool tells_mss;               /* with SYN */
    unsigned mss;
    unsigned char got[PEER_GOT];  /* data, in order */
    size_t got_len;
    /* The answer to a datagram, or 0 bytes. */
    size_t (*udp)(uint16_t port, const unsigned char *question, size_t len, unsigned char *answer);
} peer;

static struct vsa_ethernet ethernet;

/* ---- the controller ---- */

static struct {
    unsigned char bytes[VSA_FRAME_BYTES_MAX];
    uint32_t len;
} to_board[PEER_FRAMES], from_board;

static unsigned to_board_count;
static bool send_has_no_room, cable_is_out;
static unsigned flood; /* so many times more the oldest frame comes again */
static unsigned receiver_hangs; /* so many times no frame is given */

static bool controller_start(struct vsa_ethernet *e)
{
    (void)e;
    return true;
}

static bool controller_link(struct vsa_ethernet *e)
{
    (void)e;
    return !cable_is_out;
}

static bool controller_send_begin(struct vsa_ethernet *e, size_t len)
{
    (void)e;
    from_board.len = 0;
    return len <= sizeof from_board.bytes && !send_has_no_room;
}

static void controller_send_part(struct vsa_ethernet *e, const void *part, size_t len)
{
    (void)e;
    memcpy(from_board.bytes + from_board.len, part, len);
    from_board.len += (uint32_t)len;
}

static void peer_receive(const unsigned char *frame, size_t len);

static void controller_send_end(struct vsa_ethernet *e)
{
    (void)e;
    if (!cable_is_out)
        peer_receive(from_board.bytes, from_board.len);
}

static enum vsa_frame controller_receive(struct vsa_ethernet *e)
{
    if (to_board_count == 0)
        return VSA_FRAME_NONE;
    if (receiver_hangs > 0) {
        receiver_hangs--;
        return VSA_FRAME_HELD;
    }
    if (!vsa_ring_put_begin(&e->ring, to_board[0].len))
        return VSA_FRAME_HELD;
    for (uint32_t at = 0; at < to_board[0].len; at += 4) {
        uint32_t word = 0;
        memcpy(&word, to_board[0].bytes + at, to_board[0].len - at < 4 ? to_board[0].len - at : 4);
        vsa_ring_put_word(&e->ring, word);
    }
    vsa_ring_put_end(&e->ring);
    if (flood > 0)
        flood--;
    else
        memmove(to_board, to_board + 1, sizeof *to_board * --to_board_count);
    return VSA_FRAME_TAKEN;
}

static void controller_acknowledge(struct vsa_ethernet *e)
{
    (void)e;
}

static void controller_enable_interrupt(struct vsa_ethernet *e, bool on)
{
    (void)e;
    (void)on;
}

static const struct vsa_ethernet_driver controller = {
    .start = controller_start,
    .link = controller_link,
    .send_begin = controller_send_begin,
    .send_part = controller_send_part,
    .send_end = controller_send_end,
    .receive = controller_receive,
    .acknowledge = controller_acknowledge,
    .enable_interrupt = controller_enable_interrupt,
};

/* ---- bytes ---- */

static unsigned get16(const unsigned char *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static uint32_t get32(const unsigned char *p)
{
    return (uint32_t)get16(p) << 16 | get16(p + 2);
}

static void set16(unsigned char *p, unsigned value)
{
    p[0] = (unsigned char)(value >> 8);
    p[1] = (unsigned char)value;
}

static void set32(unsigned char *p, uint32_t value)
{
    set16(p, value >> 16);
    set16(p + 2, value & 0xffff);
}

static unsigned sum(const unsigned char *p, size_t len, uint32_t total)
{
    for (size_t i = 0; i < len; i++)
        total += i % 2 ? p[i] : (uint32_t)p[i] << 8;
    while (total > 0xffff)
        total = (total & 0xffff) + (total >> 16);
    return ~total & 0xffff;
}

static unsigned sum_of_transport(const unsigned char *ip, unsigned protocol, size_t len)
{
    uint32_t total = protocol + (uint32_t)len;

    for (int i = 12; i < 20; i += 2)
        total += get16(ip + i);
    return sum(ip + IP_HEADER, len, total);
}

/* ---- frames to the board ---- */

static unsigned char *frame_begin(unsigned type)
{
    unsigned char *f = to_board[to_board_count].bytes;

    assert_in_range(to_board_count, 0, PEER_FRAMES - 1);
    memset(f, 0, sizeof to_board->bytes);
    memcpy(f, board_mac, 6);
    memcpy(f + 6, peer_mac, 6);
    set16(f + 12, type);
    return f + ETHERNET;
}

static void frame_end(size_t len)
{
    if (cable_is_out)
        return;
    to_board[to_board_count++].len = (uint32_t)(len < 46 ? 60 : ETHERNET + len);
    vsa_ethernet_interrupt(&ethernet);
}

static void send_ip(unsigned char *ip, unsigned protocol, size_t len)
{
    ip[0] = 0x45;
    set16(ip + 2, (unsigned)(IP_HEADER + len));
    ip[8] = 64;
    ip[9] = (unsigned char)protocol;
    memcpy(ip + 12, peer_ip, 4);
    memcpy(ip + 16, board_ip, 4);
    set16(ip + 10, sum(ip, IP_HEADER, 0));
    frame_end(IP_HEADER + len);
}

static uint32_t dice_state = 1;

static inline uint32_t dice(uint32_t sides)
{
    dice_state = dice_state * 1664525 + 1013904223;
    return (dice_state >> 8) % sides;
}

/* The ports stay, so that the segment is for this connection. */
static void spoil(unsigned char *tcp, size_t len)
{
    for (uint32_t i = 1 + dice(3); i > 0; i--)
        tcp[4 + dice(dice(2) && len > 20 ? (uint32_t)len - 4 : 16)] = (unsigned char)dice(256);
    set16(tcp + 16, 0);
}

static void peer_segment(unsigned flags, const void *data, size_t len)
{
    unsigned char *ip = frame_begin(0x0800), *tcp = ip + IP_HEADER;
    const size_t header = (flags & SYN) && peer.tells_mss ? TCP_HEADER + 4 : TCP_HEADER;

    set16(tcp, peer.port);
    set16(tcp + 2, peer.board_port);
    set32(tcp + 4, peer.seq);
    set32(tcp + 8, peer.ack);
    tcp[12] = (unsigned char)(header / 4 << 4);
    tcp[13] = (unsigned char)flags;
    set16(tcp + 14, 8192);
    tcp[TCP_HEADER] = 2, tcp[TCP_HEADER + 1] = 4; /* MSS, if there is room for an option */
    set16(tcp + TCP_HEADER + 2, peer.mss);
    if (len > 0)
        memcpy(tcp + header, data, len);
    if (dice(16) < peer.spoils)
        spoil(tcp, header + len);
    memcpy(ip + 12, peer_ip, 4);
    memcpy(ip + 16, board_ip, 4);
    set16(tcp + 16, sum_of_transport(ip, PROTOCOL_TCP, header + len));
    peer.seq += (uint32_t)len + ((flags & (SYN | FIN)) != 0);
    send_ip(ip, PROTOCOL_TCP, header + len);
}

static inline void peer_says(const void *data, size_t len)
{
    peer_segment(ACK | PSH, data, len);
}

/* As the ping program, with so much data. */
static inline void peer_pings(size_t len)
{
    unsigned char *icmp = frame_begin(0x0800) + IP_HEADER;

    icmp[0] = 8;
    for (size_t i = 8; i < len; i++)
        icmp[i] = (unsigned char)i;
    set16(icmp + 2, sum(icmp, len, 0));
    send_ip(icmp - IP_HEADER, PROTOCOL_ICMP, len);
}

static inline void peer_asks_for_board(void)
{
    unsigned char *arp = frame_begin(0x0806);

    set16(arp, 1);
    set16(arp + 2, 0x0800);
    arp[4] = 6, arp[5] = 4;
    set16(arp + 6, 1);
    memcpy(arp + 8, peer_mac, 6);
    memcpy(arp + 14, peer_ip, 4);
    memcpy(arp + 24, board_ip, 4);
    frame_end(28);
}

static void answer_arp(const unsigned char *question)
{
    unsigned char *arp;

    peer.arp_answers += get16(question + 6) == 2;
    if (get16(question + 6) != 1 || memcmp(question + 24, peer_ip, 4) != 0)
        return;
    arp = frame_begin(0x0806);
    memcpy(arp, question, 6);
    set16(arp + 6, 2);
    memcpy(arp + 8, peer_mac, 6);
    memcpy(arp + 14, peer_ip, 4);
    memcpy(arp + 18, question + 8, 10);
    frame_end(28);
}

static void answer_udp(const unsigned char *udp)
{
    unsigned char answer[512];
    size_t len = get16(udp + 4) - UDP_HEADER, count;
    unsigned char *ip;

    count = peer.udp == NULL ? 0 : peer.udp((uint16_t)get16(udp + 2), udp + UDP_HEADER, len, answer);
    if (count == 0)
        return;
    ip = frame_begin(0x0800);
    memcpy(ip + IP_HEADER, udp + 2, 2);
    memcpy(ip + IP_HEADER + 2, udp, 2);
    set16(ip + IP_HEADER + 4, (unsigned)(UDP_HEADER + count)); /* checksum 0: none */
    memcpy(ip + IP_HEADER + UDP_HEADER, answer, count);
    send_ip(ip, PROTOCOL_UDP, UDP_HEADER + count);
}

/* ---- frames from the board ---- */

static void on_syn(const unsigned char *tcp)
{
    peer.syns++;
    if (peer.way == PEER_IS_SILENT)
        return;
    peer.board_port = (uint16_t)get16(tcp);
    peer.port = (uint16_t)get16(tcp + 2);
    peer.ack = get32(tcp + 4) + 1;
    peer.seq = 0xfffffff0u; /* so that it wraps soon */
    peer.first_seq = peer.seq + 1;
    peer.edge_max = 0;
    peer.got_len = 0;
    peer_segment(peer.way == PEER_REFUSES ? RST | ACK : SYN | ACK, NULL, 0);
}

static void on_data(const unsigned char *data, size_t len)
{
    peer.data_segments++;
    assert_in_range(peer.got_len + len, 0, PEER_GOT);
    memcpy(peer.got + peer.got_len, data, len);
    peer.got_len += len;
    peer.ack += (uint32_t)len;
    if (peer.acknowledges)
        peer_segment(ACK, NULL, 0);
}

static void on_segment(const unsigned char *ip)
{
    const unsigned char *tcp = ip + IP_HEADER;
    size_t header = (size_t)(tcp[12] >> 4) * 4, len = get16(ip + 2) - IP_HEADER - header;
    unsigned flags = tcp[13];

    assert_int_equal(sum_of_transport(ip, PROTOCOL_TCP, header + len), 0);
    if (flags & SYN) {
        on_syn(tcp);
        return;
    }
    if (get16(tcp) != peer.board_port)
        return; /* of an earlier connection */
    peer.resets += (flags & RST) != 0;
    peer.window = get16(tcp + 14);
    if (peer.edge_max < get32(tcp + 8) + peer.window - peer.first_seq)
        peer.edge_max = get32(tcp + 8) + peer.window - peer.first_seq;
    if (get32(tcp + 4) != peer.ack)
        return; /* sent again */
    if (len > 0)
        on_data(tcp + header, len);
    if (flags & FIN) {
        peer.fins++;
        peer.ack++;
        peer_segment(ACK, NULL, 0);
    }
}

static void on_pong(const unsigned char *ip)
{
    const unsigned char *icmp = ip + IP_HEADER;
    size_t len = get16(ip + 2) - IP_HEADER, same = 8;

    while (same < len && icmp[same] == (unsigned char)same)
        same++;
    peer.pongs += icmp[0] == 0 && sum(icmp, len, 0) == 0 && sum(ip, IP_HEADER, 0) == 0 && same == len;
    peer.pong_len = len;
}

static void peer_receive(const unsigned char *frame, size_t len)
{
    const unsigned char *packet = frame + ETHERNET;

    assert_in_range(len, ETHERNET + 20, VSA_FRAME_BYTES_MAX);
    if (peer.way == PEER_IS_AWAY)
        return;
    if (get16(frame + 12) == 0x0806)
        answer_arp(packet);
    else if (memcmp(packet + 16, peer_ip, 4) == 0 && packet[9] == PROTOCOL_TCP)
        on_segment(packet);
    else if (packet[9] == PROTOCOL_ICMP)
        on_pong(packet);
    else if (packet[9] == PROTOCOL_UDP && (memcmp(packet + 16, peer_ip, 4) == 0 || get16(packet + IP_HEADER + 2) == 67))
        answer_udp(packet + IP_HEADER);
}
