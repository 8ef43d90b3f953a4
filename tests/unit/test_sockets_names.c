/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* NOLINT: libc's own switch */

#include "port/sockets/sockets.h"

#include "tests/support/test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * When port/sockets with POSIX's resolver asks for a name, and when it goes by what it knows. getaddrinfo is ours, the
 * addresses are loopback's, 127.0.0.x, and somebody listens at one of them.
 */
static struct vsa_sockets sockets;
static struct vsa_transport transport;
static struct vsa_peer peer;
static struct vsa_url server = {.host = VSA_SPAN("api.sim.test")};
static int listener = -1;

/* ---- libc's resolver ---- */

static struct {
    atomic_uint asked;
    int code;               /* EAI_...; 0: the addresses below */
    uint8_t addresses[2];   /* the last byte; 0: no more */
} dns;

static struct sockaddr_in results[2];
static struct addrinfo infos[2];

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found)
{
    (void)service, (void)hints;
    if (strcmp(name, "api.sim.test") != 0)
        abort(); /* not cmocka's thread */
    atomic_fetch_add(&dns.asked, 1);
    *found = NULL;
    for (int i = 1; i >= 0; i--) {
        if (dns.addresses[i] == 0)
            continue;
        results[i] = (struct sockaddr_in){.sin_family = AF_INET,
                                          .sin_addr.s_addr = htonl(0x7f000000u | dns.addresses[i])};
        infos[i] = (struct addrinfo){.ai_family = AF_INET, .ai_addr = (struct sockaddr *)&results[i], .ai_next = *found};
        *found = &infos[i];
    }
    return dns.code;
}

void freeaddrinfo(struct addrinfo *all)
{
    (void)all;
}

/* ---- steps ---- */

/* Listens at 127.0.0.`last` and nowhere else. */
static void listen_at(uint8_t last)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000000u | last),
                                  .sin_port = htons(server.port)};
    socklen_t len = sizeof address;

    if (listener >= 0)
        close(listener);
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    assert_int_equal(bind(listener, (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &len), 0);
    server.port = ntohs(address.sin_port);
}

static void dns_says(int code, uint8_t first, uint8_t second)
{
    dns.code = code;
    dns.addresses[0] = first;
    dns.addresses[1] = second;
}

static int set_up(void **state)
{
    (void)state;
    atomic_store(&dns.asked, 0);
    vsa_resolver_forget(server.host);
    transport = vsa_sockets_init(&sockets);
    listen_at(1);
    dns_says(0, 1, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    transport.close(&sockets);
    close(listener);
    listener = -1;
    server.port = 0;
    return 0;
}

static struct vsa_io connect_to_it(void)
{
    struct vsa_io io;
    unsigned turns = 0;

    do {
        io = transport.connect(&sockets, &server, &peer);
        assert_in_range(++turns, 0, 20);
        if (io.status == VSA_IO_AGAIN)
            vsa_sockets_wait(&sockets, 1000);
    } while (io.status == VSA_IO_AGAIN || io.status == VSA_IO_BUSY);
    return io;
}

/* Connects, and closes again. */
static void comes_to(uint8_t last, unsigned asked)
{
    struct vsa_io io = connect_to_it();

    expect_result("connect", io.result, VSA_OK);
    assert_int_equal(peer.remote.bytes[3], last);
    assert_int_equal(atomic_load(&dns.asked), asked);
    close(accept(listener, NULL, NULL));
    transport.close(&sockets);
}

static void fails_with(enum vsa_stage stage, enum vsa_result result, int32_t foreign, unsigned asked)
{
    struct vsa_io io = connect_to_it();

    assert_int_equal(io.status, VSA_IO_FAILED);
    expect_result("connect", io.result, result);
    assert_int_equal(io.stage, stage);
    assert_int_equal(io.foreign, foreign);
    assert_int_equal(atomic_load(&dns.asked), asked);
    transport.close(&sockets);
}

/* ---- cases ---- */

TEST_CASE(one_look_up_is_enough_for_several_connections)
{
    for (int i = 0; i < 3; i++)
        comes_to(1, 1);
}

TEST_CASE(a_known_name_is_not_waited_for)
{
    struct vsa_io io;

    comes_to(1, 1);
    io = transport.connect(&sockets, &server, &peer);
    assert_int_equal(io.status, VSA_IO_BUSY);
    assert_int_equal(io.stage, VSA_STAGE_CONNECT);
}

TEST_CASE(a_server_that_has_moved_is_found_within_the_same_connect)
{
    comes_to(1, 1);
    listen_at(2);
    dns_says(0, 3, 2);
    comes_to(2, 2);
    comes_to(2, 2);
}

TEST_CASE(known_addresses_that_fail_and_are_still_all_there_is_are_one_more_look_up)
{
    comes_to(1, 1);
    close(listener);
    listener = -1;
    fails_with(VSA_STAGE_CONNECT, VSA_CONNECT_REFUSED, ECONNREFUSED, 2);
}

TEST_CASE(an_answer_that_leads_nowhere_is_not_kept)
{
    dns_says(0, 2, 3);
    fails_with(VSA_STAGE_CONNECT, VSA_CONNECT_REFUSED, ECONNREFUSED, 1);
    dns_says(0, 1, 0);
    comes_to(1, 2);
}

TEST_CASE(one_address_of_several_is_enough_to_keep_them)
{
    dns_says(0, 2, 1);
    comes_to(1, 1);
    comes_to(1, 1);
}

TEST_CASE(a_failed_look_up_is_not_kept)
{
    dns_says(EAI_AGAIN, 0, 0);
    fails_with(VSA_STAGE_DNS, VSA_DNS_FAILED, EAI_AGAIN, 1);
    dns_says(0, 1, 0);
    comes_to(1, 2);
}

/* The engine has passed the stage DNS by then. */
TEST_CASE(a_look_up_that_fails_after_known_addresses_have_leaves_their_failure)
{
    comes_to(1, 1);
    close(listener);
    listener = -1;
    dns_says(EAI_AGAIN, 0, 0);
    fails_with(VSA_STAGE_CONNECT, VSA_CONNECT_REFUSED, ECONNREFUSED, 2);
    fails_with(VSA_STAGE_DNS, VSA_DNS_FAILED, EAI_AGAIN, 3);
}

/* A queue that is full lets no more in, and says nothing. */
TEST_CASE(a_close_in_the_middle_of_connecting_forgets_what_was_known)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int others[8], full = listener;
    struct vsa_io io;

    comes_to(1, 1);
    address.sin_port = htons(server.port);
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        others[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        connect(others[i], (struct sockaddr *)&address, sizeof address);
    }
    do
        io = transport.connect(&sockets, &server, &peer);
    while (io.status == VSA_IO_BUSY);
    assert_int_equal(io.status, VSA_IO_AGAIN);
    assert_int_equal(io.stage, VSA_STAGE_CONNECT);
    transport.close(&sockets);
    listener = -1;
    listen_at(2);
    dns_says(0, 2, 0);
    comes_to(2, 2);
    for (size_t i = 0; i < COUNT_OF(others); i++)
        close(others[i]);
    close(full);
}

#define NAMES_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        NAMES_TEST(one_look_up_is_enough_for_several_connections),
        NAMES_TEST(a_known_name_is_not_waited_for),
        NAMES_TEST(a_server_that_has_moved_is_found_within_the_same_connect),
        NAMES_TEST(known_addresses_that_fail_and_are_still_all_there_is_are_one_more_look_up),
        NAMES_TEST(an_answer_that_leads_nowhere_is_not_kept),
        NAMES_TEST(one_address_of_several_is_enough_to_keep_them),
        NAMES_TEST(a_failed_look_up_is_not_kept),
        NAMES_TEST(a_look_up_that_fails_after_known_addresses_have_leaves_their_failure),
        NAMES_TEST(a_close_in_the_middle_of_connecting_forgets_what_was_known),
    };

    return cmocka_run_group_tests_name("sockets and names", tests, NULL, NULL);
}
