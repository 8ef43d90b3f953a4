/* SPDX-License-Identifier: MIT */
#include "port/mbedtls/arena.h"

#include "tests/support/test.h"

#include <mbedtls/md.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>

#include <stdlib.h>
#include <string.h>

/*
 * An RSA key comes from whoever answers, before it is known who that is: what it costs to use one must not be his
 * choice. All signatures here are right, over the hash of nothing, by one modulus with several exponents.
 */
static const char modulus[] =
    "deea09d1f2963929e00a588f61450939ed31e5ca042e52232be947e5b5aadf606c85e7a09d2121426ee7d6430ccb2608"
    "a8c2991d8c5759ae777cb25724a86791916f83efa3530dcbc494ba230f31140b64e39389f2f1b06a67738b97a9e5d5ff"
    "7dac927a9ea1b5948a2763a73eeb6524c9e078cf54d326667789e29a69d9dcb1";

static const struct {
    const char *exponent, *signature;
    bool good;
} cases[] = {
    {"010001",
     "a191880c08e11c7b5d80abefe46227a908ba4c7b248bc0fcdee8cc456c58a331f6996324979862f4a77cf0354110b06b"
     "635f3844ed1de4ffd25981293670c2b585a1a732c5b329511cf4f0696d52182f90b5a9d0ecaa7960e0793fb55dfef72f"
     "762c3b88fbb9c76c80cbbac31cc6d8d915ce834249fc03b40c11925c5145b982",
     true},
    {"ac702981",
     "2b0f2a5c88f420267aa189418d3aa33e89c1c4a6168cddb75a2bf46a0d7b7e0918907d36abeb60a1e435d772cb994ef3"
     "474fc7a3928a7fbe410969bb218fd09aa29926972f25db057baf0a5ece6efc832a91d082d4c3ca206d6ac9387be91bd6"
     "50591849518b0f7c73331753c5c4167144bf0b7eaf2b77df4d0e430632c8b6eb",
     true},
    {"0143dfccb5",
     "a130e2233d58728a171893e67d8515d47faaa2918ff7e7e3e91237d3cdf91e1485655ada1bbec62abd2c1c473b0bfacc"
     "9b294a590878ead676a26407c6e37460daaf12ba455d2d12e79f8281e8c3c08a03ae2c66ece12395fcfc29fe28e7db84"
     "b7a6321e8f3ea017850633edc354cf15a6049ba2ca3f96f9bd5631b1fcce02f8",
     false},
    {"c32996f49c4394a922157c4552ed5e6e9c0e1331c9554076bb422e27fddff056177a95693abf5d99046ad9dba34ab167"
     "3451f5f5705953d3cf85b7128012c6fc9555d9f3ec78496fe4260bb71d32c668aff84f541c16a753f5ef4277fb151cf2"
     "b41d3e06ea06210e6f04f1fb333c8259ebfcb9a83cc9093a1fb60a9eff",
     "6cf022ae1fb43bd324b95688a8ebb2240c113fc2b724d602dc97cb0a78655b3e215ec90e2162d60c6d706203fe12caf3"
     "4409292536be8ecf778278041903071289e3badb676995c721829074303a988198048c1390b94e151a33ca5b56ad0af5"
     "c87112bb846694cd2c0be519c9e993f5e42539935531e0ba906c3d13913d6df4",
     false},
};

static size_t from_hex(unsigned char *to, const char *hex)
{
    size_t len = strlen(hex) / 2;

    for (size_t i = 0; i < len; i++) {
        const char digits[] = {hex[2 * i], hex[2 * i + 1], 0};
        to[i] = (unsigned char)strtoul(digits, NULL, 16);
    }
    return len;
}

static int verify(const char *exponent, const char *signature)
{
    unsigned char n[128], e[128], s[128], hash[32];
    size_t e_len = from_hex(e, exponent), s_len = from_hex(s, signature);
    mbedtls_pk_context key;
    int code;

    mbedtls_pk_init(&key);
    assert_int_equal(mbedtls_pk_setup(&key, mbedtls_pk_info_from_type(MBEDTLS_PK_RSA)), 0);
    assert_int_equal(mbedtls_rsa_import_raw(mbedtls_pk_rsa(key), n, from_hex(n, modulus), NULL, 0, NULL, 0, NULL, 0, e, e_len), 0);
    assert_int_equal(mbedtls_rsa_complete(mbedtls_pk_rsa(key)), 0);
    assert_int_equal(mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), e, 0, hash), 0);
    code = mbedtls_pk_verify(&key, MBEDTLS_MD_SHA256, hash, sizeof hash, s, s_len);
    mbedtls_pk_free(&key);
    return code;
}

TEST_CASE(exponents_of_up_to_32_bits_verify_and_longer_ones_never_do)
{
    vsa_arena_init();
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_number(cases[i].exponent, verify(cases[i].exponent, cases[i].signature) == 0, cases[i].good);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {TEST(exponents_of_up_to_32_bits_verify_and_longer_ones_never_do)};

    return cmocka_run_group_tests_name("rsa", tests, NULL, NULL);
}
