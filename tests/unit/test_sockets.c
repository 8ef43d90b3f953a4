/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* NOLINT: libc's own switch */

#include "port/sockets/sockets.h"

#include "tests/support/test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The transport of port/sockets with POSIX's resolver, against a peer of ours on the loopback interface. */

static struct vsa_sockets sockets;
static struct vsa_transport transport;
static struct vsa_peer peer;
static struct vsa_url server;
static int listener = -1; /* the peer's */
static int accepted = -1;

static uint32_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)now.tv_sec * 1000u + (uint32_t)(now.tv_nsec / 1000000);
}

static int set_up(void **state)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;

    (void)state;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener, (struct sockaddr *)&address, len) != 0 || listen(listener, 4) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &len) != 0)
        return -1;
    server = (struct vsa_url){.host = VSA_SPAN_OF("127.0.0.1"), .port = ntohs(address.sin_port)};
    transport = vsa_sockets_init(&sockets);
    vsa_resolver_forget(VSA_SPAN_OF("localhost"));
    memset(&peer, 0x55, sizeof peer);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    transport.close(&sockets);
    if (accepted >= 0)
        close(accepted);
    if (listener >= 0)
        close(listener);
    accepted = listener = -1;
    return 0;
}

/* Connects as the drive loop does; the stages that were seen on the way as bits. */
static struct vsa_io go_on_connecting(unsigned *stages)
{
    for (;;) {
        struct vsa_io io = transport.connect(&sockets, &server, &peer);
        if (io.status != VSA_IO_AGAIN && io.status != VSA_IO_BUSY)
            return io;
        *stages |= 1u << io.stage;
        if (io.status == VSA_IO_AGAIN)
            vsa_sockets_wait(&sockets, 5000);
    }
}

static void expect_up(void)
{
    unsigned stages = 0;
    struct vsa_io io = go_on_connecting(&stages);

    expect_result("connect", io.result, VSA_OK);
    assert_int_equal(io.status, VSA_IO_DONE);
    accepted = accept(listener, NULL, NULL);
    assert_true(accepted >= 0);
}

static struct vsa_io receive(char *buffer, size_t cap)
{
    for (;;) {
        struct vsa_io io = transport.receive(&sockets, buffer, cap);
        if (io.status != VSA_IO_AGAIN)
            return io;
        vsa_sockets_wait(&sockets, 5000);
    }
}

static void reset_by_peer(void)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    setsockopt(accepted, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(accepted);
    accepted = -1;
}

TEST_CASE(a_literal_address_needs_no_resolver_and_both_ends_are_told)
{
    const struct vsa_address loopback = {VSA_FAMILY_IPV4, {127, 0, 0, 1}};
    unsigned stages = 0;
    struct vsa_io io = go_on_connecting(&stages);

    assert_int_equal(io.status, VSA_IO_DONE);
    assert_false(stages & 1u << VSA_STAGE_DNS);
    assert_true(vsa_address_equal(&peer.remote, &loopback));
    assert_true(vsa_address_equal(&peer.local, &loopback));
    assert_int_equal(peer.tls_version, 0);
    assert_false(peer.reused);
}

/* localhost may have an IPv6 address too, where nobody listens: it is refused and the next one is taken. */
TEST_CASE(a_name_is_looked_up_and_its_addresses_are_tried_in_turn)
{
    unsigned stages = 0;
    struct vsa_io io;

    server.host = VSA_SPAN_OF("localhost");
    io = go_on_connecting(&stages);
    expect_result("connect", io.result, VSA_OK);
    assert_true(stages & 1u << VSA_STAGE_DNS);
    assert_int_equal(peer.remote.family, VSA_FAMILY_IPV4);
}

TEST_CASE(a_name_that_cannot_be_is_told_from_a_resolver_that_fails)
{
    unsigned stages = 0;
    struct vsa_io io;

    server.host = VSA_SPAN_OF("no..name");
    io = go_on_connecting(&stages);
    assert_int_equal(io.status, VSA_IO_FAILED);
    assert_int_equal(io.stage, VSA_STAGE_DNS);
    expect_result("no..name", io.result, VSA_DNS_NO_NAME);
    assert_int_not_equal(io.foreign, 0);
}

TEST_CASE(a_closed_port_is_refused)
{
    unsigned stages = 0;
    struct vsa_io io;

    close(listener);
    listener = -1;
    io = go_on_connecting(&stages);
    assert_int_equal(io.status, VSA_IO_FAILED);
    assert_int_equal(io.stage, VSA_STAGE_CONNECT);
    expect_result("closed port", io.result, VSA_CONNECT_REFUSED);
    assert_int_equal(io.foreign, ECONNREFUSED);
}

TEST_CASE(bytes_go_both_ways_and_none_is_not_the_end)
{
    char buffer[8];
    struct vsa_io io;

    expect_up();
    assert_int_equal(transport.receive(&sockets, buffer, sizeof buffer).status, VSA_IO_AGAIN);
    io = transport.send(&sockets, VSA_SPAN_OF("there"));
    assert_int_equal(io.status, VSA_IO_DONE);
    assert_int_equal(io.count, 5);
    assert_int_equal(recv(accepted, buffer, sizeof buffer, 0), 5);
    assert_int_equal(send(accepted, "back", 4, 0), 4);
    io = receive(buffer, sizeof buffer);
    assert_int_equal(io.status, VSA_IO_DONE);
    assert_int_equal(io.count, 4);
    assert_memory_equal(buffer, "back", 4);
}

TEST_CASE(an_orderly_close_comes_after_all_that_was_sent)
{
    char buffer[8];
    struct vsa_io io;

    expect_up();
    assert_int_equal(send(accepted, "last", 4, 0), 4);
    shutdown(accepted, SHUT_WR);
    io = receive(buffer, sizeof buffer);
    assert_int_equal(io.status, VSA_IO_DONE);
    assert_int_equal(io.count, 4);
    assert_int_equal(receive(buffer, sizeof buffer).status, VSA_IO_CLOSED);
    assert_int_equal(receive(buffer, sizeof buffer).status, VSA_IO_CLOSED);
}

TEST_CASE(a_reset_is_a_lost_connection)
{
    char buffer[8];
    struct vsa_io io;

    expect_up();
    reset_by_peer();
    io = receive(buffer, sizeof buffer);
    assert_int_equal(io.status, VSA_IO_FAILED);
    expect_result("reset", io.result, VSA_CONNECTION_LOST);
    assert_int_equal(io.foreign, ECONNRESET);
}

TEST_CASE(sending_to_nobody_fails_and_raises_no_signal)
{
    struct vsa_io io;

    expect_up();
    reset_by_peer();
    signal(SIGPIPE, SIG_DFL);
    do
        io = transport.send(&sockets, VSA_SPAN_OF("anybody?"));
    while (io.status == VSA_IO_DONE);
    io = transport.send(&sockets, VSA_SPAN_OF("anybody?"));
    assert_int_equal(io.status, VSA_IO_FAILED);
    expect_result("nobody", io.result, VSA_CONNECTION_LOST);
}

TEST_CASE(a_peer_that_does_not_read_is_waited_for)
{
    static char much[1 << 16];
    size_t sent = 0, got = 0;
    struct vsa_io io;

    expect_up();
    while ((io = transport.send(&sockets, (struct vsa_span){much, sizeof much})).status == VSA_IO_DONE)
        sent += io.count;
    assert_int_equal(io.status, VSA_IO_AGAIN);
    assert_int_equal(io.count, 0);
    while (got < sent) {
        ssize_t n = recv(accepted, much, sizeof much, 0);
        assert_true(n > 0);
        got += (size_t)n;
    }
    vsa_sockets_wait(&sockets, 5000);
    assert_int_equal(transport.send(&sockets, VSA_SPAN_OF("more")).status, VSA_IO_DONE);
}

TEST_CASE(waiting_ends_when_something_comes_and_does_not_spin_on_what_nobody_fetches)
{
    char buffer[8];
    uint32_t start;

    expect_up();
    assert_int_equal(transport.receive(&sockets, buffer, sizeof buffer).status, VSA_IO_AGAIN);
    assert_int_equal(send(accepted, "x", 1, 0), 1);
    start = now_ms();
    vsa_sockets_wait(&sockets, 60000);
    assert_true(now_ms() - start < 30000);
    start = now_ms();
    vsa_sockets_wait(&sockets, 30);
    assert_true(now_ms() - start >= 29);
}

TEST_CASE(waiting_without_a_connection_sleeps)
{
    uint32_t start = now_ms();

    vsa_sockets_wait(&sockets, 20);
    assert_true(now_ms() - start >= 19);
}

TEST_CASE(close_is_good_in_every_state_and_begins_anew)
{
    transport.close(&sockets);
    expect_up();
    transport.close(&sockets);
    transport.close(&sockets);
    close(accepted);
    expect_up();
    assert_int_equal(transport.send(&sockets, VSA_SPAN_OF("again")).status, VSA_IO_DONE);
}

/* Look-ups that nobody waits for; a sanitizer sees what they leave behind. */
TEST_CASE(a_look_up_may_be_dropped_at_any_moment)
{
    server.host = VSA_SPAN_OF("localhost");
    for (unsigned i = 0; i < 50; i++) {
        struct vsa_io io = transport.connect(&sockets, &server, &peer);
        assert_int_not_equal(io.status, VSA_IO_FAILED);
        vsa_sockets_wait(&sockets, i % 3);
        transport.close(&sockets);
        vsa_resolver_forget(server.host);
    }
}

TEST_CASE(without_a_connection_there_is_nothing_to_send_or_receive)
{
    char buffer[8];

    expect_result("send", transport.send(&sockets, VSA_SPAN_OF("x")).result, VSA_CONNECTION_LOST);
    expect_result("receive", transport.receive(&sockets, buffer, sizeof buffer).result, VSA_CONNECTION_LOST);
}

#define SOCKETS_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SOCKETS_TEST(a_literal_address_needs_no_resolver_and_both_ends_are_told),
        SOCKETS_TEST(a_name_is_looked_up_and_its_addresses_are_tried_in_turn),
        SOCKETS_TEST(a_name_that_cannot_be_is_told_from_a_resolver_that_fails),
        SOCKETS_TEST(a_closed_port_is_refused),
        SOCKETS_TEST(bytes_go_both_ways_and_none_is_not_the_end),
        SOCKETS_TEST(an_orderly_close_comes_after_all_that_was_sent),
        SOCKETS_TEST(a_reset_is_a_lost_connection),
        SOCKETS_TEST(sending_to_nobody_fails_and_raises_no_signal),
        SOCKETS_TEST(a_peer_that_does_not_read_is_waited_for),
        SOCKETS_TEST(waiting_ends_when_something_comes_and_does_not_spin_on_what_nobody_fetches),
        SOCKETS_TEST(waiting_without_a_connection_sleeps),
        SOCKETS_TEST(close_is_good_in_every_state_and_begins_anew),
        SOCKETS_TEST(a_look_up_may_be_dropped_at_any_moment),
        SOCKETS_TEST(without_a_connection_there_is_nothing_to_send_or_receive),
    };

    return cmocka_run_group_tests_name("sockets", tests, NULL, NULL);
}
