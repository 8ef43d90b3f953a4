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

/*
 * With no room in the ring the interrupt is turned off, or it would come for ever. Nobody else gets
 * here meanwhile: an interrupt while it is on, the main loop while it is off.
 */
static void receive_all(struct vsa_ethernet *e)
{
    enum vsa_frame frame;

    do
        frame = e->driver->receive(e);
    while (frame == VSA_FRAME_TAKEN);
    e->held = frame == VSA_FRAME_HELD;
    e->driver->enable_interrupt(e, !e->held);
}

/* Acknowledged first: a frame that comes while others are taken asks again. */
void vsa_ethernet_interrupt(void *ethernet)
{
    struct vsa_ethernet *e = ethernet;

    e->driver->acknowledge(e);
    receive_all(e);
}

void vsa_ethernet_receive_on(struct vsa_ethernet *e)
{
    if (e->held)
        receive_all(e);
}
