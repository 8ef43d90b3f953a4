/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_DRIVERS_ETHERNET_H
#define VSLICE_AGENT_PORT_DRIVERS_ETHERNET_H

#include "port/drivers/ring.h"

/*
 * ethernet: a controller that sends whole frames at once and receives by interrupt into a ring.
 * Frames are without preamble and checksum. One struct a controller; a board fills in the first
 * three members:
 *
 *     struct vsa_ethernet ethernet = {.driver = &vsa_lan9118, .base = 0x40200000, .irq = 13};
 */
struct vsa_ethernet;

#define VSA_FRAME_BYTES_MAX 1514

enum vsa_frame {
    VSA_FRAME_NONE,  /* there is none */
    VSA_FRAME_TAKEN, /* out of the controller: into the ring, or dropped because it is damaged */
    VSA_FRAME_HELD,  /* left in the controller: the ring has no room for it, or the controller does not answer */
};

struct vsa_ethernet_driver {
    /* Resets the controller, sets its address, and begins to receive. False if it does not answer.
     */
    bool (*start)(struct vsa_ethernet *e);

    /* Is the cable plugged in? Cheap enough to ask a few times a second. True where it cannot be
     * known; false if the controller or its PHY does not answer, after some milliseconds. */
    bool (*link)(struct vsa_ethernet *e);

    /* A frame of `len` bytes: begin, its parts in order, end. begin: false if there is no room,
     * then no part may follow. */
    bool (*send_begin)(struct vsa_ethernet *e, size_t len);
    void (*send_part)(struct vsa_ethernet *e, const void *part, size_t len);
    void (*send_end)(struct vsa_ethernet *e);

    /* The oldest frame that the controller has, into the ring. */
    enum vsa_frame (*receive)(struct vsa_ethernet *e);

    /* The interrupt of received frames: forgets it; turns it on or off. One that is due stays due
     * while it is off. */
    void (*acknowledge)(struct vsa_ethernet *e);
    void (*enable_interrupt)(struct vsa_ethernet *e, bool on);
};

struct vsa_ethernet {
    const struct vsa_ethernet_driver *driver;
    uintptr_t base;
    unsigned irq;
    uint8_t mac[6];

    /* The driver's own. */
    struct vsa_ring ring;      /* frames received: port/lwip takes them out */
    volatile bool held;        /* reception waits for the main loop, to have room in the ring or its turn */
    volatile uint32_t damaged; /* frames the controller received with an error; wraps */
    uint32_t word;             /* bytes of a frame to send that do not make a word yet */
    uint32_t word_len;
    uint32_t first_word; /* of a frame that is held, if the controller gives its length only so; 0: none */
};

/* The interrupt handler of every controller. */
void vsa_ethernet_interrupt(void *ethernet);

/* From the main loop, again and again: takes frames that wait in the controller, if any had to. */
void vsa_ethernet_receive_on(struct vsa_ethernet *e);

/* For drivers. Waits until `bits` of a register are 0; false if they do not get there. */
bool vsa_ethernet_wait_clear(const struct vsa_ethernet *e, uintptr_t offset, uint32_t bits);

extern const struct vsa_ethernet_driver vsa_lan9118;
extern const struct vsa_ethernet_driver vsa_stellaris_eth;

#endif
