/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/check/plays.h"

/* How much of the text is one response; *whole: is all of it there? */
static size_t response_length(struct vsa_span text, bool *whole)
{
    struct vsa_http_response r;
    struct vsa_span input = text, body;
    enum vsa_result result = VSA_MORE;

    vsa_http_response_init(&r);
    while (input.len > 0 && result == VSA_MORE)
        result = vsa_http_response_feed(&r, &input, &body);
    *whole = result == VSA_OK;
    return text.len - input.len;
}

/* An answer of the table, perhaps with a changed byte, or text of the input, cut so that it holds one response at most. */
static void script_answer(struct world *w)
{
    uint8_t how = fuzz_u8(&w->in), body = fuzz_u8(&w->in), status = fuzz_u8(&w->in);
    struct vsa_writer queue = world_queue(w);
    size_t start = queue.len;
    bool whole;

    if (how & 0x80) {
        vsa_write(&queue, fuzz_text(&w->in, body + 256u * (status % 16)));
        w->queue_len = queue.len;
        w->asked_count--;
        memmove(w->asked, w->asked + 1, w->asked_count * sizeof *w->asked);
    } else {
        world_answer(w, body, status >= 128 ? 0 : status, how);
        if (how & 0x40)
            w->queue[start + (fuzz_u8(&w->in) + 256u * (fuzz_u8(&w->in) % 4)) % (w->queue_len - start)] =
                (char)fuzz_u8(&w->in);
    }
    w->queue_len = start + response_length((struct vsa_span){w->queue + start, w->queue_len - start}, &whole);
    w->closes = w->closes || !whole || (how & 0x30) == 0x30;
}

static void scripted_flight(struct world *w)
{
    while (w->asked_count > 0 && !w->closes)
        script_answer(w);
}

static void scripted_connect(struct world *w)
{
    uint8_t how = fuzz_u8(&w->in);

    if (how < 0xe0) {
        world_connect(w, how % 16 == 1, how / 16);
        return;
    }
    w->was_connected = true;
    vsa_check_failed(w->check, (enum vsa_stage)(VSA_STAGE_DNS + how % 3),
                     (enum vsa_result)(VSA_DNS_FAILED + (how & 15)), how, w->now);
}

static void scripted_receive(struct world *w, struct fuzz_split *split)
{
    size_t left = w->queue_len - w->queue_at;

    if (left == 0)
        vsa_check_peer_closed(w->check, w->now);
    else
        world_receive(w, fuzz_piece(split, left));
}

void step_by_script(struct world *w, struct fuzz_split *split)
{
    switch (vsa_check_want(w->check)) {
    case VSA_WANT_NETWORK:
        world_network(w, VSA_OK, VSA_OK, VSA_OK);
        break;
    case VSA_WANT_CONNECT:
        scripted_connect(w);
        break;
    case VSA_WANT_SEND:
        world_send(w, fuzz_piece(split, vsa_check_send_buf(w->check).len));
        if (!w->sending)
            scripted_flight(w);
        break;
    case VSA_WANT_RECEIVE:
        scripted_receive(w, split);
        break;
    case VSA_WANT_CLOSE:
        world_close(w);
        break;
    case VSA_WANT_WAIT:
        world_pass(w, vsa_check_wait_ms(w->check, w->now));
        break;
    case VSA_WANT_NOTHING:
        break;
    }
}
