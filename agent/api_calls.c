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

static bool is_same_nocase(const char *a, const char *b)
{
    return vsa_span_equal_nocase(vsa_span(a), vsa_span(b));
}

int vsa_reference_compare(const struct vsa_reference *a, const struct vsa_reference *b)
{
    if (a->id[0] && b->id[0])
        return is_same_nocase(a->id, b->id);
    if (a->moniker[0] && b->moniker[0])
        return strcmp(a->moniker, b->moniker) == 0;
    return -1;
}

static void require(struct vsa_json_document *d, bool holds, enum vsa_result otherwise)
{
    if (!holds && d->result == VSA_OK)
        d->result = otherwise;
}

/* One text to take: data.name or data.object.name, into a struct at an offset. */
struct field {
    const char *object; /* NULL: of data itself */
    const char *name;
    uint8_t offset;
    uint8_t kind;
};

enum { ID, MONIKER, LABEL };

_Static_assert(VSA_ID_BYTES == VSA_MONIKER_BYTES, "one buffer for both");

/* What is given in two forms, nested and flat, must be the same in both. */
static void read_field(struct vsa_json_document *d, int data, const struct field *f, char *to)
{
    int object = f->object ? vsa_json_member(d, data, f->object) : data;
    int value = vsa_json_member(d, object, f->name);
    char text[VSA_ID_BYTES];

    if (f->kind == LABEL) {
        vsa_json_label(d, value, to, VSA_LABEL_BYTES);
        return;
    }
    vsa_json_text(d, value, text, sizeof text);
    if (text[0] == 0)
        return;
    if (to[0])
        require(d, f->kind == ID ? is_same_nocase(to, text) : strcmp(to, text) == 0, VSA_API_CONTRADICTION);
    else
        memcpy(to, text, sizeof text);
}

static void read_fields(struct vsa_json_document *d, int data, const struct field *fields, size_t count, void *to,
                        size_t size)
{
    memset(to, 0, size);
    for (const struct field *f = fields; f < fields + count; f++)
        read_field(d, data, f, (char *)to + f->offset);
}

#define READ(d, data, fields, to) read_fields(d, data, fields, sizeof(fields) / sizeof *(fields), to, sizeof *(to))

/* The member is a guess of ours: of another form than expected it is as good as not there. */
static void read_address(struct vsa_json_document *d, int value, struct vsa_address *to)
{
    struct vsa_span raw = vsa_json_raw(d, value);

    if (vsa_json_is(d, value, JSMN_STRING))
        raw = (struct vsa_span){raw.ptr + 1, raw.len - 2};
    vsa_address_parse(raw, to);
}

#define ENDPOINT(member) offsetof(struct vsa_endpoint, member)

static const struct field endpoint_fields[] = {
    {NULL, "id", ENDPOINT(id), ID},
    {NULL, "name", ENDPOINT(name), LABEL},
    {"endpointStatus", "moniker", ENDPOINT(status), MONIKER},
    {"endpointGroup", "id", ENDPOINT(group.id), ID},
    {NULL, "endpointGroupId", ENDPOINT(group.id), ID},
    {"endpointGroup", "moniker", ENDPOINT(group.moniker), MONIKER},
    {NULL, "endpointGroupMoniker", ENDPOINT(group.moniker), MONIKER},
    {"vslice", "id", ENDPOINT(vslice.id), ID},
    {NULL, "vsliceId", ENDPOINT(vslice.id), ID},
    {"vslice", "moniker", ENDPOINT(vslice.moniker), MONIKER},
    {NULL, "vsliceMoniker", ENDPOINT(vslice.moniker), MONIKER},
};

static enum vsa_result finish(struct vsa_json_document *d, uint8_t *known)
{
    *known = d->result == VSA_OK ? VSA_KNOWN : VSA_NOT_ASKED;
    return d->result;
}

enum vsa_result vsa_api_endpoint_read(struct vsa_json_document *d, int data, struct vsa_span id,
                                      struct vsa_endpoint *e)
{
    READ(d, data, endpoint_fields, e);
    read_address(d, vsa_json_member(d, data, "ipAddress"), &e->address);
    require(d, e->id[0] && e->status[0], VSA_API_CONTRACT);
    require(d, vsa_span_equal_nocase(vsa_span(e->id), id), VSA_API_OTHER_OBJECT);
    return finish(d, &e->known);
}

#define GROUP(member) offsetof(struct vsa_group, member)

static const struct field group_fields[] = {
    {NULL, "id", GROUP(self.id), ID},
    {NULL, "moniker", GROUP(self.moniker), MONIKER},
    {"vslice", "id", GROUP(vslice.id), ID},
    {"vslice", "moniker", GROUP(vslice.moniker), MONIKER},
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

#define ADDRESS_BYTES (VSA_ID_BYTES + 8) /* an IPv6 address and its prefix */

/* The text of an element in the caller's ADDRESS_BYTES. */
static struct vsa_span element_text(struct vsa_json_document *d, int array, int index, char *text)
{
    vsa_json_text(d, vsa_json_element(d, array, index), text, ADDRESS_BYTES);
    return vsa_span(text);
}

static void read_subnets(struct vsa_json_document *d, int array, struct vsa_vslice *v)
{
    int count = vsa_json_elements(d, array);
    char text[ADDRESS_BYTES];

    v->subnets_cut = count > VSA_LIMIT_SUBNETS;
    for (int i = 0; i < count && i < VSA_LIMIT_SUBNETS; i++)
        require(d, vsa_cidr_parse(element_text(d, array, i, text), &v->subnets[v->subnet_count++]), VSA_API_CONTRACT);
}

/* null and [""] both mean: none (stacuity-api, section 2.1). */
static void read_dns(struct vsa_json_document *d, int array, struct vsa_vslice *v)
{
    int count = vsa_json_elements(d, array);
    char text[ADDRESS_BYTES];

    v->dns_cut = count > VSA_LIMIT_SUBNETS;
    for (int i = 0; i < count && i < VSA_LIMIT_SUBNETS; i++) {
        struct vsa_span server = element_text(d, array, i, text);
        if (server.len > 0)
            require(d, vsa_address_parse(server, &v->dns[v->dns_count++]), VSA_API_CONTRACT);
    }
}

/* Any other name is one we do not know. */
static uint8_t family_of(const char *moniker)
{
    if (is_same_nocase(moniker, "ipv4"))
        return VSA_FAMILY_IPV4;
    return is_same_nocase(moniker, "ipv6") ? VSA_FAMILY_IPV6 : VSA_FAMILY_NONE;
}

#define VSLICE(member) offsetof(struct vsa_vslice, member)

static const struct field vslice_fields[] = {
    {NULL, "id", VSLICE(self.id), ID},
    {NULL, "moniker", VSLICE(self.moniker), MONIKER},
    {NULL, "name", VSLICE(name), LABEL},
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

enum vsa_result vsa_api_key_value_read(struct vsa_json_document *d, int data, struct vsa_span key,
                                       char *to, size_t cap)
{
    int count = vsa_json_elements(d, data);

    to[0] = 0;
    for (int i = 0; i < count; i++) {
        int pair = vsa_json_element(d, data, i);
        if (!vsa_json_equal(d, vsa_json_member(d, pair, "key"), key))
            continue;
        vsa_json_scalar(d, vsa_json_member(d, pair, "value"), to, cap);
        return d->result;
    }
    return d->result == VSA_OK ? VSA_API_NOT_FOUND : d->result;
}
