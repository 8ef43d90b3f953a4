/* SPDX-License-Identifier: MIT */
#include "port/mbedtls/session.h"

#include "port/mbedtls/arena.h"
#include "port/mbedtls/offer.h"
#include "port/port.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test.h"

#include <stdlib.h>

/*
 * Sessions as a server would have given them, made by hand; storage, device key and clock are the test's. Handshakes
 * with real servers: tests/system/test_resumption.py.
 */
#define NOW FAKE_WALL_S
#define HOUR 3600u

static struct {
    unsigned char record[1024];
    size_t len;
    unsigned stores;
    bool has_key;
    bool no_entropy;
    unsigned char key[16];
} port;

size_t vsa_port_load(enum vsa_record which, void *buffer, size_t cap)
{
    assert_int_equal(which, VSA_RECORD_SESSION);
    if (port.len > cap)
        return 0;
    memcpy(buffer, port.record, port.len);
    return port.len;
}

bool vsa_port_store(enum vsa_record which, const void *record, size_t len)
{
    assert_int_equal(which, VSA_RECORD_SESSION);
    memcpy(port.record, record, len);
    port.len = len;
    port.stores++;
    return true;
}

bool vsa_port_device_key(uint8_t key[16])
{
    memcpy(key, port.key, 16);
    return port.has_key;
}

bool vsa_port_entropy(void *buffer, size_t len)
{
    static unsigned char next;

    memset(buffer, ++next, len);
    return !port.no_entropy;
}

/* ---- a device, from boot to boot ---- */

static struct vsa_session session;
static mbedtls_ssl_context ssl;
static mbedtls_ssl_config config;
static mbedtls_x509_crt anchors;
static unsigned char anchor_der[8];
static struct vsa_url server;

static void boot(void)
{
    memset(&session, 0, sizeof session);
}

static int set_up(void **state)
{
    (void)state;
    memset(&port, 0, sizeof port);
    port.has_key = true;
    memset(port.key, 'k', sizeof port.key);
    fake_clock_reset(1000);
    vsa_arena_init();
    memset(anchor_der, 1, sizeof anchor_der);
    memset(&anchors, 0, sizeof anchors);
    anchors.raw.p = anchor_der;
    anchors.raw.len = sizeof anchor_der;
    server = (struct vsa_url){.host = VSA_SPAN_OF("api.sim.test"), .port = 443, .tls = true};
    boot();
    return 0;
}

static void open_connection(void)
{
    mbedtls_ssl_init(&ssl);
    mbedtls_ssl_config_init(&config);
    assert_int_equal(vsa_offer_configure(&config, &anchors, &session, false), 0);
    assert_int_equal(mbedtls_ssl_setup(&ssl, &config), 0);
}

static void close_connection(void)
{
    mbedtls_ssl_free(&ssl);
    mbedtls_ssl_config_free(&config);
}

/* The certificates of a chain, expiring in so many hours. */
static void verify_chain(int leaf_hours, int root_hours)
{
    mbedtls_x509_crt certificate;
    uint32_t flags = 0;
    const int hours[] = {root_hours, leaf_hours};

    for (int depth = 1; depth >= 0; depth--) {
        memset(&certificate, 0, sizeof certificate);
        mbedtls_x509_time_gmtime((mbedtls_time_t)fake_clock.wall_s + hours[1 - depth] * (int)HOUR, &certificate.valid_to);
        assert_int_equal(vsa_session_on_verify(&session, &certificate, depth, &flags), 0);
    }
}

static void receive_ticket(mbedtls_ssl_protocol_version version, char letter, size_t len)
{
    mbedtls_ssl_session *s = calloc(1, sizeof *s);
    static unsigned char ticket[2048];
    mbedtls_ssl_session *before = ssl.MBEDTLS_PRIVATE(session);

    memset(ticket, letter, sizeof ticket);
    mbedtls_ssl_session_init(s);
    s->MBEDTLS_PRIVATE(tls_version) = version;
    s->MBEDTLS_PRIVATE(ciphersuite) = version == MBEDTLS_SSL_VERSION_TLS1_3 ? MBEDTLS_TLS1_3_AES_128_GCM_SHA256
                                                      : MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
    s->MBEDTLS_PRIVATE(resumption_key_len) = 32;
    s->MBEDTLS_PRIVATE(ticket) = ticket;
    s->MBEDTLS_PRIVATE(ticket_len) = len;
    s->MBEDTLS_PRIVATE(ticket_lifetime) = 7 * 86400;
    ssl.MBEDTLS_PRIVATE(session) = s;
    ssl.MBEDTLS_PRIVATE(tls_version) = version;
    vsa_session_ticket(&session, &ssl, fake_clock.wall_s);
    ssl.MBEDTLS_PRIVATE(session) = before;
    free(s);
}

/* A connection with a full handshake, unless it is resumed; at its end there is a new ticket. Was it resumed? */
static bool connect_with(mbedtls_ssl_protocol_version version, char letter)
{
    bool resumed;

    open_connection();
    vsa_session_begin(&session, &ssl, &server, fake_clock.wall_s);
    if (!session.offered)
        verify_chain(1000, 100000);
    ssl.MBEDTLS_PRIVATE(tls_version) = MBEDTLS_SSL_VERSION_TLS1_3; /* no ticket in the handshake itself */
    resumed = vsa_session_is_up(&session, &ssl, fake_clock.wall_s);
    receive_ticket(version, letter, 200);
    close_connection();
    vsa_session_store(&session);
    return resumed;
}

/* Would the next connection be offered a session? */
static bool is_offered(void)
{
    bool offered;

    open_connection();
    vsa_session_begin(&session, &ssl, &server, fake_clock.wall_s);
    offered = session.offered;
    close_connection();
    return offered;
}

static bool is_offered_after_boot(void)
{
    boot();
    return is_offered();
}

/* ---- tests ---- */

static const mbedtls_ssl_protocol_version versions[] = {MBEDTLS_SSL_VERSION_TLS1_2, MBEDTLS_SSL_VERSION_TLS1_3};

TEST_CASE(a_session_outlives_reboot_and_brings_its_ticket)
{
    for (size_t i = 0; i < COUNT_OF(versions); i++) {
        set_up(NULL);
        assert_false(connect_with(versions[i], 'a'));
        boot();
        open_connection();
        vsa_session_begin(&session, &ssl, &server, fake_clock.wall_s);
        assert_true(session.offered);
        assert_int_equal(ssl.MBEDTLS_PRIVATE(session_negotiate)->MBEDTLS_PRIVATE(ticket_len), 200);
        assert_int_equal(ssl.MBEDTLS_PRIVATE(session_negotiate)->MBEDTLS_PRIVATE(ticket)[199], 'a');
        close_connection();
    }
}

TEST_CASE(any_bit_that_is_flipped_leaves_nothing_to_offer)
{
    unsigned char good[sizeof port.record];
    size_t len;

    assert_false(connect_with(MBEDTLS_SSL_VERSION_TLS1_3, 'a'));
    len = port.len;
    memcpy(good, port.record, len);
    for (size_t bit = 0; bit < 8 * len; bit++) {
        memcpy(port.record, good, len);
        port.len = len;
        port.record[bit / 8] ^= (unsigned char)(1u << bit % 8);
        if (is_offered_after_boot())
            fail_msg("bit %zu", bit);
    }
    memcpy(port.record, good, len);
    assert_true(is_offered_after_boot());
}

TEST_CASE(a_record_cut_at_any_byte_leaves_nothing_to_offer)
{
    size_t len;

    assert_false(connect_with(MBEDTLS_SSL_VERSION_TLS1_2, 'a'));
    len = port.len;
    for (port.len = 0; port.len < len; port.len++)
        if (is_offered_after_boot())
            fail_msg("%zu bytes", port.len);
    assert_true(is_offered_after_boot());
    port.len = len + 1;
    assert_false(is_offered_after_boot());
}

TEST_CASE(what_was_damaged_is_dropped_from_storage)
{
    assert_false(connect_with(MBEDTLS_SSL_VERSION_TLS1_2, 'a'));
    port.record[40] ^= 1;
    assert_false(is_offered_after_boot());
    vsa_session_store(&session);
    assert_int_equal(port.len, 0);
}

TEST_CASE(a_session_is_offered_to_nobody_else)
{
    assert_false(connect_with(MBEDTLS_SSL_VERSION_TLS1_2, 'a'));
    server.host = VSA_SPAN_OF("api.sim.tesu");
    assert_false(is_offered_after_boot());
    server.host = VSA_SPAN_OF("api.sim.test");
    server.port = 8443;
    assert_false(is_offered_after_boot());
    server.port = 443;
    port.key[15] ^= 1;
    assert_false(is_offered_after_boot());
    port.key[15] ^= 1;
    anchor_der[3] ^= 1;
    assert_false(is_offered_after_boot());
    anchor_der[3] ^= 1;
    assert_true(is_offered_after_boot());
}

TEST_CASE(the_age_counts_from_the_full_handshake_however_often_it_was_resumed)
{
    const uint32_t most = CONFIG_VSLICE_AGENT_TLS_SESSION_HOURS * HOUR;

    assert_false(connect_with(MBEDTLS_SSL_VERSION_TLS1_3, 'a'));
    for (uint32_t hour = 1; hour < CONFIG_VSLICE_AGENT_TLS_SESSION_HOURS; hour++) {
        fake_clock.wall_s = NOW + hour * HOUR;
        boot();
        assert_true(connect_with(MBEDTLS_SSL_VERSION_TLS1_3, (char)('a' + hour % 20)));
    }
    fake_clock.wall_s = NOW + most - 1;
    assert_true(is_offered_after_boot());
    fake_clock.wall_s = NOW + most;
    assert_false(is_offered_after_boot());
    assert_false(connect_with(MBEDTLS_SSL_VERSION_TLS1_3, 'z'));
    fake_clock.wall_s = NOW + 2 * most - 1;
    assert_true(is_offered_after_boot());
}

TEST_CASE(a_clock_that_went_back_is_not_trusted)
{
    assert_false(connect_with(MBEDTLS_SSL_VERSION_TLS1_2, 'a'));
    fake_clock.wall_s = NOW + 10 * HOUR;
    assert_true(connect_with(MBEDTLS_SSL_VERSION_TLS1_2, 'b'));
    fake_clock.wall_s = NOW + 10 * HOUR - 1; /* before the ticket came, though after the chain was verified */
    assert_false(is_offered_after_boot());
    fake_clock.wall_s = NOW - 1;
    assert_false(is_offered_after_boot());
}

TEST_CASE(a_session_ends_with_the_first_certificate_of_its_chain)
{
    static const struct {
        int leaf, root;
    } hours[] = {{2, 100000}, {1000, 2}};

    for (size_t i = 0; i < COUNT_OF(hours); i++) {
        set_up(NULL);
        open_connection();
        vsa_session_begin(&session, &ssl, &server, fake_clock.wall_s);
        verify_chain(hours[i].leaf, hours[i].root);
        assert_false(vsa_session_is_up(&session, &ssl, fake_clock.wall_s));
        receive_ticket(MBEDTLS_SSL_VERSION_TLS1_3, 'a', 200);
        close_connection();
        vsa_session_store(&session);
        fake_clock.wall_s = NOW + 2 * HOUR - 1;
        assert_true(is_offered_after_boot());
        fake_clock.wall_s = NOW + 2 * HOUR + 1;
        assert_false(is_offered_after_boot());
    }
}

TEST_CASE(a_session_that_was_given_up_is_not_offered_again)
{
    assert_false(connect_with(MBEDTLS_SSL_VERSION_TLS1_2, 'a'));
    assert_true(is_offered());
    assert_true(vsa_session_give_up(&session));
    assert_false(vsa_session_give_up(&session));
    assert_false(is_offered());
}

TEST_CASE(without_a_device_key_it_lives_in_ram_alone)
{
    port.has_key = false;
    assert_false(connect_with(MBEDTLS_SSL_VERSION_TLS1_2, 'a'));
    assert_true(fake_clock.logged_bytes > 0); /* and says so */
    assert_true(is_offered());
    assert_int_equal(port.stores, 0);
    assert_false(is_offered_after_boot());
}

TEST_CASE(the_same_ticket_is_not_written_twice)
{
    assert_false(connect_with(MBEDTLS_SSL_VERSION_TLS1_2, 'a'));
    boot();
    assert_true(connect_with(MBEDTLS_SSL_VERSION_TLS1_2, 'a'));
    assert_int_equal(port.stores, 1);
    assert_true(connect_with(MBEDTLS_SSL_VERSION_TLS1_2, 'b'));
    assert_int_equal(port.stores, 2);
}

TEST_CASE(no_nonce_is_used_twice)
{
    unsigned char nonces[64][12];

    for (int i = 0; i < 64; i++) {
        connect_with(MBEDTLS_SSL_VERSION_TLS1_3, (char)(' ' + i));
        memcpy(nonces[i], port.record, 12);
        for (int before = 0; before < i; before++)
            assert_memory_not_equal(nonces[before], nonces[i], 12);
    }
}

TEST_CASE(a_ticket_that_does_not_fit_is_not_kept)
{
    open_connection();
    vsa_session_begin(&session, &ssl, &server, fake_clock.wall_s);
    verify_chain(1000, 1000);
    vsa_session_is_up(&session, &ssl, fake_clock.wall_s);
    receive_ticket(MBEDTLS_SSL_VERSION_TLS1_3, 'a', 2000);
    close_connection();
    vsa_session_store(&session);
    assert_int_equal(port.len, 0);
    assert_false(is_offered());
    assert_int_equal(vsa_arena_used(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_session_outlives_reboot_and_brings_its_ticket, set_up),
        cmocka_unit_test_setup(any_bit_that_is_flipped_leaves_nothing_to_offer, set_up),
        cmocka_unit_test_setup(a_record_cut_at_any_byte_leaves_nothing_to_offer, set_up),
        cmocka_unit_test_setup(what_was_damaged_is_dropped_from_storage, set_up),
        cmocka_unit_test_setup(a_session_is_offered_to_nobody_else, set_up),
        cmocka_unit_test_setup(the_age_counts_from_the_full_handshake_however_often_it_was_resumed, set_up),
        cmocka_unit_test_setup(a_clock_that_went_back_is_not_trusted, set_up),
        cmocka_unit_test_setup(a_session_ends_with_the_first_certificate_of_its_chain, set_up),
        cmocka_unit_test_setup(a_session_that_was_given_up_is_not_offered_again, set_up),
        cmocka_unit_test_setup(without_a_device_key_it_lives_in_ram_alone, set_up),
        cmocka_unit_test_setup(the_same_ticket_is_not_written_twice, set_up),
        cmocka_unit_test_setup(no_nonce_is_used_twice, set_up),
        cmocka_unit_test_setup(a_ticket_that_does_not_fit_is_not_kept, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
