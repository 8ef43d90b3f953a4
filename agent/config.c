/* SPDX-License-Identifier: MIT */
#include "agent/config.h"

#include <string.h>

void vsa_config_init(struct vsa_config *c)
{
    memset(c, 0, sizeof *c);
    c->interval_s = VSA_LIMIT_INTERVAL_S;
    c->deadline_s = VSA_LIMIT_DEADLINE_S;
    vsa_url_parse(VSA_SPAN_OF("https://api.stacuity.com/api/v1"), &c->api);
}

static bool fits(struct vsa_span name, size_t cap)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] <= ' ' || name.ptr[i] >= 0x7f)
            return false;
    return name.len < cap;
}

struct rule {
    bool holds;
    const char *member;
    const char *wanted;
};

#define NAME_WANTED "at most 39 visible ASCII characters"

enum vsa_result vsa_config_check(const struct vsa_config *c, const char **member, const char **wanted)
{
    bool has_token = vsa_token_present(&c->token);
    const struct rule rules[] = {
        {c->api.host.len > 0 && c->api.tls, "api", "an https:// URL"},
        {c->edge.host.len == 0 || !c->edge.tls, "edge", "an http:// URL"},
        {has_token || c->edge.host.len > 0, "token", "32 hexadecimal characters, unless edge is given"},
        {c->vslice.len > 0 && fits(c->vslice, VSA_ID_BYTES), "vslice", "an id or moniker, " NAME_WANTED},
        {fits(c->endpoint, VSA_ID_BYTES), "endpoint", NAME_WANTED},
        {c->endpoint.len > 0 || c->edge.host.len > 0, "endpoint", "an id, unless edge is given"},
        {fits(c->group, VSA_ID_BYTES), "group", NAME_WANTED},
        {fits(c->report_key, VSA_ID_BYTES), "report_key", NAME_WANTED},
        {c->dns_count <= VSA_LIMIT_SUBNETS, "dns", "not more than VSA_LIMIT_SUBNETS addresses"},
        {c->interval_s >= 60 && c->interval_s <= 31622400, "interval_s", "60 to 31622400"},
        {c->deadline_s >= 5 && c->deadline_s <= 3600, "deadline_s", "5 to 3600"},
    };

    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (rules[i].holds)
            continue;
        *member = rules[i].member;
        *wanted = rules[i].wanted;
        return VSA_BAD_CONFIG;
    }
    return VSA_OK;
}
