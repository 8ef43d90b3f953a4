/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_SPAN_H
#define VSLICE_AGENT_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * span: borrowed text, the only way text travels in this library.
 *
 * A span does not own its bytes, need not end with NUL and may be empty ({NULL, 0} is). Whoever hands
 * one over says how long its bytes stay; where nothing is said, they stay for the call only.
 */
struct vsa_span {
    const char *ptr;
    size_t len; /* bytes */
};

/* A span over a string literal, without its NUL; also good as a static initializer. */
#define VSA_SPAN(literal) { (literal), sizeof(literal) - 1 }
#define VSA_SPAN_OF(literal) ((struct vsa_span)VSA_SPAN(literal))

/* A span over a C string. NULL gives the empty span. */
struct vsa_span vsa_span(const char *text);

/* Same bytes? Two empty spans are equal. */
bool vsa_span_equal(struct vsa_span a, struct vsa_span b);

/* Same bytes, ASCII letters compared without regard to case? Other bytes count as they are. */
bool vsa_span_equal_nocase(struct vsa_span a, struct vsa_span b);

/* The same of two C strings. */
bool vsa_text_equal_nocase(const char *a, const char *b);

/* ASCII lower case of one byte; every other byte unchanged. Never looks at a locale. */
char vsa_lower(char c);

/* The same byte or, case aside, the same ASCII letter? */
static inline bool vsa_is_same_letter(char a, char b)
{
    return a == b || ((a ^ b) == 0x20 && (uint8_t)((a | 0x20) - 'a') < 26);
}

/* The value of a hexadecimal digit, 0..15; -1 for any other byte. */
int vsa_hex_value(char c);

#endif
