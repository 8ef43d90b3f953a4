/* SPDX-License-Identifier: MIT */
#include "agent/http_response.h"

#include "agent/http_date.h"
#include "agent/limits.h"

#include <string.h>

/*
 * A response is lines, each ended by CR LF, and bytes of the body between them.
 *
 * state       the line holds                          after it
 * STATUS      what status_shape says; SP -> REASON    NAME
 * REASON      text                                    NAME
 * NAME        token characters; ':' -> VALUE          nothing but an empty line, which ends the head
 * VALUE       text                                    NAME, the field is taken
 * SIZE        hex digits; ';' -> EXTENSION            BODY_CHUNK, or TRAILER after the size 0
 * EXTENSION   text                                    as SIZE
 * CHUNK_END   nothing                                 SIZE
 * TRAILER     text                                    TRAILER; an empty one ends the response
 */
enum {
    STATUS,
    REASON,
    NAME,
    VALUE,
    SIZE,
    EXTENSION,
    CHUNK_END,
    TRAILER,
    BODY_LENGTH, /* no lines from here on: `length` bytes */
    BODY_CHUNK,  /* the same, then CHUNK_END */
    BODY_UNTIL_CLOSE
};

enum { FIELD_OTHER, FIELD_CONTENT_LENGTH, FIELD_TRANSFER_ENCODING, FIELD_CONNECTION, FIELD_RETRY_AFTER };

static const struct vsa_span field_names[] = {VSA_SPAN("content-length"), VSA_SPAN("transfer-encoding"),
                                              VSA_SPAN("connection"), VSA_SPAN("retry-after")};

/* v = minor version, 0 or 1; d = digit of the status. */
static const char status_shape[] = "HTTP/1.v ddd";

void vsa_http_response_init(struct vsa_http_response *r)
{
    memset(r, 0, sizeof *r);
    r->result = VSA_MORE;
}

static void fail(struct vsa_http_response *r, enum vsa_result result)
{
    r->result = (uint8_t)result;
}

static void complete(struct vsa_http_response *r)
{
    r->result = VSA_OK;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* RFC 9110, section 5.6.2: letters, digits and !#$%&'*+-.^_`|~, a bit for each character. */
static bool is_token_char(char c)
{
    static const uint32_t bits[8] = {0, 0x03ff6cfa, 0xc7fffffe, 0x57ffffff};
    uint8_t byte = (uint8_t)c;

    return bits[byte / 32] >> byte % 32 & 1;
}

/* What may stand in a line: text, bytes over 0x7f, HTAB. */
static bool is_text(char c)
{
    return (unsigned char)c >= ' ' ? c != 0x7f : c == '\t';
}

/* What does not fit is longer than anything we look for; blanks do not count then, for they may be the last. */
static void keep(struct vsa_http_response *r, char c)
{
    if (r->text_len < sizeof r->text)
        r->text[r->text_len++] = c;
    else if (!is_blank(c))
        r->text_len = sizeof r->text + 1;
}

static bool is_too_long(const struct vsa_http_response *r)
{
    return r->text_len > sizeof r->text;
}

/* ---- fields ---- */

static uint8_t field_of(struct vsa_span name)
{
    uint8_t field = FIELD_RETRY_AFTER;

    while (field > FIELD_OTHER &&
           (name.len != field_names[field - 1].len || !vsa_span_equal_nocase(name, field_names[field - 1])))
        field--;
    return field;
}

#define NO_NUMBER   UINT32_MAX
#define HUGE_NUMBER (NO_NUMBER - 1)

/* Digits and nothing else. */
static uint32_t number(struct vsa_span text)
{
    uint32_t value = text.len > 0 ? 0 : NO_NUMBER;

    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i]))
            return NO_NUMBER;
        value = value < 400000000 ? value * 10 + (uint32_t)(text.ptr[i] - '0') : HUGE_NUMBER;
    }
    return value;
}

static void take_content_length(struct vsa_http_response *r, struct vsa_span value)
{
    uint32_t length = number(value);

    if (is_too_long(r) || (length > VSA_LIMIT_RESPONSE_BYTES && length != NO_NUMBER))
        fail(r, VSA_HTTP_TOO_LARGE);
    else if (length == NO_NUMBER || (r->has_length && length != r->length))
        fail(r, VSA_HTTP_MALFORMED);
    r->length = length;
    r->has_length = true;
}

static void take_transfer_encoding(struct vsa_http_response *r, struct vsa_span value)
{
    if (r->has_chunked || !vsa_span_equal_nocase(value, VSA_SPAN_OF("chunked")))
        fail(r, VSA_HTTP_UNSUPPORTED);
    r->has_chunked = true;
}

/* The last one counts. A number beyond all reason is none. */
static void take_retry_after(struct vsa_http_response *r, struct vsa_span value)
{
    r->retry_after_s = number(value);
    r->retry_after_at = 0;
    if (r->retry_after_s >= HUGE_NUMBER) {
        r->retry_after_s = 0;
        r->retry_after_at = vsa_http_date(value);
    }
}

/* Without blanks at its end. Nothing of a text that was too long, so that it matches nothing. */
static struct vsa_span kept_value(const struct vsa_http_response *r)
{
    struct vsa_span text = {r->text, is_too_long(r) ? 0 : r->text_len};

    while (text.len > 0 && is_blank(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

static void take_field(struct vsa_http_response *r)
{
    struct vsa_span value = kept_value(r);

    switch (r->field) {
    case FIELD_CONTENT_LENGTH:
        take_content_length(r, value);
        break;
    case FIELD_TRANSFER_ENCODING:
        take_transfer_encoding(r, value);
        break;
    case FIELD_CONNECTION:
        if (vsa_span_equal_nocase(value, VSA_SPAN_OF("close")))
            r->keep_alive = false;
        break;
    case FIELD_RETRY_AFTER:
        take_retry_after(r, value);
        break;
    default:
        break;
    }
}

/* ---- lines ---- */

static void status_byte(struct vsa_http_response *r, char c)
{
    char want = status_shape[r->text_len];

    keep(r, c);
    if (want == 'd' && is_digit(c))
        r->status = (uint16_t)(r->status * 10 + (c - '0'));
    else if (want == 'v' && (c == '0' || c == '1'))
        r->keep_alive = c == '1';
    else if (want == 0 && c == ' ')
        r->state = REASON;
    else if (want != c || want == 'v' || want == 'd')
        fail(r, VSA_HTTP_MALFORMED);
}

/* What ends a name; its characters are taken in a run. */
static void name_byte(struct vsa_http_response *r, char c)
{
    if (c != ':' || r->text_len == 0)
        fail(r, VSA_HTTP_MALFORMED);
    r->field = field_of((struct vsa_span){r->text, r->text_len});
    r->text_len = 0;
    r->state = VALUE;
}

static void value_byte(struct vsa_http_response *r, char c)
{
    if (c == ',' && r->field == FIELD_CONNECTION) { /* a list, the one kind we need that may be longer than `text` */
        take_field(r);
        r->text_len = 0;
    } else if (r->text_len > 0 || !is_blank(c)) {
        keep(r, c);
    }
}

static void size_byte(struct vsa_http_response *r, char c)
{
    int value = vsa_hex_value(c);

    if (value >= 0 && r->text_len < 8) {
        r->length = r->length << 4 | (uint32_t)value;
        keep(r, c);
    } else if (c == ';' && r->text_len > 0) {
        r->state = EXTENSION;
    } else {
        fail(r, VSA_HTTP_MALFORMED);
    }
}

static void text_byte(struct vsa_http_response *r, char c)
{
    switch (r->state) {
    case STATUS:
        status_byte(r, c);
        break;
    case NAME:
        name_byte(r, c);
        break;
    case VALUE:
        value_byte(r, c);
        break;
    case SIZE:
        size_byte(r, c);
        break;
    case CHUNK_END:
        fail(r, VSA_HTTP_MALFORMED);
        break;
    case TRAILER:
        keep(r, c);
        break;
    default:
        break;
    }
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
    if (r->has_chunked && (r->has_length || r->http_1_0)) {
        fail(r, VSA_HTTP_MALFORMED);
    } else if (r->status < 200) {
        skip_interim(r);
    } else if (r->status == 204 || r->status == 304 || (r->has_length && r->length == 0)) {
        complete(r);
    } else if (r->has_chunked) {
        r->state = SIZE;
    } else if (r->has_length) {
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
    case REASON:
        good = r->text_len >= sizeof status_shape - 1 && r->status >= 100 && r->status <= 599;
        r->http_1_0 = !r->keep_alive;
        r->state = NAME;
        break;
    case NAME:
        good = empty;
        if (empty)
            head_is_complete(r);
        break;
    case VALUE:
        take_field(r);
        r->state = NAME;
        break;
    case CHUNK_END:
        r->state = SIZE;
        break;
    case TRAILER:
        if (empty)
            complete(r);
        break;
    default: /* SIZE, EXTENSION */
        good = !empty;
        r->state = r->length > 0 ? BODY_CHUNK : TRAILER;
        break;
    }
    r->text_len = 0;
    if (!good)
        fail(r, VSA_HTTP_MALFORMED);
}

/* LF stands behind CR, and nowhere else. */
static void line_byte(struct vsa_http_response *r, char c)
{
    if (r->cr != (c == '\n')) {
        fail(r, VSA_HTTP_MALFORMED);
    } else if (c == '\n') {
        r->cr = false;
        line_is_complete(r);
    } else if (c == '\r') {
        r->cr = true;
    } else if (is_text(c)) {
        text_byte(r, c);
    } else {
        fail(r, VSA_HTTP_MALFORMED);
    }
}

/* Most of a head comes in runs: names, and text that nobody needs. Returns the first byte that is in none. */
static const char *take_run(struct vsa_http_response *r, const char *p, const char *end)
{
    if (r->cr)
        return p;
    if (r->state == NAME)
        for (; p < end && is_token_char(*p); p++)
            keep(r, *p);
    else if (r->state == REASON || (r->state == VALUE && r->field == FIELD_OTHER))
        while (p < end && (uint8_t)(*p - ' ') < 0x5f)
            p++;
    return p;
}

/* Up to where the body begins again. Returns the length taken. */
static size_t take_lines(struct vsa_http_response *r, const char *text, size_t len)
{
    const char *p = text, *end = text + len;

    while (p < end && r->state < BODY_LENGTH && r->result == VSA_MORE) {
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
    while (input->len > 0 && body->len == 0 && r->result == VSA_MORE) {
        size_t room = VSA_LIMIT_RESPONSE_BYTES - r->total;
        size_t n = input->len < room ? input->len : room;
        if (n == 0)
            fail(r, VSA_HTTP_TOO_LARGE);
        if (r->state < BODY_LENGTH) {
            n = take_lines(r, input->ptr, n);
        } else {
            n = take_body(r, n);
            *body = (struct vsa_span){input->ptr, n};
        }
        r->total += (uint32_t)n;
        *input = (struct vsa_span){input->ptr + n, input->len - n};
    }
    return (enum vsa_result)r->result;
}

enum vsa_result vsa_http_response_end(struct vsa_http_response *r)
{
    if (r->result == VSA_MORE && r->state == BODY_UNTIL_CLOSE)
        complete(r);
    else if (r->result == VSA_MORE)
        fail(r, r->total == 0 ? VSA_CLOSED_EARLY : VSA_HTTP_TRUNCATED);
    return (enum vsa_result)r->result;
}

enum vsa_result vsa_http_status_result(uint16_t status)
{
    static const struct {
        uint16_t status;
        uint8_t result;
    } single[] = {
        {401, VSA_HTTP_UNAUTHORIZED},    {403, VSA_HTTP_FORBIDDEN}, {404, VSA_HTTP_NOT_FOUND},
        {408, VSA_HTTP_REQUEST_TIMEOUT}, {429, VSA_HTTP_TOO_MANY},  {503, VSA_HTTP_UNAVAILABLE},
    };
    static const uint8_t hundreds[] = {VSA_HTTP_UNEXPECTED, VSA_HTTP_UNEXPECTED, VSA_OK, VSA_HTTP_REDIRECT,
                                       VSA_HTTP_CLIENT_ERROR, VSA_HTTP_SERVER_ERROR};

    for (size_t i = 0; i < sizeof single / sizeof *single; i++)
        if (status == single[i].status)
            return (enum vsa_result)single[i].result;
    return (enum vsa_result)(status < 600 ? hundreds[status / 100] : VSA_HTTP_UNEXPECTED);
}
