/* SPDX-License-Identifier: MIT */
#include "port/template/transport.h"

#include <string.h>

/*
 * Resolve server->host, then connect to server->port; begin on the first call, go on with each
 * further one. While the name is looked up: vsa_io_again(VSA_STAGE_DNS); then
 * vsa_io_again(VSA_STAGE_CONNECT); when it is up: fill in *peer, and vsa_io_done(0). Ignore
 * server->tls, that is the layer above.
 */
static struct vsa_io template_connect(void *context, const struct vsa_url *server,
                                      struct vsa_peer *peer)
{
    (void)context;
    (void)server;
    memset(peer, 0, sizeof *peer);
    return vsa_io_failed(VSA_STAGE_CONNECT, VSA_UNREACHABLE, 0);
}

/* As many bytes as the stack takes now, at least one: vsa_io_done(count); none: vsa_io_again. */
static struct vsa_io template_send(void *context, struct vsa_span data)
{
    (void)context;
    (void)data;
    return vsa_io_failed(VSA_STAGE_CONNECT, VSA_CONNECTION_LOST, 0);
}

/*
 * What is there, at least one byte: vsa_io_done(count); nothing yet: vsa_io_again; FIN:
 * vsa_io_closed; reset: failed.
 */
static struct vsa_io template_receive(void *context, char *buffer, size_t cap)
{
    (void)context;
    (void)buffer;
    (void)cap;
    return vsa_io_failed(VSA_STAGE_CONNECT, VSA_CONNECTION_LOST, 0);
}

/*
 * From any state, also in the middle of a look-up whose answer may still come: that answer must
 * then touch nothing.
 */
static void template_close(void *context)
{
    (void)context;
}

struct vsa_transport vsa_template_transport(struct vsa_template_connection *connection)
{
    return (struct vsa_transport){
        .context = connection,
        .connect = template_connect,
        .send = template_send,
        .receive = template_receive,
        .close = template_close,
    };
}
