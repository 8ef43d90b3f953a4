/* SPDX-License-Identifier: MIT */
/*
 * What every Ethernet driver has to show. The test before it has included registers.h and the driver's source, and has
 * the model: frames that it was given to receive, and those that were sent.
 */
#include "port/drivers/ethernet.c"
#include "port/drivers/ring.c"
#include "tests/support/test.h"

#include <string.h>

#define FCS_MAX      4
#define MODEL_FRAMES 8
#define RING_WORDS   800 /* two of the largest frames, and some words */

struct model_frame {
    unsigned char bytes[2048];
    uint32_t len;  /* without checksum */
    bool damaged;
};

static struct model_frame waiting[MODEL_FRAMES]; /* in the controller, the oldest first */
static unsigned waiting_count;
static bool endless; /* the oldest comes again and again */
static struct model_frame sent;
static unsigned sent_count;
static bool listening, due; /* the interrupt: enabled, and asserted */

static void model_reset(void);
static const struct vsa_ethernet_driver *const driver;

static struct vsa_ethernet e;
static uint32_t ring_words[RING_WORDS];

static unsigned char byte_of(uint32_t frame, uint32_t at)
{
    return (unsigned char)(frame * 31 + at * 7 + (at >> 8));
}

static void fill(unsigned char *bytes, uint32_t frame, uint32_t len)
{
    for (uint32_t i = 0; i < len; i++)
        bytes[i] = byte_of(frame, i);
}

static void set_up(void)
{
    waiting_count = sent_count = 0;
    listening = due = endless = false;
    model_reset();
    e = (struct vsa_ethernet){.driver = driver, .mac = {0x02, 0x11, 0x22, 0x33, 0x44, 0x55}};
    vsa_ring_init(&e.ring, ring_words, RING_WORDS);
    assert_true(driver->start(&e));
    assert_true(listening);
}

static void wire_brings(uint32_t frame, uint32_t len, bool damaged)
{
    struct model_frame *f = &waiting[waiting_count++];

    assert_in_range(waiting_count, 1, MODEL_FRAMES);
    fill(f->bytes, frame, len);
    memset(f->bytes + len, 0xee, FCS_MAX + 4); /* checksum, and whatever lies behind */
    f->len = len;
    f->damaged = damaged;
    due = true;
}

static void interrupt_if_due(void)
{
    for (int i = 0; i < 3 && due && listening; i++)
        vsa_ethernet_interrupt(&e);
    assert_false(due && listening);
}

/* The oldest frame of the ring is this one, whole. It is taken in two parts. */
static void is_next(uint32_t frame, uint32_t len)
{
    unsigned char got[2048], wanted[2048];
    uint32_t half = len * 2 / 3;

    assert_int_equal(vsa_ring_take_begin(&e.ring), len);
    vsa_ring_take(&e.ring, got, half);
    vsa_ring_take(&e.ring, got + half, len - half);
    vsa_ring_take_end(&e.ring);
    fill(wanted, frame, len);
    assert_memory_equal(got, wanted, len);
}

TEST_CASE(frames_of_every_length_are_received_byte_by_byte)
{
    set_up();
    for (uint32_t len = 1; len <= VSA_FRAME_BYTES_MAX; len++) {
        wire_brings(len, len, false);
        interrupt_if_due();
        is_next(len, len);
        assert_int_equal(waiting_count, 0);
    }
    assert_int_equal(vsa_ring_take_begin(&e.ring), 0);
    assert_int_equal(e.damaged, 0);
}

TEST_CASE(frames_that_come_at_once_keep_their_order)
{
    set_up();
    for (uint32_t i = 0; i < 6; i++)
        wire_brings(i, 60 + 17 * i, false);
    interrupt_if_due();
    for (uint32_t i = 0; i < 6; i++)
        is_next(i, 60 + 17 * i);
}

TEST_CASE(a_full_ring_leaves_frames_in_the_controller_and_loses_none)
{
    set_up();
    for (uint32_t i = 0; i < 5; i++)
        wire_brings(i, VSA_FRAME_BYTES_MAX - i, false);
    interrupt_if_due();
    assert_int_equal(waiting_count, 3);
    assert_false(listening);
    for (uint32_t i = 0; i < 5; i++) {
        is_next(i, VSA_FRAME_BYTES_MAX - i);
        vsa_ethernet_receive_on(&e);
    }
    assert_int_equal(waiting_count, 0);
    assert_true(listening);
    wire_brings(9, 100, false);
    interrupt_if_due();
    is_next(9, 100);
}

/* Full is: the next frame does not fit, and not: the largest would not. */
TEST_CASE(the_ring_takes_whatever_fits)
{
    const uint32_t len = 590, fit = (RING_WORDS - 1) / (1 + (len + 3) / 4);

    set_up();
    for (uint32_t i = 0; i < fit + 2; i++)
        wire_brings(i, len, false);
    interrupt_if_due();
    assert_int_equal(waiting_count, 2);
    assert_false(listening);
    for (uint32_t i = 0; i < fit + 2; i++) {
        is_next(i, len);
        for (int again = 0; again < 2; again++)
            vsa_ethernet_receive_on(&e);
    }
    assert_true(listening);
    assert_int_equal(e.damaged, 0);
}

TEST_CASE(room_in_the_ring_changes_nothing_where_no_frame_waits)
{
    set_up();
    wire_brings(1, 64, false);
    vsa_ethernet_receive_on(&e); /* not held: the interrupt's business */
    assert_int_equal(waiting_count, 1);
    interrupt_if_due();
    is_next(1, 64);
}

TEST_CASE(damaged_frames_and_frames_that_cannot_be_are_dropped_and_the_next_is_whole)
{
    static const struct {
        uint32_t len;
        bool damaged;
    } bad[] = {{0, false}, {VSA_FRAME_BYTES_MAX + 1, false}, {VSA_FRAME_BYTES_MAX + 5, false}, {2000, false}};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        set_up();
        wire_brings(1, 61, false);
        wire_brings(2, bad[i].len, bad[i].damaged);
        wire_brings(3, 63, false);
        interrupt_if_due();
        is_next(1, 61);
        is_next(3, 63);
        assert_int_equal(vsa_ring_take_begin(&e.ring), 0);
        assert_int_equal(e.damaged, 1);
        assert_int_equal(waiting_count, 0);
    }
}

/* As after noise on the wire: nothing comes of them that could fill the ring. */
TEST_CASE(bad_frames_without_end_leave_the_main_loop_its_turn)
{
    set_up();
    wire_brings(1, 2000, false);
    endless = true;
    vsa_ethernet_interrupt(&e);
    assert_false(listening);
    assert_in_range(e.damaged, 1, 100);
    endless = false;
    vsa_ethernet_receive_on(&e);
    assert_true(listening);
    wire_brings(2, 64, false);
    interrupt_if_due();
    is_next(2, 64);
}

/* Sent in parts of `part` bytes that begin at odd addresses. */
static void send_in_parts(uint32_t len, uint32_t part)
{
    unsigned char frame[2048 + 1], wanted[2048];

    fill(frame + 1, len, len);
    fill(wanted, len, len);
    assert_true(driver->send_begin(&e, len));
    for (uint32_t at = 0; at < len; at += part)
        driver->send_part(&e, frame + 1 + at, part < len - at ? part : len - at);
    driver->send_end(&e);
    assert_int_equal(sent_count, 1);
    assert_int_equal(sent.len, len);
    assert_memory_equal(sent.bytes, wanted, len);
    sent_count = 0;
}

TEST_CASE(frames_of_every_length_are_sent_byte_by_byte_whatever_their_parts)
{
    static const uint32_t parts[] = {1, 2, 3, 5, 14, 54, 1514};

    set_up();
    for (uint32_t len = 14; len <= VSA_FRAME_BYTES_MAX; len++)
        send_in_parts(len, parts[len % (sizeof parts / sizeof *parts)]);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        send_in_parts(VSA_FRAME_BYTES_MAX, parts[i]);
}

#define ETHERNET_TESTS                                                                             \
    TEST(frames_of_every_length_are_received_byte_by_byte),                                        \
        TEST(frames_that_come_at_once_keep_their_order),                                           \
        TEST(a_full_ring_leaves_frames_in_the_controller_and_loses_none),                          \
        TEST(the_ring_takes_whatever_fits),                                                        \
        TEST(room_in_the_ring_changes_nothing_where_no_frame_waits),                               \
        TEST(damaged_frames_and_frames_that_cannot_be_are_dropped_and_the_next_is_whole),          \
        TEST(bad_frames_without_end_leave_the_main_loop_its_turn),                                 \
        TEST(frames_of_every_length_are_sent_byte_by_byte_whatever_their_parts)
