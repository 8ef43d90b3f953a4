/* SPDX-License-Identifier: MIT */
#include "port/console/console.h"

#include "port/console/hidden.h"

#include <string.h>

#ifdef CONFIG_VSLICE_AGENT_CONSOLE_ADVICE

static const char *const by_result[VSA_RESULT_COUNT] = {
    [VSA_LINK_DOWN] = "plug in the cable or antenna; look at the modem's attach state",
    [VSA_NO_ADDRESS] = "no lease: look at DHCP, or at the APN and the SIM's data session",
    [VSA_TIME_UNKNOWN] = "set the clock, or let NTP through: certificates need the time",
    [VSA_DNS_FAILED] = "the resolver does not answer: look at the VSlice's DNS mode and the routing policy",
    [VSA_DNS_NO_NAME] = "look at the host name in api, and at which DNS servers are in use",
    [VSA_CONNECT_REFUSED] = "the host is there but not the service: look at the port in api and at firewalls",
    [VSA_UNREACHABLE] = "no route: look at the routing policy; what no rule matches is dropped",
    [VSA_CONNECTION_LOST] = "the connection breaks: look at the radio, NAT and firewalls in between",
    [VSA_CLOSED_EARLY] = "the server hangs up before it answers; look at proxies in between",
    [VSA_TIMED_OUT] = "packets get lost: look at the radio and the routing policy, or raise deadline_s",
    [VSA_TLS_FAILED] = "server and device share no TLS version or cipher suite",
    [VSA_TLS_UNTRUSTED] = "the certificate is not from a CA in ca_file: wrong ca_file, or somebody in between",
    [VSA_TLS_WRONG_NAME] = "the certificate is for another host: look at api, or somebody is in between",
    [VSA_TLS_EXPIRED] = "the server's certificate has expired, or the device's clock is ahead",
    [VSA_TLS_NOT_YET_VALID] = "the device's clock is behind",
    [VSA_TLS_BAD_RECORD] = "what answers does not speak TLS: look at the port in api, or a captive portal",
    [VSA_NO_ENTROPY] = "the random number source does not work",
    [VSA_OUT_OF_MEMORY] = "raise TLS_ARENA_BYTES in Kconfig",
    [VSA_HTTP_REDIRECT] = "look at api: the server sends elsewhere, and a token does not travel",
    [VSA_HTTP_UNAUTHORIZED] = "the token is wrong, disabled or of another customer",
    [VSA_HTTP_FORBIDDEN] = "the token may not do this: look at the rights of its user",
    [VSA_HTTP_NOT_FOUND] = "look at the path in api",
    [VSA_HTTP_TOO_MANY] = "the platform asks for fewer checks: raise interval_s",
    [VSA_NOT_JSON] = "a captive portal or proxy answers instead of the platform",
    [VSA_JSON_TOO_LARGE] = "raise TEXT_BUFFER_BYTES or JSON_TOKENS in Kconfig",
    [VSA_NO_TOKEN] = "give a token: the Edge API alone cannot prove membership",
    [VSA_NO_ENDPOINT] = "give the endpoint's id, or an edge that tells it",
    [VSA_BAD_CONFIG] = "mend the configuration",
};

static const char *const by_reason[VSA_REASON_COUNT] = {
    [VSA_REASON_OTHER_VSLICE] = "move the endpoint's group to the expected VSlice, or correct vslice",
    [VSA_REASON_OTHER_GROUP] = "move the endpoint to the expected group, or correct group",
    [VSA_REASON_NOT_ACTIVE] = "set the endpoint active; one that stays pending is in no valid group",
    [VSA_REASON_ADDRESS_OUTSIDE] = "traffic does not leave over this SIM's session: look at routes and the APN",
    [VSA_REASON_ADDRESS_FAMILY] = "the VSlice is of another IP version: look at the PDP type",
    [VSA_REASON_DNS_SERVERS] = "the device does not use the VSlice's DNS servers: look at its resolver",
    [VSA_REASON_ENDPOINT_UNKNOWN] = "the token's customer has no such endpoint: look at endpoint and token",
    [VSA_REASON_GROUP_UNKNOWN] = "the token's customer has no such group: look at group",
    [VSA_REASON_VSLICE_UNKNOWN] = "the token's customer has no such VSlice: look at vslice",
    [VSA_REASON_CONTRADICTION] = "the platform's replies disagree: check again, then ask its support",
    [VSA_REASON_OTHER_SIM] = "another SIM is in this device than endpoint says",
    [VSA_REASON_ID_UNPROVEN] = "give the endpoint's id: what the Edge API tells is no proof",
    [VSA_REASON_TOKEN_REFUSED] = "the token is wrong, disabled or of another customer",
    [VSA_REASON_GROUP_UNNAMED] = "the platform does not name the endpoint's group: leave group out",
    [VSA_REASON_VSLICE_UNNAMED] = "the platform does not name the endpoint's VSlice",
    [VSA_REASON_ADDRESS_UNKNOWN] = "give address, or \"skip\"",
    [VSA_REASON_SUBNETS_CUT] = "raise SUBNETS_MAX in Kconfig",
};

const char *vsa_console_next_step(const struct vsa_check *check)
{
    if (check->cause.result != VSA_OK && by_result[check->cause.result])
        return by_result[check->cause.result];
    for (int r = 0; r < VSA_REASON_COUNT; r++)
        if (check->membership.reasons >> r & 1)
            return by_reason[r];
    return NULL;
}

#else

const char *vsa_console_next_step(const struct vsa_check *check)
{
    (void)check;
    return NULL;
}

#endif

/* What is hidden in the line becomes visible, a '?' a byte. */
static void print(struct vsa_writer *w, vsa_console_line *line, void *context)
{
    struct vsa_span hidden;

    while ((hidden = vsa_hidden(vsa_written(w))).len > 0)
        memset(w->ptr + (hidden.ptr - w->ptr), '?', hidden.len);
    line(context, vsa_written(w));
}

void vsa_console_people(const struct vsa_check *check, vsa_console_line *line, void *context)
{
    char buffer[VSA_REPORT_LINE_BYTES];
    struct vsa_writer w;
    const char *step = vsa_console_next_step(check);

    for (int stage = 0; stage < VSA_STAGE_COUNT; stage++) {
        w = vsa_writer(buffer, sizeof buffer);
        if (vsa_report_stage(&w, check, (enum vsa_stage)stage))
            print(&w, line, context);
    }
    w = vsa_writer(buffer, sizeof buffer);
    if (vsa_report_bill(&w, check))
        print(&w, line, context);
    w = vsa_writer(buffer, sizeof buffer);
    vsa_report_verdict(&w, check);
    print(&w, line, context);
    if (step == NULL)
        return;
    w = vsa_writer(buffer, sizeof buffer);
    vsa_write_text(&w, "next step ");
    vsa_write_text(&w, step);
    print(&w, line, context);
}

void vsa_console_machine(const struct vsa_check *check, vsa_console_line *line, void *context)
{
    char buffer[VSA_REPORT_JSON_BYTES];
    struct vsa_writer w = vsa_writer(buffer, sizeof buffer);

    vsa_report_json(&w, check);
    print(&w, line, context);
}
