/* SPDX-License-Identifier: MIT */
#include "agent/http_response.h"

#include "agent/http_date.h"
#include "agent/limits.h"

#include <string.h>

/*
 * state        a byte               -> next
 * STATUS       as status_shape says -> STATUS; then SP -> REASON or CR -> LINE_LF
 * REASON       text                 -> REASON; CR -> LINE_LF
 * LINE_LF      LF                   -> LINE
 * LINE         token character      -> NAME; CR -> HEAD_LF        (a blank here would be a folded line)
 * NAME         token character      -> NAME; ':' -> BLANK
 * BLANK        SP or HTAB           -> BLANK; else as VALUE
 * VALUE        text                 -> VALUE; CR -> VALUE_LF
 * VALUE_LF     LF                   -> LINE, the field is taken
 * HEAD_LF      LF                   -> STATUS again (1xx), BODY_*, or COMPLETE
 * BODY_*       the body by its length, in chunks, until the peer closes
 */
enum {
    STATUS,
    REASON,
    LINE_LF,
    LINE,
    NAME,
    BLANK,
    VALUE,
    VALUE_LF,
    HEAD_LF,
    BODY_LENGTH,
    BODY_CHUNKED,
    BODY_UNTIL_CLOSE,
    COMPLETE
};

enum { FIELD_OTHER, FIELD_CONTENT_LENGTH, FIELD_TRANSFER_ENCODING, FIELD_CONNECTION, FIELD_RETRY_AFTER };

static const struct vsa_span field_names[] = {
    [FIELD_CONTENT_LENGTH] = VSA_SPAN("content-length"),
    [FIELD_TRANSFER_ENCODING] = VSA_SPAN("transfer-encoding"),
    [FIELD_CONNECTION] = VSA_SPAN("connection"),
    [FIELD_RETRY_AFTER] = VSA_SPAN("retry-after"),
};

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

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* RFC 9110, section 5.6.2: letters, digits and !#$%&'*+-.^_`|~, a bit for each character. */
static bool is_token_char(char c)
{
    static const uint32_t bits[4] = {0, 0x03ff6cfa, 0xc7fffffe, 0x57ffffff};
    uint8_t byte = (uint8_t)c;

    return byte < 0x80 && (bits[byte >> 5] >> (byte & 31) & 1) != 0;
}

/* What may stand in a reason phrase or a field value: text, bytes over 0x7f, HTAB. */
static bool is_text(char c)
{
    return (unsigned char)c >= ' ' ? c != 0x7f : c == '\t';
}

static void status_byte(struct vsa_http_response *r, char c)
{
    char want = status_shape[r->position];

    if (want == 0) {
        r->state = c == ' ' ? REASON : LINE_LF;
        if (c != ' ' && c != '\r')
            fail(r, VSA_HTTP_MALFORMED);
        if (r->status < 100 || r->status > 599)
            fail(r, VSA_HTTP_MALFORMED);
        r->keep_alive = !r->http_1_0;
        return;
    }
    r->position++;
    if (want == 'v' && (c == '0' || c == '1'))
        r->http_1_0 = c == '0';
    else if (want == 'd' && is_digit(c))
        r->status = (uint16_t)(r->status * 10 + (c - '0'));
    else if (want != c || want == 'v' || want == 'd')
        fail(r, VSA_HTTP_MALFORMED);
}

static void start_text(struct vsa_http_response *r)
{
    r->text_len = 0;
}

/* Of what does not fit, blanks do not count, and digits behind digits leave a number one; all else spoils the value. */
static void keep_text(struct vsa_http_response *r, char c)
{
    if (r->text_len < sizeof r->text)
        r->text[r->text_len++] = c;
    else if (c != ' ' && c != '\t') {
        r->text_len = sizeof r->text + 1;
        if (!is_digit(c) || !is_digit(r->text[sizeof r->text - 1]))
            r->text[0] = '?';
    }
}

/* What was kept, without blanks at its end. Of text that was too long the beginning, which matches nothing. */
static struct vsa_span kept_text(const struct vsa_http_response *r)
{
    struct vsa_span text = {r->text, r->text_len <= sizeof r->text ? r->text_len : sizeof r->text};

    while (text.len > 0 && (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\t'))
        text.len--;
    return text;
}

static uint8_t field_of(struct vsa_span name)
{
    for (int f = FIELD_CONTENT_LENGTH; f <= FIELD_RETRY_AFTER; f++)
        if (name.len == field_names[f].len && vsa_span_equal_nocase(name, field_names[f]))
            return (uint8_t)f;
    return FIELD_OTHER;
}

/* 1 to 9 digits and nothing else. */
static bool number(struct vsa_span text, uint32_t *value)
{
    *value = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (!is_digit(text.ptr[i]))
            return false;
        *value = *value * 10 + (uint32_t)(text.ptr[i] - '0');
    }
    return text.len >= 1 && text.len <= 9;
}

static bool all_digits(struct vsa_span text)
{
    size_t i = 0;

    while (i < text.len && is_digit(text.ptr[i]))
        i++;
    return i == text.len && text.len > 9;
}

static void take_content_length(struct vsa_http_response *r, struct vsa_span value)
{
    uint32_t length;

    if (!number(value, &length))
        fail(r, all_digits(value) ? VSA_HTTP_TOO_LARGE : VSA_HTTP_MALFORMED);
    else if (r->has_length && length != r->length)
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

static void take_connection(struct vsa_http_response *r, struct vsa_span option)
{
    if (vsa_span_equal_nocase(option, VSA_SPAN_OF("close")))
        r->keep_alive = false;
}

/* The last one counts. */
static void take_retry_after(struct vsa_http_response *r, struct vsa_span value)
{
    bool seconds = number(value, &r->retry_after_s);

    if (!seconds)
        r->retry_after_s = 0;
    r->retry_after_at = seconds ? 0 : vsa_http_date(value);
}

static void take_field(struct vsa_http_response *r)
{
    struct vsa_span value = kept_text(r);

    switch (r->field) {
    case FIELD_CONTENT_LENGTH:
        take_content_length(r, value);
        break;
    case FIELD_TRANSFER_ENCODING:
        take_transfer_encoding(r, value);
        break;
    case FIELD_CONNECTION:
        take_connection(r, value);
        break;
    case FIELD_RETRY_AFTER:
        take_retry_after(r, value);
        break;
    default:
        break;
    }
}

static void name_is_complete(struct vsa_http_response *r, struct vsa_span name)
{
    r->field = field_of(name);
    start_text(r);
    r->state = BLANK;
}

static void name_byte(struct vsa_http_response *r, char c)
{
    if (c == ':')
        name_is_complete(r, (struct vsa_span){r->text, r->text_len});
    else if (is_token_char(c))
        keep_text(r, c);
    else
        fail(r, VSA_HTTP_MALFORMED);
}

static void value_byte(struct vsa_http_response *r, char c)
{
    r->state = VALUE;
    if (c == '\r') {
        r->state = VALUE_LF;
    } else if (!is_text(c)) {
        fail(r, VSA_HTTP_MALFORMED);
    } else if (c == ',' && r->field == FIELD_CONNECTION) {
        take_field(r); /* a list, the one kind we need that may be longer than `text` */
        start_text(r);
        r->state = BLANK;
    } else {
        keep_text(r, c);
    }
}

static void line_byte(struct vsa_http_response *r, char c)
{
    if (c == '\r') {
        r->state = HEAD_LF;
        return;
    }
    start_text(r);
    r->state = NAME;
    if (c == ':')
        fail(r, VSA_HTTP_MALFORMED);
    else
        name_byte(r, c);
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

static void complete(struct vsa_http_response *r)
{
    r->state = COMPLETE;
    r->result = VSA_OK;
}

/* RFC 9112, section 6.3 */
static void head_is_complete(struct vsa_http_response *r)
{
    if (r->has_chunked && (r->has_length || r->http_1_0)) {
        fail(r, VSA_HTTP_MALFORMED);
    } else if (r->status < 200) {
        skip_interim(r);
    } else if (r->status == 204 || r->status == 304) {
        complete(r);
    } else if (r->has_chunked) {
        vsa_chunked_init(&r->chunked);
        r->state = BODY_CHUNKED;
    } else if (!r->has_length) {
        r->keep_alive = false;
        r->state = BODY_UNTIL_CLOSE;
    } else if (r->length > 0) {
        r->state = BODY_LENGTH;
    } else {
        complete(r);
    }
}

static void line_end_byte(struct vsa_http_response *r, char c)
{
    uint8_t state = r->state;

    r->state = LINE;
    if (c != '\n')
        fail(r, VSA_HTTP_MALFORMED);
    else if (state == VALUE_LF)
        take_field(r);
    else if (state == HEAD_LF)
        head_is_complete(r);
}

static void head_byte(struct vsa_http_response *r, char c)
{
    switch (r->state) {
    case STATUS:
        status_byte(r, c);
        break;
    case REASON:
        if (c == '\r')
            r->state = LINE_LF;
        else if (!is_text(c))
            fail(r, VSA_HTTP_MALFORMED);
        break;
    case LINE:
        line_byte(r, c);
        break;
    case NAME:
        name_byte(r, c);
        break;
    case BLANK:
        if (c != ' ' && c != '\t')
            value_byte(r, c);
        break;
    case VALUE:
        value_byte(r, c);
        break;
    default:
        line_end_byte(r, c);
        break;
    }
}

static void take_body(struct vsa_http_response *r, struct vsa_span *input, struct vsa_span *body)
{
    size_t n = input->len;

    if (r->state == BODY_LENGTH && n > r->length)
        n = r->length;
    *body = (struct vsa_span){input->ptr, n};
    *input = (struct vsa_span){input->ptr + n, input->len - n};
    if (r->state == BODY_LENGTH && (r->length -= (uint32_t)n) == 0)
        complete(r);
}

/* A whole name with its colon, if it is all there: then it need not be kept byte by byte. Returns the length taken. */
static size_t take_name(struct vsa_http_response *r, const char *p, const char *end)
{
    const char *q = p;

    while (q < end && is_token_char(*q))
        q++;
    if (q == p || q == end || *q != ':')
        return 0;
    name_is_complete(r, (struct vsa_span){p, (size_t)(q - p)});
    return (size_t)(q - p) + 1;
}

/* Printable text that nobody needs: a reason phrase, or the value of another field. */
static size_t take_text(const char *p, const char *end)
{
    const char *q = p;

    while (q < end && (uint8_t)(*q - ' ') < 0x5f)
        q++;
    return (size_t)(q - p);
}

/* Most of a head comes in such runs. Returns the length taken, which may be 0. */
static size_t take_run(struct vsa_http_response *r, const char *p, const char *end)
{
    if (r->state == LINE)
        return take_name(r, p, end);
    if (r->state == REASON || (r->field == FIELD_OTHER && (r->state == VALUE || r->state == BLANK)))
        return take_text(p, end);
    return 0;
}

/* Up to the end of the head or of the input. */
static void take_head(struct vsa_http_response *r, struct vsa_span *input)
{
    const char *p = input->ptr, *end = p + input->len;

    while (p < end && r->state < BODY_LENGTH && r->result == VSA_MORE) {
        p += take_run(r, p, end);
        if (p < end)
            head_byte(r, *p++);
    }
    *input = (struct vsa_span){p, (size_t)(end - p)};
}

/* `input` is not empty. */
static void take_part(struct vsa_http_response *r, struct vsa_span *input, struct vsa_span *body)
{
    if (r->state < BODY_LENGTH) {
        take_head(r, input);
    } else if (r->state == BODY_CHUNKED) {
        r->result = (uint8_t)vsa_chunked_feed(&r->chunked, input, body);
    } else {
        take_body(r, input, body);
    }
}

enum vsa_result vsa_http_response_feed(struct vsa_http_response *r, struct vsa_span *input,
                                       struct vsa_span *body)
{
    *body = (struct vsa_span){NULL, 0};
    while (input->len > 0 && body->len == 0 && r->result == VSA_MORE) {
        size_t room = VSA_LIMIT_RESPONSE_BYTES - r->total, taken;
        struct vsa_span part = {input->ptr, input->len < room ? input->len : room};
        if (part.len == 0) {
            fail(r, VSA_HTTP_TOO_LARGE);
            break;
        }
        take_part(r, &part, body);
        taken = (size_t)(part.ptr - input->ptr);
        r->total += (uint32_t)taken;
        *input = (struct vsa_span){part.ptr, input->len - taken};
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
    switch (status) {
    case 401:
        return VSA_HTTP_UNAUTHORIZED;
    case 403:
        return VSA_HTTP_FORBIDDEN;
    case 404:
        return VSA_HTTP_NOT_FOUND;
    case 408:
        return VSA_HTTP_REQUEST_TIMEOUT;
    case 429:
        return VSA_HTTP_TOO_MANY;
    case 503:
        return VSA_HTTP_UNAVAILABLE;
    default:
        break;
    }
    if (status >= 200 && status <= 299)
        return VSA_OK;
    if (status >= 300 && status <= 399)
        return VSA_HTTP_REDIRECT;
    if (status >= 400 && status <= 499)
        return VSA_HTTP_CLIENT_ERROR;
    return status >= 500 && status <= 599 ? VSA_HTTP_SERVER_ERROR : VSA_HTTP_UNEXPECTED;
}
