/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_FUZZ_CHECK_PLAYS_H
#define VSLICE_AGENT_TESTS_FUZZ_CHECK_PLAYS_H

#include "tests/fuzz/check/world.h"

/*
 * plays: two ways in which the input behind the set-up makes things happen, a step of the check at a time.
 *
 * The free play takes one byte a step, `action + 8 * number`, some with more bytes behind it. Anything may happen.
 */
void step_freely(struct world *w);

/*
 * The scripted play takes bytes for each connection and each request. How the text is cut does not depend on the
 * input, so that it can be done again, cut in other ways, and must end in the same way.
 */
void step_by_script(struct world *w, struct fuzz_split *split);

#endif
