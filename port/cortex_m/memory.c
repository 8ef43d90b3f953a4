/* SPDX-License-Identifier: MIT */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Copies, fills and comparisons, which the firmware spends its time in: big numbers are copied and buffers wiped
 * all the time. They go by blocks where both ends are aligned. Where they are not, as data in a TLS record never
 * is, copies go by words all the same: the core reads and writes such words of ordinary memory (Armv7-M, with
 * UNALIGN_TRP left off; a peripheral is no place for memcpy).
 */
typedef uint32_t __attribute__((may_alias)) word;

struct __attribute__((packed, may_alias)) loose_word {
    uint32_t word;
};

struct __attribute__((may_alias)) block {
    uint32_t words[4];
};

static int is_aligned(const void *a, const void *b)
{
    return (((uintptr_t)a | (uintptr_t)b) & 3) == 0;
}

/* Not `restrict`, as the standard may have it: memmove copies upwards within a buffer by this. */
void *memcpy(void *to, const void *from, size_t len)
{
    unsigned char *t = to;
    const unsigned char *f = from;

    if (is_aligned(t, f))
        for (; len >= 16; len -= 16, t += 16, f += 16)
            *(struct block *)(void *)t = *(const struct block *)(const void *)f;
    for (; len >= 4; len -= 4, t += 4, f += 4)
        *(struct loose_word *)t = *(const struct loose_word *)f;
    while (len-- > 0)
        *t++ = *f++;
    return to;
}

void *memmove(void *to, const void *from, size_t len)
{
    unsigned char *t = to;
    const unsigned char *f = from;

    if ((uintptr_t)t - (uintptr_t)f < len)
        while (len-- > 0)
            t[len] = f[len];
    else if ((uintptr_t)f - (uintptr_t)t < sizeof(struct block)) /* a block would overlap itself */
        while (len-- > 0)
            *t++ = *f++;
    else
        memcpy(to, from, len);
    return to;
}

void *memset(void *to, int byte, size_t len)
{
    unsigned char *t = to;
    const uint32_t four = (unsigned char)byte * 0x01010101u;
    const struct block sixteen = {{four, four, four, four}};

    if (is_aligned(t, t)) {
        for (; len >= 16; len -= 16, t += 16)
            *(struct block *)(void *)t = sixteen;
        for (; len >= 4; len -= 4, t += 4)
            *(word *)(void *)t = four;
    }
    while (len-- > 0)
        *t++ = (unsigned char)byte;
    return to;
}

int memcmp(const void *a, const void *b, size_t len)
{
    const unsigned char *x = a, *y = b;

    for (; len > 0; len--, x++, y++)
        if (*x != *y)
            return *x - *y;
    return 0;
}
