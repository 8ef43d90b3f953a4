/* SPDX-License-Identifier: MIT */
/* port/lwip/netif.c and stack.c: frames that come faster, or stay longer, than they should. */
#include "tests/unit/lwip_board.h"

static int after_each(void **state)
{
    (void)state;
    buffers = BUFFERS_ANY;
    flood = 0;
    close_it();
    pass(1000);
    return 0;
}

/* The firmware's loop has to have its turn, and the watchdog its food. */
TEST_CASE(a_turn_ends_however_fast_frames_come)
{
    set_up("10.0.0.1");
    flood = 100000;
    peer_asks_for_board();
    assert_true(vsa_lwip_poll());
    assert_in_range(flood, 90000, 100000);
    naps = 0;
    vsa_port_idle(NULL, 60000);
    assert_in_range(flood, 80000, 100000);
    assert_int_equal(naps, 0);
    flood = 0;
    turn();
    assert_int_equal(to_board_count, 0);
}

/* Its interrupt is off, and no frame in the ring calls for the next one. */
TEST_CASE(a_controller_that_was_held_up_is_asked_again_at_once)
{
    uint32_t started;

    set_up("10.0.0.1");
    receiver_hangs = 3;
    peer_asks_for_board();
    assert_false(vsa_lwip_poll());
    assert_int_equal(peer.arp_answers, 0);
    started = now_ms;
    vsa_port_idle(NULL, 1000);
    assert_in_range(now_ms - started, 0, 10);
    assert_int_equal(peer.arp_answers, 1);
}

/* Of one packet buffer, of several, and of the largest frame. */
TEST_CASE(a_ping_is_answered_whatever_its_length)
{
    static const size_t lengths[] = {8, 64, 262, 263, 500, 1000, 1480};

    set_up("10.0.0.1");
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        peer_pings(lengths[i]);
        turn();
        assert_int_equal(peer.pongs, i + 1);
        assert_int_equal(peer.pong_len, lengths[i]);
    }
}

/* As a kept connection between two checks: the peer, or whoever writes in its name, fills all the packet buffers. */
static void the_peer_fills_the_buffers(void)
{
    for (int i = 0; i < 8; i++) {
        peer_says("x", 1);
        turn();
    }
    buffers = used(MEMP_PBUF_POOL);
    assert_in_range(buffers, 1, 8);
    peer.arp_answers = 0;
    peer_asks_for_board();
    turn();
    assert_int_equal(peer.arp_answers, 0);
}

static void the_board_answers(void)
{
    peer.arp_answers = 0;
    peer_asks_for_board();
    turn();
    assert_int_equal(peer.arp_answers, 1);
}

TEST_CASE(what_nobody_takes_does_not_keep_the_board_deaf)
{
    char buffer[16];
    struct vsa_io io;

    connected();
    the_peer_fills_the_buffers();
    pass(60000);
    the_board_answers();
    io = receive(buffer, sizeof buffer);
    assert_int_equal(io.status, VSA_IO_FAILED);
    expect_result("given up", io.result, VSA_CONNECTION_LOST);
    assert_int_equal(io.foreign, ERR_BUF);
    assert_int_equal(send_text("x").status, VSA_IO_FAILED);
    assert_int_equal(peer.resets, 1);
    rests_after_close(1000);
    connected();
    assert_int_equal(send_text("again").status, VSA_IO_DONE);
    turn();
    assert_memory_equal(peer.got, "again", 5);
}

TEST_CASE(nor_what_is_left_of_a_connection_that_was_reset)
{
    connected();
    the_peer_fills_the_buffers();
    while (to_board_count > 0) /* out of the controller */
        to_board_count--;
    tcp_abort(tcp.pcb);
    pass(60000);
    the_board_answers();
}

/* What a connection's end would make complete was cut short all the same. */
TEST_CASE(nor_does_the_end_of_what_was_given_up_look_like_one)
{
    char buffer[16];

    connected();
    peer_says("the beginning", 13);
    peer_segment(FIN | ACK, NULL, 0);
    turn();
    the_peer_fills_the_buffers();
    pass(60000);
    assert_int_equal(receive(buffer, sizeof buffer).status, VSA_IO_FAILED);
}

TEST_CASE(what_is_taken_in_time_keeps_its_connection)
{
    char buffer[16];

    connected();
    the_peer_fills_the_buffers();
    for (int i = 0; i < 20; i++) {
        pass(20000);
        assert_int_equal(receive(buffer, 1).status, VSA_IO_DONE);
        turn();
        peer_says("y", 1);
    }
    assert_int_equal(peer.resets, 0);
    assert_int_equal(receive(buffer, 4).status, VSA_IO_DONE);
}

TEST_CASE(a_frame_that_waits_for_a_buffer_keeps_nobody_awake)
{
    connected();
    the_peer_fills_the_buffers();
    naps = 0;
    vsa_port_idle(NULL, 10000);
    assert_in_range(naps, 1, 200);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_turn_ends_however_fast_frames_come, after_each),
        cmocka_unit_test_teardown(a_controller_that_was_held_up_is_asked_again_at_once, after_each),
        cmocka_unit_test_teardown(a_ping_is_answered_whatever_its_length, after_each),
        cmocka_unit_test_teardown(what_nobody_takes_does_not_keep_the_board_deaf, after_each),
        cmocka_unit_test_teardown(nor_what_is_left_of_a_connection_that_was_reset, after_each),
        cmocka_unit_test_teardown(nor_does_the_end_of_what_was_given_up_look_like_one, after_each),
        cmocka_unit_test_teardown(what_is_taken_in_time_keeps_its_connection, after_each),
        cmocka_unit_test_teardown(a_frame_that_waits_for_a_buffer_keeps_nobody_awake, after_each),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
