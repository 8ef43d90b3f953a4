/* SPDX-License-Identifier: MIT */
/* The Stellaris Ethernet driver over a model of its registers: one FIFO, a length in front of each frame. */
#include "tests/support/registers.h"

#include "port/drivers/stellaris_eth.c"

#include "tests/unit/ethernet_cases.h"

static const struct vsa_ethernet_driver *const driver = &vsa_stellaris_eth;

static uint32_t registers[16], phy[8], words_read, transmit_words, reads;
static bool phy_hangs, sender_hangs;
static unsigned char transmit_fifo[2048 + 8];

static void model_reset(void)
{
    memset(registers, 0, sizeof registers);
    memset(phy, 0, sizeof phy);
    words_read = transmit_words = 0;
    phy_hangs = sender_hangs = false;
}

/* Two bytes of length with these two and the checksum, the frame, the checksum. */
static uint32_t next_data(void)
{
    unsigned char fifo[2048 + 16];
    uint32_t len = waiting[0].len == 0 ? 0 : waiting[0].len + LEN_BYTES + FCS_BYTES, word;

    assert_in_range(waiting_count, 1, MODEL_FRAMES);
    fifo[0] = (unsigned char)len;
    fifo[1] = (unsigned char)(len >> 8);
    memcpy(fifo + LEN_BYTES, waiting[0].bytes, waiting[0].len + FCS_BYTES + 4);
    memcpy(&word, fifo + 4 * words_read, 4); /* this host is little-endian, as the chip is */
    if (len == 0 || ++words_read == (len + 3) / 4) {
        if (!endless)
            memmove(waiting, waiting + 1, sizeof *waiting * --waiting_count);
        words_read = 0;
    }
    return word;
}

static uint32_t model_read(uintptr_t offset)
{
    reads++;
    switch (offset) {
    case MCTL:
        return phy_hangs ? MCTL_START : 0;
    case TR:
        return sender_hangs ? TR_NEW : 0;
    case DATA:
        return next_data();
    case NP:
        return waiting_count;
    case MRXD:
        return phy[registers[MCTL / 4] >> 3 & 7];
    default:
        return 0; /* busy bits: done already */
    }
}

static void transmit(void)
{
    sent.len = (uint32_t)(transmit_fifo[0] | transmit_fifo[1] << 8) + HEADER_BYTES;
    assert_int_equal(transmit_words, (LEN_BYTES + sent.len + 3) / 4);
    memcpy(sent.bytes, transmit_fifo + LEN_BYTES, sent.len);
    transmit_words = 0;
    sent_count++;
}

static void model_store(uintptr_t offset, uint32_t value)
{
    registers[offset / 4] = value;
    if (offset == DATA)
        memcpy(transmit_fifo + 4 * transmit_words++, &value, 4);
    else if (offset == TR && (value & TR_NEW) != 0)
        transmit();
    else if (offset == RIS)
        due = due && (value & INT_RECEIVED) == 0;
    else if (offset == IM)
        listening = (value & INT_RECEIVED) != 0;
}

/* Data sheet: IA0 holds the first four bytes of the address, the first one in its lowest byte. */
TEST_CASE(the_address_is_set_in_the_order_of_the_wire)
{
    set_up();
    assert_int_equal(registers[IA0 / 4], 0x33221102);
    assert_int_equal(registers[IA1 / 4], 0x5544);
}

/* Its first word is out of the FIFO, and the rest went with the reset. */
TEST_CASE(a_start_forgets_the_frame_that_was_held)
{
    set_up();
    for (uint32_t i = 0; i < 3; i++)
        wire_brings(i, VSA_FRAME_BYTES_MAX, false);
    interrupt_if_due();
    assert_int_equal(words_read, 1);
    waiting_count = words_read = 0;
    assert_true(driver->start(&e));
    is_next(0, VSA_FRAME_BYTES_MAX);
    is_next(1, VSA_FRAME_BYTES_MAX);
    wire_brings(4, 333, false);
    interrupt_if_due();
    is_next(4, 333);
}

TEST_CASE(the_link_is_what_the_phy_says_and_up_where_there_is_none)
{
    set_up();
    assert_true(driver->link(&e));
    phy[PHY_ID] = 0x0181;
    assert_false(driver->link(&e));
    phy[PHY_BMSR] = BMSR_LINK;
    assert_true(driver->link(&e));
}

#define READS_MAX 1000000 /* a tenth of a second, or more */

TEST_CASE(a_phy_that_does_not_answer_has_no_link)
{
    set_up();
    phy_hangs = true;
    reads = 0;
    assert_false(driver->link(&e));
    assert_in_range(reads, 1, READS_MAX);
    phy_hangs = false;
    assert_true(driver->link(&e));
}

TEST_CASE(a_sender_that_never_ends_holds_nobody_up)
{
    set_up();
    sender_hangs = true;
    reads = 0;
    assert_false(driver->send_begin(&e, 60));
    assert_in_range(reads, 1, READS_MAX);
    assert_int_equal(transmit_words, 0);
    sender_hangs = false;
    send_in_parts(60, 60);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        ETHERNET_TESTS,
        TEST(the_address_is_set_in_the_order_of_the_wire),
        TEST(a_start_forgets_the_frame_that_was_held),
        TEST(the_link_is_what_the_phy_says_and_up_where_there_is_none),
        TEST(a_phy_that_does_not_answer_has_no_link),
        TEST(a_sender_that_never_ends_holds_nobody_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
