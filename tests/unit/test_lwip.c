/* SPDX-License-Identifier: MIT */
/* port/lwip over the real lwIP, against a machine at the other end of the cable that does as it is told. */
#include "port/lwip/cpu.h"
#include "port/lwip/stack.h"
#include "port/lwip/tcp.h"
#include "port/lwip/time.h"
#include "tests/unit/lwip_peer.h"

#include "lwip/dns.h"
#include "lwip/mem.h"
#include "lwip/memp.h"
#include "lwip/netif.h"
#include "lwip/timeouts.h"

#include <stdlib.h>

static uint32_t now_ms = 0xffffe000u; /* wraps soon */
static uint32_t seed = 1;
static struct vsa_lwip_tcp tcp;
static struct vsa_transport transport;
static struct vsa_peer remote;
static struct vsa_url server = {.tls = true, .port = 443};

/* ---- what the port asks of its surroundings ---- */

uint32_t vsa_port_clock_ms(void)
{
    return now_ms;
}

bool vsa_port_entropy(void *buffer, size_t len)
{
    for (size_t i = 0; i < len; i++)
        ((unsigned char *)buffer)[i] = (unsigned char)((seed = seed * 1664525 + 1013904223) >> 24);
    return true;
}

uint32_t vsa_cpu_busy_us(void)
{
    return 0;
}

void vsa_cpu_wait(bool (*ready)(void *context), void *context, uint32_t ms)
{
    if (!ready(context))
        now_ms += ms;
}

_Noreturn void vsa_lwip_assertion(const char *what)
{
    fail_msg("lwIP: %s", what);
    abort();
}

/* ---- steps ---- */

static void pass(uint32_t ms)
{
    for (uint32_t i = 0; i < ms; i += 10) {
        now_ms += 10;
        while (vsa_lwip_poll())
            continue;
    }
}

static void turn(void)
{
    while (vsa_lwip_poll())
        continue;
}

#define BUFFERS_ANY UINT16_MAX
static unsigned buffers = BUFFERS_ANY; /* packet buffers that there are */

static bool is_one_too_many(size_t len)
{
    const struct memp_desc *pool = memp_pools[MEMP_PBUF_POOL];

    return len == pool->size + LWIP_MEM_ALIGN_SIZE(sizeof(mem_size_t)) && pool->stats->used >= buffers;
}

/* The allocation number `fails_at`, and so many after it, fail. */
static unsigned allocations, fails_at, fails;

void *lwip_malloc(size_t len)
{
    if (len == sizeof(struct sys_timeo) + LWIP_MEM_ALIGN_SIZE(sizeof(mem_size_t)))
        return malloc(len); /* lwIP's timers are counted, and do not fail on a board */
    if (is_one_too_many(len))
        return NULL;
    allocations++;
    return fails > 0 && allocations >= fails_at && allocations < fails_at + fails ? NULL : malloc(len);
}

static void set_up(const char *host)
{
    static bool started;

    if (!started) {
        ip4_addr_t address, mask, gateway;
        ethernet = (struct vsa_ethernet){.driver = &controller};
        memcpy(ethernet.mac, board_mac, 6);
        assert_true(vsa_lwip_start(&ethernet));
        IP4_ADDR(&address, 10, 0, 0, 2);
        IP4_ADDR(&mask, 255, 255, 255, 0);
        IP4_ADDR(&gateway, 10, 0, 0, 1);
        netif_set_addr(netif_default, &address, &mask, &gateway);
        started = true;
    }
    memset(&peer, 0, sizeof peer);
    peer.acknowledges = true;
    to_board_count = 0;
    send_has_no_room = false;
    transport = vsa_lwip_tcp_init(&tcp);
    server.host = vsa_span(host);
    pass(20);
}

static struct vsa_io connect(void)
{
    return transport.connect(transport.context, &server, &remote);
}

/* Calls connect until it says other than AGAIN, for so long at most. */
static struct vsa_io connect_within(uint32_t ms)
{
    struct vsa_io io = connect();

    for (uint32_t end = now_ms + ms; io.status == VSA_IO_AGAIN && now_ms != end; io = connect())
        pass(10);
    return io;
}

static void connected(void)
{
    set_up("10.0.0.1");
    assert_int_equal(connect_within(100).status, VSA_IO_DONE);
}

static struct vsa_io send_text(const char *text)
{
    return transport.send(transport.context, vsa_span(text));
}

static struct vsa_io receive(char *buffer, size_t cap)
{
    return transport.receive(transport.context, buffer, cap);
}

static void close_it(void)
{
    transport.close(transport.context);
}

static void is_failed(struct vsa_io io, enum vsa_stage stage, enum vsa_result result, int32_t foreign)
{
    assert_int_equal(io.status, VSA_IO_FAILED);
    expect_result("", io.result, result);
    assert_int_equal(io.stage, stage);
    assert_int_equal(io.foreign, foreign);
}

/* Nothing works any more, however often it is tried, and after close everything does. */
static void is_lost_for_good(void)
{
    char buffer[8];

    for (int i = 0; i < 3; i++) {
        assert_int_equal(connect().status, VSA_IO_FAILED);
        assert_int_equal(send_text("x").status, VSA_IO_FAILED);
        assert_int_equal(receive(buffer, sizeof buffer).status, VSA_IO_FAILED);
        pass(300);
    }
    close_it();
    close_it();
    connected();
    assert_int_equal(send_text("again").status, VSA_IO_DONE);
    turn();
    assert_memory_equal(peer.got, "again", 5);
    close_it();
    pass(1000);
}

/* Once the object was closed, nothing that still comes may touch it. */
static void rests_after_close(uint32_t ms)
{
    struct vsa_lwip_tcp before;

    close_it();
    before = tcp;
    pass(ms);
    assert_memory_equal(&before, &tcp, sizeof tcp);
}

/* ---- connect ---- */

TEST_CASE(bytes_go_there_and_back_and_the_end_is_said_by_both)
{
    char buffer[16];

    connected();
    assert_int_equal(remote.remote.family, VSA_FAMILY_IPV4);
    assert_memory_equal(remote.remote.bytes, peer_ip, 4);
    assert_memory_equal(remote.local.bytes, board_ip, 4);
    assert_int_equal(send_text("hello").count, 5);
    assert_int_equal(peer.got_len, 0); /* at the next turn, together */
    assert_int_equal(send_text(" world").count, 6);
    turn();
    assert_int_equal(peer.got_len, 11);
    assert_memory_equal(peer.got, "hello world", 11);
    assert_int_equal(peer.data_segments, 1);
    assert_int_equal(receive(buffer, sizeof buffer).status, VSA_IO_AGAIN);
    peer_says("answer", 6);
    peer_segment(FIN | ACK, NULL, 0);
    turn();
    assert_int_equal(receive(buffer, sizeof buffer).count, 6);
    assert_memory_equal(buffer, "answer", 6);
    assert_int_equal(receive(buffer, sizeof buffer).status, VSA_IO_CLOSED);
    rests_after_close(5000);
    assert_int_equal(peer.fins, 1);
    assert_int_equal(peer.resets, 0);
}

TEST_CASE(a_refusal_is_one_and_the_pcb_is_not_touched_again)
{
    set_up("10.0.0.1");
    peer.way = PEER_REFUSES;
    is_failed(connect_within(1000), VSA_STAGE_CONNECT, VSA_CONNECT_REFUSED, ERR_RST);
    peer.way = PEER_ANSWERS;
    is_lost_for_good();
}

TEST_CASE(no_answer_is_timed_out_whether_or_not_the_machine_is_there)
{
    static const enum peer_way ways[] = {PEER_IS_SILENT, PEER_IS_AWAY};

    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        set_up("10.0.0.1");
        peer.way = ways[i];
        is_failed(connect_within(400000), VSA_STAGE_CONNECT, VSA_TIMED_OUT, ERR_ABRT);
        peer.way = PEER_ANSWERS;
        is_lost_for_good();
    }
}

TEST_CASE(a_controller_without_room_is_tried_again)
{
    set_up("10.0.0.1");
    send_has_no_room = true;
    assert_int_equal(connect_within(1000).status, VSA_IO_AGAIN);
    send_has_no_room = false;
    assert_int_equal(connect_within(10000).status, VSA_IO_DONE);
    close_it();
    pass(1000);
}

/* ---- reset at every stage ---- */

static void reset_now(void)
{
    peer_segment(RST | ACK, NULL, 0);
    turn();
}

TEST_CASE(a_reset_with_nothing_under_way)
{
    char buffer[8];

    connected();
    reset_now();
    is_failed(receive(buffer, sizeof buffer), VSA_STAGE_CONNECT, VSA_CONNECTION_LOST, ERR_RST);
    is_lost_for_good();
}

TEST_CASE(a_reset_before_what_was_written_has_left)
{
    connected();
    assert_int_equal(send_text("never leaves").status, VSA_IO_DONE);
    reset_now();
    is_failed(send_text("more"), VSA_STAGE_CONNECT, VSA_CONNECTION_LOST, ERR_RST);
    is_lost_for_good();
}

TEST_CASE(a_reset_before_what_was_sent_is_acknowledged)
{
    connected();
    peer.acknowledges = false;
    assert_int_equal(send_text("unanswered").status, VSA_IO_DONE);
    turn();
    assert_int_equal(peer.got_len, 10);
    reset_now();
    is_lost_for_good();
}

TEST_CASE(a_reset_behind_data_that_nobody_has_taken_yet)
{
    char buffer[8];

    connected();
    peer_says("last words", 10);
    reset_now();
    assert_int_equal(receive(buffer, sizeof buffer).count, 8);
    assert_int_equal(receive(buffer, sizeof buffer).count, 2);
    is_failed(receive(buffer, sizeof buffer), VSA_STAGE_CONNECT, VSA_CONNECTION_LOST, ERR_RST);
    is_lost_for_good();
}

TEST_CASE(a_reset_behind_the_end)
{
    char buffer[8];

    connected();
    peer_segment(FIN | ACK, NULL, 0);
    reset_now();
    assert_int_equal(receive(buffer, sizeof buffer).status, VSA_IO_CLOSED);
    assert_int_equal(send_text("x").status, VSA_IO_FAILED);
    close_it();
    connected();
    close_it();
    pass(1000);
}

TEST_CASE(a_peer_that_falls_silent_is_given_up_by_lwip_and_the_pcb_is_not_touched_again)
{
    char buffer[8];

    connected();
    peer.way = PEER_IS_AWAY;
    assert_int_equal(send_text("anybody there?").status, VSA_IO_DONE);
    pass(4000000); /* an hour, at lwIP's growing pauses; the check has its own limits */
    is_failed(receive(buffer, sizeof buffer), VSA_STAGE_CONNECT, VSA_CONNECTION_LOST, ERR_ABRT);
    peer.way = PEER_ANSWERS;
    is_lost_for_good();
}

/* ---- close at every stage ---- */

TEST_CASE(a_close_before_anything)
{
    set_up("10.0.0.1");
    rests_after_close(1000);
    assert_int_equal(peer.syns, 0);
}

TEST_CASE(a_close_while_connecting_and_the_answer_comes_after_it)
{
    set_up("10.0.0.1");
    assert_int_equal(connect().status, VSA_IO_AGAIN); /* ARP */
    rests_after_close(5000);
    set_up("10.0.0.1");
    peer.way = PEER_IS_SILENT;
    assert_int_equal(connect_within(50).status, VSA_IO_AGAIN);
    assert_in_range(peer.syns, 1, 9);
    peer.way = PEER_ANSWERS;
    rests_after_close(5000);
    connected();
    close_it();
    pass(1000);
}

TEST_CASE(a_close_with_data_that_nobody_took)
{
    connected();
    peer_says("not wanted", 10);
    turn();
    rests_after_close(5000);
    assert_true(peer.resets + peer.fins > 0);
}

TEST_CASE(a_close_with_data_that_comes_after_it)
{
    connected();
    assert_int_equal(send_text("goodbye").status, VSA_IO_DONE);
    close_it();
    turn();
    assert_memory_equal(peer.got, "goodbye", 7); /* what was written leaves all the same */
    peer_says("too late", 8);
    rests_after_close(5000);
}

TEST_CASE(a_close_with_what_was_sent_unacknowledged)
{
    connected();
    peer.acknowledges = false;
    assert_int_equal(send_text("unanswered").status, VSA_IO_DONE);
    turn();
    rests_after_close(5000);
    reset_now();
    rests_after_close(100);
}

/* ---- back-pressure ---- */

#define WINDOW (4 * 536)

static unsigned char byte_of(size_t at)
{
    return (unsigned char)(at * 13 + at / 251);
}

/* As many bytes as the window has room for, in segments of `part`. Returns how many. */
static size_t peer_fills_window(size_t at, size_t part)
{
    size_t begin = at;
    unsigned char data[1060];

    while (peer.window >= part && peer.seq - peer.first_seq + part <= peer.edge_max) {
        for (size_t i = 0; i < part; i++)
            data[i] = byte_of(at + i);
        peer_says(data, part);
        at += part;
        turn();
    }
    return at - begin;
}

/* 20,000 bytes in segments of `part`, taken `cap` at a time. The window opens for what was taken and for nothing else. */
static void bytes_come(size_t part, size_t cap)
{
    size_t said = 0, taken = 0, waits = 0;
    char buffer[4096];

    connected();
    peer_segment(ACK, NULL, 0);
    assert_int_equal(peer.edge_max, WINDOW);
    while (taken < 20000) {
        struct vsa_io io;
        said += peer_fills_window(said, part);
        assert_true(peer.edge_max <= taken + WINDOW);
        io = receive(buffer, cap);
        if (io.status == VSA_IO_AGAIN) {
            assert_in_range(++waits, 0, 1000);
            pass(250); /* lwIP saves up small openings of the window */
            continue;
        }
        assert_int_equal(io.status, VSA_IO_DONE);
        for (size_t k = 0; k < io.count; k++)
            assert_int_equal((unsigned char)buffer[k], byte_of(taken + k));
        taken += io.count;
    }
    assert_true(said <= taken + WINDOW);
    close_it();
    pass(5000);
}

TEST_CASE(a_peer_can_send_no_more_than_a_window_ahead_of_what_was_taken)
{
    static const size_t parts[] = {536, 300, 97}, takes[] = {1, 7, 64, 256, 700, 4096};

    for (size_t i = 0; i < COUNT_OF(parts) * COUNT_OF(takes); i++)
        bytes_come(parts[i % COUNT_OF(parts)], takes[i / COUNT_OF(parts)]);
}

/* What finds none waits in the ring or the controller: this peer never sends anything again. Nor does it mind the MSS. */
TEST_CASE(a_window_larger_than_the_packet_buffers_loses_nothing)
{
    static const size_t parts[] = {536, 300, 97, 30, 1060}, takes[] = {1, 700, 4096};
    struct vsa_lwip_peaks before, after;

    vsa_lwip_peaks(&before);
    for (buffers = 2; buffers <= 5; buffers++)
        for (size_t i = 0; i < COUNT_OF(parts) * COUNT_OF(takes); i++)
            if (parts[i % COUNT_OF(parts)] < buffers * PBUF_POOL_BUFSIZE - 54)
                bytes_come(parts[i % COUNT_OF(parts)], takes[i / COUNT_OF(parts)]);
    buffers = BUFFERS_ANY;
    vsa_lwip_peaks(&after);
    assert_int_equal(after.dropped, before.dropped);
    assert_in_range(after.ring, after.ring_size - 100, after.ring_size);
}

TEST_CASE(nothing_taken_closes_the_window)
{
    char buffer[WINDOW];

    connected();
    peer_segment(ACK, NULL, 0);
    peer_fills_window(0, 536);
    pass(3000);
    assert_int_equal(peer.edge_max, WINDOW);
    assert_int_equal(peer.window, 0);
    assert_int_equal(receive(buffer, sizeof buffer).count, WINDOW);
    pass(500);
    assert_int_equal(peer.window, WINDOW);
    close_it();
    pass(1000);
}

TEST_CASE(what_is_sent_waits_for_acknowledgements_and_arrives_in_order)
{
    char buffer[600];
    size_t sent = 0;

    connected();
    while (sent < 30000) {
        size_t len = 1 + sent % sizeof buffer;
        struct vsa_io io;
        for (size_t i = 0; i < len; i++)
            buffer[i] = (char)byte_of(sent + i);
        io = transport.send(transport.context, (struct vsa_span){buffer, len});
        memset(buffer, 0xee, sizeof buffer); /* it was copied */
        assert_true(io.status == VSA_IO_DONE || io.status == VSA_IO_AGAIN);
        sent += io.count;
        if (io.status == VSA_IO_AGAIN)
            pass(10);
    }
    pass(2000);
    assert_int_equal(peer.got_len, sent);
    for (size_t i = 0; i < sent; i++)
        assert_int_equal(peer.got[i], byte_of(i));
    close_it();
    pass(1000);
}

/* ---- names ---- */

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

static struct {
    uint32_t seconds;
    bool forged;
    unsigned asked;
} ntp;

static size_t answer_ntp(const unsigned char *question, size_t len, unsigned char *answer)
{
    ntp.asked++;
    if (len != 48 || ntp.seconds == 0)
        return 0;
    memset(answer, 0, 48);
    answer[0] = 0x24;
    answer[1] = 1;
    memcpy(answer + 24, question + 40, 8); /* originate */
    answer[24] ^= ntp.forged;
    set32(answer + 32, ntp.seconds);
    set32(answer + 40, ntp.seconds);
    return 48;
}

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
static void set_up_names(const char *name, int rcode, bool has_address)
{
    ip_addr_t resolver = {PP_HTONL(0x0a000001)};

    set_up(name);
    dns_setserver(0, &resolver);
    memset(&dns, 0, sizeof dns);
    dns.rcode = rcode;
    dns.has_address = has_address;
    peer.udp = on_datagram;
}

TEST_CASE(a_name_becomes_an_address_in_the_order_of_the_wire)
{
    set_up_names("a.sim.test", 0, true);
    assert_int_equal(connect().stage, VSA_STAGE_DNS);
    assert_int_equal(connect_within(1000).status, VSA_IO_DONE);
    assert_memory_equal(remote.remote.bytes, peer_ip, 4);
    assert_int_equal(dns.asked, 1);
    close_it();
    assert_int_equal(connect_within(1000).status, VSA_IO_DONE); /* remembered */
    assert_int_equal(dns.asked, 1);
    close_it();
    pass(1000);
}

/* From the first SYN, which nobody answers, to the second. */
static uint32_t ms_to_second_syn(void)
{
    uint32_t first;

    peer.way = PEER_IS_SILENT;
    peer.syns = 0;
    while (peer.syns == 0) {
        assert_int_equal(connect().status, VSA_IO_AGAIN);
        pass(10);
    }
    first = now_ms;
    while (peer.syns == 1)
        pass(10);
    peer.way = PEER_ANSWERS;
    return now_ms - first;
}

/* RFC 6298: after a second, if nothing is known of the path. */
TEST_CASE(the_first_segment_is_repeated_later_on_a_path_that_took_longer_for_the_name)
{
    set_up_names("soon.sim.test", 0, true);
    assert_in_range(ms_to_second_syn(), 1000, 1500);
    close_it();
    set_up_names("slow.sim.test", 0, true);
    dns.silent = 2;
    assert_in_range(ms_to_second_syn(), 1510, 3000);
    close_it();
    assert_in_range(ms_to_second_syn(), 1510, 3000); /* the name is known now, and what it took */
    close_it();
    set_up_names("slower.sim.test", 0, true);
    dns.silent = 3;
    assert_in_range(ms_to_second_syn(), 2500, 3000); /* but not for ever */
    assert_int_equal(connect_within(10000).status, VSA_IO_DONE);
    close_it();
    pass(1000);
}

TEST_CASE(failures_of_a_look_up_are_told_apart)
{
    static const struct {
        const char *name;
        int rcode;
        enum vsa_result result;
        int32_t foreign;
    } cases[] = {
        {"none.sim.test", 3, VSA_DNS_NO_NAME, 3},
        {"empty.sim.test", 0, VSA_DNS_NO_NAME, 0},
        {"refused.sim.test", 5, VSA_DNS_FAILED, 5},
        {"broken.sim.test", 2, VSA_DNS_FAILED, 2},
        {"silent.sim.test", -1, VSA_DNS_FAILED, 0},
        {"0123456789.0123456789.0123456789.0123456789.0123456789.0123456789", 0, VSA_DNS_NO_NAME, ERR_ARG},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        set_up_names(cases[i].name, cases[i].rcode, false);
        is_failed(connect_within(60000), VSA_STAGE_DNS, cases[i].result, cases[i].foreign);
        close_it();
    }
}

TEST_CASE(an_answer_after_close_is_dropped_and_the_next_question_gets_its_own)
{
    set_up_names("late.sim.test", -1, true);
    assert_int_equal(connect_within(50).status, VSA_IO_AGAIN);
    dns.rcode = 0; /* for the question sent again */
    rests_after_close(5000);
    server.host = VSA_SPAN_OF("wrong.sim.test");
    dns.rcode = -1;
    assert_int_equal(connect_within(50).status, VSA_IO_AGAIN);
    close_it();
    server.host = VSA_SPAN_OF("third.sim.test");
    dns.rcode = 0; /* the wrong one is asked for once more, and answered first */
    dns.silent = dns.asked + 2;
    assert_int_equal(connect_within(9000).status, VSA_IO_DONE);
    assert_memory_equal(remote.remote.bytes, peer_ip, 4);
    rests_after_close(10000);
}

/* ---- the n-th allocation fails, alone and with those after it ---- */

/* Says whether it was so far as to fail at all. */
static bool go_through(unsigned n, unsigned count)
{
    char name[24] = "n-000-000.sim.test", buffer[64];
    struct vsa_io io;

    name[3] = (char)('0' + n / 10 % 10), name[4] = (char)('0' + n % 10), name[2] = (char)('0' + n / 100);
    name[8] = (char)('0' + count % 10), name[7] = (char)('0' + count / 10);
    set_up_names(name, 0, true);
    allocations = 0, fails_at = n, fails = count;
    io = connect_within(20000);
    for (int i = 0; i < 20 && io.status == VSA_IO_DONE; i++) {
        io = send_text("a question of some length");
        turn();
        peer_says("an answer, longer than the question was, if only a little", 58);
        pass(50);
        if (io.status != VSA_IO_FAILED)
            io = receive(buffer, sizeof buffer);
        if (io.status == VSA_IO_AGAIN)
            io.status = VSA_IO_DONE;
    }
    rests_after_close(3000);
    fails = 0;
    return allocations >= n;
}

TEST_CASE(the_nth_allocation_fails_for_every_n_and_the_next_connection_works)
{
    static const unsigned counts[] = {1, 3, 40};

    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        unsigned n = 1;
        while (go_through(n, counts[i])) {
            pass(30000);
            connected();
            assert_int_equal(send_text("well again").status, VSA_IO_DONE);
            turn();
            assert_memory_equal(peer.got, "well again", 10);
            close_it();
            pass(3000);
            n += n < 60 ? 1 : 7;
        }
        assert_in_range(n, 50, 999);
    }
}

/* ---- time ---- */

void vsa_lwip_set_time(int32_t seconds_since_2036);

#define NTP_OF(unix_s) ((uint32_t)((unix_s) + 2208988800ll))

/* The seconds of NTP begin again in 2036; a time before the build counts as none. */
TEST_CASE(the_seconds_of_ntp_become_those_of_unix_over_the_end_of_their_era)
{
    static const struct {
        uint32_t ntp;
        uint64_t unix_s; /* 0: refused */
    } cases[] = {
        {NTP_OF(1704067200), 0},                   /* 2024-01-01, before the build */
        {4102444800u, 1893456000},                 /* 2030-01-01 */
        {UINT32_MAX, 2085978495},                  /* 2036-02-07 06:28:15, the era's last */
        {0, 2085978496},                           /* and the next one's first */
        {NTP_OF(2145916800), 2145916800},          /* 2038-01-01 */
        {NTP_OF(2147483648), 2147483648},          /* beyond 32 signed bits of Unix time */
        {NTP_OF(4233462143), 4233462143},          /* 2104-02-26, the last that can be told */
        {0x80000000u, 0},                          /* 1968, where it turns over */
    };

    set_up("10.0.0.1");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        vsa_lwip_set_time((int32_t)NTP_OF(2000000000)); /* something else first */
        vsa_lwip_set_time((int32_t)cases[i].ntp);
        assert_true(vsa_port_wall_s() == (cases[i].unix_s ? cases[i].unix_s : 2000000000));
    }
}

TEST_CASE(the_time_is_counted_on_over_a_wrap_of_the_millisecond_clock)
{
    set_up("10.0.0.1");
    now_ms = UINT32_MAX - 100000;
    vsa_lwip_set_time((int32_t)NTP_OF(1900000000));
    for (uint32_t i = 0; i < 300; i++) {
        now_ms += 999;
        vsa_lwip_time_poll();
    }
    assert_true(vsa_port_wall_s() == 1900000000 + 299);
    now_ms += 20 * 86400 * 1000u;
    assert_true(vsa_port_wall_s() == 1900000000 + 299 + 20 * 86400);
}

TEST_CASE(sntp_asks_a_name_of_its_own_and_believes_only_an_answer_that_repeats_its_question)
{
    set_up_names("10.0.0.1", 0, true);
    vsa_lwip_set_time((int32_t)NTP_OF(1900000000));
    ntp.seconds = NTP_OF(2147483648);
    ntp.forged = true;
    vsa_lwip_time_start();
    pass(10000);
    assert_in_range(ntp.asked, 2, 20);
    assert_true(vsa_port_wall_s() < 1900000100);
    ntp.forged = false;
    pass(60000);
    assert_true(vsa_port_wall_s() >= 2147483648 && vsa_port_wall_s() < 2147483648 + 100);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(bytes_go_there_and_back_and_the_end_is_said_by_both),
        TEST(a_refusal_is_one_and_the_pcb_is_not_touched_again),
        TEST(no_answer_is_timed_out_whether_or_not_the_machine_is_there),
        TEST(a_controller_without_room_is_tried_again),
        TEST(a_reset_with_nothing_under_way),
        TEST(a_reset_before_what_was_written_has_left),
        TEST(a_reset_before_what_was_sent_is_acknowledged),
        TEST(a_reset_behind_data_that_nobody_has_taken_yet),
        TEST(a_reset_behind_the_end),
        TEST(a_peer_that_falls_silent_is_given_up_by_lwip_and_the_pcb_is_not_touched_again),
        TEST(a_close_before_anything),
        TEST(a_close_while_connecting_and_the_answer_comes_after_it),
        TEST(a_close_with_data_that_nobody_took),
        TEST(a_close_with_data_that_comes_after_it),
        TEST(a_close_with_what_was_sent_unacknowledged),
        TEST(a_peer_can_send_no_more_than_a_window_ahead_of_what_was_taken),
        TEST(a_window_larger_than_the_packet_buffers_loses_nothing),
        TEST(nothing_taken_closes_the_window),
        TEST(what_is_sent_waits_for_acknowledgements_and_arrives_in_order),
        TEST(a_name_becomes_an_address_in_the_order_of_the_wire),
        TEST(the_first_segment_is_repeated_later_on_a_path_that_took_longer_for_the_name),
        TEST(failures_of_a_look_up_are_told_apart),
        TEST(an_answer_after_close_is_dropped_and_the_next_question_gets_its_own),
        TEST(the_nth_allocation_fails_for_every_n_and_the_next_connection_works),
        TEST(the_seconds_of_ntp_become_those_of_unix_over_the_end_of_their_era),
        TEST(the_time_is_counted_on_over_a_wrap_of_the_millisecond_clock),
        TEST(sntp_asks_a_name_of_its_own_and_believes_only_an_answer_that_repeats_its_question),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
