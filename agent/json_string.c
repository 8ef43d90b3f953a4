/* SPDX-License-Identifier: MIT */
#include "agent/json_string.h"

#include "agent/span.h"

#include <string.h>

/*
 * What the next byte is. A `code` that is there at FIRST and ESCAPE is the first half of a surrogate pair: the second
 * has to follow.
 */
enum {
    FIRST,  /* the first of a character */
    ESCAPE, /* behind a backslash */
    HEX,    /* a digit of \u */
    UTF8    /* not the first of a UTF-8 sequence */
};

static int32_t is_complete(struct vsa_json_string *s, uint32_t code)
{
    s->state = FIRST;
    s->code = 0;
    return (int32_t)code;
}

/* RFC 3629, section 3: the first byte says how many follow, and so the least code that needs so many. */
static int32_t first_byte(struct vsa_json_string *s, uint8_t c)
{
    if (c == '\\') {
        s->state = ESCAPE;
        return VSA_JSON_PART;
    }
    if (s->code != 0 || c < 0x20 || (c >= 0x80 && c < 0xc2) || c > 0xf4)
        return VSA_JSON_BAD;
    if (c < 0x80)
        return c == '"' ? VSA_JSON_END : c;
    s->more = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    s->least = c < 0xe0 ? 0x80 : c < 0xf0 ? 0x800 : 0x10000;
    s->code = c & 0x3fu >> s->more;
    s->state = UTF8;
    return VSA_JSON_PART;
}

/* What is still to come decides nothing: no range without characters begins or ends among the codes it can make. */
static int32_t utf8_byte(struct vsa_json_string *s, uint8_t c)
{
    uint32_t code;

    s->code = s->code << 6 | (c & 0x3f);
    s->more--;
    code = s->code << 6 * s->more;
    if (c >> 6 != 2 || code < s->least || code > 0x10ffff || code >> 11 == 0xd800 >> 11)
        return VSA_JSON_BAD;
    return s->more > 0 ? VSA_JSON_PART : is_complete(s, code);
}

static int32_t escape_byte(struct vsa_json_string *s, char c)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *found = c != 0 && s->code == 0 ? strchr(from, c) : NULL;

    if (found)
        return is_complete(s, (uint32_t)to[found - from]);
    s->more = 4;
    s->state = HEX;
    return c == 'u' ? VSA_JSON_PART : VSA_JSON_BAD;
}

static bool is_first_half(uint32_t code)
{
    return code >> 10 == 0xd800 >> 10;
}

static bool is_second_half(uint32_t code)
{
    return code >> 10 == 0xdc00 >> 10;
}

/* The digits of a pair's second half have moved those of its first one up. */
static int32_t code_is_read(struct vsa_json_string *s)
{
    uint32_t first = s->code >> 16, code = s->code & 0xffff;

    if ((first != 0) != is_second_half(code))
        return VSA_JSON_BAD;
    if (first != 0)
        return is_complete(s, 0x10000 + ((first & 0x3ff) << 10 | (code & 0x3ff)));
    if (!is_first_half(code))
        return is_complete(s, code);
    s->state = FIRST;
    return VSA_JSON_PART;
}

static int32_t hex_byte(struct vsa_json_string *s, char c)
{
    int value = vsa_hex_value(c);

    s->code = s->code << 4 | (uint32_t)(value & 15);
    if (value < 0)
        return VSA_JSON_BAD;
    return --s->more > 0 ? VSA_JSON_PART : code_is_read(s);
}

int32_t vsa_json_string_take(struct vsa_json_string *s, char c)
{
    switch (s->state) {
    case FIRST:
        return first_byte(s, (uint8_t)c);
    case ESCAPE:
        return escape_byte(s, c);
    case HEX:
        return hex_byte(s, c);
    default:
        return utf8_byte(s, (uint8_t)c);
    }
}
