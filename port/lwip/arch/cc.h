/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_LWIP_ARCH_CC_H
#define VSLICE_AGENT_PORT_LWIP_ARCH_CC_H

#include <stdint.h>

/* cc: what lwIP asks about compiler and processor. GCC and Clang need nearly nothing. */
uint32_t vsa_lwip_random(void);
_Noreturn void vsa_lwip_assertion(const char *what);

#define LWIP_RAND()      vsa_lwip_random()
#define LWIP_NO_CTYPE_H  1
#define LWIP_NO_UNISTD_H 1
#define LWIP_PLATFORM_DIAG(x)
#ifdef NDEBUG
#define LWIP_NOASSERT 1
#endif
#define LWIP_PLATFORM_ASSERT(x) vsa_lwip_assertion(x)

#endif
