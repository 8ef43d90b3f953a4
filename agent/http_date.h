/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_HTTP_DATE_H
#define VSLICE_AGENT_HTTP_DATE_H

#include "agent/span.h"

#include <stdint.h>

/*
 * http_date: "Sun, 06 Nov 1994 08:49:37 GMT" (IMF-fixdate, RFC 9110, section 5.6.7) to seconds since 1970.
 * The two obsolete forms, a year before 1970 and anything else give 0.
 */
uint64_t vsa_http_date(struct vsa_span text);

#endif
