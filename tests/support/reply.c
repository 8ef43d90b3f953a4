/* SPDX-License-Identifier: MIT */
#include "tests/support/reply.h"

#include "agent/json_sieve.h"
#include "tests/support/guard_page.h"

void reply_poison(struct vsa_json_document *d)
{
    for (int i = 0; i < VSA_LIMIT_JSON_TOKENS; i++)
        d->tokens[i] = (jsmntok_t){JSMN_PRIMITIVE, 0x40000000, 0x40000010, 0, 0};
}

enum vsa_result reply_read(struct vsa_json_document *d, const char *filter, const char *body)
{
    static struct guard_page page;
    static char text[VSA_LIMIT_TEXT_BYTES];
    struct vsa_json_sieve sieve;
    enum vsa_result result;

    vsa_json_sieve_init(&sieve, filter, text, sizeof text);
    for (; *body; body++)
        vsa_json_sieve_feed(&sieve, (struct vsa_span){body, 1});
    result = vsa_json_sieve_end(&sieve);
    if (result != VSA_OK)
        return result;
    reply_poison(d);
    if (page.first == NULL)
        page = guard_page_open(sizeof text);
    return vsa_json_document_read(d, guard_page_at_end(&page, (struct vsa_span){text, sieve.len}));
}
