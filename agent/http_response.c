/* SPDX-License-Identifier: MIT */
#include "agent/http_response.h"

#include "agent/http_date.h"
#include "agent/limits.h"

#include <string.h>

/*
 * A response is lines, each ended by CR LF, and bytes of the body between them.
 *
 * state       the line, or what is left of it         after it
 * STATUS      what status_shape says; SP -> UNUSED    NAME
 * NAME        token characters; ':' -> a field's      nothing but an empty line, which ends the head
 *             value, or UNUSED
 * a field's   text                                    NAME, the value is taken
 * UNUSED      text                                    NAME
 * SIZE        hex digits; ';' -> EXTENSION            BODY_CHUNK, or TRAILER after the size 0
 * EXTENSION   text                                    as SIZE
 * CHUNK_END   nothing                                 SIZE
 * TRAILER     text                                    TRAILER; an empty one ends the response
 */
enum {
    STATUS,
    NAME,
    SIZE,
    CHUNK_END,
    TRAILER,
    CONTENT_LENGTH, /* values, in the order of `fields` */
    TRANSFER_ENCODING,
    CONNECTION,
    RETRY_AFTER,
    UNUSED, /* from here on: text that nobody needs */
    EXTENSION,
    BODY_LENGTH, /* no lines from here on: `length` bytes */
    BODY_CHUNK,  /* the same, then CHUNK_END */
    BODY_UNTIL_CLOSE,
    OVER /* from here on: with the result state - OVER */
};

#define FIELDS (UNUSED - CONTENT_LENGTH)

#define NAME_OF(name) {sizeof(name) - 1, name}

static const struct {
    uint8_t len;
    char name[18];
} fields[FIELDS] = {
    NAME_OF("content-length"),
    NAME_OF("transfer-encoding"),
    NAME_OF("connection"),
    NAME_OF("retry-after"),
};

/* What a head says of the body's framing, a bit each; HTTP/1.0 has no chunks. */
enum { HAS_LENGTH = 1, HAS_CHUNKS = 2, IS_HTTP_1_0 = 4 };

/* What no line can hold stands for what differs: */
#define MINOR "\1" /* version, 0 or 1 */
#define CLASS "\2" /* of the status, 1 to 5 */
#define DIGIT "\3"

static const char status_shape[] = "HTTP/1." MINOR " " CLASS DIGIT DIGIT;

void vsa_http_response_init(struct vsa_http_response *r)
{
    memset(r, 0, sizeof *r);
}

static void fail(struct vsa_http_response *r, enum vsa_result result)
{
    r->state = (uint8_t)(OVER + result);
}

static void complete(struct vsa_http_response *r)
{
    r->state = OVER + VSA_OK;
}

static enum vsa_result result_of(const struct vsa_http_response *r)
{
    return r->state < OVER ? VSA_MORE : (enum vsa_result)(r->state - OVER);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* RFC 9110, section 5.6.2: letters, digits and !#$%&'*+-.^_`|~, a bit for each character from ' ' on. */
static bool is_token_char(char c)
{
    static const uint32_t bits[8] = {0, 0x03ff6cfa, 0xc7fffffe, 0x57ffffff};
    uint8_t byte = (uint8_t)c;

    return bits[byte / 32] >> byte % 32 & 1;
}

static bool is_ascii_text(char c)
{
    return (uint8_t)(c - ' ') < 0x7f - ' ';
}

/* What may stand in a line. */
static bool is_text(char c)
{
    return is_ascii_text(c) || c == '\t' || (uint8_t)c >= 0x80;
}

static bool is_too_long(const struct vsa_http_response *r)
{
    return r->text_len > VSA_HTTP_TEXT_MAX;
}

/*
 * Makes a C string of the text, without blanks at its end. A text that was too long keeps its beginning, which has more
 * characters than anything we look for and ends with none.
 */
static void end_text(struct vsa_http_response *r)
{
    while (r->text_len > 0 && is_blank(r->text[r->text_len - 1]))
        r->text_len--;
    r->text[r->text_len] = 0;
}

/* ---- fields ---- */

#define NO_NUMBER   UINT32_MAX
#define HUGE_NUMBER (NO_NUMBER - 1)

/* Digits and nothing else. */
static uint32_t number(const char *text)
{
    uint32_t value = *text ? 0 : NO_NUMBER;

    for (; *text; text++) {
        if (!is_digit(*text))
            return NO_NUMBER;
        value = value < 400000000 ? value * 10 + (uint32_t)(*text - '0') : HUGE_NUMBER;
    }
    return value;
}

static void take_content_length(struct vsa_http_response *r)
{
    uint32_t length = number(r->text);

    if (is_too_long(r) || (length > VSA_LIMIT_RESPONSE_BYTES && length != NO_NUMBER))
        fail(r, VSA_HTTP_TOO_LARGE);
    else if (length == NO_NUMBER || ((r->framing & HAS_LENGTH) && length != r->length))
        fail(r, VSA_HTTP_MALFORMED);
    r->length = length;
    r->framing |= HAS_LENGTH;
}

static void take_transfer_encoding(struct vsa_http_response *r)
{
    if ((r->framing & HAS_CHUNKS) || !vsa_text_equal_nocase(r->text, "chunked"))
        fail(r, VSA_HTTP_UNSUPPORTED);
    r->framing |= HAS_CHUNKS;
}

/* The last one counts. A number beyond all reason is none. */
static void take_retry_after(struct vsa_http_response *r)
{
    uint32_t seconds = number(r->text);

    r->retry_after_s = seconds < HUGE_NUMBER ? seconds : 0;
    r->retry_after_at = vsa_http_date((struct vsa_span){r->text, r->text_len});
}

/* An element of a list, the one kind of value we need that may be longer than `text`. */
static void take_connection(struct vsa_http_response *r)
{
    end_text(r);
    if (vsa_text_equal_nocase(r->text, "close"))
        r->keep_alive = false;
}

static void take_value(struct vsa_http_response *r)
{
    uint8_t field = r->state;

    r->state = NAME;
    end_text(r);
    if (field == CONTENT_LENGTH)
        take_content_length(r);
    else if (field == TRANSFER_ENCODING)
        take_transfer_encoding(r);
    else if (field == CONNECTION)
        take_connection(r);
    else
        take_retry_after(r);
}

/* ---- lines ---- */

static void status_byte(struct vsa_http_response *r, char c)
{
    char want = status_shape[r->text_len++];

    if (want == *CLASS ? c >= '1' && c <= '5' : want == *DIGIT && is_digit(c))
        r->status = (uint16_t)(r->status * 10 + (c - '0'));
    else if (want == *MINOR && c == '1')
        r->keep_alive = true;
    else if (want == *MINOR && c == '0')
        r->framing = IS_HTTP_1_0;
    else if (want == 0 && c == ' ')
        r->state = UNUSED;
    else if (want != c)
        fail(r, VSA_HTTP_MALFORMED);
}

/* What does not fit is longer than anything we look for; blanks do not count then, for they may be the last. */
static void value_byte(struct vsa_http_response *r, char c)
{
    uint8_t len = r->text_len;

    if (c == ',' && r->state == CONNECTION) {
        take_connection(r);
        r->text_len = 0;
    } else if (is_blank(c) ? len > 0 && len < VSA_HTTP_TEXT_MAX : len <= VSA_HTTP_TEXT_MAX) {
        r->text[len] = c;
        r->text_len++;
    }
}

static void size_byte(struct vsa_http_response *r, char c)
{
    int value = vsa_hex_value(c);

    if (value >= 0 && r->text_len < 8) {
        r->length = r->length << 4 | (uint32_t)value;
        r->text_len++;
    } else if (c == ';' && r->text_len > 0) {
        r->state = EXTENSION;
    } else {
        fail(r, VSA_HTTP_MALFORMED);
    }
}

static void text_byte(struct vsa_http_response *r, char c)
{
    if (r->state == STATUS)
        status_byte(r, c);
    else if (r->state == SIZE)
        size_byte(r, c);
    else if (r->state == NAME || r->state == CHUNK_END)
        fail(r, VSA_HTTP_MALFORMED);
    else if (r->state >= CONTENT_LENGTH && r->state < UNUSED)
        value_byte(r, c);
    else
        r->text_len = 1; /* not empty */
}

static void skip_interim(struct vsa_http_response *r)
{
    uint8_t interim = (uint8_t)(r->interim + 1);
    uint32_t total = r->total;

    if (r->status == 101 || interim > VSA_LIMIT_INTERIM_RESPONSES) {
        fail(r, VSA_HTTP_UNEXPECTED);
        return;
    }
    vsa_http_response_init(r);
    r->interim = interim;
    r->total = total;
}

/* RFC 9112, section 6.3 */
static void head_is_complete(struct vsa_http_response *r)
{
    bool has_chunks = r->framing & HAS_CHUNKS, has_length = r->framing & HAS_LENGTH;

    if (has_chunks && r->framing != HAS_CHUNKS) {
        fail(r, VSA_HTTP_MALFORMED);
    } else if (r->status < 200) {
        skip_interim(r);
    } else if (r->status == 204 || r->status == 304 || (has_length && r->length == 0)) {
        complete(r);
    } else if (has_chunks) {
        r->state = SIZE;
    } else if (has_length) {
        r->state = BODY_LENGTH;
    } else {
        r->keep_alive = false;
        r->state = BODY_UNTIL_CLOSE;
    }
}

static void line_is_complete(struct vsa_http_response *r)
{
    bool empty = r->text_len == 0, good = true;

    switch (r->state) {
    case STATUS:
        good = r->text_len == sizeof status_shape - 1;
        r->state = NAME;
        break;
    case NAME:
        good = empty;
        if (empty)
            head_is_complete(r);
        break;
    case SIZE:
    case EXTENSION:
        good = !empty;
        r->state = r->length > 0 ? BODY_CHUNK : TRAILER;
        break;
    case CHUNK_END:
        r->state = SIZE;
        break;
    case TRAILER:
        if (empty)
            complete(r);
        break;
    case UNUSED:
        r->state = NAME;
        break;
    default:
        take_value(r);
        break;
    }
    r->text_len = 0;
    if (!good)
        fail(r, VSA_HTTP_MALFORMED);
}

/* LF stands behind CR, and nowhere else. */
static void line_byte(struct vsa_http_response *r, char c)
{
    if (r->cr && c == '\n') {
        r->cr = false;
        line_is_complete(r);
    } else if (r->cr) {
        fail(r, VSA_HTTP_MALFORMED);
    } else if (c == '\r') {
        r->cr = true;
    } else if (is_text(c)) {
        text_byte(r, c);
    } else {
        fail(r, VSA_HTTP_MALFORMED);
    }
}

/* What follows is the value of the field whose name is the text. */
static void name_is_complete(struct vsa_http_response *r)
{
    uint8_t field = 0;

    r->text[r->text_len] = 0;
    while (field < FIELDS &&
           (r->text_len != fields[field].len || !vsa_text_equal_nocase(r->text, fields[field].name)))
        field++;
    r->text_len = 0;
    r->state = (uint8_t)(CONTENT_LENGTH + field);
}

/* The part of a name that is here, and its colon. Returns the first byte that is none of it. */
static const char *take_name(struct vsa_http_response *r, const char *p, const char *end)
{
    size_t len = r->text_len;

    for (; p < end && is_token_char(*p); p++) {
        r->text[len] = *p;
        len += len <= VSA_HTTP_TEXT_MAX;
    }
    r->text_len = (uint8_t)len;
    if (p == end || *p != ':' || len == 0)
        return p;
    name_is_complete(r);
    return p + 1;
}

/* Four of them? Whatever is less, or more, sets the highest bit of a byte. */
static bool are_ascii_text(const char *p)
{
    uint32_t four;

    memcpy(&four, p, sizeof four);
    return (((four - 0x20202020) | (four + 0x01010101)) & 0x80808080) == 0;
}

static const char *skip_text(const char *p, const char *end)
{
    while (end - p >= 4 && are_ascii_text(p))
        p += 4;
    while (p < end && is_ascii_text(*p))
        p++;
    return p;
}

/* Most of a head comes in runs: names, and text that nobody needs. Returns the first byte that is in none. */
static const char *take_run(struct vsa_http_response *r, const char *p, const char *end)
{
    if (r->cr)
        return p;
    if (r->state == NAME)
        p = take_name(r, p, end);
    return r->state >= UNUSED ? skip_text(p, end) : p;
}

/* Up to where the body begins again. Returns the length taken. */
static size_t take_lines(struct vsa_http_response *r, const char *text, size_t len)
{
    const char *p = text, *end = text + len;

    while (p < end && r->state < BODY_LENGTH) {
        p = take_run(r, p, end);
        if (p < end)
            line_byte(r, *p++);
    }
    return (size_t)(p - text);
}

static size_t take_body(struct vsa_http_response *r, size_t len)
{
    if (r->state == BODY_UNTIL_CLOSE)
        return len;
    if (len > r->length)
        len = r->length;
    r->length -= (uint32_t)len;
    if (r->length == 0 && r->state == BODY_LENGTH)
        complete(r);
    else if (r->length == 0)
        r->state = CHUNK_END;
    return len;
}

enum vsa_result vsa_http_response_feed(struct vsa_http_response *r, struct vsa_span *input,
                                       struct vsa_span *body)
{
    *body = (struct vsa_span){NULL, 0};
    while (input->len > 0 && body->len == 0 && r->state < OVER) {
        size_t room = VSA_LIMIT_RESPONSE_BYTES - r->total;
        size_t n = input->len < room ? input->len : room;
        if (n == 0) {
            fail(r, VSA_HTTP_TOO_LARGE);
        } else if (r->state < BODY_LENGTH) {
            n = take_lines(r, input->ptr, n);
        } else {
            n = take_body(r, n);
            *body = (struct vsa_span){input->ptr, n};
        }
        r->total += (uint32_t)n;
        *input = (struct vsa_span){input->ptr + n, input->len - n};
    }
    return result_of(r);
}

enum vsa_result vsa_http_response_end(struct vsa_http_response *r)
{
    if (r->state == BODY_UNTIL_CLOSE)
        complete(r);
    else if (r->state < OVER)
        fail(r, r->total == 0 ? VSA_CLOSED_EARLY : VSA_HTTP_TRUNCATED);
    return result_of(r);
}

enum vsa_result vsa_http_status_result(uint16_t status)
{
    static const struct {
        uint8_t above_400;
        uint8_t result;
    } single[] = {
        {1, VSA_HTTP_UNAUTHORIZED},    {3, VSA_HTTP_FORBIDDEN}, {4, VSA_HTTP_NOT_FOUND},
        {8, VSA_HTTP_REQUEST_TIMEOUT}, {29, VSA_HTTP_TOO_MANY}, {103, VSA_HTTP_UNAVAILABLE},
    };
    static const uint8_t hundreds[] = {VSA_HTTP_UNEXPECTED, VSA_HTTP_UNEXPECTED, VSA_OK, VSA_HTTP_REDIRECT,
                                       VSA_HTTP_CLIENT_ERROR, VSA_HTTP_SERVER_ERROR};

    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        if (status == 400 + single[i].above_400)
            return (enum vsa_result)single[i].result;
    return (enum vsa_result)(status < 600 ? hundreds[status / 100] : VSA_HTTP_UNEXPECTED);
}
