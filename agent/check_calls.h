/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_CHECK_CALLS_H
#define VSLICE_AGENT_CHECK_CALLS_H

#include "agent/check.h"

/*
 * check_calls: which calls a check makes, what each asks, and what its answer means. Used by the engine alone, which
 * moves the bytes.
 *
 * A check goes through the phases EDGE, API, then one of the two that report; a single call is all of its own.
 */
enum vsa_phase {
    VSA_PHASE_EDGE,
    VSA_PHASE_API,
    VSA_PHASE_CALL,
    VSA_PHASE_REPORT,
    VSA_PHASE_EDGE_REPORT,
    VSA_PHASE_OVER
};

enum vsa_call_kind {
    VSA_CALL_EDGE_ID,
    VSA_CALL_EDGE_KEY_VALUES,
    VSA_CALL_TOKEN,
    VSA_CALL_ENDPOINT,
    VSA_CALL_GROUP,
    VSA_CALL_VSLICE,
    VSA_CALL_SINGLE,
    VSA_CALL_REPORT,
    VSA_CALL_EDGE_REPORT,
    VSA_CALL_COUNT
};

#define VSA_CALLS_OF_EDGE (1u << VSA_CALL_EDGE_ID | 1u << VSA_CALL_EDGE_KEY_VALUES)
#define VSA_CALLS_REPORTING (1u << VSA_CALL_REPORT | 1u << VSA_CALL_EDGE_REPORT)

/* The first call, at `from` or behind it, that belongs to the phase, is wanted and not done; VSA_CALL_COUNT: none. */
enum vsa_call_kind vsa_call_due(const struct vsa_check *c, enum vsa_call_kind from);

/* The stage under which the call is recorded. */
enum vsa_stage vsa_call_stage(enum vsa_call_kind call);

/* May the call that is awaited be sent again after it was sent once? */
bool vsa_call_is_idempotent(const struct vsa_check *c);

/* Is the phase one that talks to the Edge API? */
bool vsa_check_is_on_edge(const struct vsa_check *c);

/* Appends the call's request. As vsa_http_request_write; VSA_API_CONTRACT if the platform's own name for it is none. */
enum vsa_result vsa_call_write(struct vsa_check *c, enum vsa_call_kind call, struct vsa_writer *w);

/* Makes ready for the answer that is awaited. */
void vsa_call_begin_answer(struct vsa_check *c);

/* A piece of its body. VSA_MORE, or a failure that makes the rest of no use. */
enum vsa_result vsa_call_take_body(struct vsa_check *c, struct vsa_span body);

/*
 * The answer is complete: its meaning, and its facts taken. VSA_OK; VSA_API_NOT_FOUND, which is final for an
 * object asked for by its name; a failure.
 */
enum vsa_result vsa_call_answer(struct vsa_check *c);

/*
 * Answers have got out of step: "Record not found", which does not say of what, may have been another call's. Forgets
 * it, so that it is asked for again.
 */
void vsa_check_doubts_not_found(struct vsa_check *c);

/* Did this token work at this host in an earlier check? */
bool vsa_check_knows_token(const struct vsa_check *c);

/* Judges what is known and enters the phase that reports; its call is done already where there is nothing to report. */
void vsa_check_judge(struct vsa_check *c);

/* The report was accepted. */
void vsa_check_reported(struct vsa_check *c);

/* Seconds since 1970, once the network has told the time. */
uint64_t vsa_check_wall_s(const struct vsa_check *c);

/* The end of the check, in milliseconds since its start. */
static inline uint32_t vsa_check_deadline_ms(const struct vsa_check *c)
{
    return c->config->deadline_s * 1000;
}

#endif
