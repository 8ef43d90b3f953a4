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

/* ---- a DNS server that is none, or lies ---- */

enum lie { OTHER_ID, OTHER_NAME, OTHER_TYPE, OTHER_CLASS, A_QUESTION, NO_QUESTION, TWO_QUESTIONS, CUT, A_LOOP, LIES };

static enum lie lie;

/* The answer, made wrong. */
static size_t tell(unsigned char *answer, size_t question_len, size_t len)
{
    unsigned char *record = answer + question_len;

    switch (lie) {
    case OTHER_ID:
        answer[1] ^= 1;
        return len;
    case OTHER_NAME:
        answer[13] ^= 1;
        return len;
    case OTHER_TYPE:
        answer[question_len - 3] = 28; /* AAAA */
        return len;
    case OTHER_CLASS:
        answer[question_len - 1] = 3;
        return len;
    case A_QUESTION:
        answer[2] = 1;
        return len;
    case NO_QUESTION:
        answer[5] = 0;
        return len;
    case TWO_QUESTIONS:
        answer[5] = 2;
        return len;
    case CUT:
        return len - 3;
    case A_LOOP: /* a name of labels without end */
        memset(record, 63, 200);
        return question_len + 200;
    case LIES:
        break;
    }
    return len;
}

/* The first answer is a lie and leads to nobody, those after it are true. */
static size_t on_first_question(uint16_t port, const unsigned char *question, size_t len, unsigned char *answer)
{
    size_t answer_len = on_datagram(port, question, len, answer);

    if (port != 53 || dns.asked != 1)
        return answer_len;
    answer[len + 15] = 9;
    return tell(answer, len, answer_len);
}

TEST_CASE(an_answer_that_is_none_to_the_question_is_passed_over)
{
    char name[] = "lie-0.sim.test";

    for (lie = 0; lie < LIES; lie++) {
        name[4] = (char)('0' + (int)lie);
        set_up_names(name, 0, true);
        peer.udp = on_first_question;
        assert_int_equal(connect_within(20000).status, VSA_IO_DONE);
        assert_memory_equal(remote.remote.bytes, peer_ip, 4);
        assert_in_range(dns.asked, 2, 3);
        close_it();
        pass(1000);
    }
}

/* As many aliases as fit, each a record of its own, and the address behind them. */
static size_t through_aliases(uint16_t port, const unsigned char *question, size_t len, unsigned char *answer)
{
    static const unsigned char alias[] = {0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 4, 1, 'x', 0xc0, 12};
    size_t answer_len = on_datagram(port, question, len, answer), count = 0;
    unsigned char address[16];

    if (port != 53)
        return answer_len;
    memcpy(address, answer + len, sizeof address);
    for (; len + (count + 2) * sizeof alias < 512; count++)
        memcpy(answer + len + count * sizeof alias, alias, sizeof alias);
    memcpy(answer + len + count * sizeof alias, address, sizeof address);
    answer[7] = (unsigned char)(count + 1);
    return len + (count + 1) * sizeof alias;
}

TEST_CASE(a_chain_of_aliases_ends_at_the_address)
{
    set_up_names("alias.sim.test", 0, true);
    peer.udp = through_aliases;
    assert_int_equal(connect_within(1000).status, VSA_IO_DONE);
    assert_memory_equal(remote.remote.bytes, peer_ip, 4);
    close_it();
    pass(1000);
}

static size_t for_ever(uint16_t port, const unsigned char *question, size_t len, unsigned char *answer)
{
    size_t answer_len = on_datagram(port, question, len, answer);

    if (port == 53)
        memset(answer + len + 6, 0xff, 4); /* time to live */
    return answer_len;
}

/* A wrong address that is told once would otherwise keep the device away from the platform for a week. */
TEST_CASE(an_address_is_known_for_an_hour_at_most)
{
    set_up_names("ever.sim.test", 0, true);
    peer.udp = for_ever;
    assert_int_equal(connect_within(1000).status, VSA_IO_DONE);
    close_it();
    pass(3500000);
    assert_int_equal(connect_within(1000).status, VSA_IO_DONE);
    assert_int_equal(dns.asked, 1);
    close_it();
    pass(120000);
    assert_int_equal(connect_within(1000).status, VSA_IO_DONE);
    assert_int_equal(dns.asked, 2);
    close_it();
    pass(1000);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_name_becomes_an_address_in_the_order_of_the_wire),
        TEST(the_first_segment_is_repeated_later_on_a_path_that_took_longer_for_the_name),
        TEST(failures_of_a_look_up_are_told_apart),
        TEST(an_answer_after_close_is_dropped_and_the_next_question_gets_its_own),
        TEST(an_answer_that_is_none_to_the_question_is_passed_over),
        TEST(a_chain_of_aliases_ends_at_the_address),
        TEST(an_address_is_known_for_an_hour_at_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
