/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_CONSOLE_H
#define VSLICE_AGENT_PORT_CONSOLE_H

#include "agent/report.h"

#ifndef VSLICE_AGENT_KCONFIG
#define CONFIG_VSLICE_AGENT_CONSOLE_ADVICE 1
#endif

/* console: a check that is over, line by line, for people and for machines. */

/* Receives one line without its end; the line lives for the call only. */
typedef void vsa_console_line(void *context, struct vsa_span line);

/* In all lines, characters that would be hidden (hidden.h) are shown as "?", one a byte: it may be a terminal. */

/* A line for each stage the check came to, what it cost, the verdict, and the next step where there is one to take. */
void vsa_console_people(const struct vsa_check *check, vsa_console_line *line, void *context);

/*
 * The JSON line. Where names must not lose anything: vsa_report_json, and vsa_write_hidden for what vsa_hidden finds
 * in it, which takes up to six bytes for one.
 */
void vsa_console_machine(const struct vsa_check *check, vsa_console_line *line, void *context);

/*
 * What somebody in the field can do about it: one sentence that lives forever, or NULL for a member. The first
 * failing layer counts, then the first reason. Always NULL without CONFIG_VSLICE_AGENT_CONSOLE_ADVICE.
 */
const char *vsa_console_next_step(const struct vsa_check *check);

#endif
