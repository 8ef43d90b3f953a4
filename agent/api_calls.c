/* SPDX-License-Identifier: MIT */
#include "agent/api_calls.h"

#include <string.h>

void vsa_api_key_value_write(struct vsa_writer *w, struct vsa_span value)
{
    vsa_write_text(w, "{\"value\":");
    vsa_write_json(w, value);
    vsa_write_char(w, '}');
}

bool vsa_reference_is(const struct vsa_reference *object, struct vsa_span name)
{
    return name.len > 0 && (vsa_span_equal_nocase(vsa_span(object->id), name) ||
                            vsa_span_equal(vsa_span(object->moniker), name));
}

static bool is_same_id(const char *a, const char *b)
{
    return vsa_span_equal_nocase(vsa_span(a), vsa_span(b));
}

int vsa_reference_compare(const struct vsa_reference *a, const struct vsa_reference *b)
{
    if (a->id[0] && b->id[0])
        return is_same_id(a->id, b->id);
    if (a->moniker[0] && b->moniker[0])
        return strcmp(a->moniker, b->moniker) == 0;
    return -1;
}

static void require(struct vsa_json_document *d, bool holds, enum vsa_result otherwise)
{
    if (!holds && d->result == VSA_OK)
        d->result = otherwise;
}

/* One text to copy: data.name or data.object.name, into a struct at an offset. */
struct field {
    const char *object; /* NULL: of data itself */
    const char *name;
    uint8_t offset;
    uint8_t cap;
    bool label;
};

#define FIELD(object, name, type, member) \
    {object, name, offsetof(type, member), sizeof(((type *)NULL)->member), false}
#define LABEL(name, type, member) \
    {NULL, name, offsetof(type, member), sizeof(((type *)NULL)->member), true}

static void read_fields(struct vsa_json_document *d, int data, const struct field *fields, size_t count,
                        void *to)
{
    for (const struct field *f = fields; f < fields + count; f++) {
        int object = f->object ? vsa_json_member(d, data, f->object) : data;
        int value = vsa_json_member(d, object, f->name);
        if (f->label)
            vsa_json_label(d, value, (char *)to + f->offset, f->cap);
        else
            vsa_json_text(d, value, (char *)to + f->offset, f->cap);
    }
}

#define READ(d, data, fields, to) read_fields(d, data, fields, sizeof(fields) / sizeof *(fields), to)

/* What of a name is missing in one form may be in the other; where both give it, they must agree. */
static void merge(struct vsa_json_document *d, struct vsa_reference *to, const struct vsa_reference *flat)
{
    bool same_id = !to->id[0] || !flat->id[0] || is_same_id(to->id, flat->id);
    bool same_moniker = !to->moniker[0] || !flat->moniker[0] || strcmp(to->moniker, flat->moniker) == 0;

    require(d, same_id && same_moniker, VSA_API_CONTRADICTION);
    if (!to->id[0])
        memcpy(to->id, flat->id, sizeof to->id);
    if (!to->moniker[0])
        memcpy(to->moniker, flat->moniker, sizeof to->moniker);
}

/* The member is a guess of ours: of another form than expected it is as good as not there. */
static void read_address(struct vsa_json_document *d, int value, struct vsa_address *to)
{
    struct vsa_span raw = vsa_json_raw(d, value);

    if (vsa_json_is(d, value, JSMN_STRING))
        raw = (struct vsa_span){raw.ptr + 1, raw.len - 2};
    vsa_address_parse(raw, to);
}

static const struct field endpoint_fields[] = {
    FIELD(NULL, "id", struct vsa_endpoint, id),
    LABEL("name", struct vsa_endpoint, name),
    FIELD("endpointStatus", "moniker", struct vsa_endpoint, status),
    FIELD("endpointGroup", "id", struct vsa_endpoint, group.id),
    FIELD("endpointGroup", "moniker", struct vsa_endpoint, group.moniker),
    FIELD("vslice", "id", struct vsa_endpoint, vslice.id),
    FIELD("vslice", "moniker", struct vsa_endpoint, vslice.moniker),
};

static const struct field flat_group_fields[] = {
    FIELD(NULL, "endpointGroupId", struct vsa_reference, id),
    FIELD(NULL, "endpointGroupMoniker", struct vsa_reference, moniker),
};

static const struct field flat_vslice_fields[] = {
    FIELD(NULL, "vsliceId", struct vsa_reference, id),
    FIELD(NULL, "vsliceMoniker", struct vsa_reference, moniker),
};

static enum vsa_result finish(struct vsa_json_document *d, uint8_t *known)
{
    *known = d->result == VSA_OK ? VSA_KNOWN : VSA_NOT_ASKED;
    return d->result;
}

enum vsa_result vsa_api_endpoint_read(struct vsa_json_document *d, int data, struct vsa_span id,
                                      struct vsa_endpoint *e)
{
    struct vsa_reference flat;

    READ(d, data, endpoint_fields, e);
    READ(d, data, flat_group_fields, &flat);
    merge(d, &e->group, &flat);
    READ(d, data, flat_vslice_fields, &flat);
    merge(d, &e->vslice, &flat);
    read_address(d, vsa_json_member(d, data, "ipAddress"), &e->address);
    require(d, e->id[0] && e->status[0], VSA_API_CONTRACT);
    require(d, vsa_span_equal_nocase(vsa_span(e->id), id), VSA_API_OTHER_OBJECT);
    return finish(d, &e->known);
}

static const struct field group_fields[] = {
    FIELD(NULL, "id", struct vsa_group, self.id),
    FIELD(NULL, "moniker", struct vsa_group, self.moniker),
    FIELD("vslice", "id", struct vsa_group, vslice.id),
    FIELD("vslice", "moniker", struct vsa_group, vslice.moniker),
};

/* It has an id and is the one that was asked for. */
static void require_named(struct vsa_json_document *d, const struct vsa_reference *self, struct vsa_span name)
{
    require(d, self->id[0] != 0, VSA_API_CONTRACT);
    require(d, vsa_reference_is(self, name), VSA_API_OTHER_OBJECT);
}

enum vsa_result vsa_api_group_read(struct vsa_json_document *d, int data, struct vsa_span name,
                                   struct vsa_group *g)
{
    READ(d, data, group_fields, g);
    require_named(d, &g->self, name);
    return finish(d, &g->known);
}

static void read_subnets(struct vsa_json_document *d, int array, struct vsa_vslice *v)
{
    int count = vsa_json_elements(d, array);
    char text[VSA_ID_BYTES + 8];

    v->subnets_cut = count > VSA_LIMIT_SUBNETS;
    v->subnet_count = (uint8_t)(v->subnets_cut ? VSA_LIMIT_SUBNETS : count);
    for (int i = 0; i < v->subnet_count; i++) {
        vsa_json_text(d, vsa_json_element(d, array, i), text, sizeof text);
        require(d, vsa_cidr_parse(vsa_span(text), &v->subnets[i]), VSA_API_CONTRACT);
    }
}

/* null and [""] both mean: none (stacuity-api, section 2.1). */
static void read_dns(struct vsa_json_document *d, int array, struct vsa_vslice *v)
{
    int count = vsa_json_elements(d, array);
    char text[VSA_ID_BYTES];

    v->dns_count = 0;
    v->dns_cut = count > VSA_LIMIT_SUBNETS;
    for (int i = 0; i < count && i < VSA_LIMIT_SUBNETS; i++) {
        vsa_json_text(d, vsa_json_element(d, array, i), text, sizeof text);
        if (text[0] == 0)
            continue;
        require(d, vsa_address_parse(vsa_span(text), &v->dns[v->dns_count]), VSA_API_CONTRACT);
        v->dns_count++;
    }
}

static uint8_t family_of(const char *moniker)
{
    if (vsa_span_equal_nocase(vsa_span(moniker), VSA_SPAN_OF("ipv4")))
        return VSA_FAMILY_IPV4;
    if (vsa_span_equal_nocase(vsa_span(moniker), VSA_SPAN_OF("ipv6")))
        return VSA_FAMILY_IPV6;
    return VSA_FAMILY_NONE;
}

static const struct field vslice_fields[] = {
    FIELD(NULL, "id", struct vsa_vslice, self.id),
    FIELD(NULL, "moniker", struct vsa_vslice, self.moniker),
    LABEL("name", struct vsa_vslice, name),
};

enum vsa_result vsa_api_vslice_read(struct vsa_json_document *d, int data, struct vsa_span name,
                                    struct vsa_vslice *v)
{
    char family[VSA_LABEL_BYTES];
    int family_object = vsa_json_member(d, data, "ipAddressFamily");

    READ(d, data, vslice_fields, v);
    read_subnets(d, vsa_json_member(d, data, "subnets"), v);
    read_dns(d, vsa_json_member(d, data, "dnsServers"), v);
    vsa_json_label(d, vsa_json_member(d, family_object, "moniker"), family, sizeof family);
    v->family = family_of(family);
    require(d, v->subnet_count > 0, VSA_API_CONTRACT);
    require_named(d, &v->self, name);
    return finish(d, &v->known);
}

/* A string without its quotes and escapes, anything else as it is written. */
static void read_value(struct vsa_json_document *d, int value, char *to, size_t cap)
{
    struct vsa_span raw = vsa_json_raw(d, value);

    if (!vsa_json_is(d, value, JSMN_PRIMITIVE)) {
        vsa_json_text(d, value, to, cap);
        return;
    }
    require(d, raw.len < cap, VSA_JSON_TOO_LARGE);
    if (raw.len >= cap)
        raw.len = 0;
    memcpy(to, raw.ptr, raw.len);
    to[raw.len] = 0;
}

enum vsa_result vsa_api_key_value_read(struct vsa_json_document *d, int data, struct vsa_span key,
                                       char *to, size_t cap)
{
    int count = vsa_json_elements(d, data);

    to[0] = 0;
    for (int i = 0; i < count; i++) {
        int pair = vsa_json_element(d, data, i);
        if (!vsa_json_equal(d, vsa_json_member(d, pair, "key"), key))
            continue;
        read_value(d, vsa_json_member(d, pair, "value"), to, cap);
        return d->result;
    }
    return d->result == VSA_OK ? VSA_API_NOT_FOUND : d->result;
}
