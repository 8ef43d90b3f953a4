/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_FAKE_SERVER_H
#define VSLICE_AGENT_FAKE_SERVER_H

#include "port/transport.h"

/*
 * fake_server: an HTTP server in memory behind port/transport.h's four operations. It plays both the management API
 * (TLS) and the Edge API (plain), answers from a table, and can misbehave in every way that a test asks for.
 * Its clock is fake_clock.
 */
enum fake_framing { FAKE_LENGTH, FAKE_CHUNKED, FAKE_UNTIL_CLOSE, FAKE_RAW /* the body is all there is */ };

/* What happens on the connection after an answer, or after the part of it that is sent. */
enum fake_then { FAKE_GO_ON, FAKE_CLOSE, FAKE_RESET, FAKE_STALL };

struct fake_answer {
    const char *method;  /* NULL: any */
    const char *target;  /* exact; NULL: any */
    int status;          /* 0: 200 */
    const char *headers; /* more of them, each with CRLF; NULL: none */
    const char *body;    /* NULL: none */
    size_t body_len;     /* 0: as a C string */
    enum fake_framing framing;
    enum fake_then then;
    bool is_cut;    /* only the first `cut` bytes of the answer are sent */
    size_t cut;
    unsigned times; /* good for so many requests; 0: for all */
    unsigned facts; /* bits: what a client that has all of this answer knows */
};

struct fake_fault {
    unsigned at; /* the n-th call fails, 1..; 0: none */
    bool always; /* and every one after it */
    enum vsa_result result;
    enum vsa_stage stage; /* of a connect */
    int32_t foreign;
    bool closed; /* receive: an orderly close instead of a failure */
};

enum { FAKE_OP_CONNECT, FAKE_OP_SEND, FAKE_OP_RECEIVE, FAKE_OP_COUNT };
enum { FAKE_API, FAKE_EDGE };

/* How one of the two servers treats a connection. */
struct fake_side {
    unsigned close_after;  /* answers; 0: never */
    bool close_is_told;    /* by "Connection: close" with the last of them */
    unsigned hold;         /* no answer before so many requests have come */
    uint32_t drip_ms;      /* one byte each so many ms; 0: all at once */
    const char *extra;     /* bytes that nobody asked for, after answer number extra_after */
    unsigned extra_after;
    const char *headers;   /* with every answer */
    enum fake_framing framing; /* of all answers whose own is FAKE_LENGTH */
};

struct fake_request {
    char method[8];
    char target[400];
    unsigned connection; /* 1.. */
    bool edge;
    size_t at, len; /* in `sent` */
};

#define FAKE_ANSWERS 48
#define FAKE_REQUESTS 96

struct fake_server {
    struct fake_answer answers[FAKE_ANSWERS]; /* the last one that fits counts */
    unsigned answer_count;
    struct fake_side side[2];
    struct fake_fault fault[FAKE_OP_COUNT];
    size_t piece;       /* bytes a receive gives at most; 0: as many as fit */
    size_t split;       /* a receive never goes across this byte of all that was received; 0: none */
    size_t send_max;    /* bytes a send takes at most; 0: all */
    unsigned again;     /* every second operation says "again" */
    uint32_t connect_ms; /* a layer takes so long */
    struct vsa_peer peer;

    unsigned calls[FAKE_OP_COUNT], closes;
    unsigned connections;
    unsigned misuse;    /* breaches of the transport's contract */
    unsigned facts;     /* of all answers that were received whole */
    size_t received;    /* bytes, on all connections */
    struct fake_request requests[FAKE_REQUESTS];
    unsigned request_count;
    char sent[32768];
    size_t sent_len;

    /* of the connection that is open */
    bool open, edge;
    uint8_t layer; /* while connecting */
    bool odd;
    enum fake_then end;
    size_t parsed;
    unsigned asked, answered;
    unsigned first_request;
    size_t out_len, out_at;
    uint32_t out_since_ms;
};

void fake_server_init(struct fake_server *s);

/* Puts an answer before all others. */
void fake_server_answer(struct fake_server *s, struct fake_answer answer);

/* From now on the peer of the open connection is gone. */
void fake_server_drop(struct fake_server *s, enum fake_then how);

/* The transport; the server is its context. */
struct vsa_transport fake_server_transport(struct fake_server *s);

/* Milliseconds until something may happen on the server's side; UINT32_MAX: nothing will. */
uint32_t fake_server_wake_ms(const struct fake_server *s);

/* How many requests with that method and target came. */
unsigned fake_server_count(const struct fake_server *s, const char *method, const char *target);

#endif
