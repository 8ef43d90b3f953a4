/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_BOARDS_HOST_OUTPUT_H
#define VSLICE_AGENT_BOARDS_HOST_OUTPUT_H

#include <stdbool.h>

/* output: False, and a line on stderr, if what was printed on stdout so far was not written, as on a full disk. */
bool output_is_written(void);

#endif
