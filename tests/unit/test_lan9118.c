/* SPDX-License-Identifier: MIT */
/* The LAN9118 driver over a model of its registers: FIFOs of words, statuses, MAC and PHY behind their mailboxes. */
#include "tests/support/registers.h"

#include "port/drivers/lan9118.c"

#include "tests/unit/ethernet_cases.h"

static const struct vsa_ethernet_driver *const driver = &vsa_lan9118;

static uint32_t mac[16], phy[32], mac_data, statuses, transmit_free;
static uint32_t words_read;     /* of the oldest frame's data */
static uint32_t transmit_words; /* of a frame being sent: two commands, then data */

enum health { IS_WELL, IS_OFF /* all bits read as 1 */, MAC_HANGS, PHY_HANGS, FIFO_HANGS };

static enum health health;
static uint32_t reads;

static void model_reset(void)
{
    memset(mac, 0, sizeof mac);
    memset(phy, 0, sizeof phy);
    health = IS_WELL;
    words_read = transmit_words = statuses = 0;
    transmit_free = 4608;
}

static void remove_oldest(void)
{
    if (!endless)
        memmove(waiting, waiting + 1, sizeof *waiting * --waiting_count);
    words_read = 0;
}

static uint32_t words_of_oldest(void)
{
    return (waiting[0].len + FCS_BYTES + 3) / 4;
}

static bool status_taken; /* of the oldest frame, whose data is still there */

static uint32_t next_data(void)
{
    uint32_t word;

    assert_true(status_taken && words_read < words_of_oldest());
    memcpy(&word, waiting[0].bytes + 4 * words_read, 4); /* this host is little-endian, as the chip is */
    if (++words_read == words_of_oldest()) {
        status_taken = false;
        remove_oldest();
    }
    return word;
}

static uint32_t status_of_oldest(void)
{
    uint32_t len = waiting[0].len == 0 ? 0 : waiting[0].len + FCS_BYTES;

    assert_in_range(waiting_count, 1, MODEL_FRAMES);
    assert_false(status_taken);
    return len << 16 | (waiting[0].damaged ? RX_STATUS_ERROR : 0);
}

static uint32_t take_status(void)
{
    uint32_t status = status_of_oldest();

    status_taken = RX_STATUS_LEN(status) > 0;
    if (!status_taken)
        remove_oldest(); /* nothing behind it */
    return status;
}

static uint32_t model_read(uintptr_t offset)
{
    reads++;
    if (health == IS_OFF)
        return UINT32_MAX;
    switch (offset) {
    case MAC_CSR_CMD:
        return health == MAC_HANGS ? MAC_CSR_BUSY : 0;
    case RX_DP_CTRL:
        return health == FIFO_HANGS ? RX_DP_FAST_FORWARD : 0;
    case BYTE_TEST:
        return BYTE_TEST_VALUE;
    case RX_FIFO_INF:
        return waiting_count << 16;
    case RX_STATUS_PEEK:
        return status_of_oldest();
    case RX_STATUS_FIFO:
        return take_status();
    case RX_DATA_FIFO:
        return next_data();
    case TX_FIFO_INF:
        return statuses << 16 | transmit_free;
    case TX_STATUS_FIFO:
        assert_in_range(statuses--, 1, 255);
        return 0;
    case MAC_CSR_DATA:
        return mac_data;
    default:
        return 0; /* busy bits: done already */
    }
}

static void transmit(uint32_t word)
{
    if (transmit_words == 0) {
        sent.len = word & 0x7ff;
        assert_int_equal(word & ~0x7ffu, TX_A_FIRST_AND_LAST);
    } else if (transmit_words == 1) {
        assert_int_equal(word & 0x7ff, sent.len);
    } else {
        memcpy(sent.bytes + 4 * (transmit_words - 2), &word, 4);
    }
    if (++transmit_words == 2 + (sent.len + 3) / 4) {
        transmit_words = 0;
        sent_count++;
        statuses++;
    }
}

static void phy_command(uint32_t command)
{
    if ((command & MII_WRITE) == 0)
        mac[MAC_MII_DATA] = phy[command >> 6 & 31];
    else
        phy[command >> 6 & 31] = mac[MAC_MII_DATA];
}

static void mac_command(uint32_t command)
{
    uint32_t index = command & 15;

    assert_true((command & MAC_CSR_BUSY) != 0);
    if ((command & MAC_CSR_READ) != 0) {
        mac_data = mac[index] | (index == MAC_MII_ACC && health == PHY_HANGS ? MII_BUSY : 0);
        return;
    }
    mac[index] = mac_data & ~(index == MAC_MII_ACC ? MII_BUSY : 0);
    if (index == MAC_MII_ACC)
        phy_command(mac_data);
}

static void model_store(uintptr_t offset, uint32_t value)
{
    switch (offset) {
    case TX_DATA_FIFO:
        transmit(value);
        break;
    case RX_DP_CTRL:
        assert_true(status_taken && words_of_oldest() - words_read >= FAST_FORWARD_WORDS_MIN);
        status_taken = false;
        remove_oldest();
        break;
    case INT_STS:
        due = due && (value & INT_RX_STATUS_LEVEL) == 0;
        break;
    case INT_EN:
        listening = (value & INT_RX_STATUS_LEVEL) != 0;
        break;
    case MAC_CSR_DATA:
        mac_data = value;
        break;
    case MAC_CSR_CMD:
        mac_command(value);
        break;
    default:
        break;
    }
}

/* Data sheet: ADDRL holds the first four bytes of the address, the first one in its lowest byte. */
TEST_CASE(the_address_is_set_in_the_order_of_the_wire)
{
    set_up();
    assert_int_equal(mac[MAC_ADDRL], 0x33221102);
    assert_int_equal(mac[MAC_ADDRH], 0x5544);
    assert_int_equal(mac[MAC_CR], MAC_CR_FULL_DUPLEX | MAC_CR_TX_ENABLE | MAC_CR_RX_ENABLE);
    assert_int_equal(phy[0], BMCR_NEGOTIATE);
}

TEST_CASE(the_link_is_what_the_phy_says)
{
    set_up();
    assert_false(driver->link(&e));
    phy[PHY_BMSR] = BMSR_LINK;
    assert_true(driver->link(&e));
}

TEST_CASE(a_frame_received_with_an_error_is_dropped_whatever_its_length)
{
    set_up();
    for (uint32_t len = 1; len <= 70; len++) {
        wire_brings(1, len, true);
        wire_brings(len, 64, false);
        interrupt_if_due();
        is_next(len, 64);
        assert_int_equal(e.damaged, len);
    }
}

TEST_CASE(without_room_in_the_controller_nothing_is_sent)
{
    set_up();
    transmit_free = 1514;
    assert_false(driver->send_begin(&e, 1514));
    assert_int_equal(transmit_words, 0);
}

TEST_CASE(statuses_of_frames_sent_are_read)
{
    set_up();
    statuses = 100;
    send_in_parts(60, 60);
    assert_int_equal(statuses, 1);
}

/* ---- a controller that hangs ---- */

#define READS_MAX 1000000 /* a tenth of a second, or more on a slow bus */

static void is_not_for_ever(void)
{
    assert_in_range(reads, 1, READS_MAX);
    reads = 0;
}

static void hangs(enum health how)
{
    set_up();
    phy[PHY_BMSR] = BMSR_LINK;
    assert_true(driver->link(&e));
    health = how;
    reads = 0;
}

TEST_CASE(whatever_hangs_the_link_is_down_before_long)
{
    for (enum health how = IS_OFF; how <= PHY_HANGS; how++) {
        hangs(how);
        assert_false(driver->link(&e));
        is_not_for_ever();
        assert_int_equal(driver->start(&e), how != IS_OFF);
        is_not_for_ever();
        assert_false(driver->link(&e));
        health = IS_WELL;
        assert_true(driver->link(&e));
    }
}

TEST_CASE(a_controller_that_is_off_holds_up_neither_who_sends_nor_the_interrupt)
{
    hangs(IS_OFF);
    driver->send_begin(&e, 60);
    is_not_for_ever();
    vsa_ethernet_interrupt(&e);
    is_not_for_ever();
    assert_false(listening);
    assert_int_equal(vsa_ring_take_begin(&e.ring), 0);
}

TEST_CASE(a_frame_that_cannot_be_dropped_holds_reception_up_until_it_can)
{
    hangs(FIFO_HANGS);
    wire_brings(1, 600, true);
    wire_brings(2, 64, false);
    vsa_ethernet_interrupt(&e);
    is_not_for_ever();
    assert_false(listening);
    health = IS_WELL;
    vsa_ethernet_receive_on(&e);
    is_next(2, 64);
    assert_true(listening);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        ETHERNET_TESTS,
        TEST(the_address_is_set_in_the_order_of_the_wire),
        TEST(the_link_is_what_the_phy_says),
        TEST(a_frame_received_with_an_error_is_dropped_whatever_its_length),
        TEST(without_room_in_the_controller_nothing_is_sent),
        TEST(statuses_of_frames_sent_are_read),
        TEST(whatever_hangs_the_link_is_down_before_long),
        TEST(a_controller_that_is_off_holds_up_neither_who_sends_nor_the_interrupt),
        TEST(a_frame_that_cannot_be_dropped_holds_reception_up_until_it_can),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
