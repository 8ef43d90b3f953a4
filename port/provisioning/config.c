/* SPDX-License-Identifier: MIT */
#include "port/provisioning/config.h"

#include "agent/names.h"

#include <string.h>

void vsa_config_init(struct vsa_config *c)
{
    memset(c, 0, sizeof *c);
    c->interval_s = VSA_LIMIT_INTERVAL_S;
    c->deadline_s = VSA_LIMIT_DEADLINE_S;
    vsa_url_parse(VSA_SPAN_OF("https://api.stacuity.com/api/v1"), &c->api);
}

/* Visible ASCII, and not too long. */
static bool is_name(struct vsa_span name)
{
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] <= ' ' || name.ptr[i] >= 0x7f)
            return false;
    return name.len < VSA_ID_BYTES;
}

#define NAME_WANTED "at most 39 visible ASCII characters"

/* Each rule's member and what is wanted of it, in the order of `holds`. */
static const char texts[] = "api\0an https:// URL\0"
                            "edge\0an http:// URL\0"
                            "token\0" "32 hexadecimal characters, unless edge is given\0"
                            "vslice\0an id or moniker, " NAME_WANTED "\0"
                            "endpoint\0" NAME_WANTED "\0"
                            "endpoint\0an id, unless edge is given\0"
                            "group\0" NAME_WANTED "\0"
                            "report_key\0" NAME_WANTED "\0"
                            "dns\0not more than VSA_LIMIT_SUBNETS addresses\0"
                            "interval_s\0" "60 to 31622400\0"
                            "deadline_s\0" "5 to 3600\0";

enum vsa_result vsa_config_check(const struct vsa_config *c, const char **member, const char **wanted)
{
    bool has_edge = c->edge.host.len > 0;
    const bool holds[] = {
        c->api.host.len > 0 && c->api.tls,
        !has_edge || !c->edge.tls,
        has_edge || vsa_token_present(&c->token),
        c->vslice.len > 0 && is_name(c->vslice),
        is_name(c->endpoint),
        has_edge || c->endpoint.len > 0,
        is_name(c->group),
        is_name(c->report_key),
        c->dns_count <= VSA_LIMIT_SUBNETS,
        c->interval_s >= 60 && c->interval_s <= 31622400,
        c->deadline_s >= 5 && c->deadline_s <= 3600,
    };
    unsigned rule = 0;

    while (rule < sizeof holds && holds[rule])
        rule++;
    if (rule == sizeof holds)
        return VSA_OK;
    *member = vsa_name(texts, 2 * sizeof holds, 2 * rule);
    *wanted = vsa_name(texts, 2 * sizeof holds, 2 * rule + 1);
    return VSA_BAD_CONFIG;
}
