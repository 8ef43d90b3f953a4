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

/*
 * A line for each stage the check came to, what it cost, the verdict, and the next step where there is one to take.
 * Characters that would be hidden in a line (hidden.h) are shown as "?".
 */
void vsa_console_people(const struct vsa_check *check, vsa_console_line *line, void *context);

/* The JSON line. Names are in it as they are, hidden characters too: it is for no eyes. */
void vsa_console_machine(const struct vsa_check *check, vsa_console_line *line, void *context);

/*
 * What somebody in the field can do about it: one sentence that lives forever, or NULL for a member. The first
 * failing layer counts, then the first reason. Always NULL without CONFIG_VSLICE_AGENT_CONSOLE_ADVICE.
 */
const char *vsa_console_next_step(const struct vsa_check *check);

#endif
