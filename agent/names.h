/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_NAMES_H
#define VSLICE_AGENT_NAMES_H

#include "agent/span.h"

/*
 * names: the printable names of an enum in one string, each ended by NUL, so that a name costs its letters and no
 * pointer. The one at `index`; "?" if there are only `count`.
 */
const char *vsa_name(const char *names, unsigned count, unsigned index);

#endif
