/* SPDX-License-Identifier: MIT */
#include "port/mbedtls/anchors.h"

#include "port/mbedtls/arena.h"

#include <mbedtls/base64.h>
#include <mbedtls/pem.h>
#include <mbedtls/platform.h>
#include <string.h>

static const struct vsa_span begin_line = VSA_SPAN("-----BEGIN CERTIFICATE-----");
static const struct vsa_span end_line = VSA_SPAN("-----END CERTIFICATE-----");

/* Where `what` begins in `text`, or text.len. */
static size_t find(struct vsa_span text, struct vsa_span what)
{
    for (size_t i = 0; i + what.len <= text.len; i++)
        if (memcmp(text.ptr + i, what.ptr, what.len) == 0)
            return i;
    return text.len;
}

static struct vsa_span skip(struct vsa_span text, size_t n)
{
    return (struct vsa_span){text.ptr + n, text.len - n};
}

/* ---- characters, with or without JSON's escapes ---- */

static char take(struct vsa_span *text)
{
    char c = *text->ptr;

    *text = skip(*text, 1);
    return c;
}

static unsigned hex_digit(char c)
{
    c = vsa_lower(c);
    return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10) & 15;
}

/* Of \u00xx; what has passed as JSON has four digits there. 0: none of ours. */
static char take_code_unit(struct vsa_span *text)
{
    unsigned unit = 0;

    if (text->len < 4)
        return 0;
    for (int i = 0; i < 4; i++)
        unit = unit << 4 | hex_digit(take(text));
    return unit < 0x80 ? (char)unit : 0;
}

/* Base64 has no backslash, so one is always JSON's. */
static char take_character(struct vsa_span *text)
{
    char c = take(text);

    if (c != '\\' || text->len == 0)
        return c;
    c = take(text);
    if (c == 'u')
        return take_code_unit(text);
    return c == 'n' || c == 'r' || c == 't' ? '\n' : c;
}

/* ---- Base64 (RFC 4648, section 4) ---- */

enum { BLANK = 64, PADDING, BAD };

static unsigned value_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (unsigned)(c - 'A');
    if (c >= 'a' && c <= 'z')
        return (unsigned)(c - 'a' + 26);
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0' + 52);
    switch (c) {
    case '+':
        return 62;
    case '/':
        return 63;
    case '=':
        return PADDING;
    default:
        return c == ' ' || c == '\t' || c == '\r' || c == '\n' ? BLANK : BAD;
    }
}

/* Into `to`, which has room for three bytes for each four characters. False if it is none. */
static bool decode(struct vsa_span text, unsigned char *to, size_t *len)
{
    uint32_t bits = 0;
    unsigned characters = 0, padding = 0;

    *len = 0;
    while (text.len > 0) {
        unsigned value = value_of(take_character(&text));
        if (value == BLANK)
            continue;
        if (value == BAD || (value != PADDING && padding > 0))
            return false;
        if (value == PADDING)
            padding++;
        bits = bits << 6 | (value & 63);
        if (++characters % 4 != 0)
            continue;
        for (unsigned i = 0; i + padding < 3; i++)
            to[(*len)++] = (unsigned char)(bits >> (16 - 8 * i));
    }
    return characters % 4 == 0 && padding <= 2;
}

/* ---- certificates ---- */

/* One certificate from the Base64 text between its lines. Returns Mbed TLS's code. */
static int read_block(mbedtls_x509_crt *chain, struct vsa_span base64)
{
    unsigned char *der = mbedtls_calloc(1, base64.len / 4 * 3 + 1);
    int code = MBEDTLS_ERR_BASE64_INVALID_CHARACTER;
    size_t len;

    if (der == NULL)
        return MBEDTLS_ERR_X509_ALLOC_FAILED;
    if (decode(base64, der, &len))
        code = mbedtls_x509_crt_parse_der(chain, der, len);
    mbedtls_free(der);
    return code;
}

/*
 * Is it sound as far as one can see, but of a key or signature that this build does not know? Mbed
 * TLS adds a low-level code, down to -0x7f, to these.
 */
static bool is_foreign_kind(int code)
{
    static const int kinds[] = {
        MBEDTLS_ERR_X509_UNKNOWN_SIG_ALG,   MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE,
        MBEDTLS_ERR_PK_UNKNOWN_PK_ALG,      MBEDTLS_ERR_PK_UNKNOWN_NAMED_CURVE,
        MBEDTLS_ERR_PK_FEATURE_UNAVAILABLE,
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (code <= kinds[i] && code > kinds[i] - 0x80)
            return true;
    return false;
}

static int read_pem(mbedtls_x509_crt *chain, struct vsa_span text)
{
    int code = MBEDTLS_ERR_PEM_NO_HEADER_FOOTER_PRESENT; /* nothing in it */
    bool any = false;
    size_t at;

    while ((at = find(text, begin_line)) < text.len) {
        size_t len;
        text = skip(text, at + begin_line.len);
        len = find(text, end_line);
        if (len == text.len)
            return MBEDTLS_ERR_PEM_INVALID_DATA;
        code = read_block(chain, (struct vsa_span){text.ptr, len});
        if (code != 0 && !is_foreign_kind(code))
            return code;
        any = any || code == 0;
        text = skip(text, len + end_line.len);
    }
    return any ? 0 : code;
}

static bool is_der(struct vsa_span text)
{
    const int sequence = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE;

    return text.len > 0 && (unsigned char)text.ptr[0] == sequence;
}

enum vsa_result vsa_anchors_read(mbedtls_x509_crt *chain, struct vsa_span text, int32_t *foreign)
{
    const unsigned char *bytes = (const unsigned char *)text.ptr;
    uint32_t failures = vsa_arena_failures();

    if (is_der(text))
        *foreign = mbedtls_x509_crt_parse_der_nocopy(chain, bytes, text.len);
    else
        *foreign = read_pem(chain, text);
    if (*foreign == 0)
        return VSA_OK;
    return failures != vsa_arena_failures() ? VSA_OUT_OF_MEMORY : VSA_BAD_CONFIG;
}
