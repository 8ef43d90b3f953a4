/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_CHECK_COURSE_H
#define VSLICE_AGENT_CHECK_COURSE_H

#include "agent/check.h"

/*
 * check_course: the course that a check takes by itself between two calls of the driver: phases and flights, answers,
 * failures, the end, and the record of its stages. Used by the engine alone, which lets in what the driver tells.
 */

/* The Edge API, where the check can do without it. */
bool vsa_check_is_extra(const struct vsa_check *c);

/* Begins a stage's record anew; ends it well. */
void vsa_stage_begins(struct vsa_check *c, enum vsa_stage stage);
void vsa_stage_is_done(struct vsa_check *c, enum vsa_stage stage);

/* What next, now that no answer is awaited? */
void vsa_check_proceed(struct vsa_check *c);

/* The first answer of the flight is awaited. */
void vsa_check_begin_answer(struct vsa_check *c);

/* Takes bytes from the front of *input, up to and including the next piece of a body, or the end of an answer. */
void vsa_check_take(struct vsa_check *c, struct vsa_span *input);

/* What follows from how far the response has come. */
void vsa_check_go_on(struct vsa_check *c, enum vsa_result result);

/* Something wanted, or an answer, has failed: whatever follows, this connection is spent. */
void vsa_check_fail(struct vsa_check *c, enum vsa_result result, int32_t foreign);

/* Over at once, whatever was under way; the stage at work has failed. */
void vsa_check_stop(struct vsa_check *c, enum vsa_result result, int32_t foreign);

#endif
