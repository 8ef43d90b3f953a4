/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_FUZZ_CHECK_WORLD_H
#define VSLICE_AGENT_TESTS_FUZZ_CHECK_WORLD_H

#include "agent/check.h"
#include "tests/fuzz/check/answers.h"
#include "tests/fuzz/fuzz.h"

/* world: what a check has around it: the driver, the network, the platform and the clock, all played by the input. */
#define TOKEN_TEXT "7d0f3c1e5a96428bb8e2460f9c31d57a"
#define FLIGHT_MAX 4 /* the calls of a phase */
#define SENT_MAX   (2 * sizeof(union vsa_check_buffer))

struct world {
    struct fuzz_input in;
    struct vsa_config config;
    struct vsa_memory memory;
    struct vsa_call call;
    struct vsa_check *check;
    char *reply;
    uint32_t now;
    uint32_t start;
    uint32_t seed;     /* of the cuts; 0: free play */
    bool keeps_on;     /* at the input's end all goes well, else nothing happens any more */
    bool told_token;   /* the input itself holds the token */
    enum kind asked[8]; /* requests that were sent and have no answer yet */
    size_t asked_count;
    bool shaking;      /* the first flight goes as early data */
    bool sending;      /* a flight is partly sent */
    bool closes;       /* the peer closes behind the queue */
    bool was_posted;
    bool was_connected; /* or tried to: nothing is left of an earlier check's connection */
    uint32_t sent, received;
    uint32_t api_received; /* over TLS from the management API */
    uint8_t connected;
    struct vsa_peer peer;
    size_t queue_len, queue_at;
    char queue[8192]; /* what the server sends */
};

extern const struct vsa_address world_ours, world_ours_6;

/* Starts the check that the first five bytes of the input choose. */
void world_set_up(struct world *w, struct vsa_span input, uint32_t seed);
void world_tear_down(struct world *w);

/* A flight begins: its requests are read strictly, and wait for their answers. */
void world_take_flight(struct world *w, struct vsa_span text);

/* What the server sends is written here. */
struct vsa_writer world_queue(struct world *w);

/* The oldest request is answered, by numbers of the tables in answers.h. */
void world_answer(struct world *w, uint8_t body, uint8_t status, uint8_t framing);

/* `most` bytes of what is to be sent, and of what the server has sent. False: there is nothing to be received. */
void world_send(struct world *w, size_t most);
bool world_receive(struct world *w, size_t most);

void world_connect(struct world *w, bool reused, uint8_t choice);
void world_network(struct world *w, enum vsa_result link, enum vsa_result address, enum vsa_result time);
void world_close(struct world *w);
void world_pass(struct world *w, uint32_t ms);

bool world_is_over(const struct world *w);

#endif
