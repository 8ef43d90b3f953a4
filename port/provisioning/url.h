/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_PROVISIONING_URL_H
#define VSLICE_AGENT_PORT_PROVISIONING_URL_H

#include "agent/result.h"
#include "agent/url.h"

/*
 * Takes "https://host[:port][/path]" or "http://..." apart. VSA_BAD_CONFIG for anything else: another
 * scheme, user information, a query, a fragment, a blank or control byte, a port outside 1..65535, an
 * IPv6 literal. `url` is then empty (host.len 0). Its spans point into the text.
 */
enum vsa_result vsa_url_parse(struct vsa_span text, struct vsa_url *url);

#endif
