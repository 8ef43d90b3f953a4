/* SPDX-License-Identifier: MIT */
#include "port/console/hidden.h"

#include "agent/json_string.h"

/* From `first` to `last`, 63 further ones at most. */
#define RANGE(first, last) ((uint32_t)(first) << 6 | ((last) - (first)))

static const uint32_t ranges[] = {
    RANGE(0x0000, 0x001f),   RANGE(0x007f, 0x009f),   RANGE(0x00ad, 0x00ad), RANGE(0x034f, 0x034f),
    RANGE(0x061c, 0x061c),   RANGE(0x115f, 0x1160),   RANGE(0x17b4, 0x17b5), RANGE(0x180b, 0x180f),
    RANGE(0x200b, 0x200f),   RANGE(0x2028, 0x202e),   RANGE(0x2060, 0x206f), RANGE(0x3164, 0x3164),
    RANGE(0xfe00, 0xfe0f),   RANGE(0xfeff, 0xfeff),   RANGE(0xffa0, 0xffa0), RANGE(0xfff0, 0xfffd),
    RANGE(0x1bca0, 0x1bca3), RANGE(0x1d173, 0x1d17a),
};

#define NO_UTF8 0xfffd
#define TAGS    0xe0000 /* and selectors of variants; above them there are private characters only */

static bool is_hidden(uint32_t code)
{
    if (code >= TAGS)
        return true;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code - (ranges[i] >> 6) <= (ranges[i] & 63))
            return true;
    return false;
}

/* The character at the front, which is not empty. */
static uint32_t first_character(struct vsa_span text, size_t *len)
{
    struct vsa_json_string string = {0};
    int32_t code = (uint8_t)*text.ptr;

    *len = 1;
    if (code < 0x80)
        return (uint32_t)code;
    code = vsa_json_string_take(&string, *text.ptr);
    while (code == VSA_JSON_PART && *len < text.len)
        code = vsa_json_string_take(&string, text.ptr[(*len)++]);
    if (code >= 0)
        return (uint32_t)code;
    *len = 1;
    return NO_UTF8;
}

struct vsa_span vsa_hidden(struct vsa_span text)
{
    while (text.len > 0) {
        size_t len;
        if (is_hidden(first_character(text, &len)))
            return (struct vsa_span){text.ptr, len};
        text = (struct vsa_span){text.ptr + len, text.len - len};
    }
    return text;
}

/* Of UTF-16, as JSON has it. */
static void write_unit(struct vsa_writer *w, uint32_t unit)
{
    vsa_write_text(w, "\\u");
    for (unsigned shift = 16; shift > 0; shift -= 4)
        vsa_write_number(w, unit >> (shift - 4) & 15, 16);
}

void vsa_write_hidden(struct vsa_writer *w, struct vsa_span character)
{
    size_t len;
    uint32_t code = first_character(character, &len);

    if (code > 0xffff) {
        write_unit(w, 0xd7c0 + (code >> 10));
        code = 0xdc00 | (code & 0x3ff);
    }
    write_unit(w, code);
}
