/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "agent/http_date.h"
#include "agent/http_response.h"
#include "agent/limits.h"

/*
 * http_response against a second reader that has the whole text before it and is written after RFC 9112's grammar.
 *
 * Input: places of the cuts, one byte; then what the peer sends on one connection: responses, one behind the other.
 */
#define RESPONSES_MAX 8

struct response {
    enum vsa_result result; /* VSA_MORE: the text ended before the response did */
    size_t taken;
    unsigned status;
    uint32_t retry_after_s;
    uint64_t retry_after_at;
    bool keep_alive;
    bool too_long;    /* a length is: too large, or malformed, of which the parser has seen too little to say */
    bool until_close; /* the body goes on until the peer closes */
    size_t body_len;
    char *body; /* at least as long as the text */
};

/* ---- the second reader ---- */

#define KEPT 30 /* bytes of a value that the parser keeps */

struct reader {
    const uint8_t *ptr;
    size_t len, at;
    enum vsa_result result; /* VSA_MORE, or the end */
    struct response *response;
    uint32_t length;
    bool http_1_0, has_length, has_chunked;
};

static bool stop(struct reader *r, enum vsa_result result)
{
    r->result = result;
    return false;
}

/* The next byte is one of text; or it is CR, and then false and no failure if LF follows. */
static bool text_byte(struct reader *r, bool *ended)
{
    uint8_t c;

    if (r->at == r->len)
        return false;
    c = r->ptr[r->at];
    if (c != '\r' && c != '\t' && (c < 0x20 || c == 0x7f))
        return stop(r, VSA_HTTP_MALFORMED);
    if (c != '\r') {
        r->at++;
        return true;
    }
    if (r->at + 1 == r->len)
        return false;
    if (r->ptr[r->at + 1] != '\n')
        return stop(r, VSA_HTTP_MALFORMED);
    r->at += 2;
    *ended = true;
    return false;
}

/* What is left of the line, its CRLF taken. False: not whole, or failed. */
static bool rest_of_line(struct reader *r, struct vsa_span *line)
{
    const char *start = (const char *)r->ptr + r->at;
    bool ended = false;

    while (text_byte(r, &ended))
        ;
    *line = (struct vsa_span){start, ended ? (size_t)((const char *)r->ptr + r->at - 2 - start) : 0};
    return ended;
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool status_line(struct reader *r)
{
    static const char shape[] = "HTTP/1.v cdd";
    struct vsa_span reason;
    unsigned status = 0;

    for (const char *want = shape; *want; want++, r->at++) {
        int c;
        if (r->at == r->len)
            return false;
        c = r->ptr[r->at];
        if (*want == 'v'   ? c != '0' && c != '1'
            : *want == 'c' ? c < '1' || c > '5'
            : *want == 'd' ? !is_digit(c)
                           : c != *want)
            return stop(r, VSA_HTTP_MALFORMED);
        if (*want == 'v')
            r->http_1_0 = c == '0';
        if (*want == 'c' || *want == 'd')
            status = status * 10 + (unsigned)(c - '0');
    }
    if (r->at == r->len)
        return false;
    if (r->ptr[r->at] != ' ' && r->ptr[r->at] != '\r')
        return stop(r, VSA_HTTP_MALFORMED);
    r->response->status = status;
    r->response->keep_alive = !r->http_1_0;
    return rest_of_line(r, &reason);
}

static bool name_is(struct vsa_span name, const char *text)
{
    return vsa_span_equal_nocase(name, vsa_span(text));
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct vsa_span trimmed(struct vsa_span text)
{
    while (text.len > 0 && is_blank(text.ptr[0]))
        text = (struct vsa_span){text.ptr + 1, text.len - 1};
    while (text.len > 0 && is_blank(text.ptr[text.len - 1]))
        text.len--;
    return text;
}

static bool all_digits(struct vsa_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_digit(text.ptr[i]))
            return false;
    return text.len > 0;
}

/* Beyond 4e9 they are all alike. */
static uint32_t number(struct vsa_span text)
{
    uint64_t n = 0;

    for (size_t i = 0; i < text.len && n < UINT32_MAX; i++)
        n = n * 10 + (uint64_t)(text.ptr[i] - '0');
    return n < 4000000000 ? (uint32_t)n : UINT32_MAX;
}

static bool content_length(struct reader *r, struct vsa_span value)
{
    r->response->too_long = value.len > KEPT;
    if (!all_digits(value))
        return stop(r, VSA_HTTP_MALFORMED);
    if (r->response->too_long || number(value) > VSA_LIMIT_RESPONSE_BYTES)
        return stop(r, VSA_HTTP_TOO_LARGE);
    if (r->has_length && r->length != number(value))
        return stop(r, VSA_HTTP_MALFORMED);
    r->length = number(value);
    r->has_length = true;
    return true;
}

static bool transfer_encoding(struct reader *r, struct vsa_span value)
{
    if (r->has_chunked || !name_is(value, "chunked"))
        return stop(r, VSA_HTTP_UNSUPPORTED);
    r->has_chunked = true;
    return true;
}

static bool connection(struct reader *r, struct vsa_span value)
{
    for (size_t i = 0, start = 0; i <= value.len; i++) {
        if (i < value.len && value.ptr[i] != ',')
            continue;
        if (name_is(trimmed((struct vsa_span){value.ptr + start, i - start}), "close"))
            r->response->keep_alive = false;
        start = i + 1;
    }
    return true;
}

static bool retry_after(struct reader *r, struct vsa_span value)
{
    bool seconds = all_digits(value) && value.len <= KEPT && number(value) < UINT32_MAX;

    r->response->retry_after_s = seconds ? number(value) : 0;
    r->response->retry_after_at = seconds ? 0 : vsa_http_date(value);
    return true;
}

static bool is_token_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
           (c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool field(struct reader *r)
{
    struct vsa_span name = {(const char *)r->ptr + r->at, 0}, value;

    while (r->at < r->len && is_token_char((char)r->ptr[r->at]))
        r->at++;
    name.len = (size_t)((const char *)r->ptr + r->at - name.ptr);
    if (r->at == r->len)
        return false;
    if (r->ptr[r->at] != ':' || name.len == 0)
        return stop(r, VSA_HTTP_MALFORMED);
    r->at++;
    if (!rest_of_line(r, &value))
        return false;
    if (name_is(name, "content-length"))
        return content_length(r, trimmed(value));
    if (name_is(name, "transfer-encoding"))
        return transfer_encoding(r, trimmed(value));
    if (name_is(name, "connection"))
        return connection(r, value);
    if (name_is(name, "retry-after"))
        return retry_after(r, trimmed(value));
    return true;
}

static bool head(struct reader *r)
{
    struct vsa_span empty;

    r->has_length = r->has_chunked = false;
    r->response->retry_after_s = 0;
    r->response->retry_after_at = 0;
    if (!status_line(r))
        return false;
    while (r->at < r->len && r->ptr[r->at] != '\r')
        if (!field(r))
            return false;
    if (r->at == r->len || !rest_of_line(r, &empty))
        return false;
    if (r->has_chunked && (r->has_length || r->http_1_0))
        return stop(r, VSA_HTTP_MALFORMED);
    return true;
}

static size_t take_body(struct reader *r, size_t most)
{
    struct response *response = r->response;
    size_t n = r->len - r->at < most ? r->len - r->at : most;

    if (n > 0)
        memcpy(response->body + response->body_len, r->ptr + r->at, n);
    response->body_len += n;
    r->at += n;
    return n;
}

static bool chunk_size(struct reader *r, size_t *size)
{
    struct vsa_span rest;
    size_t start = r->at;
    char digits[9] = {0};

    while (r->at < r->len && r->at - start < 8 && strchr("0123456789abcdefABCDEF", r->ptr[r->at]) && r->ptr[r->at])
        r->at++;
    if (r->at == r->len)
        return false;
    if (r->at == start || (r->ptr[r->at] != ';' && r->ptr[r->at] != '\r'))
        return stop(r, VSA_HTTP_MALFORMED);
    memcpy(digits, r->ptr + start, r->at - start);
    *size = strtoul(digits, NULL, 16);
    return rest_of_line(r, &rest);
}

static bool chunks(struct reader *r)
{
    struct vsa_span line;
    size_t size;

    for (;;) {
        if (!chunk_size(r, &size))
            return false;
        if (size == 0)
            break;
        if (take_body(r, size) < size || r->at == r->len)
            return false;
        if (r->ptr[r->at] != '\r')
            return stop(r, VSA_HTTP_MALFORMED);
        if (!rest_of_line(r, &line))
            return false;
    }
    do
        if (!rest_of_line(r, &line))
            return false;
    while (line.len > 0);
    return true;
}

static bool body(struct reader *r)
{
    if (r->response->status == 204 || r->response->status == 304)
        return true;
    if (r->has_chunked)
        return chunks(r);
    if (r->has_length)
        return take_body(r, r->length) == r->length;
    r->response->until_close = true;
    r->response->keep_alive = false;
    take_body(r, r->len);
    return false;
}

static void read_response(struct vsa_span text, struct response *response)
{
    struct reader r = {(const uint8_t *)text.ptr, text.len, 0, VSA_MORE, response, 0, false, false, false};
    int interim = 0;
    bool whole;

    while ((whole = head(&r)) && response->status < 200) {
        if (response->status == 101 || ++interim > VSA_LIMIT_INTERIM_RESPONSES) {
            whole = stop(&r, VSA_HTTP_UNEXPECTED);
            break;
        }
    }
    if (whole && body(&r))
        r.result = VSA_OK;
    response->result = r.result;
    response->taken = r.at;
}

/* ---- the parser ---- */

static void take(struct response *response, struct vsa_span got, struct vsa_span fed)
{
    if (got.len == 0)
        return;
    MUST(got.ptr >= fed.ptr && got.ptr + got.len <= fed.ptr + fed.len);
    memcpy(response->body + response->body_len, got.ptr, got.len);
    response->body_len += got.len;
}

/* One piece. Returns how much of it was taken. */
static size_t feed(struct vsa_http_response *p, struct vsa_span piece, struct response *response)
{
    char *copy = fuzz_copy(piece);
    struct vsa_span input = {copy, piece.len}, got;

    do {
        struct vsa_span before = input;
        response->result = vsa_http_response_feed(p, &input, &got);
        MUST(input.len <= before.len && input.ptr + input.len == copy + piece.len);
        MUST(response->result != VSA_MORE || input.len == 0 || got.len > 0);
        MUST(got.len == 0 || got.ptr + got.len <= input.ptr);
        take(response, got, before);
    } while (response->result == VSA_MORE && input.len > 0);
    free(copy);
    return piece.len - input.len;
}

static void parse(struct vsa_span text, uint32_t seed, struct vsa_http_response *p, struct response *response)
{
    struct fuzz_split split = {seed};

    vsa_http_response_init(p);
    response->result = VSA_MORE;
    while (text.len > response->taken && response->result == VSA_MORE) {
        size_t left = text.len - response->taken;
        struct vsa_span piece = {text.ptr + response->taken, fuzz_piece(&split, left)};
        size_t taken = feed(p, piece, response);
        MUST(taken == piece.len || response->result != VSA_MORE);
        response->taken += taken;
    }
    response->status = p->status;
    response->keep_alive = p->keep_alive;
    response->retry_after_s = p->retry_after_s;
    response->retry_after_at = p->retry_after_at;
}

static void must_stick(struct vsa_http_response *p, enum vsa_result result)
{
    struct vsa_span input = VSA_SPAN("HTTP/1.1 200\r\n"), got;
    size_t len = input.len;

    MUST(vsa_http_response_feed(p, &input, &got) == result);
    MUST(input.len == len && got.len == 0);
    MUST(vsa_http_response_end(p) == result);
}

static void must_end_well(struct vsa_http_response *p, const struct response *expected)
{
    enum vsa_result end = expected->until_close  ? VSA_OK
                          : expected->taken == 0 ? VSA_CLOSED_EARLY
                                                 : VSA_HTTP_TRUNCATED;

    MUST(vsa_http_response_end(p) == end);
    must_stick(p, end);
}

/* Some of what is wrong with a line shows at its end only. */
static enum vsa_result end_line(struct vsa_http_response *p, struct vsa_span text)
{
    struct vsa_span end = VSA_SPAN("\r\n"), body;

    if (text.len > 0 && text.ptr[text.len - 1] == '\r')
        end = VSA_SPAN_OF("\n");
    return vsa_http_response_feed(p, &end, &body);
}

static void must_agree(struct vsa_span text, uint32_t seed, const struct response *expected)
{
    struct response response = {.body = fuzz_block(text.len, 0)};
    struct vsa_http_response p;

    parse(text, seed, &p, &response);
    if (response.result == VSA_MORE && expected->result == VSA_HTTP_MALFORMED)
        response.result = end_line(&p, text);
    if (expected->too_long)
        MUST(response.result == VSA_HTTP_MALFORMED || response.result == VSA_HTTP_TOO_LARGE);
    else
        MUST(response.result == expected->result);
    if (expected->result == VSA_OK) {
        MUST(response.taken == expected->taken);
        MUST(response.status == expected->status && response.status >= 200 && response.status < 600);
        MUST(response.keep_alive == expected->keep_alive);
        MUST(response.retry_after_s == expected->retry_after_s);
        MUST(response.retry_after_at == expected->retry_after_at);
    }
    /* Of a response that failed, how much of the body came out before depends on the cuts. */
    if (expected->result <= VSA_MORE) {
        MUST(response.body_len == expected->body_len);
        MUST(response.body_len == 0 || memcmp(response.body, expected->body, response.body_len) == 0);
    }
    /* cppcheck-suppress knownConditionTrueFalse ; it loses sight of read_response */
    if (expected->result == VSA_MORE)
        must_end_well(&p, expected);
    else
        must_stick(&p, response.result);
    MUST(vsa_http_status_result(p.status) != VSA_MORE);
    free(response.body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = {data, size};
    uint32_t seed = fuzz_u8(&in) + 2u;
    struct vsa_span text = fuzz_text(&in, in.len);
    bool more = true;

    for (int i = 0; i < RESPONSES_MAX && more; i++) {
        struct response expected = {.body = fuzz_block(text.len, 0)};
        read_response(text, &expected);
        must_agree(text, 0, &expected);
        must_agree(text, 1, &expected);
        must_agree(text, seed, &expected);
        more = expected.result == VSA_OK && expected.keep_alive;
        text = (struct vsa_span){text.ptr + expected.taken, text.len - expected.taken};
        free(expected.body);
    }
    return 0;
}
