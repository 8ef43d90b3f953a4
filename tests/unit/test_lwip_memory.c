/* SPDX-License-Identifier: MIT */
/* port/lwip when memory runs out. */
#include "tests/unit/lwip_services.h"

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

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(the_nth_allocation_fails_for_every_n_and_the_next_connection_works),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
