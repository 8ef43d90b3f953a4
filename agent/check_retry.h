/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_CHECK_RETRY_H
#define VSLICE_AGENT_CHECK_RETRY_H

#include "agent/check.h"

/*
 * check_retry: what follows from a failure (`last`): the same again at once, the same again later, or the end; and when
 * the next check is due. Used by the engine alone.
 */

/* Again at once, on a new connection: after a flight of several, which the server may not cope with, one call at a
 * time; or where the peer has only closed a connection that had served before. */
bool vsa_check_falls_back(struct vsa_check *c);

/* Again after a delay, if the failure may pass and there is time left. Never a report, which the next check makes. */
bool vsa_check_tries_again(struct vsa_check *c);

/* Again at once, with the question in front whether the token works, if that was not asked and there was a refusal. */
bool vsa_check_asks_why(struct vsa_check *c);

/* That was the cause: no further calls but, perhaps, the report. */
void vsa_check_give_up(struct vsa_check *c);

/* Sets next_check_s, by the outcome. */
void vsa_check_schedule(struct vsa_check *c);

#endif
