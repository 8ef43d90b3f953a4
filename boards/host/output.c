/* SPDX-License-Identifier: MIT */
#include "boards/host/output.h"

#include <stdio.h>

bool output_is_written(void)
{
    bool written = fflush(stdout) == 0 && !ferror(stdout);

    if (!written)
        fputs("vslice-agent: the output could not be written\n", stderr);
    clearerr(stdout);
    return written;
}
