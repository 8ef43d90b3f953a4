/* SPDX-License-Identifier: MIT */
#include "port/drivers/ethernet.h"
#include "port/drivers/registers.h"
#include "port/drivers/words.h"

/* SMSC LAN9118 and its family (LAN9220 and others). Names of its data sheet. */
enum {
    RX_DATA_FIFO = 0x00,
    TX_DATA_FIFO = 0x20,
    RX_STATUS_FIFO = 0x40,
    RX_STATUS_PEEK = 0x44,
    TX_STATUS_FIFO = 0x48,
    IRQ_CFG = 0x54,
    INT_STS = 0x58,
    INT_EN = 0x5c,
    BYTE_TEST = 0x64,
    FIFO_INT = 0x68,
    RX_CFG = 0x6c,
    TX_CFG = 0x70,
    HW_CFG = 0x74,
    RX_DP_CTRL = 0x78,
    RX_FIFO_INF = 0x7c,
    TX_FIFO_INF = 0x80,
    MAC_CSR_CMD = 0xa4,
    MAC_CSR_DATA = 0xa8,
};

enum { MAC_CR = 1, MAC_ADDRH = 2, MAC_ADDRL = 3, MAC_MII_ACC = 6, MAC_MII_DATA = 7 };

#define BYTE_TEST_VALUE     0x87654321u
#define IRQ_CFG_ENABLE      (1u << 8 | 1u << 4 | 1u << 0) /* on, active high, push-pull */
#define INT_RX_STATUS_LEVEL (1u << 3)
#define TX_CFG_ON           (1u << 1)
#define HW_CFG_SOFT_RESET   (1u << 0)
#define HW_CFG_TX_FIFO_5_KB (5u << 16)
#define HW_CFG_MUST_BE_ONE  (1u << 20)
#define RX_DP_FAST_FORWARD  (1u << 31)
#define MAC_CSR_BUSY        (1u << 31)
#define MAC_CSR_READ        (1u << 30)
#define MAC_CR_FULL_DUPLEX  (1u << 20)
#define MAC_CR_TX_ENABLE    (1u << 3)
#define MAC_CR_RX_ENABLE    (1u << 2)
#define MII_PHY_1           (1u << 11)
#define MII_BUSY            (1u << 0)
#define MII_WRITE           (1u << 1)
#define PHY_BMSR            1u
#define BMCR_NEGOTIATE      (1u << 12 | 1u << 9)
#define BMSR_LINK           (1u << 2)

#define RX_STATUS_ERROR        (1u << 15)
#define RX_STATUS_LEN(status)  ((status) >> 16 & 0x3fff)
#define FCS_BYTES              4
#define FAST_FORWARD_WORDS_MIN 4

#define TX_A_FIRST_AND_LAST (1u << 13 | 1u << 12)

/* A transfer to the PHY takes 26 us, a try 0.1 at least: three accesses over the bus. */
#define PHY_TRIES 1000

static void mac_write(struct vsa_ethernet *e, uint32_t index, uint32_t value)
{
    vsa_store(e->base, MAC_CSR_DATA, value);
    vsa_store(e->base, MAC_CSR_CMD, MAC_CSR_BUSY | index);
    vsa_ethernet_wait_clear(e, MAC_CSR_CMD, MAC_CSR_BUSY);
}

static bool mac_read(struct vsa_ethernet *e, uint32_t index, uint32_t *value)
{
    vsa_store(e->base, MAC_CSR_CMD, MAC_CSR_BUSY | MAC_CSR_READ | index);
    if (!vsa_ethernet_wait_clear(e, MAC_CSR_CMD, MAC_CSR_BUSY))
        return false;
    *value = vsa_read(e->base, MAC_CSR_DATA);
    return true;
}

static bool phy_ready(struct vsa_ethernet *e)
{
    uint32_t access;

    for (int i = 0; i < PHY_TRIES && mac_read(e, MAC_MII_ACC, &access); i++)
        if ((access & MII_BUSY) == 0)
            return true;
    return false;
}

/* 0 if the PHY does not answer. */
static uint32_t phy_read(struct vsa_ethernet *e, uint32_t index)
{
    uint32_t value;

    if (!phy_ready(e))
        return 0;
    mac_write(e, MAC_MII_ACC, MII_PHY_1 | index << 6 | MII_BUSY);
    return phy_ready(e) && mac_read(e, MAC_MII_DATA, &value) ? value : 0;
}

static void phy_negotiate(struct vsa_ethernet *e)
{
    mac_write(e, MAC_MII_DATA, BMCR_NEGOTIATE); /* register 0 */
    mac_write(e, MAC_MII_ACC, MII_PHY_1 | MII_WRITE | MII_BUSY);
}

static void set_address(struct vsa_ethernet *e)
{
    const uint8_t *m = e->mac;

    mac_write(e, MAC_ADDRL,
              (uint32_t)m[3] << 24 | (uint32_t)m[2] << 16 | (uint32_t)m[1] << 8 | m[0]);
    mac_write(e, MAC_ADDRH, (uint32_t)m[5] << 8 | m[4]);
}

static void acknowledge(struct vsa_ethernet *e)
{
    vsa_store(e->base, INT_STS, INT_RX_STATUS_LEVEL);
}

static void enable_interrupt(struct vsa_ethernet *e, bool on)
{
    vsa_store(e->base, INT_EN, on ? INT_RX_STATUS_LEVEL : 0);
}

static bool start(struct vsa_ethernet *e)
{
    if (vsa_read(e->base, BYTE_TEST) != BYTE_TEST_VALUE)
        return false;
    vsa_store(e->base, HW_CFG, HW_CFG_SOFT_RESET);
    if (!vsa_ethernet_wait_clear(e, HW_CFG, HW_CFG_SOFT_RESET))
        return false;
    vsa_store(e->base, HW_CFG, HW_CFG_MUST_BE_ONE | HW_CFG_TX_FIFO_5_KB);
    vsa_store(e->base, RX_CFG, 0);
    set_address(e);
    phy_negotiate(e);
    mac_write(e, MAC_CR, MAC_CR_FULL_DUPLEX | MAC_CR_TX_ENABLE | MAC_CR_RX_ENABLE);
    vsa_store(e->base, TX_CFG, TX_CFG_ON);
    vsa_store(e->base, FIFO_INT, 0); /* an interrupt from the first frame on */
    vsa_store(e->base, IRQ_CFG, IRQ_CFG_ENABLE);
    vsa_store(e->base, INT_STS, UINT32_MAX);
    enable_interrupt(e, true);
    return true;
}

static bool has_link(struct vsa_ethernet *e)
{
    return (phy_read(e, PHY_BMSR) & BMSR_LINK) != 0;
}

/* ---- sending ---- */

/* Statuses of frames sent pile up until they are read. */
static void drain_transmit_status(struct vsa_ethernet *e)
{
    for (uint32_t n = vsa_read(e->base, TX_FIFO_INF) >> 16 & 0xff; n > 0; n--)
        (void)vsa_read(e->base, TX_STATUS_FIFO);
}

static bool send_begin(struct vsa_ethernet *e, size_t len)
{
    drain_transmit_status(e);
    if ((vsa_read(e->base, TX_FIFO_INF) & 0xffff) < len + 16)
        return false;
    vsa_store(e->base, TX_DATA_FIFO, TX_A_FIRST_AND_LAST | (uint32_t)len);
    vsa_store(e->base, TX_DATA_FIFO, (uint32_t)len);
    vsa_words_begin(e);
    return true;
}

static void send_part(struct vsa_ethernet *e, const void *part, size_t len)
{
    vsa_words_put(e, TX_DATA_FIFO, part, len);
}

static void send_end(struct vsa_ethernet *e)
{
    vsa_words_end(e, TX_DATA_FIFO);
}

/* ---- reception, in the interrupt ---- */

/* Until the controller has done so, there is nothing to be had from it. */
static void drop(struct vsa_ethernet *e, uint32_t words)
{
    if (words < FAST_FORWARD_WORDS_MIN) {
        while (words-- > 0)
            (void)vsa_read(e->base, RX_DATA_FIFO);
        return;
    }
    vsa_store(e->base, RX_DP_CTRL, RX_DP_FAST_FORWARD);
}

/* The frame whose status was read; it has its checksum behind it, which makes one word more at
 * most. */
static void take(struct vsa_ethernet *e, uint32_t len)
{
    uint32_t words = (len + FCS_BYTES + 3) / 4, wanted = (len + 3) / 4;

    for (uint32_t i = 0; i < wanted; i++)
        vsa_ring_put_word(&e->ring, vsa_read(e->base, RX_DATA_FIFO));
    for (uint32_t i = wanted; i < words; i++)
        (void)vsa_read(e->base, RX_DATA_FIFO);
    vsa_ring_put_end(&e->ring);
}

static enum vsa_frame receive(struct vsa_ethernet *e)
{
    uint32_t status, len;
    bool damaged;

    if (!vsa_ethernet_wait_clear(e, RX_DP_CTRL, RX_DP_FAST_FORWARD))
        return VSA_FRAME_HELD;
    if ((vsa_read(e->base, RX_FIFO_INF) >> 16 & 0xff) == 0)
        return VSA_FRAME_NONE;
    status = vsa_read(e->base, RX_STATUS_PEEK);
    len = RX_STATUS_LEN(status);
    damaged =
        (status & RX_STATUS_ERROR) || len <= FCS_BYTES || len > VSA_FRAME_BYTES_MAX + FCS_BYTES;
    if (!damaged && !vsa_ring_put_begin(&e->ring, len - FCS_BYTES))
        return VSA_FRAME_HELD;
    (void)vsa_read(e->base, RX_STATUS_FIFO);
    if (damaged) {
        e->damaged++;
        drop(e, (len + 3) / 4);
    } else {
        take(e, len - FCS_BYTES);
    }
    return VSA_FRAME_TAKEN;
}

const struct vsa_ethernet_driver vsa_lan9118 = {
    .start = start,
    .link = has_link,
    .send_begin = send_begin,
    .send_part = send_part,
    .send_end = send_end,
    .receive = receive,
    .acknowledge = acknowledge,
    .enable_interrupt = enable_interrupt,
};
