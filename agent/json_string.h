/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_JSON_STRING_H
#define VSLICE_AGENT_JSON_STRING_H

#include <stdbool.h>
#include <stdint.h>

/*
 * json_string: the inside of a JSON string (RFC 8259, section 7), a byte at a time: every character of it, escapes
 * undone. Strict: escapes, surrogate pairs, UTF-8 (RFC 3629), control bytes.
 *
 * All zero bytes: at the beginning. After VSA_JSON_BAD it takes no more.
 */
struct vsa_json_string {
    uint8_t state;
    uint8_t more;   /* hex digits or bytes of UTF-8 to come */
    uint32_t code;  /* of the character so far */
    uint32_t least; /* code that takes so many bytes of UTF-8 */
};

enum {
    VSA_JSON_PART = -1, /* a character is not complete */
    VSA_JSON_END = -2,  /* the quote that ends the string */
    VSA_JSON_BAD = -3   /* no JSON */
};

/*
 * Names in a filter (json_sieve.h) stand between blanks, parentheses and the end. Those are all less than any character
 * of a name.
 */
static inline bool vsa_json_is_in_name(char c)
{
    return c > ')';
}

/* Takes the next byte. The character that it completes, 0..0x10ffff, or one of the above. */
int32_t vsa_json_string_take(struct vsa_json_string *s, char c);

/* Between two characters, where any may begin? */
static inline bool vsa_json_string_at_rest(const struct vsa_json_string *s)
{
    return s->state == 0 && s->code == 0;
}

#endif
