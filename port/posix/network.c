/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* NOLINT: libc's own switch */

#include "port/port.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

/*
 * On a host the operating system looks after link and address: it is enough that some interface is
 * up and has an address. Loopback counts too, since a test server may live there. The DNS servers
 * stay unknown: resolv.conf mostly names a local relay.
 */

static bool has_address(const struct ifaddrs *i)
{
    const struct sockaddr *a = i->ifa_addr;

    return a != NULL && (a->sa_family == AF_INET || a->sa_family == AF_INET6);
}

static void look_at_interfaces(struct vsa_network *network)
{
    struct ifaddrs *all;

    if (getifaddrs(&all) != 0) {
        network->foreign = errno;
        return;
    }
    for (const struct ifaddrs *i = all; i != NULL; i = i->ifa_next) {
        if ((i->ifa_flags & IFF_UP) == 0)
            continue;
        network->link = VSA_OK;
        if (has_address(i))
            network->address = VSA_OK;
    }
    freeifaddrs(all);
}

/* The operating system looks after that. */
void vsa_port_radio(bool needed)
{
    (void)needed;
}

void vsa_port_network(struct vsa_network *network)
{
    memset(network, 0, sizeof *network);
    network->link = VSA_MORE;
    network->address = VSA_MORE;
    look_at_interfaces(network);
    network->wall_s = vsa_port_wall_s();
    network->time = network->wall_s != 0 ? VSA_OK : VSA_MORE;
}
