/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_REPORT_H
#define VSLICE_AGENT_REPORT_H

#include "agent/check.h"

/*
 * report: a check that is over, as text: a human line for each stage, one for the verdict, and one JSON line for
 * machines. What came from the platform is made harmless first: it can neither break a line nor steer a
 * terminal. The token cannot be in it. The value that is uploaded is in report_value.
 */
#define VSA_REPORT_LINE_BYTES 256
#define VSA_REPORT_JSON_BYTES 1024 /* the JSON line fits, whatever the platform said */

/* "tls       ok         412 ms  TLS 1.3, api.stacuity.com, resumed no". False: the check never came to that stage. */
bool vsa_report_stage(struct vsa_writer *w, const struct vsa_check *c, enum vsa_stage stage);

/* "verdict   NOT_MEMBER  other_vslice,address_outside" */
void vsa_report_verdict(struct vsa_writer *w, const struct vsa_check *c);

/* "cost      bytes_out 1530, bytes_in 4420, trips 4, ...": what was counted (bill.h). False: nothing was. */
bool vsa_report_bill(struct vsa_writer *w, const struct vsa_check *c);

/*
 * {"vslice_agent":"0.1.0","verdict":"member","reasons":[],...}: one line without its end. Members are only ever
 * added; "at" is there only after a failure, "endpoint", "vslice" and "address" only where known, and "bill" and
 * "stages" are left out where the line would not fit.
 */
void vsa_report_json(struct vsa_writer *w, const struct vsa_check *c);

#endif
