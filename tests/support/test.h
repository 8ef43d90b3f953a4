/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_SUPPORT_TEST_H
#define VSLICE_AGENT_TESTS_SUPPORT_TEST_H

/* test: cmocka with the headers it wants, and what tables of cases need. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "agent/result.h"
#include "agent/span.h"

#include <string.h>

#define COUNT_OF(table) (sizeof(table) / sizeof *(table))

/* For the array of tests: a test named by its function. */
#define TEST(function) cmocka_unit_test(function)

/* A test function; its name is a sentence that says what must or must not happen. */
#define TEST_CASE(name)             \
    static void name##_body(void);  \
    static void name(void **state)  \
    {                               \
        (void)state;                \
        name##_body();              \
    }                               \
    static void name##_body(void)

/* Fails unless the two texts are the same; `which` names the case in the table. */
#define expect_text(which, found, wanted)                                                      \
    do {                                                                                       \
        const char *found_ = (found), *wanted_ = (wanted);                                     \
        if (strcmp(found_, wanted_) != 0)                                                      \
            fail_msg("case <%s>\n  wanted <%s>\n  found  <%s>", (which), wanted_, found_);     \
    } while (0)

/* Fails unless the two numbers are the same; `which` names the case in the table. */
#define expect_number(which, found, wanted)                                                    \
    do {                                                                                       \
        long long found_ = (long long)(found), wanted_ = (long long)(wanted);                  \
        if (found_ != wanted_)                                                                 \
            fail_msg("case <%s>: wanted %lld, found %lld", (which), wanted_, found_);          \
    } while (0)

/* Fails unless the two results are the same; `which` names the case in the table. */
#define expect_result(which, found, wanted)                                                    \
    expect_text(which, vsa_result_name(found).ptr, vsa_result_name(wanted).ptr)

/* Fails unless the span's bytes are those of the C string. */
#define expect_span(which, found, wanted)                                                      \
    do {                                                                                       \
        struct vsa_span span_ = (found);                                                       \
        if (!vsa_span_equal(span_, vsa_span(wanted)))                                          \
            fail_msg("case <%s>\n  wanted <%s>\n  found  <%.*s>", (which), (wanted), (int)span_.len, span_.ptr); \
    } while (0)

#endif
