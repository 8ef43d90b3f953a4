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

_Static_assert(VSA_ID_BYTES == VSA_MONIKER_BYTES, "one buffer for both");

/* How a member of "data" is taken. */
enum kind { ID, MONIKER, LABEL, ADDRESS, FAMILY, SUBNETS, DNS_SERVERS };

/* Where it goes in its struct. */
struct field {
    uint8_t offset;
    uint8_t kind;
};

/* What is given in two forms, nested and flat, must be the same in both. */
static void read_name(struct vsa_json_document *d, int value, enum kind kind, char *to)
{
    char other[VSA_ID_BYTES];
    char *text = to[0] ? other : to;

    vsa_json_text(d, value, text, sizeof other);
    if (text[0])
        require(d, kind == ID ? vsa_text_equal_nocase(to, text) : strcmp(to, text) == 0, VSA_API_CONTRADICTION);
}

/* The member is a guess of ours: of another form than expected it is as good as not there. */
static void read_address(struct vsa_json_document *d, int value, struct vsa_address *to)
{
    struct vsa_span raw = vsa_json_raw(d, value);

    if (raw.len > 0 && *raw.ptr == '"')
        raw = (struct vsa_span){raw.ptr + 1, raw.len - 2};
    vsa_address_parse(raw, to);
}

/* Any other name is one we do not know. */
static void read_family(struct vsa_json_document *d, int value, uint8_t *to)
{
    char moniker[VSA_LABEL_BYTES];

    vsa_json_label(d, value, moniker, sizeof moniker);
    if (vsa_text_equal_nocase(moniker, "ipv4"))
        *to = VSA_FAMILY_IPV4;
    else if (vsa_text_equal_nocase(moniker, "ipv6"))
        *to = VSA_FAMILY_IPV6;
}

#define ADDRESS_BYTES (VSA_ID_BYTES + 8) /* an IPv6 address and its prefix */

/* [""] means no DNS servers, as null does (stacuity-api, section 2.1). */
static void take_address(struct vsa_json_document *d, struct vsa_span text, enum kind kind, struct vsa_vslice *v)
{
    if (kind == SUBNETS)
        require(d, vsa_cidr_parse(text, &v->subnets[v->subnet_count++]), VSA_API_CONTRACT);
    else if (text.len > 0)
        require(d, vsa_address_parse(text, &v->dns[v->dns_count++]), VSA_API_CONTRACT);
}

/* Takes what there is room for. */
static void read_list(struct vsa_json_document *d, int array, enum kind kind, struct vsa_vslice *v)
{
    int count = vsa_json_elements(d, array);
    char text[ADDRESS_BYTES];

    for (int i = 0; i < count && i < VSA_LIMIT_SUBNETS; i++) {
        vsa_json_text(d, vsa_json_element(d, array, i), text, sizeof text);
        take_address(d, vsa_span(text), kind, v);
    }
    if (count > VSA_LIMIT_SUBNETS)
        *(kind == SUBNETS ? &v->subnets_cut : &v->dns_cut) = true;
}

static void read_field(struct vsa_json_document *d, int value, const struct field *field, void *object)
{
    void *to = (char *)object + field->offset;

    switch ((enum kind)field->kind) {
    case ID:
    case MONIKER:
        read_name(d, value, (enum kind)field->kind, to);
        break;
    case LABEL:
        vsa_json_label(d, value, to, VSA_LABEL_BYTES);
        break;
    case ADDRESS:
        read_address(d, value, to);
        break;
    case FAMILY:
        read_family(d, value, to);
        break;
    case SUBNETS:
    case DNS_SERVERS:
        read_list(d, value, (enum kind)field->kind, object);
        break;
    }
}

/* Takes the members of "data" that the filter names, one field for each. No group in that of "data" has one in it. */
static void read_data(struct vsa_json_document *d, int data, const char *filter, const struct field *field,
                      void *object, size_t size)
{
    const char *name = strchr(filter, '(') + 1;
    int in = data;

    memset(object, 0, size);
    do {
        int value = vsa_json_member(d, in, name);
        name += vsa_json_name_len(name);
        if (*name == '(')
            in = value;
        else
            read_field(d, value, field++, object);
        for (; *name == ')'; name++)
            in = data;
    } while (*name++);
}

static enum vsa_result finish(struct vsa_json_document *d, uint8_t *known)
{
    *known = d->result == VSA_OK ? VSA_KNOWN : VSA_NOT_ASKED;
    return d->result;
}

const char vsa_api_endpoint_filter[] =
    "success messages data(id name endpointStatus(moniker) ipAddress endpointGroup(id moniker) "
    "endpointGroupId endpointGroupMoniker vslice(id moniker) vsliceId vsliceMoniker)";

#define IN(object, member, kind) {offsetof(struct vsa_##object, member), kind}

enum vsa_result vsa_api_endpoint_read(struct vsa_json_document *d, int data, struct vsa_span id,
                                      struct vsa_endpoint *e)
{
    static const struct field fields[] = {
        IN(endpoint, id, ID),
        IN(endpoint, name, LABEL),
        IN(endpoint, status, MONIKER),
        IN(endpoint, address, ADDRESS),
        IN(endpoint, group.id, ID),
        IN(endpoint, group.moniker, MONIKER),
        IN(endpoint, group.id, ID),
        IN(endpoint, group.moniker, MONIKER),
        IN(endpoint, vslice.id, ID),
        IN(endpoint, vslice.moniker, MONIKER),
        IN(endpoint, vslice.id, ID),
        IN(endpoint, vslice.moniker, MONIKER),
    };

    read_data(d, data, vsa_api_endpoint_filter, fields, e, sizeof *e);
    require(d, e->id[0] && e->status[0], VSA_API_CONTRACT);
    require(d, vsa_span_equal_nocase(vsa_span(e->id), id), VSA_API_OTHER_OBJECT);
    return finish(d, &e->known);
}

/* It has an id and is the one that was asked for. */
static void require_named(struct vsa_json_document *d, const struct vsa_reference *self, struct vsa_span name)
{
    require(d, self->id[0] != 0, VSA_API_CONTRACT);
    require(d, vsa_reference_is(self, name), VSA_API_OTHER_OBJECT);
}

const char vsa_api_group_filter[] = "success messages data(id moniker vslice(id moniker))";

enum vsa_result vsa_api_group_read(struct vsa_json_document *d, int data, struct vsa_span name,
                                   struct vsa_group *g)
{
    static const struct field fields[] = {
        IN(group, self.id, ID),
        IN(group, self.moniker, MONIKER),
        IN(group, vslice.id, ID),
        IN(group, vslice.moniker, MONIKER),
    };

    read_data(d, data, vsa_api_group_filter, fields, g, sizeof *g);
    require_named(d, &g->self, name);
    return finish(d, &g->known);
}

const char vsa_api_vslice_filter[] =
    "success messages data(id name moniker subnets dnsServers ipAddressFamily(moniker))";

enum vsa_result vsa_api_vslice_read(struct vsa_json_document *d, int data, struct vsa_span name,
                                    struct vsa_vslice *v)
{
    static const struct field fields[] = {
        IN(vslice, self.id, ID),
        IN(vslice, name, LABEL),
        IN(vslice, self.moniker, MONIKER),
        IN(vslice, subnets, SUBNETS),
        IN(vslice, dns, DNS_SERVERS),
        IN(vslice, family, FAMILY),
    };

    read_data(d, data, vsa_api_vslice_filter, fields, v, sizeof *v);
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
