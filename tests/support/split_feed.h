/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_SUPPORT_SPLIT_FEED_H
#define VSLICE_AGENT_TESTS_SUPPORT_SPLIT_FEED_H

#include "agent/writer.h"

/*
 * split_feed: one case, fed whole, in two pieces split at every byte, and byte by byte; each piece at the edge of
 * an unmapped page and gone when the next one comes. However it is cut, the outcome has to be the same.
 */
struct split_feed {
    void (*start)(void *context);
    void (*feed)(void *context, struct vsa_span piece);
    void (*outcome)(void *context, struct vsa_writer *w); /* the input is over; writes all that can be seen */
    void *context;
};

/* Runs the case in every way. Returns the outcome, a C string that lives until the next call. */
const char *split_feed(const struct split_feed *f, struct vsa_span input);

/* For long inputs: whole and in pieces of a few sizes, one byte among them. */
const char *split_feed_long(const struct split_feed *f, struct vsa_span input);

#endif
