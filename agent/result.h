/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_RESULT_H
#define VSLICE_AGENT_RESULT_H

#include "agent/span.h"

/*
 * result: every outcome there is, in one list, with its printable name and what a check does about it.
 *
 * The rules of the whole library, said once:
 * - Memory comes from the caller. Nothing is allocated, nothing has to be closed, there are no globals.
 * - Pointers MUST NOT be NULL unless a function says that NULL means something.
 * - Nothing blocks. Time (milliseconds of a monotonic clock that may wrap) and random words are arguments.
 * - No function may be called on one object from two threads at once; two objects share nothing.
 * - Three outcomes have three values: VSA_OK (done), VSA_MORE (not finished, go on), anything else (failed).
 *   "Bigger than our limit" is never the same value as "malformed".
 * - The first failure sticks: once an object has failed, it says so again until it is started anew.
 */

/* What a check does when it meets a result. */
enum vsa_band {
    VSA_BAND_DONE,        /* no failure */
    VSA_BAND_TRANSIENT,   /* tried again in the same check, with growing delays, until its deadline */
    VSA_BAND_CREDENTIALS, /* the check ends, and the next one is held back long */
    VSA_BAND_PERMANENT,   /* the check ends; trying again at once would give the same */
};

/*  name, printable name, band */
#define VSA_RESULTS(X)                                                                   \
    X(OK, "ok", DONE)                                                                    \
    X(MORE, "more", DONE) /* not finished: feed or wait */                               \
    /* below HTTP, as told by the transport */                                           \
    X(LINK_DOWN, "link_down", TRANSIENT)                                                 \
    X(NO_ADDRESS, "no_address", TRANSIENT)                                               \
    X(TIME_UNKNOWN, "time_unknown", TRANSIENT) /* certificates need a wall clock */           \
    X(DNS_FAILED, "dns_failed", TRANSIENT) /* the resolver did not answer or refused */  \
    X(DNS_NO_NAME, "dns_no_name", TRANSIENT) /* the resolver says: no such name */       \
    X(CONNECT_REFUSED, "connect_refused", TRANSIENT)                                     \
    X(UNREACHABLE, "unreachable", TRANSIENT)                                             \
    X(CONNECTION_LOST, "connection_lost", TRANSIENT) /* reset, or a network error */     \
    X(CLOSED_EARLY, "closed_early", TRANSIENT) /* peer closed before its answer began */ \
    X(TIMED_OUT, "timed_out", TRANSIENT)                                                 \
    X(TLS_FAILED, "tls_failed", PERMANENT) /* handshake refused by either side */        \
    X(TLS_UNTRUSTED, "certificate_untrusted", PERMANENT)                                 \
    X(TLS_WRONG_NAME, "certificate_wrong_name", PERMANENT)                               \
    X(TLS_EXPIRED, "certificate_expired", PERMANENT)                                     \
    X(TLS_NOT_YET_VALID, "certificate_not_yet_valid", PERMANENT)                         \
    X(TLS_BAD_CERTIFICATE, "certificate_bad", PERMANENT) /* any other defect in it */    \
    X(TLS_BAD_RECORD, "tls_bad_record", TRANSIENT) /* what came is not TLS */            \
    X(NO_ENTROPY, "no_entropy", PERMANENT)                                               \
    X(OUT_OF_MEMORY, "out_of_memory", PERMANENT) /* the TLS arena is too small */        \
    /* HTTP framing and status */                                                        \
    X(HTTP_MALFORMED, "http_malformed", PERMANENT)                                       \
    X(HTTP_TRUNCATED, "http_truncated", TRANSIENT) /* closed in the middle */            \
    X(HTTP_TOO_LARGE, "http_too_large", PERMANENT) /* over limits.h's response limit */  \
    X(HTTP_UNSUPPORTED, "http_unsupported", PERMANENT) /* a coding other than chunked */ \
    X(HTTP_UNEXPECTED, "http_unexpected", PERMANENT) /* a status that fits no request */ \
    X(HTTP_REDIRECT, "http_redirect", PERMANENT) /* 3xx, never followed */               \
    X(HTTP_UNAUTHORIZED, "http_unauthorized", CREDENTIALS) /* 401 */                     \
    X(HTTP_FORBIDDEN, "http_forbidden", CREDENTIALS) /* 403 */                           \
    X(HTTP_NOT_FOUND, "http_not_found", PERMANENT) /* 404 */                             \
    X(HTTP_REQUEST_TIMEOUT, "http_request_timeout", TRANSIENT) /* 408 */                 \
    X(HTTP_TOO_MANY, "http_too_many_requests", TRANSIENT) /* 429 */                      \
    X(HTTP_CLIENT_ERROR, "http_client_error", PERMANENT) /* any other 4xx */             \
    X(HTTP_UNAVAILABLE, "http_unavailable", TRANSIENT) /* 503 */                         \
    X(HTTP_SERVER_ERROR, "http_server_error", TRANSIENT) /* any other 5xx */             \
    /* the body */                                                                       \
    X(NOT_JSON, "not_json", PERMANENT) /* HTML of a captive page, for one */             \
    X(JSON_MALFORMED, "json_malformed", PERMANENT)                                       \
    X(JSON_DUPLICATE, "json_duplicate", PERMANENT) /* a member we read, twice */         \
    X(JSON_TOO_LARGE, "json_too_large", PERMANENT) /* what we asked for does not fit */  \
    X(JSON_TOO_DEEP, "json_too_deep", PERMANENT)                                         \
    X(API_CONTRACT, "api_contract", PERMANENT) /* a member missing or of another type */ \
    X(API_REFUSED, "api_refused", PERMANENT) /* "success": false */                      \
    X(API_NOT_FOUND, "record_not_found", PERMANENT) /* the platform has no such record */\
    X(API_CONTRADICTION, "api_contradiction", PERMANENT) /* two members disagree */      \
    X(API_OTHER_OBJECT, "api_other_object", PERMANENT) /* not what we asked for */       \
    /* ours */                                                                           \
    X(NO_TOKEN, "no_token", PERMANENT) /* only the Edge API can be used */               \
    X(NO_ENDPOINT, "no_endpoint", PERMANENT) /* neither configured nor told by the edge */\
    X(BAD_CONFIG, "bad_config", PERMANENT)                                               \
    X(REQUEST_TOO_LARGE, "request_too_large", PERMANENT) /* does not fit the buffer */   \
    X(CANCELLED, "cancelled", PERMANENT) /* the firmware asked for it */

enum vsa_result {
#define X(name, text, band) VSA_##name,
    VSA_RESULTS(X)
#undef X
    VSA_RESULT_COUNT
};

/* The printable name, lower case with underscores. Lives forever. A value outside the list gives "?". */
const char *vsa_result_text(enum vsa_result result);

/* The same as a span. */
static inline struct vsa_span vsa_result_name(enum vsa_result result)
{
    return vsa_span(vsa_result_text(result));
}

/* The band. A value outside the list is VSA_BAND_PERMANENT. */
enum vsa_band vsa_result_band(enum vsa_result result);

#endif
