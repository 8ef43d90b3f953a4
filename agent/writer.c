/* SPDX-License-Identifier: MIT */
#include "agent/writer.h"

void vsa_write_char(struct vsa_writer *w, char c)
{
    if (w->len < w->cap)
        w->ptr[w->len++] = c;
    else
        w->full = true;
}

void vsa_write(struct vsa_writer *w, struct vsa_span text)
{
    while (text.len-- > 0)
        vsa_write_char(w, *text.ptr++);
}

void vsa_write_text(struct vsa_writer *w, const char *text)
{
    for (; *text; text++)
        vsa_write_char(w, *text);
}

void vsa_write_form(struct vsa_writer *w, const char *form, const char *first, const char *second)
{
    for (; *form; form++) {
        if (*form != '%') {
            vsa_write_char(w, *form);
            continue;
        }
        vsa_write_text(w, first);
        first = second;
    }
}

void vsa_write_number(struct vsa_writer *w, uint32_t value, unsigned base)
{
    char digits[10];
    size_t n = 0;

    do
        digits[n++] = (char)(value % base < 10 ? '0' + value % base : 'a' - 10 + value % base);
    while ((value /= base) != 0);
    while (n > 0)
        vsa_write_char(w, digits[--n]);
}

void vsa_write_u32(struct vsa_writer *w, uint32_t value)
{
    vsa_write_number(w, value, 10);
}

void vsa_write_i32(struct vsa_writer *w, int32_t value)
{
    if (value < 0)
        vsa_write_char(w, '-');
    vsa_write_u32(w, value < 0 ? 0u - (uint32_t)value : (uint32_t)value);
}

void vsa_write_json(struct vsa_writer *w, struct vsa_span text)
{
    vsa_write_char(w, '"');
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = (uint8_t)text.ptr[i];
        if (c < 0x20) {
            vsa_write_text(w, "\\u00");
            vsa_write_number(w, c >> 4, 16);
            vsa_write_number(w, c & 15, 16);
            continue;
        }
        if (c == '"' || c == '\\')
            vsa_write_char(w, '\\');
        vsa_write_char(w, (char)c);
    }
    vsa_write_char(w, '"');
}

void vsa_write_pad(struct vsa_writer *w, size_t start, size_t width)
{
    while (!w->full && w->len - start < width)
        vsa_write_char(w, ' ');
}
