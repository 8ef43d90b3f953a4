/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_POSIX_SOCKETS_PLATFORM_H
#define VSLICE_AGENT_PORT_POSIX_SOCKETS_PLATFORM_H

/*
 * sockets_platform: what port/sockets/sockets.c has to be told about POSIX. A platform with another
 * stack has a header of the same name in its own folder, and the build puts that folder on the
 * include path instead.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* The name of a socket call: SYS(connect)(fd, ...). lwIP's have a prefix. */
#define SYS(name) name

/* A flag of send that lets a segment wait for more, until TCP_NODELAY is set once more; 0: none. */
#ifdef __linux__
#define VSA_SOCKETS_GATHER MSG_MORE
#else
#define VSA_SOCKETS_GATHER 0
#endif

/* 1 where struct sockaddr_in6 exists. */
#define VSA_SOCKETS_IPV6 1

#endif
