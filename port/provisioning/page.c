/* SPDX-License-Identifier: MIT */
#include "port/provisioning/page.h"

#include "agent/json_document.h"
#include "agent/json_sieve.h"

#include <string.h>

struct reader {
    struct vsa_page *page;
    struct vsa_json_document *document;
    char *text; /* what is left of the caller's room */
    size_t cap;
    bool full;     /* a text did not fit into it */
    uint32_t seen; /* members, a bit each */
};

/* Each takes the value of one member; false if it is not what is wanted. */
typedef bool take_function(struct reader *r, int value);

#define TEXT(x) TEXT_OF(x)
#define TEXT_OF(x) #x

/* ---- values ---- */

/* A string of one byte at least in the caller's room, its escapes undone, with a NUL behind. */
static bool take_copy(struct reader *r, int value, struct vsa_span *to)
{
    if (r->cap > 0)
        vsa_json_text(r->document, value, r->text, r->cap);
    if (r->cap == 0 || r->document->result == VSA_JSON_TOO_LARGE)
        r->full = true;
    if (r->cap == 0 || r->document->result != VSA_OK)
        return false;
    *to = vsa_span(r->text);
    r->text += to->len + 1;
    r->cap -= to->len + 1;
    return to->len > 0;
}

/* A string of one byte at least as the page has it, with its escapes. */
static bool take_raw(struct reader *r, int value, struct vsa_span *to)
{
    struct vsa_span raw = vsa_json_raw(r->document, value);

    if (!vsa_json_is(r->document, value, JSMN_STRING))
        return false;
    *to = (struct vsa_span){raw.ptr + 1, raw.len - 2};
    return to->len > 0;
}

/* A string of one byte at least; in the page itself, unless it has escapes. */
static bool take_text(struct reader *r, int value, struct vsa_span *to)
{
    if (!take_raw(r, value, to))
        return false;
    return memchr(to->ptr, '\\', to->len) == NULL || take_copy(r, value, to);
}

static bool take_url(struct reader *r, int value, struct vsa_url *url)
{
    struct vsa_span text;

    return take_text(r, value, &text) && vsa_url_parse(text, url) == VSA_OK;
}

static bool take_seconds(struct reader *r, int value, uint32_t *seconds)
{
    *seconds = vsa_json_u32(r->document, value, 0);
    return r->document->result == VSA_OK;
}

static bool take_ip(struct reader *r, int value, struct vsa_address *address)
{
    struct vsa_span text;

    return take_text(r, value, &text) && vsa_address_parse(text, address);
}

/* ---- members ---- */

static bool take_api(struct reader *r, int value)
{
    return take_url(r, value, &r->page->config.api);
}

static bool take_edge(struct reader *r, int value)
{
    return take_url(r, value, &r->page->config.edge);
}

static bool take_token(struct reader *r, int value)
{
    char *room = r->text;
    struct vsa_span text = {NULL, 0};
    bool taken = take_raw(r, value, &r->page->token) && take_text(r, value, &text) &&
                 vsa_token_set(&r->page->config.token, text) == VSA_OK;

    vsa_wipe(room, (size_t)(r->text - room));
    return taken;
}

static bool take_endpoint(struct reader *r, int value)
{
    return take_text(r, value, &r->page->config.endpoint);
}

static bool take_vslice(struct reader *r, int value)
{
    return take_text(r, value, &r->page->config.vslice);
}

static bool take_group(struct reader *r, int value)
{
    return take_text(r, value, &r->page->config.group);
}

static bool take_report_key(struct reader *r, int value)
{
    return take_text(r, value, &r->page->config.report_key);
}

static bool take_address(struct reader *r, int value)
{
    struct vsa_config *config = &r->page->config;
    struct vsa_span text;

    if (!take_text(r, value, &text))
        return false;
    config->address_source = VSA_ADDRESS_GIVEN;
    if (vsa_span_equal(text, VSA_SPAN_OF("auto")))
        config->address_source = VSA_ADDRESS_AUTO;
    else if (vsa_span_equal(text, VSA_SPAN_OF("skip")))
        config->address_source = VSA_ADDRESS_SKIP;
    else
        return vsa_address_parse(text, &config->address);
    return true;
}

static bool take_dns(struct reader *r, int value)
{
    struct vsa_config *config = &r->page->config;
    int count;

    if (!vsa_json_is(r->document, value, JSMN_ARRAY))
        return false;
    count = vsa_json_elements(r->document, value);
    if (count < 1 || count > VSA_LIMIT_SUBNETS)
        return false;
    for (int i = 0; i < count; i++)
        if (!take_ip(r, vsa_json_element(r->document, value, i), &config->dns[i]))
            return false;
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

static bool take_ca(struct reader *r, int value)
{
    return take_raw(r, value, &r->page->ca);
}

static bool take_ca_file(struct reader *r, int value)
{
    return vsa_json_is(r->document, value, JSMN_STRING) && take_copy(r, value, &r->page->ca_file);
}

static const struct {
    struct vsa_span name;
    take_function *take;
    const char *wanted;
} members[] = {
    {VSA_SPAN("api"), take_api, "an https:// URL without query"},
    {VSA_SPAN("token"), take_token, "32 hexadecimal characters"},
    {VSA_SPAN("endpoint"), take_endpoint, "the endpoint's id, a string"},
    {VSA_SPAN("vslice"), take_vslice, "an id or moniker, a string"},
    {VSA_SPAN("group"), take_group, "an id or moniker, a string"},
    {VSA_SPAN("address"), take_address, "\"auto\", \"skip\" or an IP address"},
    {VSA_SPAN("dns"), take_dns, "an array of 1 to " TEXT(VSA_LIMIT_SUBNETS) " IP addresses"},
    {VSA_SPAN("edge"), take_edge, "an http:// URL without query"},
    {VSA_SPAN("report_key"), take_report_key, "the name of a key value, a string"},
    {VSA_SPAN("interval_s"), take_interval, "whole seconds, 60 to 31622400"},
    {VSA_SPAN("deadline_s"), take_deadline, "whole seconds, 5 to 3600"},
    {VSA_SPAN("ca"), take_ca, "PEM text, a string"},
    {VSA_SPAN("ca_file"), take_ca_file, "a file name, a string"},
};

#define MEMBERS (sizeof members / sizeof *members)

_Static_assert(VSA_LIMIT_JSON_TOKENS >= 1 + 2 * MEMBERS + VSA_LIMIT_SUBNETS,
               "a page with all members has so many tokens");

/* ---- errors ---- */

static enum vsa_result fail(struct vsa_page_error *e, enum vsa_result result,
                            struct vsa_span member, const char *wanted)
{
    size_t len = member.len < sizeof e->member ? member.len : sizeof e->member - 1;

    *e = (struct vsa_page_error){.result = result, .wanted = wanted};
    if (len > 0)
        memcpy(e->member, member.ptr, len);
    return result;
}

static enum vsa_result fail_whole(struct vsa_page_error *e, enum vsa_result result,
                                  const char *wanted)
{
    return fail(e, result, (struct vsa_span){NULL, 0}, wanted);
}

/*
 * Letters, digits and underscores, and not long: anything else might be a token in the wrong place.
 */
static bool may_be_shown(struct vsa_span name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = vsa_lower(name.ptr[i]);
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
            return false;
    }
    return name.len > 0 && name.len < 20;
}

/* ---- the page ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct vsa_span without_erased_flash(struct vsa_span json)
{
    while (json.len > 0 && (json.ptr[json.len - 1] == (char)0xff || json.ptr[json.len - 1] == 0))
        json.len--;
    return json;
}

static struct vsa_span without_blanks_around(struct vsa_span json)
{
    for (; json.len > 0 && is_blank(*json.ptr); json.ptr++)
        json.len--;
    while (json.len > 0 && is_blank(json.ptr[json.len - 1]))
        json.len--;
    return json;
}

/* Is it strict JSON? Byte by byte, to know the line of an error. */
static enum vsa_result check_json(struct vsa_span json, struct vsa_page_error *e)
{
    struct vsa_json_sieve s;
    enum vsa_result result = VSA_MORE;
    uint32_t line = 1;

    vsa_json_sieve_init(&s, "", NULL, 0);
    for (size_t i = 0; i < json.len && result == VSA_MORE; i++) {
        result = vsa_json_sieve_feed(&s, (struct vsa_span){json.ptr + i, 1});
        if (json.ptr[i] == '\n' && result == VSA_MORE)
            line++;
    }
    result = vsa_json_sieve_end(&s);
    if (result == VSA_OK)
        return VSA_OK;
    fail_whole(e, result, "a JSON object");
    e->line = line;
    return result;
}

static enum vsa_result take_value(struct reader *r, size_t member, int value,
                                  struct vsa_page_error *e)
{
    if (members[member].take(r, value))
        return VSA_OK;
    if (r->full)
        return fail(e, VSA_JSON_TOO_LARGE, members[member].name, "fewer or shorter texts with escapes");
    return fail(e, VSA_BAD_CONFIG, members[member].name, members[member].wanted);
}

static enum vsa_result take_member(struct reader *r, int name_token, struct vsa_page_error *e)
{
    const jsmntok_t *t = &r->document->tokens[name_token];
    struct vsa_span name = {r->document->text + t->start, (size_t)(t->end - t->start)};

    for (size_t i = 0; i < MEMBERS; i++) {
        if (!vsa_span_equal(name, members[i].name))
            continue;
        if ((r->seen >> i & 1) != 0)
            return fail(e, VSA_JSON_DUPLICATE, name, "to be there once");
        r->seen |= UINT32_C(1) << i;
        return take_value(r, i, name_token + 1, e);
    }
    return fail(e, VSA_BAD_CONFIG, may_be_shown(name) ? name : VSA_SPAN_OF("?"), "no such member");
}

static enum vsa_result take_members(struct reader *r, struct vsa_page_error *e)
{
    enum vsa_result result = VSA_OK;

    if (!vsa_json_is(r->document, 0, JSMN_OBJECT))
        return fail_whole(e, VSA_BAD_CONFIG, "a JSON object");
    for (int i = 1; i < r->document->count && result == VSA_OK; i++)
        if (r->document->tokens[i].parent == 0)
            result = take_member(r, i, e);
    return result;
}

static enum vsa_result read(struct reader *r, struct vsa_span json, struct vsa_page_error *e)
{
    enum vsa_result result;

    json = without_erased_flash(json);
    if (json.len == 0)
        return fail_whole(e, VSA_NOT_JSON, "a JSON object; there is none");
    result = check_json(json, e);
    if (result != VSA_OK)
        return result;
    result = vsa_json_document_read(r->document, without_blanks_around(json));
    if (result == VSA_JSON_TOO_LARGE)
        return fail_whole(e, result, "no more than the members that are known");
    return take_members(r, e);
}

enum vsa_result vsa_page_read(struct vsa_page *page, struct vsa_span json, char *text, size_t cap,
                              struct vsa_json_document *scratch, struct vsa_page_error *error)
{
    struct reader r = {.page = page, .document = scratch, .text = text, .cap = cap};
    enum vsa_result result;

    memset(page, 0, sizeof *page);
    vsa_config_init(&page->config);
    result = read(&r, json, error);
    if (result == VSA_OK)
        return fail_whole(error, VSA_OK, "");
    vsa_wipe(text, cap);
    vsa_wipe(page, sizeof *page);
    vsa_config_init(&page->config);
    return result;
}

enum vsa_result vsa_page_check(const struct vsa_page *page, struct vsa_page_error *error)
{
    const char *member = "", *wanted = "";
    enum vsa_result result = vsa_config_check(&page->config, &member, &wanted);

    return fail(error, result, vsa_span(member), wanted);
}

void vsa_page_write_error(struct vsa_writer *w, const struct vsa_page_error *error)
{
    if (error->member[0] != 0) {
        vsa_write_json(w, vsa_span(error->member));
        vsa_write_text(w, ": ");
    }
    vsa_write_text(w, "wanted ");
    vsa_write_text(w, error->wanted);
    if (error->line != 0) {
        vsa_write_text(w, "; it is damaged in line ");
        vsa_write_u32(w, error->line);
    }
}
