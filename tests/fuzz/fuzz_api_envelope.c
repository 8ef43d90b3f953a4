/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "agent/api_calls.h"
#include "agent/edge_calls.h"
#include "agent/json_sieve.h"

/*
 * What happens to a reply's body: sieve, document, envelope, and every decoder of the API calls, whether it fits the
 * call or not. All is done twice, in memory that held other bytes before: nothing may depend on these.
 *
 * Input: filter, places of the cuts, one byte each; then the body.
 */
static const char *const filters[] = {
    vsa_api_endpoint_filter,   vsa_api_group_filter,      vsa_api_vslice_filter,
    VSA_API_KEY_VALUES_FILTER, VSA_API_FILTER_ENVELOPE,   VSA_EDGE_ID_FILTER,
    VSA_EDGE_KEY_VALUES_FILTER, "",
};

#define ENDPOINT_ID VSA_SPAN_OF("e1000000-0000-4000-8000-000000000001")
#define NAME VSA_SPAN_OF("default")
#define KEY VSA_SPAN_OF("agent")

/* All that is decoded from one document. */
struct decoded {
    enum vsa_result document;
    struct vsa_envelope envelope;
    struct vsa_endpoint endpoint;
    struct vsa_group group;
    struct vsa_vslice vslice;
    char key_value[24];
    char edge_id[VSA_ID_BYTES];
    enum vsa_result results[6]; /* of the decoders, in the order above */
};

static bool is_control(const char *text, size_t i)
{
    unsigned char c = (unsigned char)text[i], next = (unsigned char)text[i + 1];

    return c < 0x20 || c == 0x7f || (c == 0xc2 && next < 0xa0);
}

static void must_be_label(const char *text, size_t cap)
{
    size_t len = fuzz_string(text, cap);

    for (size_t i = 0; i < len; i++)
        MUST(!is_control(text, i));
}

static void must_be_reference(const struct vsa_reference *r)
{
    fuzz_string(r->id, sizeof r->id);
    fuzz_string(r->moniker, sizeof r->moniker);
}

static void must_be_address(const struct vsa_address *a)
{
    MUST(a->family == VSA_FAMILY_NONE || a->family == VSA_FAMILY_IPV4 || a->family == VSA_FAMILY_IPV6);
}

static bool document(struct vsa_json_document *d, struct vsa_span text)
{
    return vsa_json_document_read(d, text) == VSA_OK;
}

/* A decoder that has failed never says that the object is known; the one that did not has all it needs. */
static void must_be_known(enum vsa_result result, uint8_t known, enum vsa_result document_result)
{
    MUST((result == VSA_OK) == (known == VSA_KNOWN));
    MUST(result == document_result && result != VSA_MORE);
}

static void read_endpoint(struct vsa_json_document *d, struct decoded *out)
{
    struct vsa_endpoint *e = &out->endpoint;
    enum vsa_result result = vsa_api_endpoint_read(d, out->envelope.data, ENDPOINT_ID, e);

    fuzz_string(e->id, sizeof e->id);
    must_be_label(e->name, sizeof e->name);
    fuzz_string(e->status, sizeof e->status);
    must_be_reference(&e->group);
    must_be_reference(&e->vslice);
    must_be_address(&e->address);
    must_be_known(result, e->known, d->result);
    if (result == VSA_OK)
        MUST(vsa_span_equal_nocase(vsa_span(e->id), ENDPOINT_ID) && e->status[0]);
    out->results[1] = result;
}

static void read_group(struct vsa_json_document *d, struct decoded *out)
{
    enum vsa_result result = vsa_api_group_read(d, out->envelope.data, NAME, &out->group);

    must_be_reference(&out->group.self);
    must_be_reference(&out->group.vslice);
    must_be_known(result, out->group.known, d->result);
    if (result == VSA_OK)
        MUST(vsa_reference_is(&out->group.self, NAME) && out->group.self.id[0]);
    out->results[2] = result;
}

static void read_vslice(struct vsa_json_document *d, struct decoded *out)
{
    struct vsa_vslice *v = &out->vslice;
    enum vsa_result result = vsa_api_vslice_read(d, out->envelope.data, NAME, v);

    must_be_reference(&v->self);
    must_be_label(v->name, sizeof v->name);
    must_be_known(result, v->known, d->result);
    MUST(v->subnet_count <= VSA_LIMIT_SUBNETS && v->dns_count <= VSA_LIMIT_SUBNETS);
    MUST(v->family == VSA_FAMILY_NONE || v->family == VSA_FAMILY_IPV4 || v->family == VSA_FAMILY_IPV6);
    if (result == VSA_OK) {
        MUST(vsa_reference_is(&v->self, NAME) && v->subnet_count > 0);
        for (size_t i = 0; i < v->subnet_count; i++)
            MUST(v->subnets[i].prefix <= (v->subnets[i].address.family == VSA_FAMILY_IPV4 ? 32 : 128) &&
                 vsa_cidr_contains(&v->subnets[i], &v->subnets[i].address));
        for (size_t i = 0; i < v->dns_count; i++)
            MUST(vsa_address_equal(&v->dns[i], &v->dns[i]));
    }
    out->results[3] = result;
}

static void read_key_value(struct vsa_json_document *d, struct decoded *out)
{
    out->results[4] =
        vsa_api_key_value_read(d, out->envelope.data, KEY, out->key_value, sizeof out->key_value);
    fuzz_string(out->key_value, sizeof out->key_value);
    MUST(out->results[4] != VSA_MORE);
    MUST(out->results[4] == d->result || out->results[4] == VSA_API_NOT_FOUND);
}

static void read_edge_id(struct vsa_json_document *d, struct decoded *out)
{
    out->results[5] = vsa_edge_id_read(d, out->edge_id, sizeof out->edge_id);
    fuzz_string(out->edge_id, sizeof out->edge_id);
    MUST(out->results[5] != VSA_MORE);
    MUST(out->results[5] != VSA_OK || out->edge_id[0]);
}

static void read_envelope(struct vsa_json_document *d, struct decoded *out)
{
    struct vsa_envelope *e = &out->envelope;

    out->results[0] = vsa_envelope_read(d, e);
    must_be_label(e->message, sizeof e->message);
    MUST(out->results[0] == e->result && e->result != VSA_MORE);
    MUST(e->data == VSA_JSON_NONE || (e->data > 0 && e->data < d->count));
    MUST(d->result == VSA_OK || e->result == d->result);
}

/* What an earlier, longer text may have left behind. */
static void spoil(struct vsa_json_document *d)
{
    for (int i = 0; i < VSA_LIMIT_JSON_TOKENS; i++)
        d->tokens[i] = (jsmntok_t){JSMN_PRIMITIVE, 1 << 20, (1 << 20) + 4, 0, 0};
}

/* Each decoder begins with a fresh document, as a check does. */
static void decode(struct vsa_span text, struct vsa_json_document *d, struct decoded *out)
{
    void (*const decoders[])(struct vsa_json_document *, struct decoded *) = {
        read_endpoint, read_group, read_vslice, read_key_value, read_edge_id};

    out->document = vsa_json_document_read(d, text);
    if (out->document != VSA_OK) {
        /* jsmn takes no number or word that stands alone. */
        MUST(out->document == VSA_JSON_TOO_LARGE || strchr("{[\"", *text.ptr) == NULL);
        return;
    }
    MUST(d->count >= 1 && d->count <= VSA_LIMIT_JSON_TOKENS);
    read_envelope(d, out);
    /* An envelope that failed names no data that a check would look at. */
    if (d->result != VSA_OK)
        out->envelope.data = VSA_JSON_NONE;
    for (size_t i = 0; i < sizeof decoders / sizeof *decoders; i++)
        if (document(d, text))
            decoders[i](d, out);
}

static void must_be_same_references(const struct vsa_reference *a, const struct vsa_reference *b)
{
    MUST(strcmp(a->id, b->id) == 0 && strcmp(a->moniker, b->moniker) == 0);
}

/* What was not written still differs, so only what means something is compared. */
static void must_be_same(const struct decoded *a, const struct decoded *b)
{
    MUST(a->document == b->document);
    if (a->document != VSA_OK)
        return;
    MUST(memcmp(a->results, b->results, sizeof a->results) == 0);
    MUST(a->envelope.data == b->envelope.data && strcmp(a->envelope.message, b->envelope.message) == 0);
    MUST(strcmp(a->endpoint.id, b->endpoint.id) == 0 && strcmp(a->endpoint.name, b->endpoint.name) == 0);
    MUST(strcmp(a->endpoint.status, b->endpoint.status) == 0);
    must_be_same_references(&a->endpoint.group, &b->endpoint.group);
    must_be_same_references(&a->endpoint.vslice, &b->endpoint.vslice);
    MUST(memcmp(&a->endpoint.address, &b->endpoint.address, sizeof a->endpoint.address) == 0);
    must_be_same_references(&a->group.self, &b->group.self);
    must_be_same_references(&a->group.vslice, &b->group.vslice);
    must_be_same_references(&a->vslice.self, &b->vslice.self);
    MUST(strcmp(a->vslice.name, b->vslice.name) == 0 && a->vslice.family == b->vslice.family);
    MUST(a->vslice.subnet_count == b->vslice.subnet_count && a->vslice.dns_count == b->vslice.dns_count);
    MUST(strcmp(a->key_value, b->key_value) == 0);
    MUST(strcmp(a->edge_id, b->edge_id) == 0);
}

/* ---- the look-ups that the decoders are made of, on every token ---- */

/* A string written as JSON again gives the same string. */
static void must_round_trip(const char *text)
{
    size_t cap = 6 * strlen(text) + 2;
    char *json = fuzz_block(cap, 0), *again = fuzz_block(strlen(text) + 1, '#');
    struct vsa_json_document *d = fuzz_block(sizeof *d, 0x55);
    struct vsa_writer w = vsa_writer(json, cap);
    struct vsa_json_sieve s;

    vsa_write_json(&w, vsa_span(text));
    MUST(!w.full);
    vsa_json_sieve_init(&s, "", NULL, 0);
    vsa_json_sieve_feed(&s, vsa_written(&w));
    MUST(vsa_json_sieve_end(&s) == VSA_OK);
    MUST(vsa_json_document_read(d, vsa_written(&w)) == VSA_OK);
    vsa_json_text(d, 0, again, strlen(text) + 1);
    MUST(d->result == VSA_OK && strcmp(again, text) == 0);
    free(d);
    free(again);
    free(json);
}

static void look_at(struct vsa_json_document *d, int token, size_t text_len)
{
    size_t cap = text_len + 1;
    char *text = fuzz_block(cap, '#'), *label = fuzz_block(cap, '#'), *small = fuzz_block(5, '#');
    struct vsa_span raw = vsa_json_raw(d, token);
    bool is_string = vsa_json_is(d, token, JSMN_STRING);

    MUST(raw.ptr >= d->text && raw.ptr + raw.len <= d->text + text_len);
    MUST(!is_string || (raw.ptr[0] == '"' && raw.ptr[raw.len - 1] == '"'));
    d->result = VSA_OK;
    vsa_json_text(d, token, text, cap);
    MUST(fuzz_string(text, cap) <= raw.len);
    MUST(is_string ? d->result == VSA_OK || d->result == VSA_API_CONTRACT : d->result == VSA_API_CONTRACT);
    if (d->result == VSA_OK)
        must_round_trip(text);
    d->result = VSA_OK;
    vsa_json_label(d, token, label, cap);
    must_be_label(label, cap);
    vsa_json_label(d, token, small, 5);
    must_be_label(small, 5);
    MUST((d->result == VSA_OK) == is_string && strncmp(small, label, strlen(small)) == 0);
    d->result = VSA_OK;
    vsa_json_bool(d, token);
    vsa_json_u32(d, token, 7);
    for (int i = vsa_json_elements(d, token); i-- > 0;)
        MUST(vsa_json_element(d, token, i) > token);
    vsa_json_member(d, token, "id");
    free(small);
    free(label);
    free(text);
}

static void look_at_all(struct vsa_span text)
{
    struct vsa_json_document *d = fuzz_block(sizeof *d, 0xa5);

    spoil(d);
    if (document(d, text))
        for (int token = 0; token < d->count; token++)
            look_at(d, token, text.len);
    free(d);
}

static struct vsa_span sieved(const char *filter, struct vsa_span text, uint32_t seed, char *out, size_t cap)
{
    struct fuzz_split split = {seed};
    struct vsa_json_sieve s;

    vsa_json_sieve_init(&s, filter, out, cap);
    while (text.len > 0) {
        struct vsa_span piece = {text.ptr, fuzz_piece(&split, text.len)};
        vsa_json_sieve_feed(&s, piece);
        text = (struct vsa_span){text.ptr + piece.len, text.len - piece.len};
    }
    return (struct vsa_span){out, vsa_json_sieve_end(&s) == VSA_OK ? s.len : 0};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = {data, size};
    const char *filter = filters[fuzz_u8(&in) % (sizeof filters / sizeof *filters)];
    uint32_t seed = fuzz_u8(&in);
    struct vsa_span body = fuzz_text(&in, in.len);
    char *out = fuzz_block(VSA_LIMIT_TEXT_BYTES, '#');
    struct vsa_span text = sieved(filter, body, seed, out, VSA_LIMIT_TEXT_BYTES);

    if (text.len > 0) {
        char *copy = fuzz_copy(text);
        struct vsa_json_document *d = fuzz_block(sizeof *d, 0);
        struct decoded *a = fuzz_block(sizeof *a, 0), *b = fuzz_block(sizeof *b, 0xee);
        text.ptr = copy;
        decode(text, d, a);
        spoil(d);
        decode(text, d, b);
        must_be_same(a, b);
        look_at_all(text);
        free(b);
        free(a);
        free(d);
        free(copy);
    }
    free(out);
    return 0;
}
