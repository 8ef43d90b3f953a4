/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_CHECK_CALLS_H
#define VSLICE_AGENT_CHECK_CALLS_H

#include "agent/check.h"

/*
 * check_calls: which calls a check makes, what each asks, and what its answer means. Used by check.c alone, which
 * moves the bytes.
 */
enum vsa_phase { VSA_PHASE_EDGE, VSA_PHASE_API, VSA_PHASE_CALL, VSA_PHASE_REPORT, VSA_PHASE_OVER };

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

/* Does the call belong to the present phase, with all known that it needs, and has it no final answer yet? */
bool vsa_call_is_due(const struct vsa_check *c, enum vsa_call_kind call);

/* The stage under which the call is recorded. */
enum vsa_stage vsa_call_stage(enum vsa_call_kind call);

/* May the request be sent again after it was sent once? */
bool vsa_call_is_idempotent(const struct vsa_check *c, enum vsa_call_kind call);

/* Appends the call's request. As vsa_http_request_write. */
enum vsa_result vsa_call_write(struct vsa_check *c, enum vsa_call_kind call, struct vsa_writer *w);

/* Makes ready for the body of the call's answer. */
void vsa_call_begin_answer(struct vsa_check *c, enum vsa_call_kind call);

/* A piece of the body. VSA_MORE, or a failure that makes the rest of no use. */
enum vsa_result vsa_call_take_body(struct vsa_check *c, enum vsa_call_kind call, struct vsa_span body);

/*
 * The answer is complete: its meaning, and its facts taken. VSA_OK; VSA_API_NOT_FOUND, which is final for an
 * object asked for by its name; a failure.
 */
enum vsa_result vsa_call_answer(struct vsa_check *c, enum vsa_call_kind call);

/* The endpoint's id, configured or told by the Edge API; empty: not known. */
struct vsa_span vsa_check_endpoint_id(const struct vsa_check *c);

/* Judges what is known, and decides whether and how to report. */
void vsa_check_judge(struct vsa_check *c, uint64_t wall_s);

/* The report was accepted at that time. */
void vsa_check_reported(struct vsa_check *c, uint64_t wall_s);

#endif
