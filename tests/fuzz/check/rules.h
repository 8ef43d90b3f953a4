/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_FUZZ_CHECK_RULES_H
#define VSLICE_AGENT_TESTS_FUZZ_CHECK_RULES_H

#include "tests/fuzz/check/world.h"

/* rules: what must hold of every check, whatever happens to it. */

/* At any time. */
void must_hold(const struct world *w);

/* When all is sent, or a connection is closed: the token is gone. */
void must_be_wiped(const struct world *w);

/* Shows the clock to the check. It is not late then, and wants to be called again in time. */
void must_end_in_time(struct world *w);

/* When it is over: MEMBER only by facts, nothing changes any more, and all can be printed. */
void must_be_consistent(const struct world *w);
void must_be_final(const struct world *w);
void must_report(const struct world *w);

#endif
