/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/cortex_m.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * What others' code would have of libc beyond strings and arithmetic. There are no files and no
 * heap: malloc has no definition at all, so that whoever calls it fails at link. Only Mbed TLS's
 * allocator prints, and exits, when it finds its arena overwritten, which is a fault of ours.
 */
_Noreturn void exit(int status)
{
    (void)status;
    vsa_panic("Mbed TLS found its arena overwritten, or one of its functions was called wrongly");
}

int fprintf(FILE *file, const char *format, ...)
{
    (void)file;
    vsa_panic(format);
}

/* The compiler makes these two of fprintf with a literal. */
int fputs(const char *text, FILE *file)
{
    (void)file;
    vsa_panic(text);
}

size_t fwrite(const void *text, size_t size, size_t count, FILE *file)
{
    (void)size;
    (void)count;
    (void)file;
    vsa_panic(text);
}

_Noreturn void abort(void)
{
    vsa_panic("abort");
}
