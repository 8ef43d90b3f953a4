/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/cortex_m.h"

#include <stdlib.h>

/*
 * What others' code would have of libc beyond strings and arithmetic. There are no files and no
 * heap: malloc has no definition at all, so that whoever calls it fails at link.
 */
_Noreturn void abort(void)
{
    vsa_panic("abort: Mbed TLS's arena was overwritten");
}
