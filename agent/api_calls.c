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

int vsa_reference_compare(const struct vsa_reference *a, const struct vsa_reference *b)
{
    if (a->id[0] && b->id[0])
        return vsa_text_equal_nocase(a->id, b->id);
    if (a->moniker[0] && b->moniker[0])
        return strcmp(a->moniker, b->moniker) == 0;
    return -1;
}

static void require(struct vsa_json_document *d, bool holds, enum vsa_result otherwise)
{
    if (!holds && d->result == VSA_OK)
        d->result = otherwise;
}

enum { ID, MONIKER, LABEL };

_Static_assert(VSA_ID_BYTES == VSA_MONIKER_BYTES, "one buffer for both");

/* What is given in two forms, nested and flat, must be the same in both. */
static void read_text(struct vsa_json_document *d, int value, uint8_t kind, char *to)
{
    char text[VSA_ID_BYTES];

    if (kind == LABEL) {
        vsa_json_label(d, value, to, VSA_LABEL_BYTES);
        return;
    }
    vsa_json_text(d, value, text, sizeof text);
    if (to[0] == 0)
        memcpy(to, text, sizeof text);
    else if (text[0])
        require(d, kind == ID ? vsa_text_equal_nocase(to, text) : strcmp(to, text) == 0, VSA_API_CONTRADICTION);
}

/* Where a text goes in its struct. */
struct field {
    uint8_t offset;
    uint8_t kind;
};

/* Takes one text after the other: `paths` has one for each field, ended by NUL, and an empty one behind the last. */
static void read_fields(struct vsa_json_document *d, int data, const char *paths, const struct field *field, void *to,
                        size_t size)
{
    memset(to, 0, size);
    for (; *paths; paths += strlen(paths) + 1, field++)
        read_text(d, vsa_json_member(d, data, paths), field->kind, (char *)to + field->offset);
}

/* A list of texts is X(struct, path in the data, member of the struct, kind). */
#define PATH(object, path, member, kind) path "\0"
#define FIELD(object, path, member, kind) {offsetof(struct vsa_##object, member), kind},

#define READ(d, data, TEXTS, to)                                               \
    do {                                                                       \
        static const struct field fields[] = {TEXTS(FIELD)};                   \
        read_fields(d, data, TEXTS(PATH), fields, to, sizeof *(to));           \
    } while (0)

/* The member is a guess of ours: of another form than expected it is as good as not there. */
static void read_address(struct vsa_json_document *d, int value, struct vsa_address *to)
{
    struct vsa_span raw = vsa_json_raw(d, value);

    if (vsa_json_is(d, value, JSMN_STRING))
        raw = (struct vsa_span){raw.ptr + 1, raw.len - 2};
    vsa_address_parse(raw, to);
}

static enum vsa_result finish(struct vsa_json_document *d, uint8_t *known)
{
    *known = d->result == VSA_OK ? VSA_KNOWN : VSA_NOT_ASKED;
    return d->result;
}

#define ENDPOINT_TEXTS(X)                                                 \
    X(endpoint, "id", id, ID)                                             \
    X(endpoint, "name", name, LABEL)                                      \
    X(endpoint, "endpointStatus.moniker", status, MONIKER)                \
    X(endpoint, "endpointGroup.id", group.id, ID)                         \
    X(endpoint, "endpointGroupId", group.id, ID)                          \
    X(endpoint, "endpointGroup.moniker", group.moniker, MONIKER)          \
    X(endpoint, "endpointGroupMoniker", group.moniker, MONIKER)           \
    X(endpoint, "vslice.id", vslice.id, ID)                               \
    X(endpoint, "vsliceId", vslice.id, ID)                                \
    X(endpoint, "vslice.moniker", vslice.moniker, MONIKER)                \
    X(endpoint, "vsliceMoniker", vslice.moniker, MONIKER)

enum vsa_result vsa_api_endpoint_read(struct vsa_json_document *d, int data, struct vsa_span id,
                                      struct vsa_endpoint *e)
{
    READ(d, data, ENDPOINT_TEXTS, e);
    read_address(d, vsa_json_member(d, data, "ipAddress"), &e->address);
    require(d, e->id[0] && e->status[0], VSA_API_CONTRACT);
    require(d, vsa_span_equal_nocase(vsa_span(e->id), id), VSA_API_OTHER_OBJECT);
    return finish(d, &e->known);
}

#define GROUP_TEXTS(X)                                                    \
    X(group, "id", self.id, ID)                                           \
    X(group, "moniker", self.moniker, MONIKER)                            \
    X(group, "vslice.id", vslice.id, ID)                                  \
    X(group, "vslice.moniker", vslice.moniker, MONIKER)

/* It has an id and is the one that was asked for. */
static void require_named(struct vsa_json_document *d, const struct vsa_reference *self, struct vsa_span name)
{
    require(d, self->id[0] != 0, VSA_API_CONTRACT);
    require(d, vsa_reference_is(self, name), VSA_API_OTHER_OBJECT);
}

enum vsa_result vsa_api_group_read(struct vsa_json_document *d, int data, struct vsa_span name,
                                   struct vsa_group *g)
{
    READ(d, data, GROUP_TEXTS, g);
    require_named(d, &g->self, name);
    return finish(d, &g->known);
}

#define ADDRESS_BYTES (VSA_ID_BYTES + 8) /* an IPv6 address and its prefix */

enum list { SUBNETS, DNS_SERVERS };

/* [""] means no DNS servers, as null does (stacuity-api, section 2.1). */
static void take_address(struct vsa_json_document *d, struct vsa_span text, enum list list, struct vsa_vslice *v)
{
    if (list == SUBNETS)
        require(d, vsa_cidr_parse(text, &v->subnets[v->subnet_count++]), VSA_API_CONTRACT);
    else if (text.len > 0)
        require(d, vsa_address_parse(text, &v->dns[v->dns_count++]), VSA_API_CONTRACT);
}

/* Takes what there is room for. Is there more? */
static bool read_list(struct vsa_json_document *d, int array, enum list list, struct vsa_vslice *v)
{
    int count = vsa_json_elements(d, array);
    char text[ADDRESS_BYTES];

    for (int i = 0; i < count && i < VSA_LIMIT_SUBNETS; i++) {
        vsa_json_text(d, vsa_json_element(d, array, i), text, sizeof text);
        take_address(d, vsa_span(text), list, v);
    }
    return count > VSA_LIMIT_SUBNETS;
}

/* Any other name is one we do not know. */
static uint8_t family_of(const char *moniker)
{
    if (vsa_text_equal_nocase(moniker, "ipv4"))
        return VSA_FAMILY_IPV4;
    return vsa_text_equal_nocase(moniker, "ipv6") ? VSA_FAMILY_IPV6 : VSA_FAMILY_NONE;
}

#define VSLICE_TEXTS(X)                                                   \
    X(vslice, "id", self.id, ID)                                          \
    X(vslice, "moniker", self.moniker, MONIKER)                           \
    X(vslice, "name", name, LABEL)

enum vsa_result vsa_api_vslice_read(struct vsa_json_document *d, int data, struct vsa_span name,
                                    struct vsa_vslice *v)
{
    char family[VSA_LABEL_BYTES];
    int family_object = vsa_json_member(d, data, "ipAddressFamily");

    READ(d, data, VSLICE_TEXTS, v);
    v->subnets_cut = read_list(d, vsa_json_member(d, data, "subnets"), SUBNETS, v);
    v->dns_cut = read_list(d, vsa_json_member(d, data, "dnsServers"), DNS_SERVERS, v);
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
