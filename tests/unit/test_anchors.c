/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* NOLINT: libc's own switch */

#include "port/mbedtls/anchors.h"

#include "port/mbedtls/arena.h"

#include "tests/support/guard_page.h"
#include "tests/support/test.h"

#define BEGIN "-----BEGIN CERTIFICATE-----"
#define END   "-----END CERTIFICATE-----"

/* Two authorities made for this test: one on P-256, and one on a curve that no build knows. */
static const char p256[] =
    "MIIBgzCCASmgAwIBAgIUDqH3HiT/3azDFs3M/F8cHqslcN4wCgYIKoZIzj0EAwIw\n"
    "FjEUMBIGA1UEAwwLdnNsaWNlLXRlc3QwIBcNMjYxMTI0MTQyMzM0WhgPMjEyNjEw\n"
    "MzExNDIzMzRaMBYxFDASBgNVBAMMC3ZzbGljZS10ZXN0MFkwEwYHKoZIzj0CAQYI\n"
    "KoZIzj0DAQcDQgAEcAOGv53/9B/iLJLZjcY5Un/RAIABTa3Hnpus9Tz3Up51AdBH\n"
    "8AF4uu1XW3DcfpVT+46TlUeK/lO3j2LuPNAkpaNTMFEwHQYDVR0OBBYEFO/m2wcY\n"
    "k2t6r3Nx96qR1XUGdlW5MB8GA1UdIwQYMBaAFO/m2wcYk2t6r3Nx96qR1XUGdlW5\n"
    "MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAJuJzJDR76YwRdzC\n"
    "dxcs378Np4nZASehx6+mQ7iat9foAiBADn+Ke/iS6QOF4beXr2et8BJX3ZLvri66\n"
    "VzZnrfZS4w==\n";

static const char p521[] =
    "MIICAzCCAWSgAwIBAgIUZQeRQZkOB1CC7YNmj/L1BeRAyLQwCgYIKoZIzj0EAwQw\n"
    "EjEQMA4GA1UEAwwHZm9yZWlnbjAgFw0yNjExMjQxNDIzMzRaGA8yMTI2MTAzMTE0\n"
    "MjMzNFowEjEQMA4GA1UEAwwHZm9yZWlnbjCBmzAQBgcqhkjOPQIBBgUrgQQAIwOB\n"
    "hgAEAc/5Dg8spKW0uzBn0kRAzqhbPgLI52KMTRbIw4+aEBTm455Q0W6us7BdZ6uF\n"
    "VcjfKdUUKXr9aHFa28jDMknilwwEADgslEq2cZVw4eOuk2n2Fq9VR0gBWkuPxMmZ\n"
    "imBQ3hncGseR/uVO7NeZ1AC3Ml2fXE9w2xbo1Asip/Db2ZeLkL3yo1MwUTAdBgNV\n"
    "HQ4EFgQUr6KemH8kdqmqF9lOy2mfdZxLfUwwHwYDVR0jBBgwFoAUr6KemH8kdqmq\n"
    "F9lOy2mfdZxLfUwwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDBAOBjAAwgYgC\n"
    "QgF+ymbE6dHG53mspL8KprCoAk9dGX97VxoTe7tPcn5mTWd/KP+KQuYli8NqLUa3\n"
    "Zmg4KU5618CpE7TEElKllNAHTgJCAUCaLQHx+5xchZRClW8gYLBNqOoeWsx2gyvU\n"
    "/ivglTnb4Rfci92w838qY1le9p8ooWCw9534d4NlrT3294dkWQr3\n";

static mbedtls_x509_crt chain;
static char pem[8192];

/* Anchors out of a text that ends where nobody may read; in the end all memory is given back. */
static enum vsa_result read_text(const char *text, size_t *count, int32_t *code)
{
    struct guard_page page = guard_page_open(strlen(text));
    struct vsa_span span = guard_page_at_end(&page, vsa_span(text));
    enum vsa_result result;

    vsa_arena_init();
    mbedtls_x509_crt_init(&chain);
    result = vsa_anchors_read(&chain, span, code);
    guard_page_close(&page); /* PEM is copied */
    *count = 0;
    for (const mbedtls_x509_crt *c = &chain; c != NULL && c->version != 0; c = c->next)
        *count += c->raw.len == 391;
    mbedtls_x509_crt_free(&chain);
    assert_int_equal(vsa_arena_used(), 0);
    return result;
}

/* `base64` between its lines, each '\n' of it replaced, and each '/' and '+'. */
static const char *wrap(const char *base64, const char *line_end, const char *slash, const char *plus)
{
    char *to = stpcpy(pem, BEGIN);

    to = stpcpy(to, line_end);
    for (; *base64; base64++) {
        const char one[] = {*base64, 0};
        to = stpcpy(to, *base64 == '\n' ? line_end : *base64 == '/' ? slash : *base64 == '+' ? plus : one);
    }
    stpcpy(stpcpy(to, END), line_end);
    return pem;
}

TEST_CASE(pem_is_taken_with_any_line_ends_and_with_json_escapes)
{
    static const struct {
        const char *line_end, *slash, *plus;
    } cases[] = {
        {"\n", "/", "+"},       {"\r\n", "/", "+"},      {"", "/", "+"},           {" \t\n", "/", "+"},
        {"\\n", "/", "+"},      {"\\r\\n", "\\/", "+"},  {"\\u000a", "\\u002f", "\\u002B"},
        {"\\u000D\\u000A", "\\u002F", "\\u002b"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t count;
        int32_t code;
        const char *text = wrap(p256, cases[i].line_end, cases[i].slash, cases[i].plus);
        expect_result(text, read_text(text, &count, &code), VSA_OK);
        expect_number(text, count, 1);
        expect_number(text, code, 0);
    }
}

TEST_CASE(of_a_bundle_all_are_taken_that_the_build_knows)
{
    char bundle[sizeof pem];
    size_t count;
    int32_t code;
    char *to = stpcpy(bundle, "# a comment, C:\\certs\\u12\n");

    to = stpcpy(to, wrap(p521, "\n", "/", "+"));
    to = stpcpy(to, wrap(p256, "\n", "/", "+"));
    to = stpcpy(to, "another\n");
    stpcpy(to, wrap(p256, "\\n", "/", "+"));
    expect_result("bundle", read_text(bundle, &count, &code), VSA_OK);
    expect_number("bundle", count, 2);
}

TEST_CASE(a_bundle_of_foreign_ones_alone_is_refused)
{
    size_t count;
    int32_t code;

    expect_result("P-521", read_text(wrap(p521, "\n", "/", "+"), &count, &code), VSA_BAD_CONFIG);
    assert_true(code < 0);
}

TEST_CASE(what_holds_no_certificate_is_refused)
{
    static const char *const cases[] = {
        "", "-", "PEM", BEGIN, BEGIN END, BEGIN "\n", "-----BEGIN PUBLIC KEY-----\nMII=\n-----END PUBLIC KEY-----\n",
        BEGIN "\nMIIB\n" END, BEGIN "====" END, BEGIN "MI" END, BEGIN "M===" END, BEGIN "MI=I" END, BEGIN "MI==MI==" END,
        BEGIN "MII!" END, BEGIN "MII\\" END, BEGIN "MII\\u00" END, BEGIN "MII\\u012b" END, BEGIN "MII-" END, BEGIN "\x80IIB" END,
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        size_t count;
        int32_t code = 0;
        expect_result(cases[i], read_text(cases[i], &count, &code), VSA_BAD_CONFIG);
        assert_true(code < 0);
    }
}

/* Cut, and with every character replaced by another: never accepted whole, never a byte outside. */
TEST_CASE(damaged_ones_are_refused)
{
    char whole[1024];
    size_t count, base64_at = sizeof BEGIN, len;
    int32_t code;

    len = strlen(strcpy(whole, wrap(p256, "\n", "/", "+")));
    for (size_t cut = 0; cut < len - 1; cut++) {
        whole[cut] = 0;
        expect_result(whole, read_text(whole, &count, &code), VSA_BAD_CONFIG);
        strcpy(whole, pem);
    }
    for (size_t at = base64_at; at < base64_at + 20; at++) {
        whole[at] = whole[at] == 'A' ? '*' : '\\';
        assert_int_not_equal(read_text(whole, &count, &code), VSA_OK);
        whole[at] = pem[at];
    }
}

/* Even where what comes before it is whole. */
TEST_CASE(base64_that_is_none_is_refused)
{
    static const struct {
        const char *plus, *behind;
    } cases[] = {{"\\u012b", ""}, {"\\u00ab", ""}, {"-", ""}, {"+", "AAAA"}, {"+", "===="}, {"+", "*"}, {"+", "A"}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char base64[sizeof p256 + 8];
        size_t count;
        int32_t code;
        stpcpy(stpcpy(base64, p256), cases[i].behind);
        expect_result(cases[i].plus, read_text(wrap(base64, "\n", "/", cases[i].plus), &count, &code), VSA_BAD_CONFIG);
    }
}

TEST_CASE(no_memory_is_told_as_that)
{
    static char huge[4 * 1024 * 1024];
    size_t count;
    int32_t code;

    memset(stpcpy(huge, BEGIN), 'A', sizeof huge - sizeof BEGIN - sizeof END);
    strcpy(huge + sizeof huge - sizeof END - 1, END);
    expect_result("huge", read_text(huge, &count, &code), VSA_OUT_OF_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pem_is_taken_with_any_line_ends_and_with_json_escapes),
        TEST(of_a_bundle_all_are_taken_that_the_build_knows),
        TEST(a_bundle_of_foreign_ones_alone_is_refused),
        TEST(what_holds_no_certificate_is_refused),
        TEST(damaged_ones_are_refused),
        TEST(base64_that_is_none_is_refused),
        TEST(no_memory_is_told_as_that),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
