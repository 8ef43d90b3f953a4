/* SPDX-License-Identifier: MIT */
#include "agent/names.h"

struct vsa_span vsa_name(const char *names, unsigned count, unsigned index)
{
    if (index >= count)
        return vsa_span("?");
    for (; index > 0; index--)
        names += vsa_span(names).len + 1;
    return vsa_span(names);
}
