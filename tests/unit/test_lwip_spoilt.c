/* SPDX-License-Identifier: MIT */
/* port/lwip against a peer that breaks the rules of TCP, and a cable that comes out. The sanitizers and lwIP's own assertions are judges too. */
#include "tests/unit/lwip_board.h"

/* A question, some pieces of an answer, an end, in an order that is thrown; what comes of it does not matter. */
static void talk(void)
{
    char buffer[64];

    for (uint32_t i = dice(12); i > 0; i--) {
        switch (dice(5)) {
        case 0:
            send_text("a question of some length, and then some more");
            break;
        case 1:
            peer_says("an answer, longer than the question was, if only a little", 57);
            break;
        case 2:
            peer_segment(dice(64), "x", dice(2));
            break;
        case 3:
            receive(buffer, sizeof buffer);
            break;
        default:
            connect();
            break;
        }
        pass(dice(3) * 400);
    }
}

static void is_well_and_has_lost_nothing(void)
{
    connected();
    assert_int_equal(send_text("well again").status, VSA_IO_DONE);
    turn();
    assert_memory_equal(peer.got, "well again", 10);
    close_it();
    pass(300000);
    assert_int_equal(used(MEMP_PBUF_POOL), 0);
    assert_int_equal(used(MEMP_TCP_SEG), 0);
    assert_int_equal(used(MEMP_TCP_PCB), 0);
}

TEST_CASE(spoilt_segments_do_no_harm_and_leave_nothing_behind)
{
    unsigned ups = 0;

    for (int i = 0; i < 1500; i++) {
        set_up("10.0.0.1");
        peer.spoils = dice(12);
        ups += connect_within(2000).status == VSA_IO_DONE;
        talk();
        close_it();
        pass(dice(2) * 1000);
    }
    assert_in_range(ups, 700, 1500);
    peer.spoils = 0;
    is_well_and_has_lost_nothing();
}

TEST_CASE(a_cable_that_comes_out_at_any_moment_does_no_harm)
{
    for (int i = 0; i < 500; i++) {
        set_up("10.0.0.1");
        cable_is_out = dice(4) == 0;
        connect_within(dice(200));
        talk();
        cable_is_out = !cable_is_out;
        talk();
        if (dice(2))
            close_it();
        pass(dice(5000));
        cable_is_out = false;
        talk();
        close_it();
    }
    pass(2000);
    is_well_and_has_lost_nothing();
}

/* RFC 9293: whatever it is, what we send arrives. */
TEST_CASE(a_segment_size_of_any_kind_is_lived_with)
{
    static const unsigned sizes[] = {0, 1, 2, 39, 536, 1460, 65535};
    static const char text[] = "what is said to a peer that takes a byte at a time, if need be, arrives all the same";

    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        size_t sent = 0;
        set_up("10.0.0.1");
        peer.tells_mss = true;
        peer.mss = sizes[i];
        assert_int_equal(connect_within(1000).status, VSA_IO_DONE);
        for (int turns = 0; sent < sizeof text; turns++) {
            struct vsa_io io = transport.send(transport.context, (struct vsa_span){text + sent, sizeof text - sent});
            assert_true(io.status == VSA_IO_DONE || io.status == VSA_IO_AGAIN);
            assert_in_range(turns, 0, 1000);
            sent += io.count;
            pass(10);
        }
        pass(5000);
        assert_int_equal(peer.got_len, sizeof text);
        assert_memory_equal(peer.got, text, sizeof text);
        close_it();
        pass(1000);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(spoilt_segments_do_no_harm_and_leave_nothing_behind),
        TEST(a_cable_that_comes_out_at_any_moment_does_no_harm),
        TEST(a_segment_size_of_any_kind_is_lived_with),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
