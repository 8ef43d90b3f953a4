/* SPDX-License-Identifier: MIT */
#include "port/drivers/ethernet.h"

#include "port/drivers/registers.h"

#define TRIES 100000

bool vsa_ethernet_wait_clear(const struct vsa_ethernet *e, uintptr_t offset, uint32_t bits)
{
    for (int i = 0; i < TRIES; i++)
        if ((vsa_read(e->base, offset) & bits) == 0)
            return true;
    return false;
}

/* However fast frames come, and those that are not kept take no room, the main loop has its turn after so many. */
#define FRAMES_AT_ONCE 32

/*
 * With no room in the ring the interrupt is turned off, or it would come for ever. Nobody else gets
 * here meanwhile: an interrupt while it is on, the main loop while it is off.
 */
static void receive_some(struct vsa_ethernet *e)
{
    enum vsa_frame frame;
    int left = FRAMES_AT_ONCE;

    do
        frame = e->driver->receive(e);
    while (frame == VSA_FRAME_TAKEN && --left > 0);
    e->held = frame != VSA_FRAME_NONE;
    e->driver->enable_interrupt(e, !e->held);
}

/* Acknowledged first: a frame that comes while others are taken asks again. */
void vsa_ethernet_interrupt(void *ethernet)
{
    struct vsa_ethernet *e = ethernet;

    e->driver->acknowledge(e);
    receive_some(e);
}

void vsa_ethernet_receive_on(struct vsa_ethernet *e)
{
    if (e->held)
        receive_some(e);
}
