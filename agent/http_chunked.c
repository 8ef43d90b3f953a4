/* SPDX-License-Identifier: MIT */
#include "agent/http_chunked.h"

/*
 * state        a byte                -> next
 * SIZE         hex digit             -> SIZE; ';' -> EXTENSION; CR -> SIZE_LF
 * EXTENSION    no control byte       -> EXTENSION; CR -> SIZE_LF
 * SIZE_LF      LF                    -> DATA, or TRAILER after the size 0
 * DATA         `left` bytes of data  -> DATA_CR
 * DATA_CR      CR                    -> DATA_LF
 * DATA_LF      LF                    -> SIZE
 * TRAILER      CR (empty line)       -> END_LF; other -> TRAILER_LINE
 * TRAILER_LINE no control byte       -> TRAILER_LINE; CR -> TRAILER_LF
 * TRAILER_LF   LF                    -> TRAILER
 * END_LF       LF                    -> done
 * Everything that is not in the table is malformed.
 */
enum {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER,
    TRAILER_LINE,
    TRAILER_LF,
    END_LF,
    DONE,
    BAD
};

void vsa_chunked_init(struct vsa_chunked *c)
{
    *c = (struct vsa_chunked){0, SIZE, 0};
}

static bool is_text(char c)
{
    return (unsigned char)c >= ' ' ? c != 0x7f : c == '\t';
}

static uint8_t size_byte(struct vsa_chunked *c, char byte)
{
    int value = vsa_hex_value(byte);

    if (value >= 0) {
        c->left = c->left << 4 | (uint32_t)value;
        return ++c->digits <= 8 ? SIZE : BAD;
    }
    if (c->digits == 0)
        return BAD;
    if (byte == '\r')
        return SIZE_LF;
    return byte == ';' ? EXTENSION : BAD;
}

static uint8_t line_byte(char byte, uint8_t line, uint8_t line_end)
{
    if (byte == '\r')
        return line_end;
    return is_text(byte) ? line : BAD;
}

static uint8_t after_data(struct vsa_chunked *c)
{
    c->left = 0;
    c->digits = 0;
    return SIZE;
}

static uint8_t next_state(struct vsa_chunked *c, char byte)
{
    switch (c->state) {
    case SIZE:
        return size_byte(c, byte);
    case EXTENSION:
        return line_byte(byte, EXTENSION, SIZE_LF);
    case SIZE_LF:
        return byte != '\n' ? BAD : c->left > 0 ? DATA : TRAILER;
    case DATA_CR:
        return byte == '\r' ? DATA_LF : BAD;
    case DATA_LF:
        return byte == '\n' ? after_data(c) : BAD;
    case TRAILER:
        return line_byte(byte, TRAILER_LINE, END_LF);
    case TRAILER_LINE:
        return line_byte(byte, TRAILER_LINE, TRAILER_LF);
    case TRAILER_LF:
        return byte == '\n' ? TRAILER : BAD;
    case END_LF:
        return byte == '\n' ? DONE : BAD;
    default:
        return BAD;
    }
}

static void take_data(struct vsa_chunked *c, struct vsa_span *input, struct vsa_span *data)
{
    size_t n = input->len < c->left ? input->len : c->left;

    *data = (struct vsa_span){input->ptr, n};
    *input = (struct vsa_span){input->ptr + n, input->len - n};
    c->left -= (uint32_t)n;
    if (c->left == 0)
        c->state = DATA_CR;
}

enum vsa_result vsa_chunked_feed(struct vsa_chunked *c, struct vsa_span *input, struct vsa_span *data)
{
    *data = (struct vsa_span){NULL, 0};
    while (input->len > 0 && c->state != DONE && c->state != BAD) {
        if (c->state == DATA) {
            take_data(c, input, data);
            return VSA_MORE;
        }
        c->state = next_state(c, *input->ptr);
        *input = (struct vsa_span){input->ptr + 1, input->len - 1};
    }
    if (c->state == BAD)
        return VSA_HTTP_MALFORMED;
    return c->state == DONE ? VSA_OK : VSA_MORE;
}
