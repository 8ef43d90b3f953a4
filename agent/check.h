/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_CHECK_H
#define VSLICE_AGENT_CHECK_H

#include "agent/bill.h"
#include "agent/config.h"
#include "agent/http_request.h"
#include "agent/http_response.h"
#include "agent/json_document.h"
#include "agent/json_sieve.h"
#include "agent/membership.h"
#include "agent/network.h"
#include "agent/report_value.h"

/*
 * check: the engine of one membership check, or of one single call. It does no I/O: ask what it wants, do exactly
 * that, tell it what happened. port/drive.h has the loop that does so.
 *
 *     vsa_check_start(&check, &config, &memory, now, random);
 *     for (;;) switch (vsa_check_want(&check)) {
 *     case VSA_WANT_NETWORK: ... vsa_check_network(&check, &network, now);
 *     case VSA_WANT_CONNECT: ... vsa_check_connected(&check, &peer, now);
 *     case VSA_WANT_SEND:    ... of vsa_check_send_buf, then vsa_check_sent(&check, n, now);
 *     case VSA_WANT_RECEIVE: ... into vsa_check_receive_buf, then vsa_check_received(&check, n, now);
 *     case VSA_WANT_CLOSE:   ... vsa_check_closed(&check, now);
 *     case VSA_WANT_WAIT:    sleep; vsa_check_tick(&check, now);
 *     case VSA_WANT_NOTHING: return check.membership.verdict;
 *     }
 *
 * Any number of bytes at a time, down to one, gives the same outcome. Between two steps at the latest after
 * vsa_check_wait_ms, vsa_check_tick MUST be called: it is what ends a check whose peer says nothing, or drips.
 *
 * The calls that do not depend on an answer leave in one flight on one connection; a server that closes early or
 * answers out of contract gets them one at a time on a new connection, at most VSA_LIMIT_CONNECTIONS in all. What it
 * did not find is asked for again then, since the answer may have been another call's.
 * Transient failures are tried again with growing delays until the deadline; a POST never once it was sent.
 * Whether the token works is asked until it did, and again only where it may have been refused, for which "Record not
 * found" counts too: every other answer proves it.
 */

/* What outlives a check: let the port store it as it is and hand it in again. All zero bytes: nothing yet. */
struct vsa_memory {
    uint32_t magic;         /* tells a record of this layout from anything else */
    uint32_t reported_hash; /* of the value that the platform has */
    uint64_t reported_at;   /* seconds since 1970 */
    uint32_t failures;      /* checks in a row that could not tell */
    uint32_t token_mark;    /* tells the token that worked last from others; 0: none, so the next check asks */
};

/* A single call of the management API instead of a check, so that any element of the platform can be reached. */
struct vsa_call {
    enum vsa_method method;
    struct vsa_span path; /* below the base URL, encoded, "/vslices?limit=10" */
    struct vsa_span body; /* JSON, with PUT and POST */
    char *reply;          /* receives the whole reply as JSON without blanks */
    size_t reply_cap;     /* bytes; what does not fit is VSA_JSON_TOO_LARGE */
};

struct vsa_stage_record {
    uint32_t start_ms;    /* since the check began */
    uint32_t duration_ms;
    int32_t foreign;      /* code of a failure: Mbed TLS, lwIP, errno, or the HTTP status; 0: none */
    uint8_t result;       /* enum vsa_result; VSA_MORE: still going on */
    bool seen;            /* the check came to this stage */
};

enum vsa_want {
    VSA_WANT_NOTHING, /* over: the outcome is final. A connection may still be open for the next check */
    VSA_WANT_NETWORK, /* tell the state of link, address and time */
    VSA_WANT_CONNECT, /* to vsa_check_server */
    VSA_WANT_SEND,
    VSA_WANT_RECEIVE,
    VSA_WANT_CLOSE, /* whatever is open or half open */
    VSA_WANT_WAIT,  /* until vsa_check_wait_ms have passed */
};

/* Requests of a flight and, when they have been sent, what of a reply was let through. */
union vsa_check_buffer {
    char request[VSA_LIMIT_TEXT_BYTES + sizeof(struct vsa_json_document)];
    struct {
        char text[VSA_LIMIT_TEXT_BYTES];
        struct vsa_json_document document;
    } reply;
};

_Static_assert(sizeof(union vsa_check_buffer) <= UINT16_MAX, "a place in it is 16 bits");

/* What a body has turned out to be. Text is what the Edge API may answer with, and ends at a blank. */
enum vsa_form { VSA_NO_BODY, VSA_JSON, VSA_TEXT, VSA_ENDED_TEXT };

/* What is used most comes first, small members before others: Thumb-2 reaches it with its short instructions. */
struct vsa_check {
    struct vsa_cause last;  /* failure, while nothing has gone well since; result VSA_OK: none. The engine's own */
    struct vsa_cause cause; /* the outcome, see below */

    /* The engine's own. */
    uint8_t phase;
    enum vsa_stage stage; /* at work: a failure now is its failure */
    enum vsa_stage layer; /* the same while connecting, on the way to the Edge API too */
    uint8_t awaited;      /* the call whose answer is the next to come */
    uint8_t flight_size;  /* calls that left in the flight */
    uint8_t answers;      /* on this connection */
    uint8_t form;         /* enum vsa_form of the body */
    bool network_ready;
    bool shaking;         /* hands, on a connection that takes early data already */
    bool closing;
    bool waiting;
    bool serial;          /* one call at a time */
    bool edge_works;
    bool api_works;       /* the token was accepted in this check */
    bool early;           /* the flight went as such */
    bool too_early;       /* says the server */
    bool reused;          /* the connection is an earlier check's */
    uint16_t done;        /* calls that have their final answer, or are not to be made, a bit each */
    uint16_t flight;      /* calls under way, a bit each; their answers come in the order of the bits */
    uint16_t send_len, send_at;
    uint32_t start_ms;
    uint32_t elapsed_ms;  /* since then, when the driver last called; all times below count from there too */
    uint32_t progress_ms; /* when something last moved */
    uint32_t wait_until_ms;
    uint32_t backoff_ms;
    uint32_t not_before_s; /* Retry-After; 0: none */
    uint32_t random;
    uint32_t report_hash; /* of the value to report */
    uint64_t wall_s;      /* when the check began */
    const struct vsa_config *config;
    struct vsa_memory *memory;
    const struct vsa_call *call;        /* NULL: a membership check */
    const struct vsa_url *connected_to; /* NULL: nothing */

    /* The outcome; final with VSA_WANT_NOTHING. */
    uint32_t connections;                /* opened */
    uint32_t flights;                    /* sent: each is one round trip */
    uint32_t bytes_sent, bytes_received; /* of HTTP, on all connections */
    uint32_t duration_ms;
    uint32_t next_check_s;               /* when to check again, jitter included */
    struct vsa_membership membership;
    uint16_t status;                     /* of the last response; 0: none */
    struct vsa_span reply;               /* of a single call: its JSON in the caller's buffer */
    struct vsa_bill bill;                /* the driver's to fill in */
    struct vsa_stage_record stages[VSA_STAGE_COUNT];
    struct vsa_facts facts;
    struct vsa_expectation expected;
    struct vsa_network network;
    struct vsa_peer peer;            /* of the management API */
    char edge_id[VSA_ID_BYTES];      /* the endpoint's id as the Edge API told it */
    char message[VSA_LABEL_BYTES];   /* the platform's words with the last refusal */

    /* The engine's own again. */
    struct vsa_http_response response;
    struct vsa_json_sieve sieve;
    char receive[VSA_LIMIT_RECEIVE_BYTES];
    union vsa_check_buffer io;
};

/*
 * Begins a check. config and memory MUST live as long as the check; memory may be NULL and is written when a
 * report was uploaded and when the check ends. random: any 32 random bits, for delays only. A configuration that
 * could do harm (without an https API or an expected VSlice, with more DNS servers than VSA_LIMIT_SUBNETS or a deadline
 * outside 1..3600 s) ends the check at once, with cause VSA_BAD_CONFIG; vsa_config_check of port/provisioning finds
 * every fault beforehand and names it.
 */
void vsa_check_start(struct vsa_check *c, const struct vsa_config *config, struct vsa_memory *memory,
                     uint32_t now_ms, uint32_t random);

/*
 * Begins a single call through the same stages, deadlines and retries. The outcome: cause.result VSA_OK, and
 * `reply`; or the failure, with `message` where the platform gave one. The verdict stays VSA_CANNOT_TELL.
 */
void vsa_check_start_call(struct vsa_check *c, const struct vsa_config *config, const struct vsa_call *call,
                          uint32_t now_ms, uint32_t random);

/* What to do next. Derived from the state; asking changes nothing. */
enum vsa_want vsa_check_want(const struct vsa_check *c);

/* Milliseconds after which vsa_check_tick must be called at the latest; 0 with VSA_WANT_NOTHING. */
uint32_t vsa_check_wait_ms(const struct vsa_check *c, uint32_t now_ms);

/* Time has passed: ends waits, idle connections and the check itself when they are due. */
void vsa_check_tick(struct vsa_check *c, uint32_t now_ms);

/* VSA_WANT_NETWORK: the state of link, address, time. */
void vsa_check_network(struct vsa_check *c, const struct vsa_network *network, uint32_t now_ms);

/* VSA_WANT_CONNECT: where to. */
const struct vsa_url *vsa_check_server(const struct vsa_check *c);

/* The connection is being made; `layer` is at work: VSA_STAGE_DNS, _CONNECT or _TLS. May be told again and again. */
void vsa_check_connecting(struct vsa_check *c, enum vsa_stage layer, uint32_t now_ms);

/* The connection is up. */
void vsa_check_connected(struct vsa_check *c, const struct vsa_peer *peer, uint32_t now_ms);

/*
 * VSA_WANT_CONNECT: may what is sent first be replayed by somebody on the way (TLS early data, RFC 8446, section 8)?
 * Only questions may, that change nothing; and none that the server has called too early (425, RFC 8470).
 */
bool vsa_check_may_be_early(const struct vsa_check *c);

/*
 * Before the first vsa_check_sent, where vsa_check_connected told a peer with `early`: the handshake is over too. Until
 * then nothing counts as sent.
 */
void vsa_check_secured(struct vsa_check *c, const struct vsa_peer *peer, uint32_t now_ms);

/* VSA_WANT_SEND: the bytes to send, never empty then; they stay in place until sent. */
struct vsa_span vsa_check_send_buf(const struct vsa_check *c);

/* So many of them were sent. */
void vsa_check_sent(struct vsa_check *c, size_t count, uint32_t now_ms);

/* VSA_WANT_RECEIVE: room for *cap bytes, 1 at least. */
char *vsa_check_receive_buf(struct vsa_check *c, size_t *cap);

/* So many bytes were put there. */
void vsa_check_received(struct vsa_check *c, size_t count, uint32_t now_ms);

/* The peer has closed in an orderly way. */
void vsa_check_peer_closed(struct vsa_check *c, uint32_t now_ms);

/*
 * What was wanted has failed. `layer` counts while connecting; foreign is kept for the report. A result that is no
 * failure counts as VSA_CONNECTION_LOST.
 */
void vsa_check_failed(struct vsa_check *c, enum vsa_stage layer, enum vsa_result result, int32_t foreign,
                      uint32_t now_ms);

/* VSA_WANT_CLOSE: done. */
void vsa_check_closed(struct vsa_check *c, uint32_t now_ms);

/* Ends the check now with VSA_CANCELLED, from the same thread. */
void vsa_check_cancel(struct vsa_check *c, uint32_t now_ms);

/* All memory of a check, buffers and all. */
_Static_assert(sizeof(struct vsa_check) <= 4096 || VSA_LIMIT_TEXT_BYTES > 1024 ||
                   VSA_LIMIT_RECEIVE_BYTES > 256 || VSA_LIMIT_JSON_TOKENS > 56 || VSA_LIMIT_SUBNETS > 4,
               "a check fits into 4 KiB at the default sizes");

#endif
