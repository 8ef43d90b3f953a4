/* SPDX-License-Identifier: MIT */
#include "port/drivers/ethernet.h"
#include "port/drivers/registers.h"
#include "port/drivers/words.h"

/* Ethernet controller of the Stellaris LM3S6000 and LM3S8000 chips. Names of the data sheet, less
 * "MAC". */
enum {
    RIS = 0x00, /* written: IACK */
    IM = 0x04,
    RCTL = 0x08,
    TCTL = 0x0c,
    DATA = 0x10,
    IA0 = 0x14,
    IA1 = 0x18,
    THR = 0x1c,
    MCTL = 0x20,
    MDV = 0x24,
    MRXD = 0x30,
    NP = 0x34,
    TR = 0x38,
};

#define INT_RECEIVED               (1u << 0)
#define INT_ALL                    0x7fu
#define RCTL_ENABLE                (1u << 0)
#define RCTL_DROP_BAD_CRC          (1u << 3)
#define RCTL_RESET_FIFO            (1u << 4)
#define TCTL_ENABLE_PAD_CRC_DUPLEX 0x17u
#define TR_NEW                     (1u << 0)
#define MCTL_START                 (1u << 0)
#define MDC_DIVISOR                10u /* the PHY's bus below 2.5 MHz at 50 MHz */

#define PHY_BMSR  1u
#define PHY_ID    2u
#define BMSR_LINK (1u << 2)
#define NO_ANSWER (1u << 16) /* no register of a PHY's has so many bits */

#define HEADER_BYTES 14
/* A frame's first word in the FIFO: its length with these two bytes and the checksum, then its
 * first two bytes. */
#define LEN_BYTES 2
#define FCS_BYTES 4

static void acknowledge(struct vsa_ethernet *e)
{
    vsa_store(e->base, RIS, INT_RECEIVED);
}

static void enable_interrupt(struct vsa_ethernet *e, bool on)
{
    vsa_store(e->base, IM, on ? INT_RECEIVED : 0);
}

static bool start(struct vsa_ethernet *e)
{
    const uint8_t *m = e->mac;

    vsa_store(e->base, IM, 0);
    vsa_store(e->base, RIS, INT_ALL);
    vsa_store(e->base, MDV, MDC_DIVISOR);
    vsa_store(e->base, IA0,
              (uint32_t)m[3] << 24 | (uint32_t)m[2] << 16 | (uint32_t)m[1] << 8 | m[0]);
    vsa_store(e->base, IA1, (uint32_t)m[5] << 8 | m[4]);
    vsa_store(e->base, THR, 0x3f); /* send only whole frames */
    vsa_store(e->base, TCTL, TCTL_ENABLE_PAD_CRC_DUPLEX);
    vsa_store(e->base, RCTL, RCTL_RESET_FIFO);
    e->first_word = 0;
    vsa_store(e->base, RCTL, RCTL_ENABLE | RCTL_DROP_BAD_CRC);
    enable_interrupt(e, true);
    return true;
}

static uint32_t phy_read(struct vsa_ethernet *e, uint32_t index)
{
    vsa_store(e->base, MCTL, index << 3 | MCTL_START);
    return vsa_ethernet_wait_clear(e, MCTL, MCTL_START) ? vsa_read(e->base, MRXD) : NO_ANSWER;
}

/* QEMU has no PHY: all its registers are 0. */
static bool has_link(struct vsa_ethernet *e)
{
    if (phy_read(e, PHY_ID) == 0)
        return true;
    return (phy_read(e, PHY_BMSR) & BMSR_LINK) != 0;
}

/* ---- sending ---- */

/* In the FIFO, two bytes of length less the Ethernet header's are in front of the frame. */
static bool send_begin(struct vsa_ethernet *e, size_t len)
{
    uint32_t payload = (uint32_t)len - HEADER_BYTES;
    const unsigned char front[LEN_BYTES] = {(unsigned char)payload, (unsigned char)(payload >> 8)};

    if (!vsa_ethernet_wait_clear(e, TR, TR_NEW))
        return false;
    vsa_words_begin(e);
    vsa_words_put(e, DATA, front, sizeof front);
    return true;
}

static void send_part(struct vsa_ethernet *e, const void *part, size_t len)
{
    vsa_words_put(e, DATA, part, len);
}

static void send_end(struct vsa_ethernet *e)
{
    vsa_words_end(e, DATA);
    vsa_store(e->base, TR, TR_NEW);
}

/* ---- reception, in the interrupt ---- */

/*
 * The first word holds the length and the frame's first two bytes, so the frame lies two bytes off
 * in the words that follow: each word for the ring is put together from two.
 */
static void take(struct vsa_ethernet *e, uint32_t first, uint32_t frame, bool wanted)
{
    uint32_t left = (LEN_BYTES + frame + FCS_BYTES + 3) / 4 - 1, carry = first >> 16;

    for (uint32_t got = 0; left > 0; got += 4, left--) {
        uint32_t word = vsa_read(e->base, DATA);
        if (wanted && got < frame)
            vsa_ring_put_word(&e->ring, carry | word << 16);
        carry = word >> 16;
    }
}

/*
 * The length cannot be looked at without taking the frame's first word out of the FIFO: it is kept until the ring has
 * room for the rest.
 */
static enum vsa_frame receive(struct vsa_ethernet *e)
{
    uint32_t first, len;
    bool wanted;

    if (e->first_word == 0 && (vsa_read(e->base, NP) & 0x3f) == 0)
        return VSA_FRAME_NONE;
    first = e->first_word != 0 ? e->first_word : vsa_read(e->base, DATA);
    len = first & 0xffff;
    e->first_word = 0;
    if (len < LEN_BYTES + FCS_BYTES) {
        e->damaged++;
        return VSA_FRAME_TAKEN;
    }
    len -= LEN_BYTES + FCS_BYTES;
    wanted = len > 0 && len <= VSA_FRAME_BYTES_MAX;
    if (wanted && !vsa_ring_put_begin(&e->ring, len)) {
        e->first_word = first;
        return VSA_FRAME_HELD;
    }
    take(e, first, len, wanted);
    if (wanted)
        vsa_ring_put_end(&e->ring);
    else
        e->damaged++;
    return VSA_FRAME_TAKEN;
}

const struct vsa_ethernet_driver vsa_stellaris_eth = {
    .start = start,
    .link = has_link,
    .send_begin = send_begin,
    .send_part = send_part,
    .send_end = send_end,
    .receive = receive,
    .acknowledge = acknowledge,
    .enable_interrupt = enable_interrupt,
};
