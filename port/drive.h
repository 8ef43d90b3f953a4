/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_DRIVE_H
#define VSLICE_AGENT_PORT_DRIVE_H

#include "agent/check.h"
#include "port/port.h"
#include "port/transport.h"

/*
 * drive: the one loop between the engine and the world, the same on every board. It asks the check what it wants,
 * does exactly that on a transport, and tells it what happened.
 *
 * Firmware with a main loop of its own calls vsa_drive_step from it; others call vsa_drive_run, which blocks.
 */
struct vsa_drive {
    struct vsa_check *check;
    const struct vsa_transport *transport;
    void *idle;                 /* for vsa_port_idle */
    struct vsa_peer peer;       /* of the connection that is open */
    uint32_t open;              /* to which server, as a hash of it; 0: none is */
    uint32_t opened_ms;
    struct vsa_usage begin;     /* when the check that is under way began */
    bool counting;              /* it has */
    bool shaking;               /* connected by early data: the handshake is not over */
    bool running;               /* a check that vsa_drive_start began is not over */
};

#define VSA_DRIVE_OVER UINT32_MAX

/*
 * Once, before the first check. The transport and the check live as long as the drive, and are its own: no other
 * drive may have them. One drive serves one check after another, and a connection that a check leaves open serves the
 * next, if that goes to the same server, for a day: then its certificates are verified again. `idle` is
 * handed to vsa_port_idle.
 */
void vsa_drive_init(struct vsa_drive *d, struct vsa_check *check, const struct vsa_transport *transport,
                    void *idle);

/*
 * Starts a membership check (vsa_check_start, which has the arguments). False, and nothing has changed, if one that was
 * started here is under way: two at once have no meaning on one connection. vsa_check_cancel and a step more end it.
 */
bool vsa_drive_start(struct vsa_drive *d, const struct vsa_config *config, struct vsa_memory *memory, uint32_t random);

/*
 * One step of a check that was started; never blocks. Returns the milliseconds after which it must be called
 * again at the latest (0: at once; it may be called earlier, and should be when the network has something), or
 * VSA_DRIVE_OVER: the check is over and its outcome final.
 */
uint32_t vsa_drive_step(struct vsa_drive *d);

/* Steps and vsa_port_idle in turn until the check is over. */
void vsa_drive_run(struct vsa_drive *d);

/* Closes a connection that was left open, if there is one. */
void vsa_drive_close(struct vsa_drive *d);

#endif
