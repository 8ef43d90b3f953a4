/* SPDX-License-Identifier: MIT */
/*
 * What port/mbedtls/tls.c does while the layer below is still connecting. The test before it has included tls.c, with
 * steps of a handshake long or short. Handshakes with real servers: tests/system/test_tls.py.
 */
#include "port/port.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test.h"

#include <string.h>

static struct vsa_tls tls;
static struct vsa_transport transport;
static struct vsa_peer peer;
static const struct vsa_url server = {.host = VSA_SPAN("api.sim.test"), .port = 443, .tls = true};

/* ---- the layer below ---- */

static struct {
    struct vsa_io says; /* connect */
    unsigned char sent[4096];
    size_t sent_len;
    struct vsa_span record; /* comes over and over again; empty: nothing comes */
    size_t left;            /* bytes until there is a pause */
    size_t received;
} below;

static struct vsa_io below_connect(void *context, const struct vsa_url *url, struct vsa_peer *to)
{
    (void)context, (void)url, (void)to;
    return below.says;
}

static struct vsa_io below_send(void *context, struct vsa_span data)
{
    (void)context;
    assert_int_equal(below.says.status, VSA_IO_DONE);
    assert_in_range(data.len, 1, sizeof below.sent - below.sent_len);
    memcpy(below.sent + below.sent_len, data.ptr, data.len);
    below.sent_len += data.len;
    return vsa_io_done(data.len);
}

static struct vsa_io below_receive(void *context, char *buffer, size_t cap)
{
    size_t count = 0;

    (void)context;
    for (; count < cap && below.left > 0; count++, below.left--)
        buffer[count] = below.record.ptr[below.received++ % below.record.len];
    return count > 0 ? vsa_io_done(count) : vsa_io_again(VSA_STAGE_CONNECT);
}

static void below_close(void *context)
{
    (void)context;
    below.sent_len = below.received = 0;
}

/* ---- the port ---- */

static unsigned draws; /* of entropy: some each time that a handshake is begun */
static bool no_entropy;

bool vsa_port_entropy(void *buffer, size_t len)
{
    memset(buffer, (int)++draws, len);
    return !no_entropy;
}

size_t vsa_port_load(enum vsa_record which, void *buffer, size_t cap)
{
    (void)which, (void)buffer, (void)cap;
    return 0;
}

bool vsa_port_store(enum vsa_record which, const void *record, size_t len)
{
    (void)which, (void)record, (void)len;
    return true;
}

bool vsa_port_device_key(uint8_t key[16])
{
    (void)key;
    return false;
}

/* ---- steps ---- */

static int before_each(void **state)
{
    (void)state;
    fake_clock_reset(1000);
    memset(&below, 0, sizeof below);
    no_entropy = false;
    transport = vsa_tls_init(&tls, (struct vsa_transport){.connect = below_connect, .send = below_send,
                                                          .receive = below_receive, .close = below_close});
    tls.anchors.version = 3; /* enough to begin with */
    draws = 0;
    return 0;
}

static int after_each(void **state)
{
    (void)state;
    vsa_tls_free(&tls);
    assert_int_equal(vsa_arena_used(), 0);
    return 0;
}

static struct vsa_io poll_while(struct vsa_io says)
{
    below.says = says;
    return transport.connect(transport.context, &server, &peer);
}

static void waits_while(enum vsa_stage layer, unsigned polls)
{
    for (unsigned i = 0; i < polls; i++) {
        struct vsa_io io = poll_while(vsa_io_again(layer));
        assert_int_equal(io.status, VSA_IO_AGAIN);
        assert_int_equal(io.stage, layer);
    }
}

/* Until an answer is waited for, or it fails. */
static struct vsa_io goes_on_once_up(void)
{
    struct vsa_io io;

    do
        io = poll_while(vsa_io_done(0));
    while (io.status == VSA_IO_BUSY);
    return io;
}

/* One record of the handshake and nothing else. */
static void a_client_hello_was_sent(void)
{
    assert_in_range(below.sent_len, 100, 1000);
    assert_int_equal(below.sent[0], MBEDTLS_SSL_MSG_HANDSHAKE);
    assert_int_equal(below.sent[5], MBEDTLS_SSL_HS_CLIENT_HELLO);
    assert_int_equal(5u + below.sent[3] * 256u + below.sent[4], below.sent_len);
}

/* ---- cases ---- */

TEST_CASE(nothing_is_made_before_the_name_has_an_address)
{
    waits_while(VSA_STAGE_DNS, 5);
    assert_int_equal(draws, 0);
    assert_int_equal(vsa_arena_used(), 0);
}

TEST_CASE(the_handshake_is_begun_once_however_often_the_layer_below_is_asked)
{
    unsigned first;
    size_t used;

    waits_while(VSA_STAGE_CONNECT, 1);
    first = draws;
    used = vsa_arena_used();
    assert_in_range(first, 1, 4);
    assert_in_range(used, 1000, 100000);
    waits_while(VSA_STAGE_CONNECT, 20);
    waits_while(VSA_STAGE_DNS, 2); /* the addresses that were known have failed */
    waits_while(VSA_STAGE_CONNECT, 20);
    assert_int_equal(draws, first);
    assert_int_equal(vsa_arena_used(), used);
    assert_int_equal(goes_on_once_up().status, VSA_IO_AGAIN);
    assert_int_equal(draws, first);
    a_client_hello_was_sent();
}

TEST_CASE(a_connection_that_is_there_at_once_begins_it_then)
{
    struct vsa_io io = goes_on_once_up();

    assert_int_equal(io.status, VSA_IO_AGAIN);
    assert_int_equal(io.stage, VSA_STAGE_TLS);
    assert_in_range(draws, 1, 4);
    a_client_hello_was_sent();
}

TEST_CASE(what_cannot_be_begun_early_is_tried_once_and_told_when_the_layer_below_is_up)
{
    unsigned first;
    struct vsa_io io;

    no_entropy = true;
    waits_while(VSA_STAGE_CONNECT, 1);
    first = draws;
    waits_while(VSA_STAGE_CONNECT, 20);
    assert_int_equal(draws, first);
    assert_int_equal(vsa_arena_used(), 0);
    io = goes_on_once_up();
    assert_int_equal(io.status, VSA_IO_FAILED);
    assert_int_equal(io.stage, VSA_STAGE_TLS);
    expect_result("entropy", io.result, VSA_NO_ENTROPY);
    assert_int_equal(below.sent_len, 0);
}

TEST_CASE(what_failed_early_is_done_when_the_layer_below_is_up)
{
    no_entropy = true;
    waits_while(VSA_STAGE_CONNECT, 3);
    no_entropy = false;
    assert_int_equal(goes_on_once_up().status, VSA_IO_AGAIN);
    a_client_hello_was_sent();
}

TEST_CASE(a_failure_below_is_told_and_not_that_of_the_preparation)
{
    struct vsa_io io;

    no_entropy = true;
    waits_while(VSA_STAGE_CONNECT, 3);
    io = poll_while(vsa_io_failed(VSA_STAGE_CONNECT, VSA_CONNECT_REFUSED, 111));
    assert_int_equal(io.status, VSA_IO_FAILED);
    assert_int_equal(io.stage, VSA_STAGE_CONNECT);
    expect_result("below", io.result, VSA_CONNECT_REFUSED);
}

TEST_CASE(each_connection_begins_its_own)
{
    unsigned char first[32];
    unsigned before;

    assert_int_equal(goes_on_once_up().status, VSA_IO_AGAIN);
    memcpy(first, below.sent + 11, sizeof first); /* the client's random */
    transport.close(transport.context);
    assert_int_equal(vsa_arena_used(), 0);
    before = draws;
    waits_while(VSA_STAGE_CONNECT, 9);
    assert_in_range(draws, before + 1, before + 4);
    assert_int_equal(goes_on_once_up().status, VSA_IO_AGAIN);
    a_client_hello_was_sent();
    assert_memory_not_equal(first, below.sent + 11, sizeof first);
}

/* ---- a peer that says much, and nothing ---- */

static const struct vsa_span nothings[] = {
    VSA_SPAN("\x14\x03\x03\0\x01\x01"),     /* change_cipher_spec, which TLS 1.3 passes over */
    VSA_SPAN("\x15\x03\x03\0\x02\x01\x5a"), /* an alert that is a warning */
};

#define MUCH 100000000

TEST_CASE(a_flood_of_nothing_is_no_endless_step)
{
    for (size_t i = 0; i < COUNT_OF(nothings); i++) {
        struct vsa_io io;
        below.record = nothings[i];
        below.left = MUCH;
        io = goes_on_once_up();
        assert_int_equal(io.status, VSA_IO_FAILED);
        assert_int_equal(io.stage, VSA_STAGE_TLS);
        expect_result("flood", io.result, VSA_TLS_FAILED);
        assert_int_equal(io.foreign, MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE);
        assert_in_range(MUCH - below.left, 1000, 100000);
        transport.close(transport.context);
    }
}

/* Each step ends, so the limits of the engine hold. */
TEST_CASE(what_comes_slowly_enough_is_waited_for)
{
    below.record = nothings[0];
    for (int i = 0; i < 200; i++) {
        below.left = 6 * 200;
        assert_int_equal(goes_on_once_up().status, VSA_IO_AGAIN);
        assert_int_equal(below.left, 0);
    }
}

#define TLS_TEST(function) cmocka_unit_test_setup_teardown(function, before_each, after_each)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TLS_TEST(nothing_is_made_before_the_name_has_an_address),
        TLS_TEST(the_handshake_is_begun_once_however_often_the_layer_below_is_asked),
        TLS_TEST(a_connection_that_is_there_at_once_begins_it_then),
        TLS_TEST(what_cannot_be_begun_early_is_tried_once_and_told_when_the_layer_below_is_up),
        TLS_TEST(what_failed_early_is_done_when_the_layer_below_is_up),
        TLS_TEST(a_failure_below_is_told_and_not_that_of_the_preparation),
        TLS_TEST(each_connection_begins_its_own),
        TLS_TEST(a_flood_of_nothing_is_no_endless_step),
        TLS_TEST(what_comes_slowly_enough_is_waited_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
