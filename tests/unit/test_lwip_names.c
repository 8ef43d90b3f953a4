/* SPDX-License-Identifier: MIT */
/* port/lwip/resolver.c, and what TCP makes of the time that a name took. */
#include "tests/unit/lwip_services.h"

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

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_name_becomes_an_address_in_the_order_of_the_wire),
        TEST(the_first_segment_is_repeated_later_on_a_path_that_took_longer_for_the_name),
        TEST(failures_of_a_look_up_are_told_apart),
        TEST(an_answer_after_close_is_dropped_and_the_next_question_gets_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
