/* SPDX-License-Identifier: MIT */
/* port/lwip/stack.c and lwIP's DHCP, against a server that means well, and those that do not. */
#include "tests/unit/lwip_services.h"

#include "lwip/dhcp.h"

#include <limits.h>

enum { OFFSET_XID = 4, OFFSET_YOURS = 16, OFFSET_CHADDR = 28, OFFSET_FILE = 108, OFFSET_MAGIC = 236, OFFSET_OPTIONS = 240 };

static struct {
    unsigned char address[4];
    unsigned char options[256]; /* behind message type and server, without an end */
    size_t options_len;
    unsigned damage;            /* in so many of 16 replies */
    unsigned refuses;           /* so many requests */
    unsigned asked;
} dhcp;

/* RFC 2131: an offer for a discovery, an acknowledgement, or a refusal, for a request. */
static size_t answer_dhcp(const unsigned char *question, size_t len, unsigned char *answer)
{
    const unsigned char type = question[OFFSET_OPTIONS + 2] == 1 ? 2 : dhcp.refuses > 0 ? 6 : 5;
    const unsigned char front[] = {53, 1, type, 54, 4, 10, 0, 0, 1};
    unsigned char *end = answer + OFFSET_OPTIONS;

    dhcp.asked++;
    dhcp.refuses -= type == 6;
    if (len < OFFSET_OPTIONS + 3)
        return 0;
    memset(answer, 0, OFFSET_OPTIONS);
    answer[0] = 2, answer[1] = 1, answer[2] = 6;
    memcpy(answer + OFFSET_XID, question + OFFSET_XID, 4);
    memcpy(answer + OFFSET_YOURS, dhcp.address, 4);
    memcpy(answer + OFFSET_CHADDR, question + OFFSET_CHADDR, 16);
    memcpy(answer + OFFSET_MAGIC, question + OFFSET_MAGIC, 4);
    memcpy(end, front, sizeof front);
    memcpy(end + sizeof front, dhcp.options, dhcp.options_len);
    end += sizeof front + dhcp.options_len;
    *end++ = 255;
    return (size_t)(end - answer);
}

static size_t damaged(unsigned char *answer, size_t len)
{
    if (len == 0 || dice(16) >= dhcp.damage)
        return len;
    for (uint32_t i = dice(8); i > 0; i--)
        answer[dice(2) ? OFFSET_OPTIONS + dice((uint32_t)len - OFFSET_OPTIONS) : dice((uint32_t)len)] = (unsigned char)dice(256);
    return dice(4) ? len : 1 + dice((uint32_t)len);
}

static size_t serve(uint16_t port, const unsigned char *question, size_t len, unsigned char *answer)
{
    if (port != 67)
        return on_datagram(port, question, len, answer);
    return damaged(answer, answer_dhcp(question, len, answer));
}

/* The cable is plugged in anew, and a server answers so. */
static void plugged_in(const char *address, const void *options, size_t len)
{
    struct vsa_address offered;

    set_up("10.0.0.1");
    assert_true(vsa_address_parse(vsa_span(address), &offered));
    memcpy(dhcp.address, offered.bytes, 4);
    memcpy(dhcp.options, options, len);
    dhcp.options_len = len;
    peer.udp = serve;
    dhcp_release_and_stop(netif_default);
    assert_int_equal(dhcp_start(netif_default), ERR_OK);
    pass(20000);
}

static struct vsa_network network(void)
{
    struct vsa_network now;

    vsa_port_network(&now);
    return now;
}

static const unsigned char usual[] = {1, 4, 255, 255, 255, 0, 3, 4, 10, 0, 0, 1, 6, 4, 10, 0, 0, 1, 51, 4, 0, 0, 14, 16};

static void has_address(void)
{
    struct vsa_network now = network();

    assert_int_equal(now.address, VSA_OK);
    assert_memory_equal(now.local.bytes, board_ip, 4);
    assert_in_range(now.dns_count, 1, DNS_MAX_SERVERS);
    assert_memory_equal(now.dns[0].bytes, peer_ip, 4);
}

TEST_CASE(a_lease_is_an_address_and_its_servers)
{
    plugged_in("10.0.0.2", usual, sizeof usual);
    assert_int_equal(dhcp.asked, 2);
    has_address();
    assert_int_equal(connect_within(1000).status, VSA_IO_DONE);
    close_it();
    pass(1000);
}

TEST_CASE(no_address_is_none_even_as_a_lease)
{
    plugged_in("0.0.0.0", usual, sizeof usual);
    assert_int_equal(network().address, VSA_MORE);
    plugged_in("10.0.0.2", usual, sizeof usual);
    has_address();
}

TEST_CASE(more_servers_than_there_is_room_for_are_left_out)
{
    unsigned char many[256] = {6, 120};
    size_t len = 2;

    for (int i = 0; i < 30; i++, len += 4)
        memcpy(many + len, peer_ip, 4);
    many[len++] = 42, many[len++] = 60;
    for (int i = 0; i < 15; i++, len += 4)
        memcpy(many + len, peer_ip, 4);
    plugged_in("10.0.0.2", many, len);
    has_address();
}

/* Of a lease of a second every renewal counts; nothing else may come of it. */
TEST_CASE(a_lease_of_no_time_is_asked_for_at_a_bearable_rate)
{
    unsigned char none[sizeof usual];
    unsigned before;

    memcpy(none, usual, sizeof usual);
    memset(none + sizeof none - 4, 0, 4);
    plugged_in("10.0.0.2", none, sizeof none);
    before = dhcp.asked;
    pass(600000);
    assert_in_range(dhcp.asked - before, 1, 60);
}

/* It makes offers, and then will not have them; lwIP begins anew at once. */
TEST_CASE(a_server_that_refuses_every_request_is_asked_at_a_bearable_rate_and_believed_when_it_changes_its_mind)
{
    plugged_in("10.0.0.2", usual, sizeof usual);
    dhcp.refuses = UINT_MAX, dhcp.asked = 0;
    dhcp_renew(netif_default);
    for (int ms = 0; ms < 60000; ms++, now_ms++)
        vsa_lwip_poll();
    assert_in_range(dhcp.asked, 10, 120);
    assert_int_equal(network().address, VSA_MORE);
    dhcp.refuses = 0;
    pass(5000);
    has_address();
}

TEST_CASE(a_server_that_refuses_a_renewal_is_asked_for_another_address_at_once)
{
    plugged_in("10.0.0.2", usual, sizeof usual);
    dhcp.refuses = 1, dhcp.asked = 0;
    dhcp_renew(netif_default);
    pass(20);
    has_address();
    assert_int_equal(dhcp.asked, 3);
}

/* ASan and lwIP's own assertions are the judges here, and that the board is well afterwards. */
TEST_CASE(a_thousand_damaged_replies_do_no_harm)
{
    dhcp.damage = 12, dhcp.asked = 0;
    for (int i = 0; i < 1000; i++)
        plugged_in("10.0.0.2", usual, sizeof usual);
    assert_in_range(dhcp.asked, 2000, 100000);
    dhcp.damage = 0;
    plugged_in("10.0.0.2", usual, sizeof usual);
    has_address();
    assert_int_equal(connect_within(1000).status, VSA_IO_DONE);
    close_it();
    pass(1000);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_lease_is_an_address_and_its_servers),
        TEST(no_address_is_none_even_as_a_lease),
        TEST(more_servers_than_there_is_room_for_are_left_out),
        TEST(a_lease_of_no_time_is_asked_for_at_a_bearable_rate),
        TEST(a_server_that_refuses_every_request_is_asked_at_a_bearable_rate_and_believed_when_it_changes_its_mind),
        TEST(a_server_that_refuses_a_renewal_is_asked_for_another_address_at_once),
        TEST(a_thousand_damaged_replies_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
