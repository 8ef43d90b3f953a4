/* SPDX-License-Identifier: MIT */
#define JSMN_STATIC
#define JSMN_PARENT_LINKS
#include <jsmn.h>

#include "agent/json_document.h"

#include "agent/json_string.h"

#include <string.h>

static void fail(struct vsa_json_document *d, enum vsa_result result)
{
    if (d->result == VSA_OK)
        d->result = result;
}

enum vsa_result vsa_json_document_read(struct vsa_json_document *d, struct vsa_span text)
{
    jsmn_parser parser;

    jsmn_init(&parser);
    d->text = text.ptr;
    d->result = VSA_OK;
    d->count = jsmn_parse(&parser, text.ptr, text.len, d->tokens, VSA_LIMIT_JSON_TOKENS);
    if (d->count == JSMN_ERROR_NOMEM)
        fail(d, VSA_JSON_TOO_LARGE);
    else if (d->count <= 0)
        fail(d, VSA_JSON_MALFORMED);
    if (d->count < 0)
        d->count = 0;
    return d->result;
}

bool vsa_json_is(const struct vsa_json_document *d, int value, jsmntype_t kind)
{
    return value >= 0 && value < d->count && d->tokens[value].type == kind;
}

static struct vsa_span inner(const struct vsa_json_document *d, int value)
{
    const jsmntok_t *t = &d->tokens[value];

    return (struct vsa_span){d->text + t->start, (size_t)(t->end - t->start)};
}

struct vsa_span vsa_json_raw(const struct vsa_json_document *d, int value)
{
    struct vsa_span raw = {NULL, 0};

    if (value < 0)
        return raw;
    raw = inner(d, value);
    if (d->tokens[value].type == JSMN_STRING) {
        raw.ptr--;
        raw.len += 2;
    }
    return raw;
}

static bool is_null(const struct vsa_json_document *d, int value)
{
    return d->tokens[value].type == JSMN_PRIMITIVE && d->text[d->tokens[value].start] == 'n';
}

/* Is the value of that kind? One of another kind breaks the contract. */
static bool expect(struct vsa_json_document *d, int value, jsmntype_t kind)
{
    if (vsa_json_is(d, value, kind))
        return true;
    if (value != VSA_JSON_NONE)
        fail(d, VSA_API_CONTRACT);
    return false;
}

size_t vsa_json_name_len(const char *text)
{
    size_t len = 0;

    while (vsa_json_is_in_name(text[len]))
        len++;
    return len;
}

static bool has_name(const struct vsa_json_document *d, int value, const char *name, size_t len)
{
    struct vsa_span own = inner(d, value);

    return own.len == len && memcmp(own.ptr, name, len) == 0;
}

int vsa_json_member(struct vsa_json_document *d, int object, const char *name)
{
    size_t len = vsa_json_name_len(name);
    int found = VSA_JSON_NONE;

    if (!expect(d, object, JSMN_OBJECT))
        return found;
    for (int i = object + 1; i < d->count; i++) {
        if (d->tokens[i].parent != object || !has_name(d, i, name, len))
            continue;
        if (found != VSA_JSON_NONE)
            fail(d, VSA_JSON_DUPLICATE);
        found = i + 1;
    }
    return found != VSA_JSON_NONE && is_null(d, found) ? VSA_JSON_NONE : found;
}

int vsa_json_elements(struct vsa_json_document *d, int array)
{
    return expect(d, array, JSMN_ARRAY) ? d->tokens[array].size : 0;
}

int vsa_json_element(const struct vsa_json_document *d, int array, int index)
{
    for (int i = array + 1; array >= 0 && i < d->count; i++)
        if (d->tokens[i].parent == array && index-- == 0)
            return i;
    return VSA_JSON_NONE;
}

bool vsa_json_bool(struct vsa_json_document *d, int value)
{
    char first = vsa_json_is(d, value, JSMN_PRIMITIVE) ? d->text[d->tokens[value].start] : 0;

    if (first != 't' && first != 'f')
        fail(d, VSA_API_CONTRACT);
    return first == 't';
}

uint32_t vsa_json_u32(struct vsa_json_document *d, int value, uint32_t fallback)
{
    struct vsa_span digits = vsa_json_raw(d, value);
    uint32_t number = 0;

    if (value == VSA_JSON_NONE)
        return fallback;
    for (size_t i = 0; i < digits.len; i++) {
        uint8_t digit = (uint8_t)(digits.ptr[i] - '0');
        if (digit > 9 || number > (UINT32_MAX - digit) / 10) {
            fail(d, VSA_API_CONTRACT);
            return fallback;
        }
        number = number * 10 + digit;
    }
    return number;
}

static size_t utf8_encode(uint32_t code, char to[4])
{
    size_t len = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const uint8_t first[] = {0, 0, 0xc0, 0xe0, 0xf0};

    for (size_t i = len; i-- > 1; code >>= 6)
        to[i] = (char)(0x80 | (code & 0x3f));
    to[0] = (char)(first[len] | code);
    return len;
}

/* Takes one character from the front of a string's text, which json_sieve has seen to be well formed. */
static int32_t take_character(struct vsa_span *text)
{
    struct vsa_json_string string = {0};
    int32_t code = VSA_JSON_PART;

    for (; code == VSA_JSON_PART && text->len > 0; text->len--)
        code = vsa_json_string_take(&string, *text->ptr++);
    return code;
}

/* C0 and C1 control characters and DEL. */
static bool is_control(int32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

enum as { TEXT, SCALAR, LABEL };

/* A value's text without escapes: all of it or, as a label, what of it fits, made harmless. */
static void copy(struct vsa_json_document *d, int value, char *to, size_t cap, enum as as)
{
    struct vsa_span text = {NULL, 0};
    size_t len;
    char c[4];

    if ((as == SCALAR && vsa_json_is(d, value, JSMN_PRIMITIVE)) || expect(d, value, JSMN_STRING))
        text = inner(d, value);
    for (; text.len > 0; to += len, cap -= len) {
        int32_t code = take_character(&text);
        if (as == LABEL && is_control(code))
            code = '?';
        len = utf8_encode((uint32_t)code, c);
        if (code <= 0 || len >= cap) {
            if (as != LABEL)
                fail(d, code <= 0 ? VSA_API_CONTRACT : VSA_JSON_TOO_LARGE);
            break;
        }
        memcpy(to, c, len);
    }
    *to = 0;
}

void vsa_json_text(struct vsa_json_document *d, int value, char *to, size_t cap)
{
    copy(d, value, to, cap, TEXT);
}

void vsa_json_scalar(struct vsa_json_document *d, int value, char *to, size_t cap)
{
    copy(d, value, to, cap, SCALAR);
}

void vsa_json_label(struct vsa_json_document *d, int value, char *to, size_t cap)
{
    copy(d, value, to, cap, LABEL);
}

bool vsa_json_equal(const struct vsa_json_document *d, int value, struct vsa_span text)
{
    struct vsa_span own;
    char c[4];

    if (!vsa_json_is(d, value, JSMN_STRING))
        return false;
    own = inner(d, value);
    while (own.len > 0) {
        size_t len = utf8_encode((uint32_t)take_character(&own), c);
        if (len > text.len || memcmp(text.ptr, c, len) != 0)
            return false;
        text = (struct vsa_span){text.ptr + len, text.len - len};
    }
    return text.len == 0;
}
