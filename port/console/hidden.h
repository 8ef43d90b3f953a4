/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_CONSOLE_HIDDEN_H
#define VSLICE_AGENT_PORT_CONSOLE_HIDDEN_H

#include "agent/writer.h"

/*
 * hidden: characters of UTF-8 text by which one name can be made to look like another, or a line like another line:
 * controls, separators of lines, overrides of the direction of writing, and all that has no shape of its own (Unicode's
 * Default_Ignorable_Code_Point).
 */

/* The bytes of the first such character; empty if there is none. A byte that is no UTF-8 is one. */
struct vsa_span vsa_hidden(struct vsa_span text);

/*
 * Appends the escape that JSON has for a character that vsa_hidden gave, "\u202e", 12 bytes at most: in a JSON string
 * it means the same. U+FFFD stands for what is no UTF-8.
 */
void vsa_write_hidden(struct vsa_writer *w, struct vsa_span character);

#endif
