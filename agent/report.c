/* SPDX-License-Identifier: MIT */
#include "agent/report.h"

#include "agent/names.h"

#include <string.h>

/* ---- what is shown of a check ---- */

/* How a member of a check is written. Those up to ADDRESS stand in quotes in JSON. */
enum kind {
    NAME,        /* an id or a moniker; it should hold none but visible ASCII characters */
    REFERENCE,   /* a moniker or, if there is none, an id */
    TLS_VERSION, /* of a peer */
    TLS_MODE,
    ADDRESS,
    STRING,      /* text that json_document has made harmless, in JSON */
    NUMBER,
    LABEL,       /* text that json_document has made harmless, as it is */
    YES_OR_NO,
    FLAG,        /* nothing but the text before it */
    ORIGIN,      /* text, and the parenthesis that the text before it has opened */
    SPAN,
    HOST,        /* of the management API */
};

struct field {
    uint16_t offset; /* in a check */
    uint8_t kind;
    uint8_t of;      /* the stage, or the object, that must be there */
};

/* A list of fields makes two tables: where they are, and the text that stands before each. */
#define FIELD(of, text, kind, member) {offsetof(struct vsa_check, member), kind, of},
#define TEXT(of, text, kind, member) text "\0"
#define COUNT(fields) (sizeof(fields) / sizeof *(fields))

static const char *either(const struct vsa_reference *r)
{
    return r->moniker[0] ? r->moniker : r->id;
}

static const char *tls_version(const struct vsa_peer *peer)
{
    if (peer->tls_version == 0)
        return "";
    return peer->tls_version == 0x0304 ? "1.3" : "1.2";
}

static const char *tls_mode(const struct vsa_peer *peer)
{
    static const char modes[] = "full\0resumed\0early\0kept";

    if (peer->tls_version == 0)
        return "";
    return vsa_name(modes, 4, peer->reused ? 3 : peer->early ? 2 : peer->resumed);
}

static const void *value_of(const struct vsa_check *c, const struct field *f)
{
    const void *value = (const char *)c + f->offset;

    if (f->kind == REFERENCE)
        return either(value);
    if (f->kind == TLS_VERSION)
        return tls_version(value);
    if (f->kind == TLS_MODE)
        return tls_mode(value);
    return f->kind == HOST ? &c->config->api.host : value;
}

/* Text, an address or a flag that is not known begins with a 0. */
static bool is_known(enum kind kind, const void *value)
{
    if (kind >= ORIGIN)
        return ((const struct vsa_span *)value)->len > 0;
    return kind == YES_OR_NO || *(const char *)value;
}

static void write_name(struct vsa_writer *w, const char *name)
{
    for (; *name; name++)
        vsa_write_char(w, *name > ' ' && *name < 0x7f && *name != '"' && *name != '\\' ? *name : '?');
}

static void write_value(struct vsa_writer *w, enum kind kind, const void *value)
{
    switch (kind) {
    case ADDRESS:
        vsa_write_address(w, value);
        break;
    case STRING:
        vsa_write_json(w, vsa_span(value));
        break;
    case NUMBER:
        vsa_write_u32(w, *(const uint32_t *)value);
        break;
    case LABEL:
        vsa_write_text(w, value);
        break;
    case YES_OR_NO:
        vsa_write_text(w, *(const bool *)value ? "yes" : "no");
        break;
    case FLAG:
        break;
    case ORIGIN:
        vsa_write(w, *(const struct vsa_span *)value);
        vsa_write_char(w, ')');
        break;
    case SPAN:
    case HOST:
        vsa_write(w, *(const struct vsa_span *)value);
        break;
    default:
        write_name(w, value);
        break;
    }
}

/* ---- human lines ---- */

#define NOTES(X)                                                         \
    X(VSA_STAGE_LINK, "", SPAN, network.link_note)                       \
    X(VSA_STAGE_ADDRESS, "", ADDRESS, network.local)                     \
    X(VSA_STAGE_ADDRESS, " (", ORIGIN, network.address_note)             \
    X(VSA_STAGE_EDGE, "", NAME, edge_id)                                 \
    X(VSA_STAGE_DNS, "", HOST, config)                                   \
    X(VSA_STAGE_DNS, " ", ADDRESS, peer.remote)                          \
    X(VSA_STAGE_CONNECT, "kept from the last check", FLAG, peer.reused)  \
    X(VSA_STAGE_TLS, "TLS ", TLS_VERSION, peer)                          \
    X(VSA_STAGE_TLS, ", ", HOST, config)                                 \
    X(VSA_STAGE_TLS, ", resumed ", YES_OR_NO, peer.resumed)              \
    X(VSA_STAGE_TLS, ", early data", FLAG, peer.early)                   \
    X(VSA_STAGE_ENDPOINT, "", LABEL, facts.endpoint.name)                \
    X(VSA_STAGE_ENDPOINT, ", ", NAME, facts.endpoint.status)             \
    X(VSA_STAGE_ENDPOINT, ", group ", REFERENCE, facts.endpoint.group)   \
    X(VSA_STAGE_ENDPOINT, ", vslice ", REFERENCE, facts.endpoint.vslice) \
    X(VSA_STAGE_GROUP, "", REFERENCE, facts.group.self)                  \
    X(VSA_STAGE_VSLICE, "", REFERENCE, facts.vslice.self)

static const struct field notes[] = {NOTES(FIELD)};
static const char note_texts[] = NOTES(TEXT);

static void note_subnets(struct vsa_writer *w, const struct vsa_vslice *v)
{
    for (size_t i = 0; i < v->subnet_count; i++) {
        vsa_write_char(w, ' ');
        vsa_write_cidr(w, &v->subnets[i]);
    }
}

/* What the stage has found out. A line does not begin with a comma. */
static void write_notes(struct vsa_writer *w, const struct vsa_check *c, enum vsa_stage stage)
{
    size_t start = w->len;

    if (stage == VSA_STAGE_TLS && c->peer.tls_version == 0)
        return;
    for (unsigned i = 0; i < COUNT(notes); i++) {
        const struct field *f = &notes[i];
        const void *value = value_of(c, f);
        const char *before;
        if (f->of != stage || !is_known((enum kind)f->kind, value))
            continue;
        before = vsa_name(note_texts, COUNT(notes), i);
        if (w->len > start || *before != ',')
            vsa_write_text(w, before);
        write_value(w, (enum kind)f->kind, value);
    }
    if (stage == VSA_STAGE_VSLICE)
        note_subnets(w, &c->facts.vslice);
}

static void write_failure(struct vsa_writer *w, const struct vsa_check *c, const struct vsa_stage_record *s)
{
    if (s->foreign) {
        vsa_write_text(w, "code ");
        vsa_write_i32(w, s->foreign);
    }
    if (s->result == VSA_API_REFUSED || s->result == VSA_API_NOT_FOUND)
        vsa_write_text(w, c->message);
}

/* Right-aligned in six columns, more where needed. */
static void write_ms(struct vsa_writer *w, uint32_t ms)
{
    for (uint32_t n = ms; n < 100000; n = n > 0 ? 10 * n : 10)
        vsa_write_char(w, ' ');
    vsa_write_u32(w, ms);
    vsa_write_text(w, " ms  ");
}

bool vsa_report_stage(struct vsa_writer *w, const struct vsa_check *c, enum vsa_stage stage)
{
    const struct vsa_stage_record *s = &c->stages[stage];
    size_t start = w->len;

    if (!s->seen)
        return false;
    vsa_write_text(w, vsa_stage_text(stage));
    vsa_write_pad(w, start, 10);
    vsa_write_text(w, vsa_result_text((enum vsa_result)s->result));
    vsa_write_pad(w, start, 13);
    vsa_write_char(w, ' ');
    write_ms(w, s->duration_ms);
    if (s->result == VSA_OK)
        write_notes(w, c, stage);
    else
        write_failure(w, c, s);
    while (w->len > start && w->ptr[w->len - 1] == ' ')
        w->len--;
    return true;
}

void vsa_report_verdict(struct vsa_writer *w, const struct vsa_check *c)
{
    const struct vsa_membership *m = &c->membership;

    vsa_write_form(w, m->reasons ? "verdict   %  " : "verdict   %", vsa_verdict_text(m->verdict), NULL);
    vsa_write_reasons(w, m->reasons, false);
}

/* ---- the bill ---- */

#define NAME_OF(name, text) text "\0"

static const char cost_names[] = VSA_COSTS(NAME_OF);

/* Those that were counted, the first of them and the others in these forms. */
static bool write_costs(struct vsa_writer *w, const struct vsa_bill *bill, const char *first, const char *next)
{
    const char *form = first;

    for (unsigned i = 0; i < VSA_COST_COUNT; i++) {
        if (bill->cost[i] == 0)
            continue;
        vsa_write_form(w, form, vsa_name(cost_names, VSA_COST_COUNT, i), NULL);
        vsa_write_u32(w, bill->cost[i]);
        form = next;
    }
    return form == next;
}

bool vsa_report_bill(struct vsa_writer *w, const struct vsa_check *c)
{
    return write_costs(w, &c->bill, "cost      % ", ", % ");
}

/* ---- JSON ---- */

enum object { CHECK, ENDPOINT, VSLICE };

#define MEMBERS(X)                                        \
    X(ENDPOINT, "endpoint", NAME, facts.endpoint.id)      \
    X(ENDPOINT, "name", STRING, facts.endpoint.name)       \
    X(ENDPOINT, "status", NAME, facts.endpoint.status)    \
    X(ENDPOINT, "group", REFERENCE, facts.endpoint.group) \
    X(ENDPOINT, "in_vslice", REFERENCE, facts.endpoint.vslice) \
    X(VSLICE, "vslice", REFERENCE, facts.vslice.self)     \
    X(CHECK, "address", ADDRESS, expected.address)        \
    X(CHECK, "tls", TLS_VERSION, peer)                    \
    X(CHECK, "mode", TLS_MODE, peer)                      \
    X(CHECK, "connections", NUMBER, connections)          \
    X(CHECK, "flights", NUMBER, flights)                  \
    X(CHECK, "bytes_out", NUMBER, bytes_sent)             \
    X(CHECK, "bytes_in", NUMBER, bytes_received)          \
    X(CHECK, "ms", NUMBER, duration_ms)                   \
    X(CHECK, "next_check_s", NUMBER, next_check_s)

static const struct field members[] = {MEMBERS(FIELD)};
static const char member_names[] = MEMBERS(TEXT);

/* ,"name":value */
static void write_member(struct vsa_writer *w, const struct vsa_check *c, const struct field *f, const char *name)
{
    const char *value = value_of(c, f);
    bool quoted = f->kind <= ADDRESS;

    if (quoted && *value == 0)
        return;
    vsa_write_form(w, quoted ? ",\"%\":\"" : ",\"%\":", name, NULL);
    write_value(w, (enum kind)f->kind, value);
    if (quoted)
        vsa_write_char(w, '"');
}

static void write_members(struct vsa_writer *w, const struct vsa_check *c)
{
    const struct vsa_facts *f = &c->facts;
    const uint8_t known[] = {[CHECK] = VSA_KNOWN, [ENDPOINT] = f->endpoint.known, [VSLICE] = f->vslice.known};

    for (unsigned i = 0; i < COUNT(members); i++)
        if (known[members[i].of] == VSA_KNOWN)
            write_member(w, c, &members[i], vsa_name(member_names, COUNT(members), i));
}

static void write_verdict(struct vsa_writer *w, const struct vsa_membership *m)
{
    vsa_write_text(w, "{\"vslice_agent\":\"" VSA_VERSION "\",\"verdict\":\"");
    for (const char *name = vsa_verdict_text(m->verdict); *name; name++)
        vsa_write_char(w, vsa_lower(*name));
    vsa_write_text(w, "\",\"reasons\":[");
    vsa_write_reasons(w, m->reasons, true);
    vsa_write_char(w, ']');
}

static void write_cause(struct vsa_writer *w, const struct vsa_cause *cause)
{
    if (cause->result == VSA_OK)
        return;
    vsa_write_form(w, ",\"at\":{\"stage\":\"%\",\"result\":\"%\",\"code\":", vsa_stage_text(cause->stage),
                   vsa_result_text(cause->result));
    vsa_write_i32(w, cause->foreign);
    vsa_write_char(w, '}');
}

static void write_bill(struct vsa_writer *w, const struct vsa_check *c)
{
    if (write_costs(w, &c->bill, ",\"bill\":{\"%\":", ",\"%\":"))
        vsa_write_char(w, '}');
}

/* "stages":{"tls":["ok",412],...} */
static void write_stages(struct vsa_writer *w, const struct vsa_check *c)
{
    const char *form = ",\"stages\":{\"%\":[\"%\",";

    for (int i = 0; i < VSA_STAGE_COUNT; i++) {
        const struct vsa_stage_record *s = &c->stages[i];
        if (!s->seen)
            continue;
        vsa_write_form(w, form, vsa_stage_text((enum vsa_stage)i), vsa_result_text((enum vsa_result)s->result));
        vsa_write_u32(w, s->duration_ms);
        form = "],\"%\":[\"%\",";
    }
    vsa_write_text(w, "]}");
}

/* Rather without that part than a line that is no JSON: with room for one byte more. */
static void write_if_it_fits(struct vsa_writer *w, const struct vsa_check *c,
                             void (*part)(struct vsa_writer *w, const struct vsa_check *c))
{
    size_t before = w->len;

    if (w->full || before == w->cap)
        return;
    part(w, c);
    if (w->len == w->cap)
        w->len = before;
    w->full = false;
}

void vsa_report_json(struct vsa_writer *w, const struct vsa_check *c)
{
    write_verdict(w, &c->membership);
    write_cause(w, &c->cause);
    write_members(w, c);
    write_if_it_fits(w, c, write_bill);
    write_if_it_fits(w, c, write_stages);
    vsa_write_char(w, '}');
}
