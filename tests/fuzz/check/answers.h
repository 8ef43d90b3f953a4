/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_FUZZ_CHECK_ANSWERS_H
#define VSLICE_AGENT_TESTS_FUZZ_CHECK_ANSWERS_H

#include "agent/writer.h"

/*
 * answers: what the platform might answer, for each kind of request. The first body of a kind is the good one, and
 * status 0 with framing 0 is the plain way to send it, so that a table of zeros makes a check succeed.
 */
#define ENDPOINT_ID "e1000000-0000-4000-8000-000000000001"
#define VSLICE_ID "51000000-0000-4000-8000-000000000001"
#define OTHER_ID "00000000-0000-4000-8000-00000000000f"

enum kind { EDGE_ID, EDGE_KEY_VALUES, TOKEN, ENDPOINT, GROUP, VSLICE, SINGLE, REPORT, EDGE_REPORT, KINDS };

/* One answer. All three numbers may be any. */
void write_answer(struct vsa_writer *w, enum kind kind, uint8_t body, uint8_t status, uint8_t framing);

#endif
