/* SPDX-License-Identifier: MIT */
#define JSMN_PARENT_LINKS
#define JSMN_STRICT
#define JSMN_STATIC
#include <jsmn.h>

#include <stdlib.h>

void bench_json_jsmn(const char *json, size_t len);

__attribute__((noinline)) void bench_json_jsmn(const char *json, size_t len)
{
    static jsmntok_t tokens[512];
    jsmn_parser parser;

    jsmn_init(&parser);
    if (jsmn_parse(&parser, json, len, tokens, 512) <= 0)
        exit(1);
}
