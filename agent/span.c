/* SPDX-License-Identifier: MIT */
#include "agent/span.h"

#include <string.h>

struct vsa_span vsa_span(const char *text)
{
    return (struct vsa_span){text, text ? strlen(text) : 0};
}

char vsa_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

int vsa_hex_value(char c)
{
    char l = vsa_lower(c);

    if (l >= '0' && l <= '9')
        return l - '0';
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

bool vsa_span_equal(struct vsa_span a, struct vsa_span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool vsa_span_equal_nocase(struct vsa_span a, struct vsa_span b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (!vsa_is_same_letter(a.ptr[i], b.ptr[i]))
            return false;
    return true;
}

bool vsa_text_equal_nocase(const char *a, const char *b)
{
    for (; vsa_is_same_letter(*a, *b); a++, b++)
        if (*a == 0)
            return true;
    return false;
}
