/* SPDX-License-Identifier: MIT */
#include "port/provisioning/page.h"

#include "agent/json_sieve.h"

#include <string.h>

/* What is being read, and where its strings go. */
struct reader {
    struct vsa_page *page;
    struct vsa_json_document *document;
    char *text; /* free room for strings */
    size_t room;
    const char *wanted; /* of the member at hand, once it turned out to be bad */
};

static bool bad(struct reader *r, const char *wanted)
{
    r->wanted = wanted;
    return false;
}

/* The string, unescaped and ended by NUL, in the text's free room. */
static bool take_string(struct reader *r, int value, struct vsa_span *to)
{
    if (!vsa_json_is(r->document, value, JSMN_STRING))
        return bad(r, "a string");
    vsa_json_text(r->document, value, r->text, r->room);
    if (r->document->result != VSA_OK)
        return bad(r, "a string without NUL that fits");
    *to = vsa_span(r->text);
    r->text += to->len + 1;
    r->room -= to->len + 1;
    return true;
}

static bool take_url(struct reader *r, int value, struct vsa_url *url, bool tls)
{
    const char *wanted = tls ? "an https:// URL" : "an http:// URL";
    struct vsa_span text;

    if (!take_string(r, value, &text))
        return false;
    return vsa_url_parse(text, url) == VSA_OK && url->tls == tls ? true : bad(r, wanted);
}

static bool take_seconds(struct reader *r, int value, uint32_t *to)
{
    *to = vsa_json_u32(r->document, value, 0);
    return r->document->result == VSA_OK ? true : bad(r, "a whole number of seconds");
}

/* ---- one function a member ---- */

static bool take_api(struct reader *r, int value)
{
    return take_url(r, value, &r->page->config.api, true);
}

static bool take_edge(struct reader *r, int value)
{
    return take_url(r, value, &r->page->config.edge, false);
}

static bool take_token(struct reader *r, int value)
{
    struct vsa_span text;
    bool good;

    if (!take_string(r, value, &text))
        return false;
    good = vsa_token_set(&r->page->config.token, text) == VSA_OK;
    vsa_wipe(r->text - text.len - 1, text.len);
    return good ? true : bad(r, "32 hexadecimal characters");
}

static bool take_endpoint(struct reader *r, int value)
{
    return take_string(r, value, &r->page->config.endpoint);
}

static bool take_vslice(struct reader *r, int value)
{
    return take_string(r, value, &r->page->config.vslice);
}

static bool take_group(struct reader *r, int value)
{
    return take_string(r, value, &r->page->config.group);
}

static bool take_report_key(struct reader *r, int value)
{
    return take_string(r, value, &r->page->config.report_key);
}

static bool take_address(struct reader *r, int value)
{
    struct vsa_config *config = &r->page->config;
    struct vsa_span text;

    if (!take_string(r, value, &text))
        return false;
    if (vsa_span_equal(text, VSA_SPAN_OF("auto")))
        config->address_source = VSA_ADDRESS_AUTO;
    else if (vsa_span_equal(text, VSA_SPAN_OF("skip")))
        config->address_source = VSA_ADDRESS_SKIP;
    else if (vsa_address_parse(text, &config->address))
        config->address_source = VSA_ADDRESS_GIVEN;
    else
        return bad(r, "\"auto\", \"skip\" or an address");
    return true;
}

static bool take_dns(struct reader *r, int value)
{
    struct vsa_config *config = &r->page->config;
    int count = vsa_json_is(r->document, value, JSMN_ARRAY) ? vsa_json_elements(r->document, value) : -1;
    struct vsa_span text;

    if (count < 1 || count > VSA_LIMIT_SUBNETS)
        return bad(r, "an array of addresses, not more than SUBNETS_MAX in Kconfig");
    for (int i = 0; i < count; i++)
        if (!take_string(r, vsa_json_element(r->document, value, i), &text) ||
            !vsa_address_parse(text, &config->dns[i]))
            return bad(r, "an array of addresses");
    config->dns_count = (size_t)count;
    return true;
}

static bool take_interval(struct reader *r, int value)
{
    return take_seconds(r, value, &r->page->config.interval_s);
}

static bool take_deadline(struct reader *r, int value)
{
    return take_seconds(r, value, &r->page->config.deadline_s);
}

static bool take_ca_file(struct reader *r, int value)
{
    return take_string(r, value, &r->page->ca_file);
}

static bool take_ca(struct reader *r, int value)
{
    return take_string(r, value, &r->page->ca);
}

static const struct {
    const char *name;
    bool (*take)(struct reader *r, int value);
} members[] = {
    {"api", take_api},
    {"edge", take_edge},
    {"token", take_token},
    {"endpoint", take_endpoint},
    {"vslice", take_vslice},
    {"group", take_group},
    {"report_key", take_report_key},
    {"address", take_address},
    {"dns", take_dns},
    {"interval_s", take_interval},
    {"deadline_s", take_deadline},
    {"ca_file", take_ca_file},
    {"ca", take_ca},
};

#define MEMBERS (sizeof members / sizeof *members)

/* ---- the page ---- */

static enum vsa_result wrong(struct vsa_page_error *error, struct vsa_span member, const char *wanted)
{
    *error = (struct vsa_page_error){member, wanted};
    return VSA_BAD_CONFIG;
}

/* The member's name between its quotes. */
static struct vsa_span name_of(const struct vsa_json_document *d, int key)
{
    struct vsa_span raw = vsa_json_raw(d, key);

    return (struct vsa_span){raw.ptr + 1, raw.len - 2};
}

static enum vsa_result take_member(struct reader *r, int key, struct vsa_page_error *error)
{
    struct vsa_span name = name_of(r->document, key);

    for (size_t i = 0; i < MEMBERS; i++) {
        if (!vsa_span_equal(name, vsa_span(members[i].name)))
            continue;
        vsa_json_member(r->document, 0, members[i].name);
        if (r->document->result != VSA_OK)
            return wrong(error, name, "to be there once");
        return members[i].take(r, key + 1) ? VSA_OK : wrong(error, name, r->wanted);
    }
    return wrong(error, name, "no such member; see the table in README.md");
}

/* Strict JSON without blanks in `text`, as a document. */
static enum vsa_result read_document(struct vsa_span raw, char *text, size_t cap,
                                     struct vsa_json_document *d, size_t *used)
{
    struct vsa_json_sieve sieve;
    enum vsa_result result;

    vsa_json_sieve_init(&sieve, "", text, cap);
    vsa_json_sieve_feed(&sieve, raw);
    result = vsa_json_sieve_end(&sieve);
    *used = sieve.len;
    return result == VSA_OK ? vsa_json_document_read(d, (struct vsa_span){text, sieve.len}) : result;
}

static const char *wanted_instead_of(enum vsa_result result)
{
    if (result == VSA_JSON_TOO_LARGE)
        return "a smaller page";
    return result == VSA_NOT_JSON ? "a JSON object; there is none" : "a JSON object; it is damaged or cut short";
}

enum vsa_result vsa_page_read(struct vsa_page *page, struct vsa_span raw, char *text, size_t cap,
                              struct vsa_json_document *d, struct vsa_page_error *error)
{
    struct reader r = {.page = page, .document = d};
    struct vsa_span whole = {NULL, 0};
    size_t used;
    enum vsa_result result = read_document(raw, text, cap, d, &used);

    memset(page, 0, sizeof *page);
    vsa_config_init(&page->config);
    if (result != VSA_OK)
        return wrong(error, whole, wanted_instead_of(result));
    if (!vsa_json_is(d, 0, JSMN_OBJECT))
        return wrong(error, whole, "a JSON object");
    r.text = text + used;
    r.room = cap - used;
    for (int i = 1; i < d->count && result == VSA_OK; i++)
        if (d->tokens[i].parent == 0)
            result = take_member(&r, i, error);
    return result;
}

enum vsa_result vsa_page_check(const struct vsa_page *page, struct vsa_page_error *error)
{
    const char *member, *wanted;

    if (vsa_config_check(&page->config, &member, &wanted) == VSA_OK)
        return VSA_OK;
    return wrong(error, vsa_span(member), wanted);
}

void vsa_page_write_error(struct vsa_writer *w, const struct vsa_page_error *error)
{
    if (error->member.len > 0) {
        vsa_write_json(w, error->member);
        vsa_write_text(w, ": ");
    }
    vsa_write_text(w, "wanted ");
    vsa_write_text(w, error->wanted);
}
