/* SPDX-License-Identifier: MIT */
#include "port/provisioning/url.h"

#include "tests/support/guard_page.h"
#include "tests/support/test.h"

#define TEN "abcdefghi."
#define FIFTY TEN TEN TEN TEN TEN
#define HOST_OF_253 FIFTY FIFTY FIFTY FIFTY FIFTY "abc"

static enum vsa_result parse_guarded(struct vsa_span text, struct vsa_url *url, bool at_end)
{
    static struct guard_page page;

    if (page.first != NULL)
        guard_page_close(&page);
    page = guard_page_open(text.len);
    return vsa_url_parse(at_end ? guard_page_at_end(&page, text) : guard_page_at_begin(&page, text), url);
}

TEST_CASE(takes_a_base_url_apart)
{
    static const struct {
        const char *text, *host, *base;
        uint16_t port;
        bool tls;
    } cases[] = {
        {"https://api.stacuity.com/api/v1", "api.stacuity.com", "/api/v1", 443, true},
        {"https://api.stacuity.com/api/v1/", "api.stacuity.com", "/api/v1", 443, true},
        {"http://edge.stacuity.io", "edge.stacuity.io", "", 80, false},
        {"http://edge.stacuity.io/", "edge.stacuity.io", "", 80, false},
        {"HTTPS://Host", "Host", "", 443, true},
        {"hTTp://h", "h", "", 80, false},
        {"http://10.0.2.2:8080", "10.0.2.2", "", 8080, false},
        {"https://h:1/a", "h", "/a", 1, true},
        {"https://h:65535", "h", "", 65535, true},
        {"https://h:00080/", "h", "", 80, true},
        {"https://a_b-c.D9:443/x/y~z;p=1,(2)@:%20!$&'*+", "a_b-c.D9", "/x/y~z;p=1,(2)@:%20!$&'*+", 443, true},
        {"http://" HOST_OF_253, HOST_OF_253, "", 80, false},
    };

    for (size_t i = 0; i < 2 * COUNT_OF(cases); i++) {
        struct vsa_url url;
        const char *text = cases[i / 2].text;
        expect_result(text, parse_guarded(vsa_span(text), &url, i % 2), VSA_OK);
        expect_span(text, url.host, cases[i / 2].host);
        expect_span(text, url.base, cases[i / 2].base);
        expect_number(text, url.port, cases[i / 2].port);
        expect_number(text, url.tls, cases[i / 2].tls);
    }
}

TEST_CASE(refuses_everything_else_and_leaves_the_url_empty)
{
    static const struct vsa_span cases[] = {
        VSA_SPAN(""), VSA_SPAN("h"), VSA_SPAN("http"), VSA_SPAN("http:/"), VSA_SPAN("http://"), VSA_SPAN("https://"),
        VSA_SPAN("https:///x"), VSA_SPAN("https://:443"), VSA_SPAN("ftp://h"), VSA_SPAN("httpx://h"),
        VSA_SPAN("//h"), VSA_SPAN(" https://h"), VSA_SPAN("https://h "), VSA_SPAN("https:/h"),
        /* user information */
        VSA_SPAN("https://u@h"), VSA_SPAN("https://u:p@h"), VSA_SPAN("https://h:443@evil"), VSA_SPAN("https://@h"),
        /* a query, a fragment */
        VSA_SPAN("https://h?q"), VSA_SPAN("https://h/?q"), VSA_SPAN("https://h#f"), VSA_SPAN("https://h/#f"),
        /* blanks, control bytes and what is no part of a path */
        VSA_SPAN("https://h/a b"), VSA_SPAN("https://h/\r\nX: y"), VSA_SPAN("https://h\r\n"), VSA_SPAN("https://h\0"),
        VSA_SPAN("https://h/\0"), VSA_SPAN("https://h/\x7f"), VSA_SPAN("https://h/\x80"), VSA_SPAN("https://h/\t"),
        VSA_SPAN("https://h\xc3\xa4"), VSA_SPAN("https://h/\""), VSA_SPAN("https://h/<"), VSA_SPAN("https://h/>"),
        VSA_SPAN("https://h/\\"), VSA_SPAN("https://h\\e"), VSA_SPAN("https://h{"),
        VSA_SPAN("https://h`"), VSA_SPAN("https://h["), VSA_SPAN("https://h,"), VSA_SPAN("https://h;"),
        /* ports */
        VSA_SPAN("https://h:"), VSA_SPAN("https://h:/"), VSA_SPAN("https://h:0"), VSA_SPAN("https://h:65536"),
        VSA_SPAN("https://h:99999"), VSA_SPAN("https://h:000443"), VSA_SPAN("https://h:4294967739"),
        VSA_SPAN("https://h:-1"), VSA_SPAN("https://h:+1"), VSA_SPAN("https://h:44x"), VSA_SPAN("https://h:80:80"),
        /* an IPv6 literal */
        VSA_SPAN("https://[::1]"), VSA_SPAN("https://[2001:db8::1]:443/"), VSA_SPAN("https://2001:db8::1"),
        /* a host of 254 characters */
        VSA_SPAN("http://" HOST_OF_253 "x"),
    };

    for (size_t i = 0; i < 2 * COUNT_OF(cases); i++) {
        struct vsa_url url = {VSA_SPAN("old"), VSA_SPAN("/old"), 1, true};
        expect_result(cases[i / 2].ptr, parse_guarded(cases[i / 2], &url, i % 2), VSA_BAD_CONFIG);
        expect_number(cases[i / 2].ptr, url.host.len, 0);
        expect_number(cases[i / 2].ptr, url.base.len, 0);
        expect_number(cases[i / 2].ptr, url.port, 0);
        expect_number(cases[i / 2].ptr, url.tls, false);
    }
}

TEST_CASE(spans_point_into_the_text)
{
    static const char text[] = "https://h/p";
    struct vsa_url url;

    vsa_url_parse(vsa_span(text), &url);
    assert_ptr_equal(url.host.ptr, text + 8);
    assert_ptr_equal(url.base.ptr, text + 9);
}

TEST_CASE(the_same_server_is_scheme_host_and_port)
{
    static const struct {
        const char *a, *b;
        bool same;
    } cases[] = {
        {"https://h/a", "https://H:443/b", true}, {"https://h", "http://h", false},
        {"https://h:80", "http://h", false},      {"https://h", "https://h:444", false},
        {"https://h", "https://g", false},        {"https://h", "https://hh", false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct vsa_url a, b;
        vsa_url_parse(vsa_span(cases[i].a), &a);
        vsa_url_parse(vsa_span(cases[i].b), &b);
        expect_number(cases[i].b, vsa_url_same_server(&a, &b), cases[i].same);
        expect_number(cases[i].b, vsa_url_same_server(&b, &a), cases[i].same);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(takes_a_base_url_apart),
        TEST(refuses_everything_else_and_leaves_the_url_empty),
        TEST(spans_point_into_the_text),
        TEST(the_same_server_is_scheme_host_and_port),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
