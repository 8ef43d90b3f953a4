/* SPDX-License-Identifier: MIT */
/*
 * Parses one response head and one JSON body with our code and with what one would pick instead. Run under
 * callgrind by tests/bench/parse.py, which reads the instructions of each bench_* function.
 */
#include "agent/api_calls.h"
#include "agent/http_response.h"
#include "agent/json_document.h"
#include "agent/json_sieve.h"

#include <cjson/cJSON.h>
#include <http_parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BENCH __attribute__((noinline)) void

static char head[4096], body[8192];
static struct vsa_json_document document;
static char text[2048];

static void require(int holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "bench: %s failed\n", what);
    exit(1);
}

static size_t load(const char *name, char *to, size_t cap)
{
    FILE *file = fopen(name, "rb");
    size_t len = file ? fread(to, 1, cap, file) : 0;

    require(len > 0 && len < cap, name);
    fclose(file);
    return len;
}

BENCH bench_head_ours(size_t len)
{
    struct vsa_http_response response;
    struct vsa_span input = {head, len}, piece;

    vsa_http_response_init(&response);
    require(vsa_http_response_feed(&response, &input, &piece) == VSA_OK, "http_response");
}

BENCH bench_head_http_parser(size_t len)
{
    http_parser parser;
    http_parser_settings settings;

    http_parser_settings_init(&settings);
    http_parser_init(&parser, HTTP_RESPONSE);
    require(http_parser_execute(&parser, &settings, head, len) == len, "http_parser");
}

/* Everything is checked, the members a check needs are let through and looked at. */
BENCH bench_json_ours(size_t len)
{
    struct vsa_json_sieve sieve;

    vsa_json_sieve_init(&sieve, vsa_api_endpoint_filter, text, sizeof text);
    vsa_json_sieve_feed(&sieve, (struct vsa_span){body, len});
    require(vsa_json_sieve_end(&sieve) == VSA_OK, "json_sieve");
    require(vsa_json_document_read(&document, (struct vsa_span){text, sieve.len}) == VSA_OK, "json_document");
}

BENCH bench_json_cjson(size_t len)
{
    cJSON *root = cJSON_ParseWithLength(body, len);

    require(root != NULL, "cJSON");
    cJSON_Delete(root);
}

void bench_json_jsmn(const char *json, size_t len); /* jsmn.c: not strict JSON, nothing looked at */

int main(int argc, char **argv)
{
    size_t head_len, body_len;

    require(argc == 3, "usage: parse HEAD BODY");
    head_len = load(argv[1], head, sizeof head);
    body_len = load(argv[2], body, sizeof body);
    bench_head_ours(head_len);
    bench_head_http_parser(head_len);
    bench_json_ours(body_len);
    bench_json_cjson(body_len);
    bench_json_jsmn(body, body_len);
    return 0;
}
