/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_UNIT_HTTP_RESPONSE_VECTORS_H
#define VSLICE_AGENT_TESTS_UNIT_HTTP_RESPONSE_VECTORS_H

/* http_response_vectors: responses that a hostile or broken server sends. */
#include "agent/span.h"

#define OK_HEAD "HTTP/1.1 200 OK\r\n"
#define EMPTY   "Content-Length: 0\r\n\r\n"
#define ABC     "Content-Length: 3\r\n\r\nabc"
#define TEN_DIGITS "1234567890"

/* A status line, and a field line, in a response that is good but for that. */
#define LINE(status_line) VSA_SPAN(status_line "\r\n" EMPTY)
#define FIELD(line)       VSA_SPAN(OK_HEAD line "\r\n" EMPTY)

static const struct vsa_span bad_status_lines[] = {
    LINE("HTTP/1.1 20 OK"), LINE("HTTP/1.1 2000 OK"), LINE("HTTP/1.1 2 OK"),
    LINE("HTTP/1.1  200 OK"), LINE("HTTP/1.1\t200 OK"), LINE("HTTP/1.1 200\tOK"), LINE("HTTP/1.1 200OK"),
    VSA_SPAN("HTTP/1.1 200x\n" EMPTY),
    LINE("HTTP/1.1 20x OK"), LINE("HTTP/1.1 -20 OK"), LINE("HTTP/1.1 +20 OK"), LINE("HTTP/1.1 2 0 OK"),
    LINE("HTTP/1.1 099 x"), LINE("HTTP/1.1 000 x"), LINE("HTTP/1.1 600 x"), LINE("HTTP/1.1 999 x"),
    LINE("HTTP/1.1 099"), LINE("HTTP/1.1 600"),
    LINE("HTTP/9.9 200 OK"), LINE("HTTP/1.2 200 OK"), LINE("HTTP/2.0 200 OK"), LINE("HTTP/2 200 OK"),
    LINE("HTTP/0.9 200 OK"), LINE("HTTP/1,1 200 OK"), LINE("HTTP/1. 200 OK"), LINE("HTTP/11 200 OK"),
    LINE("http/1.1 200 OK"), LINE("Http/1.1 200 OK"), LINE("HTTPS/1.1 200 OK"), LINE(" HTTP/1.1 200 OK"),
    LINE("HTTP/1.v 200 OK"), LINE("HTTP/1.1 ddd OK"), LINE("HTTP/1.1 2d0 OK"), LINE("ICY 200 OK"),
    LINE("\r\nHTTP/1.1 200 OK"), LINE("\0HTTP/1.1 200 OK"), LINE("HTTP/1.1 /00 OK"), LINE("HTTP/1.1 :00 OK"),
};

static const struct vsa_span bad_reasons[] = {
    LINE("HTTP/1.1 200 O\0K"), LINE("HTTP/1.1 200 \1"), LINE("HTTP/1.1 200 O\x1fK"),
    LINE("HTTP/1.1 200 O\x7fK"), LINE("HTTP/1.1 200 OK\n"), LINE("HTTP/1.1 200 OK\r"),
};

static const struct vsa_span no_http[] = {
    VSA_SPAN("<!DOCTYPE html><html><body>Log in</body></html>"),
    VSA_SPAN("\x15\x03\x03\x00\x02\x02\x28"), VSA_SPAN("{\"success\":true}"), VSA_SPAN("SSH-2.0-x\r\n"),
    VSA_SPAN("\r\n"), VSA_SPAN("\n"), VSA_SPAN("H\n"), VSA_SPAN("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
};

static const struct vsa_span bad_line_ends[] = {
    VSA_SPAN("HTTP/1.1 200 OK\n" EMPTY), VSA_SPAN("HTTP/1.1 200\n" EMPTY),
    VSA_SPAN("HTTP/1.1 200 OK\rContent-Length: 0\r\n\r\n"), VSA_SPAN("HTTP/1.1 200\rx"),
    VSA_SPAN(OK_HEAD "Content-Length: 0\n\n"), VSA_SPAN(OK_HEAD "Content-Length: 0\r\n\n"),
    VSA_SPAN(OK_HEAD "Content-Length: 0\n\r\n"), VSA_SPAN(OK_HEAD "Content-Length: 0\r\n\rx"),
    VSA_SPAN(OK_HEAD "Content-Length: 0\r\r\n\r\n"), VSA_SPAN(OK_HEAD "Content-Length:\n0\r\n\r\n"),
    VSA_SPAN(OK_HEAD "A: b\rContent-Length: 0\r\n\r\n"), VSA_SPAN(OK_HEAD "\n"),
};

static const struct vsa_span folded_lines[] = {
    FIELD("A: b\r\n c"), FIELD("A: b\r\n\tc"), FIELD(" A: b"), FIELD("\tA: b"),
    VSA_SPAN(OK_HEAD "Content-Length:\r\n 0\r\n\r\n"), VSA_SPAN(OK_HEAD " \r\n" EMPTY),
};

static const struct vsa_span bad_field_names[] = {
    FIELD(": b"), FIELD("A : b"), FIELD("A\t: b"), FIELD("A b: c"), FIELD("A"), FIELD("A b"),
    FIELD("A\0: b"), FIELD("A\x7f: b"), FIELD("\xc3\xa4: b"), FIELD("A(b): c"), FIELD("\"A\": b"),
    FIELD("A/b: c"), FIELD("A,b: c"), FIELD("A;b: c"), FIELD("A<b: c"), FIELD("A=b: c"), FIELD("A@b: c"),
    FIELD("A[b: c"), FIELD("A{b: c"), FIELD("A\\b: c"), FIELD("A?b: c"), FIELD("Content-Length : 0"),
    FIELD("Transfer-Encoding : chunked"), FIELD("\x1b: b"),
};

static const struct vsa_span good_fields[] = {
    FIELD("!#$%&'*+-.^_`|~09azAZ: b"), FIELD("0: b"), FIELD("~: b"), FIELD("A:b"), FIELD("A:"),
    FIELD("A:  \t "), FIELD("A: b:c: d"), FIELD("A: \"(),/:;<=>?@[\\]{}\xc3\xa4\xff\t.\""), FIELD("A: ,b,"),
};

static const struct vsa_span bad_field_values[] = {
    FIELD("A: \0"), FIELD("A: b\0c"), FIELD("A: \1"), FIELD("A: b\x1f"), FIELD("A: b\x7f"),
    FIELD("A:\x0b"), FIELD("A: b\x08"), FIELD("Content-Length: 0\0"),
};

static const struct vsa_span bad_lengths[] = {
    FIELD("Content-Length:"), FIELD("Content-Length: "), FIELD("Content-Length: -1"),
    FIELD("Content-Length: +0"), FIELD("Content-Length: 0x0"), FIELD("Content-Length: 2x"),
    FIELD("Content-Length: 0, 0"), FIELD("Content-Length: 0,0"), FIELD("Content-Length: 0 0"),
    FIELD("Content-Length: 0."), FIELD("Content-Length: \"0\""), FIELD("Content-Length: 0;a"),
    FIELD("Content-Length: 1e1"), FIELD("Content-Length: /"), FIELD("Content-Length: :"),
    FIELD("Content-Length: 12345678901x"), FIELD("Content-Length: " TEN_DIGITS TEN_DIGITS "123456789x"),
};

static const struct vsa_span large_lengths[] = {
    FIELD("Content-Length: 4294967296"), FIELD("Content-Length: " TEN_DIGITS),
    FIELD("Content-Length: 18446744073709551616"), FIELD("Content-Length: " TEN_DIGITS TEN_DIGITS TEN_DIGITS),
    FIELD("Content-Length: " TEN_DIGITS " "), FIELD("Content-Length: 0                                     0"),
};

static const struct vsa_span bad_transfer_codings[] = {
    FIELD("Transfer-Encoding: gzip"), FIELD("Transfer-Encoding: xchunked"),
    FIELD("Transfer-Encoding: chunkedx"), FIELD("Transfer-Encoding: gzip, chunked"),
    FIELD("Transfer-Encoding: chunked, gzip"), FIELD("Transfer-Encoding: chunked, chunked"),
    FIELD("Transfer-Encoding: chunked;a=b"), FIELD("Transfer-Encoding: identity"),
    FIELD("Transfer-Encoding:"), FIELD("Transfer-Encoding: ,chunked"), FIELD("Transfer-Encoding: \"chunked\""),
    FIELD("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
    FIELD("Transfer-Encoding: gzip, deflate, compress, chunked, chunked"),
};

#endif
