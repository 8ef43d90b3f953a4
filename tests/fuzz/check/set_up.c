/* SPDX-License-Identifier: MIT */
/* What a check is started with. */
#include "tests/fuzz/check/world.h"

#include "port/provisioning/config.h"

const struct vsa_address world_ours = {VSA_FAMILY_IPV4, {100, 64, 17, 203}};
const struct vsa_address world_ours_6 = {VSA_FAMILY_IPV6, {0x20, 0x01, 0x0d, 0xb8}};
static const struct vsa_address dns = {VSA_FAMILY_IPV4, {10, 0, 0, 1}};

static void set_up_address(struct vsa_config *c, uint8_t choice)
{
    static const enum vsa_address_source sources[] = {VSA_ADDRESS_AUTO, VSA_ADDRESS_GIVEN, VSA_ADDRESS_SKIP,
                                                      VSA_ADDRESS_GIVEN};

    c->address_source = sources[choice & 3];
    c->address = choice & 2 ? world_ours_6 : world_ours;
}

/* flags: a bit each for no token, an Edge API, no endpoint, a group, a report key, two for the address, no memory. */
static void set_up_config(struct vsa_config *c, uint8_t flags, uint8_t more)
{
    static const uint32_t deadlines[] = {60, 5, 300, 20};

    vsa_config_init(c);
    if (!(flags & 1))
        MUST(vsa_token_set(&c->token, VSA_SPAN_OF(TOKEN_TEXT)) == VSA_OK);
    if (flags & 2)
        MUST(vsa_url_parse(VSA_SPAN_OF("http://edge.example"), &c->edge) == VSA_OK);
    if (!(flags & 4))
        c->endpoint = VSA_SPAN_OF(ENDPOINT_ID);
    if (flags & 8)
        c->group = VSA_SPAN_OF("fleet");
    if (flags & 16)
        c->report_key = VSA_SPAN_OF("agent");
    set_up_address(c, flags >> 5);
    c->deadline_s = deadlines[more & 3];
    c->vslice = more & 4 ? VSA_SPAN_OF(VSLICE_ID) : VSA_SPAN_OF("default");
    if (more & 8) {
        c->dns[0] = dns;
        c->dns_count = 1;
    }
    if ((more & 0x30) == 0x30)
        c->interval_s = 0; /* refused */
}

static void set_up_call(struct world *w, uint8_t choice)
{
    static const enum vsa_method methods[] = {VSA_GET, VSA_PUT, VSA_POST, VSA_DELETE};
    size_t cap = (size_t)choice * 2;

    w->reply = fuzz_block(cap, '#');
    w->call = (struct vsa_call){methods[choice & 3], VSA_SPAN("/any/thing?x=1"), VSA_SPAN("{\"a\":1}"), w->reply, cap};
}

void world_set_up(struct world *w, struct vsa_span input, uint32_t seed)
{
    uint8_t how, flags, more, choice;

    memset(w, 0, sizeof *w);
    w->in = (struct fuzz_input){(const uint8_t *)input.ptr, input.len};
    w->told_token = fuzz_contains(input, TOKEN_TEXT, sizeof TOKEN_TEXT - 1);
    how = fuzz_u8(&w->in);
    flags = fuzz_u8(&w->in);
    more = fuzz_u8(&w->in);
    w->now = w->start = fuzz_u8(&w->in) * 0x01010101u;
    choice = fuzz_u8(&w->in);
    w->keeps_on = !(how & 4);
    w->seed = seed;
    set_up_config(&w->config, flags, more);
    set_up_call(w, choice);
    w->check = fuzz_block(sizeof *w->check, 0xa5);
    if (more & 0x40)
        memset(&w->memory, 0x5a, sizeof w->memory);
    if (how & 2)
        vsa_check_start_call(w->check, &w->config, &w->call, w->now, choice * 2654435761u);
    else
        vsa_check_start(w->check, &w->config, flags & 0x80 ? NULL : &w->memory, w->now, choice * 2654435761u);
}

void world_tear_down(struct world *w)
{
    free(w->reply);
    free(w->check);
}
