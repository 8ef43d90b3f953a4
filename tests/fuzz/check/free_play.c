/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/check/plays.h"

enum action {
    WELL,    /* what is wanted, whole; a server that has nothing to say answers all requests well */
    PARTLY,  /* `number` bytes of it; a server answers one request: body, status and framing from the input */
    RAW,     /* a server sends as many bytes of the input as the next byte says */
    TIME,    /* time passes */
    CLOSED,  /* the peer closes */
    FAILED,  /* it fails: the result from the input */
    SPOILED, /* a byte that the server is about to send is changed */
    ODD,     /* cancel, or something that is not wanted */
};

static void play_network(struct world *w, enum action action, uint8_t number)
{
    static const enum vsa_result some[] = {VSA_OK, VSA_MORE, VSA_LINK_DOWN, VSA_NO_ADDRESS, VSA_TIME_UNKNOWN};

    if (action == PARTLY)
        world_network(w, number & 1 ? VSA_OK : VSA_MORE, number & 2 ? VSA_OK : VSA_MORE, VSA_MORE);
    else if (action == FAILED)
        world_network(w, some[number % 5], some[fuzz_u8(&w->in) % 5], some[fuzz_u8(&w->in) % 5]);
    else
        world_network(w, VSA_OK, VSA_OK, VSA_OK);
}

static void play_failure(struct world *w, uint8_t number)
{
    enum vsa_result result = (enum vsa_result)(VSA_LINK_DOWN + fuzz_u8(&w->in) % (VSA_OUT_OF_MEMORY - VSA_LINK_DOWN + 1));

    vsa_check_failed(w->check, (enum vsa_stage)(number % VSA_STAGE_COUNT), result, number - 16, w->now);
    w->queue_len = w->queue_at = 0;
}

static void play_connect(struct world *w, enum action action, uint8_t number)
{
    if (action != PARTLY && action != FAILED) {
        world_connect(w, action == RAW && number % 2 == 1, number);
        return;
    }
    w->was_connected = true;
    if (action == PARTLY)
        vsa_check_connecting(w->check, (enum vsa_stage)(VSA_STAGE_DNS + number % 3), w->now);
    else
        play_failure(w, number);
}

static void play_send(struct world *w, enum action action, uint8_t number)
{
    if (action == PARTLY)
        world_send(w, number + 1u);
    else if (action == CLOSED)
        vsa_check_peer_closed(w->check, w->now);
    else if (action == FAILED)
        play_failure(w, number);
    else
        world_send(w, SENT_MAX);
}

static void play_receive(struct world *w, enum action action, uint8_t number)
{
    struct vsa_writer queue = world_queue(w);

    if (action == CLOSED) {
        vsa_check_peer_closed(w->check, w->now);
        return;
    }
    if (action == FAILED) {
        play_failure(w, number);
        return;
    }
    if (action == RAW) {
        vsa_write(&queue, fuzz_text(&w->in, fuzz_u8(&w->in)));
        w->queue_len = queue.len;
    } else if (action == PARTLY) {
        uint8_t body = fuzz_u8(&w->in), status = fuzz_u8(&w->in);
        world_answer(w, body, status >= 128 ? 0 : status, number);
    } else if (action == SPOILED && w->queue_len > w->queue_at) {
        size_t at = w->queue_at + (number * 256u + fuzz_u8(&w->in)) % (w->queue_len - w->queue_at);
        w->queue[at] = (char)fuzz_u8(&w->in);
    } else if (w->queue_at == w->queue_len) {
        while (w->asked_count > 0)
            world_answer(w, 0, 0, 0);
    }
    if (!world_receive(w, action == PARTLY ? number * 8u + 1u : sizeof w->queue) && action == WELL)
        vsa_check_peer_closed(w->check, w->now);
}

/* Things that a driver must not do; they must do no harm either. */
static void play_odd(struct world *w, uint8_t number)
{
    struct vsa_peer peer = {.reused = false};
    enum vsa_want want = vsa_check_want(w->check);

    if (number == 31)
        vsa_check_cancel(w->check, w->now);
    if (number % 8 == 1 && want != VSA_WANT_SEND)
        vsa_check_sent(w->check, number, w->now);
    if (number % 8 == 2 && want != VSA_WANT_RECEIVE)
        vsa_check_received(w->check, number, w->now);
    if (number % 8 == 3 && want != VSA_WANT_CONNECT)
        vsa_check_connected(w->check, &peer, w->now);
    if (number % 8 == 4 && want != VSA_WANT_CLOSE)
        vsa_check_closed(w->check, w->now);
    if (number % 8 == 5)
        vsa_check_received(w->check, sizeof w->check->receive + 1, w->now);
    if (number % 8 == 6)
        vsa_check_sent(w->check, SENT_MAX, w->now);
}

static void play_time(struct world *w, uint8_t number)
{
    static const uint32_t steps[] = {0, 1, 99, 1000, 1250, 5000, 20000, 60000};

    world_pass(w, number >= 8 ? vsa_check_wait_ms(w->check, w->now) : steps[number]);
}

void step_freely(struct world *w)
{
    bool ended = w->in.len == 0;
    uint8_t byte = fuzz_u8(&w->in);
    enum action action = ended && !w->keeps_on ? TIME : (enum action)(byte % 8);
    uint8_t number = ended && !w->keeps_on ? 31 : byte / 8;
    enum vsa_want want = vsa_check_want(w->check);

    if (want == VSA_WANT_CLOSE && action != ODD)
        world_close(w);
    else if (action == TIME)
        play_time(w, number);
    else if (action == ODD)
        play_odd(w, number);
    else if (want == VSA_WANT_NETWORK)
        play_network(w, action, number);
    else if (want == VSA_WANT_CONNECT)
        play_connect(w, action, number);
    else if (want == VSA_WANT_SEND)
        play_send(w, action, number);
    else if (want == VSA_WANT_RECEIVE)
        play_receive(w, action, number);
    else if (want == VSA_WANT_WAIT)
        world_pass(w, vsa_check_wait_ms(w->check, w->now));
}
