/* SPDX-License-Identifier: MIT */
#include "agent/names.h"

#include <string.h>

const char *vsa_name(const char *names, unsigned count, unsigned index)
{
    if (index >= count)
        return "?";
    while (index-- > 0)
        names += strlen(names) + 1;
    return names;
}
