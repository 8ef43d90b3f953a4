/* SPDX-License-Identifier: MIT */
#include "agent/report.h"

#include "agent/names.h"

/* An id or a moniker; it should hold none but these characters. */
static void write_name(struct vsa_writer *w, const char *name)
{
    for (; *name; name++)
        vsa_write_char(w, *name > ' ' && *name < 0x7f && *name != '"' && *name != '\\' ? *name : '?');
}

static void write_with(struct vsa_writer *w, const char *before, const char *name)
{
    if (name[0] == 0)
        return;
    vsa_write_text(w, before);
    write_name(w, name);
}

static const char *either(const struct vsa_reference *r)
{
    return r->moniker[0] ? r->moniker : r->id;
}

static void write_reference(struct vsa_writer *w, const char *before, const struct vsa_reference *r)
{
    write_with(w, before, either(r));
}

/* ---- human lines ---- */

static void note_address(struct vsa_writer *w, const struct vsa_check *c)
{
    vsa_write_address(w, &c->network.local);
    if (c->network.address_note.len > 0) {
        vsa_write_text(w, " (");
        vsa_write(w, c->network.address_note);
        vsa_write_char(w, ')');
    }
}

static void note_dns(struct vsa_writer *w, const struct vsa_check *c)
{
    vsa_write(w, c->config->api.host);
    if (c->peer.remote.family != VSA_FAMILY_NONE)
        vsa_write_char(w, ' ');
    vsa_write_address(w, &c->peer.remote);
}

static const char *tls_version(const struct vsa_peer *peer)
{
    if (peer->tls_version == 0)
        return "";
    return peer->tls_version == 0x0304 ? "1.3" : "1.2";
}

static void note_tls(struct vsa_writer *w, const struct vsa_check *c)
{
    if (c->peer.tls_version == 0)
        return;
    write_with(w, "TLS ", tls_version(&c->peer));
    vsa_write_text(w, ", ");
    vsa_write(w, c->config->api.host);
    vsa_write_text(w, c->peer.resumed ? ", resumed yes" : ", resumed no");
    vsa_write_text(w, c->peer.early ? ", early data" : "");
}

static void note_endpoint(struct vsa_writer *w, const struct vsa_endpoint *e)
{
    vsa_write_text(w, e->name);
    write_with(w, e->name[0] ? ", " : "", e->status);
    write_reference(w, ", group ", &e->group);
    write_reference(w, ", vslice ", &e->vslice);
}

static void note_vslice(struct vsa_writer *w, const struct vsa_vslice *v)
{
    write_reference(w, "", &v->self);
    for (size_t i = 0; i < v->subnet_count; i++) {
        vsa_write_char(w, ' ');
        vsa_write_cidr(w, &v->subnets[i]);
    }
}

static void write_note(struct vsa_writer *w, const struct vsa_check *c, enum vsa_stage stage)
{
    switch (stage) {
    case VSA_STAGE_LINK:
        vsa_write(w, c->network.link_note);
        break;
    case VSA_STAGE_ADDRESS:
        note_address(w, c);
        break;
    case VSA_STAGE_EDGE:
        write_name(w, c->edge_id);
        break;
    case VSA_STAGE_DNS:
        note_dns(w, c);
        break;
    case VSA_STAGE_CONNECT:
        vsa_write_text(w, c->peer.reused ? "kept from the last check" : "");
        break;
    case VSA_STAGE_TLS:
        note_tls(w, c);
        break;
    case VSA_STAGE_ENDPOINT:
        note_endpoint(w, &c->facts.endpoint);
        break;
    case VSA_STAGE_GROUP:
        write_reference(w, "", &c->facts.group.self);
        break;
    case VSA_STAGE_VSLICE:
        note_vslice(w, &c->facts.vslice);
        break;
    default:
        break;
    }
}

static void write_failure(struct vsa_writer *w, const struct vsa_check *c, const struct vsa_stage_record *s)
{
    if (s->foreign) {
        vsa_write_text(w, "code ");
        vsa_write_i32(w, s->foreign);
    }
    if (c->message[0] && (s->result == VSA_API_REFUSED || s->result == VSA_API_NOT_FOUND))
        vsa_write_text(w, c->message);
}

/* Right-aligned in six columns, more where needed. */
static void write_ms(struct vsa_writer *w, uint32_t ms)
{
    for (uint32_t limit = 100000; limit > 1 && ms < limit; limit /= 10)
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
        write_note(w, c, stage);
    else
        write_failure(w, c, s);
    while (w->len > start && w->ptr[w->len - 1] == ' ')
        w->len--;
    return true;
}

void vsa_report_verdict(struct vsa_writer *w, const struct vsa_check *c)
{
    vsa_write_text(w, "verdict   ");
    vsa_write_text(w, vsa_verdict_text(c->membership.verdict));
    if (c->membership.reasons)
        vsa_write_text(w, "  ");
    vsa_write_reasons(w, c->membership.reasons, 0);
}

/* ---- the bill ---- */

#define NAME(name, text) text "\0"

static const char cost_names[] = VSA_COSTS(NAME);

/* Those that were counted: `first` before the first name, `next` before the others, `between` name and number. */
static bool write_costs(struct vsa_writer *w, const struct vsa_bill *bill, const char *first, const char *next,
                        const char *between)
{
    const char *before = first;

    for (unsigned i = 0; i < VSA_COST_COUNT; i++) {
        if (bill->cost[i] == 0)
            continue;
        vsa_write_text(w, before);
        vsa_write_text(w, vsa_name(cost_names, VSA_COST_COUNT, i));
        vsa_write_text(w, between);
        vsa_write_u32(w, bill->cost[i]);
        before = next;
    }
    return before == next;
}

bool vsa_report_bill(struct vsa_writer *w, const struct vsa_check *c)
{
    return write_costs(w, &c->bill, "cost      ", ", ", " ");
}

/* ---- JSON ---- */

/* `before` is all between the last value and this one: ",\"status\":\"". */
static void write_string(struct vsa_writer *w, const char *before, const char *name)
{
    write_with(w, before, name);
    if (name[0])
        vsa_write_char(w, '"');
}

static void write_reference_string(struct vsa_writer *w, const char *before, const struct vsa_reference *r)
{
    write_string(w, before, either(r));
}

static void write_number(struct vsa_writer *w, const char *before, uint32_t value)
{
    vsa_write_text(w, before);
    vsa_write_u32(w, value);
}

static void write_verdict(struct vsa_writer *w, const struct vsa_check *c)
{
    vsa_write_text(w, "{\"vslice_agent\":\"" VSA_VERSION "\",\"verdict\":\"");
    for (const char *name = vsa_verdict_text(c->membership.verdict); *name; name++)
        vsa_write_char(w, vsa_lower(*name));
    vsa_write_text(w, "\",\"reasons\":[");
    vsa_write_reasons(w, c->membership.reasons, '"');
    vsa_write_char(w, ']');
}

static void write_cause(struct vsa_writer *w, const struct vsa_cause *cause)
{
    if (cause->result == VSA_OK)
        return;
    write_with(w, ",\"at\":{\"stage\":\"", vsa_stage_text(cause->stage));
    write_with(w, "\",\"result\":\"", vsa_result_text(cause->result));
    vsa_write_text(w, "\",\"code\":");
    vsa_write_i32(w, cause->foreign);
    vsa_write_char(w, '}');
}

static void write_objects(struct vsa_writer *w, const struct vsa_check *c)
{
    const struct vsa_endpoint *e = &c->facts.endpoint;

    if (e->known == VSA_KNOWN) {
        write_string(w, ",\"endpoint\":\"", e->id);
        vsa_write_text(w, ",\"name\":");
        vsa_write_json(w, vsa_span(e->name));
        write_string(w, ",\"status\":\"", e->status);
        write_reference_string(w, ",\"group\":\"", &e->group);
        write_reference_string(w, ",\"in_vslice\":\"", &e->vslice);
    }
    if (c->facts.vslice.known == VSA_KNOWN)
        write_reference_string(w, ",\"vslice\":\"", &c->facts.vslice.self);
    if (c->expected.address.family != VSA_FAMILY_NONE) {
        vsa_write_text(w, ",\"address\":\"");
        vsa_write_address(w, &c->expected.address);
        vsa_write_char(w, '"');
    }
}

static void write_bill(struct vsa_writer *w, const struct vsa_check *c)
{
    if (write_costs(w, &c->bill, ",\"bill\":{\"", ",\"", "\":"))
        vsa_write_char(w, '}');
}

static const char *tls_mode(const struct vsa_peer *peer)
{
    if (peer->tls_version == 0)
        return "";
    if (peer->reused)
        return "kept";
    return peer->early ? "early" : peer->resumed ? "resumed" : "full";
}

/* "stages":{"tls":["ok",412],...} */
static void write_stages(struct vsa_writer *w, const struct vsa_check *c)
{
    const char *before = ",\"stages\":{\"";

    for (int i = 0; i < VSA_STAGE_COUNT; i++) {
        const struct vsa_stage_record *s = &c->stages[i];
        if (!s->seen)
            continue;
        write_with(w, before, vsa_stage_text((enum vsa_stage)i));
        write_with(w, "\":[\"", vsa_result_text((enum vsa_result)s->result));
        write_number(w, "\",", s->duration_ms);
        before = "],\"";
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
    if (w->full || w->len == w->cap)
        w->len = before;
    w->full = false;
}

void vsa_report_json(struct vsa_writer *w, const struct vsa_check *c)
{
    write_verdict(w, c);
    write_cause(w, &c->cause);
    write_objects(w, c);
    write_string(w, ",\"tls\":\"", tls_version(&c->peer));
    write_string(w, ",\"mode\":\"", tls_mode(&c->peer));
    write_number(w, ",\"connections\":", c->connections);
    write_number(w, ",\"flights\":", c->flights);
    write_number(w, ",\"bytes_out\":", c->bytes_sent);
    write_number(w, ",\"bytes_in\":", c->bytes_received);
    write_number(w, ",\"ms\":", c->duration_ms);
    write_number(w, ",\"next_check_s\":", c->next_check_s);
    write_if_it_fits(w, c, write_bill);
    write_if_it_fits(w, c, write_stages);
    vsa_write_char(w, '}');
}
