/* SPDX-License-Identifier: MIT */
#include "port/mbedtls/failure.h"

#include <mbedtls/error.h>
#include <mbedtls/ssl.h>

enum vsa_result vsa_failure_of_certificate(uint32_t flags)
{
    static const struct {
        uint32_t flag;
        enum vsa_result result;
    } order[] = {
        {MBEDTLS_X509_BADCERT_NOT_TRUSTED, VSA_TLS_UNTRUSTED},
        {MBEDTLS_X509_BADCERT_CN_MISMATCH, VSA_TLS_WRONG_NAME},
        {MBEDTLS_X509_BADCERT_FUTURE, VSA_TLS_NOT_YET_VALID},
        {MBEDTLS_X509_BADCERT_EXPIRED, VSA_TLS_EXPIRED},
    };

    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if ((flags & order[i].flag) != 0)
            return order[i].result;
    return VSA_TLS_BAD_CERTIFICATE;
}

/*
 * Mbed TLS adds a low-level code to a high-level one; -0x2080 to -0x29ff are X.509's, -0x3880 to
 * -0x3fff the keys'.
 */
static bool is_about_certificate(int code)
{
    int value = -code;

    return code == MBEDTLS_ERR_SSL_BAD_CERTIFICATE || (value >= 0x2080 && value <= 0x29ff) ||
           (value >= 0x3880 && value <= 0x3fff);
}

enum vsa_result vsa_failure_of(int code, bool up)
{
    switch (code) {
    case MBEDTLS_ERR_SSL_INVALID_RECORD:
    case MBEDTLS_ERR_SSL_INVALID_MAC:
        return VSA_TLS_BAD_RECORD;
    case MBEDTLS_ERR_SSL_CONN_EOF:
        return VSA_CONNECTION_LOST;
    case MBEDTLS_ERR_SSL_BAD_INPUT_DATA: /* a record that does not fit, or is no record at all */
        return MBEDTLS_SSL_IN_CONTENT_LEN < 16384 ? VSA_OUT_OF_MEMORY : VSA_TLS_BAD_RECORD;
    case MBEDTLS_ERR_SSL_ALLOC_FAILED:
        return VSA_OUT_OF_MEMORY;
    case MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE:
        return up ? VSA_CONNECTION_LOST : VSA_TLS_FAILED;
    default:
        return is_about_certificate(code) ? VSA_TLS_BAD_CERTIFICATE : VSA_TLS_FAILED;
    }
}
