/* SPDX-License-Identifier: MIT */
/* port/lwip/tcp.c: connect, reset and close at every stage, back-pressure. */
#include "tests/unit/lwip_board.h"

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

/* A board has three pcbs and eight segments: what waits in vain for a peer that is gone may not keep them. */
TEST_CASE(connections_whose_peer_is_gone_leave_room_for_the_next_one)
{
    unsigned pcbs, segments;

    pass(300000);
    pcbs = used(MEMP_TCP_PCB), segments = used(MEMP_TCP_SEG);
    for (int i = 0; i < 6; i++) {
        connected();
        assert_int_equal(send_text("who takes this?").status, VSA_IO_DONE);
        peer.way = PEER_IS_AWAY;
        turn();
        close_it();
        pass(2000);
    }
    connected();
    assert_in_range(used(MEMP_TCP_PCB), pcbs, pcbs + 1);
    assert_in_range(used(MEMP_TCP_SEG), segments, segments + 1);
    assert_int_equal(send_text("you do").status, VSA_IO_DONE);
    turn();
    assert_memory_equal(peer.got, "you do", 6);
    close_it();
    pass(1000);
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
        TEST(connections_whose_peer_is_gone_leave_room_for_the_next_one),
        TEST(a_peer_can_send_no_more_than_a_window_ahead_of_what_was_taken),
        TEST(a_window_larger_than_the_packet_buffers_loses_nothing),
        TEST(nothing_taken_closes_the_window),
        TEST(what_is_sent_waits_for_acknowledgements_and_arrives_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
