/* SPDX-License-Identifier: MIT */
#include "port/mbedtls/seal.h"

#include "agent/limits.h"
#include "port/mbedtls/random.h"
#include "port/port.h"

#include <mbedtls/build_info.h>
#include <mbedtls/gcm.h>
#include <mbedtls/sha256.h>

#ifdef MBEDTLS_SSL_SESSION_TICKETS

#define NONCE_BYTES 12
#define TAG_BYTES   16
#define FORMAT      1 /* raise it when what is sealed changes its form */

_Static_assert(NONCE_BYTES + TAG_BYTES == VSA_SEAL_BYTES, "in front of what is sealed");

bool vsa_seal_find_key(struct vsa_seal *s)
{
    if (s->has_key)
        return true;
    s->key_lasts = vsa_port_device_key(s->key);
    if (!s->key_lasts)
        vsa_port_log(VSA_LOG_INFO, vsa_span("session   kept in RAM only: there is no device key"));
    s->has_key = s->key_lasts || vsa_random(NULL, s->key, sizeof s->key) == 0;
    return s->has_key;
}

/* ---- binding ---- */

static int add(mbedtls_sha256_context *sha, const void *data, size_t len)
{
    return mbedtls_sha256_update(sha, data, len);
}

/* Each part with its length before it, so that no two lists of parts look the same. */
static int add_span(mbedtls_sha256_context *sha, const void *data, size_t len)
{
    int code = add(sha, &len, sizeof len);

    return code == 0 ? add(sha, data, len) : code;
}

static int add_anchors(mbedtls_sha256_context *sha, const mbedtls_x509_crt *anchors)
{
    int code = 0;

    for (; anchors != NULL && code == 0; anchors = anchors->next)
        code = add_span(sha, anchors->raw.p, anchors->raw.len);
    return code;
}

/* What decides which servers and certificates are accepted at all. */
static int add_configuration(mbedtls_sha256_context *sha, const mbedtls_ssl_config *config)
{
    const int *suites = config->MBEDTLS_PRIVATE(ciphersuite_list);
    const uint32_t build[] = {FORMAT, MBEDTLS_VERSION_NUMBER, MBEDTLS_SSL_IN_CONTENT_LEN, MBEDTLS_SSL_OUT_CONTENT_LEN};
    size_t count = 0;
    int code;

    while (suites[count] != 0)
        count++;
    code = add_span(sha, suites, count * sizeof *suites);
    return code == 0 ? add_span(sha, build, sizeof build) : code;
}

int vsa_seal_bind(struct vsa_seal *s, const mbedtls_ssl_config *config, const struct vsa_url *server)
{
    static const char version[] = "vslice-agent session " VSA_VERSION;
    mbedtls_sha256_context sha;
    int code;

    mbedtls_sha256_init(&sha);
    code = mbedtls_sha256_starts(&sha, 0);
    if (code == 0)
        code = add_span(&sha, version, sizeof version);
    if (code == 0)
        code = add_span(&sha, server->host.ptr, server->host.len);
    if (code == 0)
        code = add_span(&sha, &server->port, sizeof server->port);
    if (code == 0)
        code = add_configuration(&sha, config);
    if (code == 0)
        code = add_anchors(&sha, config->MBEDTLS_PRIVATE(ca_chain));
    if (code == 0)
        code = mbedtls_sha256_finish(&sha, s->binding);
    mbedtls_sha256_free(&sha);
    return code;
}

/* ---- seal ---- */

int vsa_seal_close(const struct vsa_seal *s, unsigned char *sealed, size_t len)
{
    unsigned char *body = sealed + VSA_SEAL_BYTES;
    mbedtls_gcm_context gcm;
    int code = vsa_random(NULL, sealed, NONCE_BYTES);

    mbedtls_gcm_init(&gcm);
    if (code == 0)
        code = mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, s->key, 8 * sizeof s->key);
    if (code == 0)
        code = mbedtls_gcm_crypt_and_tag(&gcm, MBEDTLS_GCM_ENCRYPT, len, sealed, NONCE_BYTES, s->binding,
                                         sizeof s->binding, body, body, TAG_BYTES, sealed + NONCE_BYTES);
    mbedtls_gcm_free(&gcm);
    return code;
}

int vsa_seal_open(const struct vsa_seal *s, const unsigned char *sealed, unsigned char *body, size_t len)
{
    mbedtls_gcm_context gcm;
    int code;

    mbedtls_gcm_init(&gcm);
    code = mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, s->key, 8 * sizeof s->key);
    if (code == 0)
        code = mbedtls_gcm_auth_decrypt(&gcm, len, sealed, NONCE_BYTES, s->binding, sizeof s->binding,
                                        sealed + NONCE_BYTES, TAG_BYTES, sealed + VSA_SEAL_BYTES, body);
    mbedtls_gcm_free(&gcm);
    return code;
}

#endif
