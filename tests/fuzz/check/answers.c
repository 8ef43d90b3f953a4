/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/check/answers.h"

#define BODIES_MAX 16
#define NOT_FOUND "{\"success\":false,\"messages\":[\"Record not found\"]}"
#define GOOD "{\"success\":true,\"messages\":[],\"data\":"
#define ACTIVE "\"endpointStatus\":{\"key\":50,\"moniker\":\"active\",\"active\":true},"

static const char *const bodies[KINDS][BODIES_MAX] = {
    [EDGE_ID] = {"\"" ENDPOINT_ID "\"", "{\"id\":\"" ENDPOINT_ID "\"}", GOOD "{\"id\":\"" ENDPOINT_ID "\"}}",
                 ENDPOINT_ID "\r\n", "\"" OTHER_ID "\"", "\"a/b\"", "\"a\\r\\nHost: x\"", "<html>", "null", "\"..\"",
                 "{\"success\":false}", ""},
    [EDGE_KEY_VALUES] = {"[]", "{\"success\":true,\"data\":[{\"key\":\"a\",\"value\":1}]}", "", "{", "0"},
    [TOKEN] = {"{\"success\":true,\"messages\":[]}", "{\"success\":false,\"messages\":[\"Token \\u001b[2J\"]}",
               NOT_FOUND, "{\"messages\":[]}", "<html>", "{\"success\":true,\"success\":true}", "[]"},
    [ENDPOINT] =
        {GOOD "{\"id\":\"" ENDPOINT_ID "\",\"name\":\"Truck 001\"," ACTIVE "\"ipAddress\":\"100.64.17.203\","
              "\"endpointGroup\":{\"id\":\"61\",\"moniker\":\"fleet\"},\"vSlice\":{\"id\":\"" VSLICE_ID "\"}}}",
         GOOD "{\"id\":\"" ENDPOINT_ID "\"," ACTIVE "\"endpointGroupMoniker\":\"fleet\",\"vsliceMoniker\":\"default\"}}",
         GOOD "{\"id\":\"" ENDPOINT_ID "\"," ACTIVE "\"endpointGroup\":{\"moniker\":\"fleet\"}}}",
         GOOD "{\"id\":\"" ENDPOINT_ID "\"," ACTIVE "\"vslice\":{\"id\":\"" OTHER_ID "\"}}}",
         GOOD "{\"id\":\"" ENDPOINT_ID "\",\"endpointStatus\":{\"moniker\":\"suspended\"},\"vsliceId\":\"" VSLICE_ID "\"}}",
         GOOD "{\"id\":\"" OTHER_ID "\"," ACTIVE "\"vsliceId\":\"" VSLICE_ID "\"}}", NOT_FOUND,
         GOOD "{\"id\":\"" ENDPOINT_ID "\"," ACTIVE "\"vsliceId\":\"" VSLICE_ID "\",\"vslice\":{\"id\":\"" OTHER_ID "\"}}}",
         GOOD "{\"id\":\"" ENDPOINT_ID "\"," ACTIVE "\"endpointGroup\":{\"moniker\":\"\\u00e9/\"}}}",
         GOOD "[\"ipAddress\"]}", GOOD "null}", GOOD "\"\"}", "{\"success\":true}",
         GOOD "{\"id\":\"" ENDPOINT_ID "\",\"name\":\"" "\\\"\\\\\\\"\\\\\\\"\\\\\\\"\\\\\\\"\\\\\\\"\\\\\\\"\\\\\\\"\\\\"
              "\\\"\\\\\\\"\\\\\\\"\\\\\\\"\\\\\\\"\\\\\\\"\\\\\\\"\\\\\"," ACTIVE "\"extra\":[[{}],{\"id\":[1e9]}]}}",
         "{\"success\":true,\"data\":{\"id\":\"" ENDPOINT_ID "\"", "{\"data\":[1 2]}"},
    [GROUP] = {GOOD "{\"id\":\"61\",\"moniker\":\"fleet\",\"vslice\":{\"id\":\"" VSLICE_ID "\",\"moniker\":\"default\"}}}",
               GOOD "{\"id\":\"62\",\"moniker\":\"other\"}}", NOT_FOUND,
               GOOD "{\"id\":\"61\",\"moniker\":\"fleet\",\"vslice\":{\"moniker\":\"other\"}}}",
               GOOD "{\"id\":\"61\",\"moniker\":\"fleet\",\"vslice\":null}}", GOOD "[]}",
               "{\"success\":false,\"messages\":[]}"},
    [VSLICE] = {GOOD "{\"id\":\"" VSLICE_ID "\",\"moniker\":\"default\",\"name\":\"Default\",\"subnets\":[\"100.64.0.0/10\"],"
                     "\"dnsServers\":null,\"ipAddressFamily\":{\"moniker\":\"ipv4\"}}}",
                GOOD "{\"id\":\"" VSLICE_ID "\",\"moniker\":\"default\",\"subnets\":[\"10.0.0.0/8\",\"192.168.0.0/16\"],"
                     "\"dnsServers\":[\"10.0.0.1\"]}}",
                GOOD "{\"id\":\"" VSLICE_ID "\",\"moniker\":\"default\",\"subnets\":[\"2001:db8:1111:2222:3333:4444:5555:6666/128\","
                     "\"2001:db8:1111:2222:3333:4444:5555:6667/128\",\"2001:db8:1111:2222:3333:4444:5555:6668/128\","
                     "\"2001:db8:1111:2222:3333:4444:5555:6669/128\",\"::/0\"],\"ipAddressFamily\":{\"moniker\":\"IPv6\"}}}",
                NOT_FOUND, GOOD "{\"id\":\"" OTHER_ID "\",\"moniker\":\"other\",\"subnets\":[\"0.0.0.0/0\"]}}",
                GOOD "{\"id\":\"" VSLICE_ID "\",\"moniker\":\"default\",\"subnets\":[]}}",
                GOOD "{\"id\":\"" VSLICE_ID "\",\"moniker\":\"default\",\"subnets\":[\"0.0.0.0/0\"],\"dnsServers\":[\"\"]}}",
                "{\"success\":false,\"messages\":[\"a\",\"b\"],\"data\":null}"},
    [SINGLE] = {GOOD "[{\"a\": 1}, 2 ]}", "{\"success\":false,\"messages\":[\"no\"]}", "[1]", "", "{\"a\"}"},
    [REPORT] = {"{\"success\":true}", "{\"success\":false}", "", "{"},
    [EDGE_REPORT] = {"{\"success\":true}", "", "no"},
};

static const char *const statuses[] = {
    "200 OK",
    "401 Unauthorized",
    "403 Forbidden",
    "404 Not Found",
    "429 Too Many Requests\r\nRetry-After: 2",
    "503 Service Unavailable\r\nRetry-After: Fri, 31 Dec 9999 23:59:59 GMT",
    "503 Service Unavailable",
    "500 Internal Server Error",
    "301 Moved Permanently\r\nLocation: http://example.com/",
    "408 Request Timeout",
    "400 Bad Request",
    "201 Created",
    "429 Too Many Requests\r\nRetry-After: 999999999",
    "503\r\nRetry-After: Sun, 06 Nov 1994 08:49:37 GMT",
    "304 Not Modified",
    "101 Switching Protocols",
    "425 Too Early",
};

static void write_chunks(struct vsa_writer *w, struct vsa_span body, size_t most)
{
    while (body.len > 0) {
        size_t n = body.len < most ? body.len : most;
        vsa_write_char(w, (char)('0' + n % 10));
        vsa_write_text(w, ";x\r\n");
        vsa_write(w, (struct vsa_span){body.ptr, n});
        vsa_write_text(w, "\r\n");
        body = (struct vsa_span){body.ptr + n, body.len - n};
    }
    vsa_write_text(w, "0\r\nTrailer: x\r\n\r\n");
}

static void write_length(struct vsa_writer *w, size_t len, struct vsa_span body)
{
    vsa_write_text(w, "\r\nContent-Length: ");
    vsa_write_u32(w, (uint32_t)len);
    vsa_write_text(w, "\r\n\r\n");
    vsa_write(w, body);
}

void write_answer(struct vsa_writer *w, enum kind kind, uint8_t body, uint8_t status, uint8_t framing)
{
    const char *text = bodies[kind][body % BODIES_MAX];
    struct vsa_span span = vsa_span(text ? text : bodies[kind][0]);

    if (framing % 8 == 5)
        vsa_write_text(w, "HTTP/1.1 100 Continue\r\n\r\n");
    vsa_write_text(w, framing % 8 == 6 ? "HTTP/1.0 " : "HTTP/1.1 ");
    vsa_write_text(w, statuses[status % (sizeof statuses / sizeof *statuses)]);
    switch (framing % 8) {
    case 1:
        vsa_write_text(w, "\r\nTransfer-Encoding: chunked\r\n\r\n");
        write_chunks(w, span, 7);
        break;
    case 2:
        vsa_write_text(w, "\r\nConnection: close\r\n\r\n");
        vsa_write(w, span);
        break;
    case 3:
        vsa_write_text(w, "\r\nConnection: x, Close");
        write_length(w, span.len, span);
        break;
    case 4:
        vsa_write_text(w, "\r\nContent-Type: application/json; charset=utf-8\r\nX-Long: a-value-over-thirty-bytes-long");
        write_length(w, span.len, span);
        break;
    case 7:
        write_length(w, span.len + 5, span); /* five bytes are missing */
        break;
    default:
        write_length(w, span.len, span);
        break;
    }
}
