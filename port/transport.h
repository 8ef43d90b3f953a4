/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_TRANSPORT_H
#define VSLICE_AGENT_PORT_TRANSPORT_H

#include "agent/bill.h"
#include "agent/network.h"
#include "agent/stage.h"

/*
 * transport: four operations on one connection at a time, none of which blocks, and one for afterwards. TLS is a
 * transport over a transport and has the same face, so that HTTP never names it.
 *
 * An operation says what happened in `status`, and how much in `count`; no number has two meanings.
 */
enum vsa_io_status {
    VSA_IO_DONE,   /* connect: the connection is up. send, receive: count bytes moved, count >= 1 */
    VSA_IO_AGAIN,  /* nothing can be done now; try again after port_idle, or when woken. count is 0 */
    VSA_IO_BUSY,   /* not receive: a layer, or a step of long arithmetic, is done; call again at once. count is 0 */
    VSA_IO_CLOSED, /* receive only: the peer has closed in an orderly way, and all it sent was received */
    VSA_IO_FAILED, /* see result and foreign; the connection is gone, close MUST still be called */
};

struct vsa_io {
    enum vsa_io_status status;
    size_t count;
    enum vsa_stage stage;   /* connect, AGAIN, BUSY or FAILED: the layer at work (DNS, CONNECT, TLS) */
    enum vsa_result result; /* FAILED: why, in our words */
    int32_t foreign;        /* FAILED: why, in the words of errno, lwIP or Mbed TLS */
};

struct vsa_transport {
    void *context; /* the first argument of every operation */

    /*
     * Begins to connect, or goes on: MUST be called again with the same server until it says other than AGAIN and BUSY.
     * The server's spans live until close. On DONE *peer is filled in. Resolving the name is part of it.
     * peer->early, on the way in: what is sent first on this connection may be replayed. If it is set on the way out,
     * the handshake ends with the first send that says DONE; connect then tells the final *peer.
     */
    struct vsa_io (*connect)(void *context, const struct vsa_url *server, struct vsa_peer *peer);

    /* Sends some of `data`, which is not empty. After AGAIN and BUSY it MUST be called with the same bytes first. */
    struct vsa_io (*send)(void *context, struct vsa_span data);

    /* Receives up to `cap` >= 1 bytes into `buffer`. */
    struct vsa_io (*receive)(void *context, char *buffer, size_t cap);

    /*
     * Closes and forgets everything, whatever state the connection is in; also when there is none. It says
     * goodbye (TLS close_notify, FIN) as far as that goes at once.
     */
    void (*close)(void *context);

    /*
     * A check is over and the radio may sleep: puts away what has to outlive sleep; a connection may stay open. May
     * take a moment, for flash is written. Writes what was counted since the last time into *bill. NULL: nothing to do.
     */
    void (*rest)(void *context, struct vsa_bill *bill);
};

static inline struct vsa_io vsa_io_done(size_t count)
{
    return (struct vsa_io){.status = VSA_IO_DONE, .count = count};
}

static inline struct vsa_io vsa_io_again(enum vsa_stage stage)
{
    return (struct vsa_io){.status = VSA_IO_AGAIN, .stage = stage};
}

static inline struct vsa_io vsa_io_busy(enum vsa_stage stage)
{
    return (struct vsa_io){.status = VSA_IO_BUSY, .stage = stage};
}

static inline struct vsa_io vsa_io_closed(void)
{
    return (struct vsa_io){.status = VSA_IO_CLOSED};
}

static inline struct vsa_io vsa_io_failed(enum vsa_stage stage, enum vsa_result result, int32_t foreign)
{
    return (struct vsa_io){
        .status = VSA_IO_FAILED, .stage = stage, .result = result, .foreign = foreign};
}

#endif
