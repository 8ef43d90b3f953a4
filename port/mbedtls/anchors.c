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

/* One certificate from the Base64 text between its lines. Returns Mbed TLS's code. */
static int read_block(mbedtls_x509_crt *chain, struct vsa_span base64)
{
    const unsigned char *from = (const unsigned char *)base64.ptr;
    size_t cap = base64.len, len = 0;
    unsigned char *der = mbedtls_calloc(1, cap + 1);
    int code;

    if (der == NULL)
        return MBEDTLS_ERR_X509_ALLOC_FAILED;
    code = mbedtls_base64_decode(der, cap, &len, from, base64.len);
    if (code == 0)
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
