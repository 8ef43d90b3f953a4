/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_UNIT_LWIP_HOST_H
#define VSLICE_AGENT_TESTS_UNIT_LWIP_HOST_H

/* Included before every source of lwIP on a host: more of ssize_t than it expects of a bare machine, and a malloc of the
 * test's, which can fail. */
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/types.h>

#define SSIZE_MAX            LONG_MAX
#define MEMP_MEM_MALLOC      1
#define MEM_CUSTOM_ALLOCATOR 1
#define MEM_CUSTOM_MALLOC    lwip_malloc
#define MEM_CUSTOM_CALLOC    calloc
#define MEM_CUSTOM_FREE      free

void *lwip_malloc(size_t len);

#endif
