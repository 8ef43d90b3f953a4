/* SPDX-License-Identifier: MIT */
/* What happens to a check. */
#include "tests/fuzz/check/world.h"

#include "tests/fuzz/check/rules.h"

struct vsa_writer world_queue(struct world *w)
{
    struct vsa_writer queue = vsa_writer(w->queue, sizeof w->queue);

    if (w->queue_at == w->queue_len)
        w->queue_at = w->queue_len = 0;
    queue.len = w->queue_len;
    return queue;
}

void world_answer(struct world *w, uint8_t body, uint8_t status, uint8_t framing)
{
    struct vsa_writer queue = world_queue(w);

    if (w->asked_count == 0)
        return;
    write_answer(&queue, w->asked[0], body, status, framing);
    w->asked_count--;
    memmove(w->asked, w->asked + 1, w->asked_count * sizeof *w->asked);
    w->queue_len = queue.len;
}

void world_send(struct world *w, size_t most)
{
    struct vsa_span text = vsa_check_send_buf(w->check);
    size_t n = text.len < most ? text.len : most;

    MUST(text.len > 0);
    if (!w->sending)
        world_take_flight(w, text);
    if (w->shaking)
        vsa_check_secured(w->check, &w->peer, w->now);
    w->shaking = false;
    w->sending = n < text.len;
    w->sent += (uint32_t)n;
    vsa_check_sent(w->check, n, w->now);
    if (!w->sending)
        must_be_wiped(w);
}

bool world_receive(struct world *w, size_t most)
{
    size_t cap, n = w->queue_len - w->queue_at;
    char *to = vsa_check_receive_buf(w->check, &cap);
    char *copy;

    MUST(cap > 0);
    n = n < cap ? n : cap;
    n = n < most ? n : most;
    if (n == 0)
        return false;
    copy = fuzz_copy((struct vsa_span){w->queue + w->queue_at, n});
    memset(to, '#', cap); /* what lies behind what was received must not matter */
    memcpy(to, copy, n);
    free(copy);
    w->queue_at += n;
    w->received += (uint32_t)n;
    w->api_received += vsa_check_server(w->check)->tls ? (uint32_t)n : 0;
    vsa_check_received(w->check, n, w->now);
    return true;
}

void world_connect(struct world *w, bool reused, uint8_t choice)
{
    bool tls = vsa_check_server(w->check)->tls;

    w->peer = (struct vsa_peer){.reused = reused && !w->was_connected, .tls_version = tls ? 0x0304 : 0};
    if (choice % 4 != 1)
        w->peer.local = choice % 4 == 2 ? world_ours_6 : world_ours;
    if (choice % 8 == 4)
        w->peer.early = tls && !w->peer.reused && vsa_check_may_be_early(w->check);
    w->shaking = w->peer.early;
    w->was_connected = true;
    w->connected = (uint8_t)(w->connected + !w->peer.reused);
    w->queue_len = w->queue_at = w->asked_count = 0;
    w->sending = w->closes = false;
    vsa_check_connected(w->check, &w->peer, w->now);
}

void world_network(struct world *w, enum vsa_result link, enum vsa_result address, enum vsa_result time)
{
    struct vsa_network network = {.link = link,
                                  .address = address,
                                  .time = time,
                                  .wall_s = time == VSA_OK ? 1750000000 : 0,
                                  .local = world_ours,
                                  .link_note = VSA_SPAN("eth0"),
                                  .address_note = VSA_SPAN("DHCP")};

    vsa_check_network(w->check, &network, w->now);
}

void world_close(struct world *w)
{
    w->queue_len = w->queue_at = w->asked_count = 0;
    w->sending = w->closes = false;
    vsa_check_closed(w->check, w->now);
    must_be_wiped(w);
}

void world_pass(struct world *w, uint32_t ms)
{
    w->now += ms;
}

bool world_is_over(const struct world *w)
{
    return vsa_check_want(w->check) == VSA_WANT_NOTHING;
}
