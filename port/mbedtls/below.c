/* SPDX-License-Identifier: MIT */
#include "port/mbedtls/below.h"

#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>

/* ---- counted ---- */

static void count(struct vsa_below *b, enum vsa_cost cost, size_t n)
{
    b->bill.cost[cost] += (uint32_t)n;
}

struct vsa_io vsa_below_connect(struct vsa_below *b, const struct vsa_url *server, struct vsa_peer *peer)
{
    struct vsa_io io = b->transport.connect(b->transport.context, server, peer);

    if (io.status == VSA_IO_AGAIN && b->layer != io.stage) {
        count(b, VSA_COST_TRIPS, 1);
        b->layer = (uint8_t)io.stage;
    }
    b->up = io.status == VSA_IO_DONE;
    return io;
}

struct vsa_io vsa_below_send(struct vsa_below *b, struct vsa_span data)
{
    struct vsa_io io = b->transport.send(b->transport.context, data);

    if (io.status == VSA_IO_DONE) {
        count(b, VSA_COST_BYTES_OUT, io.count);
        b->asked = true;
    }
    return io;
}

struct vsa_io vsa_below_receive(struct vsa_below *b, char *buffer, size_t cap)
{
    struct vsa_io io = b->transport.receive(b->transport.context, buffer, cap);

    if (io.status == VSA_IO_DONE)
        count(b, VSA_COST_BYTES_IN, io.count);
    if (io.status == VSA_IO_AGAIN && b->asked) {
        count(b, VSA_COST_TRIPS, 1);
        b->asked = false;
    }
    return io;
}

void vsa_below_close(struct vsa_below *b)
{
    b->transport.close(b->transport.context);
    b->failed = (struct vsa_io){.status = VSA_IO_DONE};
    b->layer = 0;
    b->up = false;
    b->asked = false;
    b->gulp = 0;
}

/* ---- Mbed TLS ---- */

static int code_of(struct vsa_below *b, struct vsa_io io, int again, int failed)
{
    b->waits = io.status == VSA_IO_AGAIN;
    switch (io.status) {
    case VSA_IO_DONE:
        return (int)io.count;
    case VSA_IO_AGAIN:
    case VSA_IO_BUSY:
        return again;
    case VSA_IO_CLOSED:
        return 0;
    case VSA_IO_FAILED:
        break;
    }
    b->failed = io;
    return failed;
}

int vsa_below_bio_send(void *below, const unsigned char *data, size_t len)
{
    struct vsa_below *b = below;
    struct vsa_span span = {(const char *)data, len};
    struct vsa_io io = b->up ? vsa_below_send(b, span) : vsa_io_again(VSA_STAGE_TLS);

    return code_of(b, io, MBEDTLS_ERR_SSL_WANT_WRITE, MBEDTLS_ERR_NET_SEND_FAILED);
}

int vsa_below_bio_receive(void *below, unsigned char *buffer, size_t cap)
{
    struct vsa_below *b = below;
    struct vsa_io io;

    if (b->gulp > VSA_BELOW_GULP_MAX)
        return MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE;
    io = vsa_below_receive(b, (char *)buffer, cap);
    b->gulp = io.status == VSA_IO_AGAIN ? 0 : b->gulp + (uint32_t)io.count;
    return code_of(b, io, MBEDTLS_ERR_SSL_WANT_READ, MBEDTLS_ERR_NET_RECV_FAILED);
}
