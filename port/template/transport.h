/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_TEMPLATE_TRANSPORT_H
#define VSLICE_AGENT_PORT_TEMPLATE_TRANSPORT_H

#include "port/transport.h"

/*
 * A transport for a network stack that is neither sockets nor lwIP: a modem that speaks TCP by AT
 * commands, say. Needed only there. port/transport.h has the contract; TLS goes on top of it
 * (port/mbedtls/tls.h).
 */
struct vsa_template_connection {
    int handle; /* whatever the stack needs */
};

struct vsa_transport vsa_template_transport(struct vsa_template_connection *connection);

#endif
