/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_REPORT_VALUE_H
#define VSLICE_AGENT_REPORT_VALUE_H

#include "agent/membership.h"
#include "agent/result.h"
#include "agent/stage.h"

/* The longest value, in bytes; longer ones are cut. */
#define VSA_REPORT_VALUE_BYTES 200

/* The first failure of a check. result VSA_OK: there was none. */
struct vsa_cause {
    enum vsa_stage stage;
    enum vsa_result result;
    int32_t foreign; /* code of Mbed TLS, lwIP, errno, or the HTTP status; 0: none */
};

/*
 * report_value: the text that the platform keeps for this endpoint, without times, so that it changes only when
 * something changed:
 *
 *     MEMBER vslice=default address=100.64.17.203 agent=0.1.0
 *     NOT_MEMBER reasons=other_vslice vslice=default address=100.64.17.203 agent=0.1.0
 *     CANNOT_TELL reasons=unreachable at=tls:certificate_expired vslice=default agent=0.1.0
 */
void vsa_write_report_value(struct vsa_writer *w, const struct vsa_membership *membership,
                            const struct vsa_expectation *expected, const struct vsa_cause *cause);

/* The names of a set of reasons, separated by commas, and each in quotation marks if `quoted`. */
void vsa_write_reasons(struct vsa_writer *w, uint32_t reasons, bool quoted);

/* 32 bits by which two values are told apart (FNV-1a). Never 0. */
uint32_t vsa_hash(struct vsa_span text);

#endif
