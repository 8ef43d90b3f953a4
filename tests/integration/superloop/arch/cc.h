/* SPDX-License-Identifier: MIT */
#ifndef SUPERLOOP_ARCH_CC_H
#define SUPERLOOP_ARCH_CC_H

#include <stdlib.h>
#include <sys/time.h>
#include <sys/types.h>

#define LWIP_RAND()            ((unsigned)rand())
#define LWIP_TIMEVAL_PRIVATE   0
#define LWIP_ERRNO_STDINCLUDE  1
#define LWIP_DONT_PROVIDE_BYTEORDER_FUNCTIONS

#endif
