/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_WRITER_H
#define VSLICE_AGENT_WRITER_H

#include "agent/span.h"

#include <stdint.h>

/*
 * writer: text into the caller's buffer. What does not fit sets `full` and is dropped whole or in part;
 * check `full` once, at the end. No function here takes a token: secrets have a type that cannot be written.
 */
struct vsa_writer {
    char *ptr;
    size_t cap; /* bytes at ptr */
    size_t len; /* bytes written so far */
    bool full;  /* something did not fit; sticks */
};

/* Starts writing at the beginning of a buffer of cap bytes. */
static inline struct vsa_writer vsa_writer(char *buffer, size_t cap)
{
    return (struct vsa_writer){buffer, cap, 0, false};
}

/* What was written; lives as long as the buffer. */
static inline struct vsa_span vsa_written(const struct vsa_writer *w)
{
    return (struct vsa_span){w->ptr, w->len};
}

void vsa_write_char(struct vsa_writer *w, char c);
void vsa_write(struct vsa_writer *w, struct vsa_span text);

/* A C string. */
void vsa_write_text(struct vsa_writer *w, const char *text);

/* The form, with `first` in place of its first '%' and `second` in place of any other. */
void vsa_write_form(struct vsa_writer *w, const char *form, const char *first, const char *second);

/* Digits of the base, 10 or 16 (in lower case), no leading zero. */
void vsa_write_number(struct vsa_writer *w, uint32_t value, unsigned base);

/* Decimal digits, no sign, no leading zero. */
void vsa_write_u32(struct vsa_writer *w, uint32_t value);
void vsa_write_i32(struct vsa_writer *w, int32_t value);

/* Text as a JSON string with its quotes: quote, backslash and bytes below 0x20 escaped, the rest as it is. */
void vsa_write_json(struct vsa_writer *w, struct vsa_span text);

/* Spaces until the text since `start` is at least `width` bytes long. */
void vsa_write_pad(struct vsa_writer *w, size_t start, size_t width);

#endif
