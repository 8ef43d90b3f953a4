/* SPDX-License-Identifier: MIT */
#include "port/drive.h"

void vsa_drive_init(struct vsa_drive *d, struct vsa_check *check, const struct vsa_transport *transport,
                    void *idle)
{
    *d = (struct vsa_drive){.check = check, .transport = transport, .idle = idle};
}

bool vsa_drive_start(struct vsa_drive *d, const struct vsa_config *config, struct vsa_memory *memory, uint32_t random)
{
    if (d->running)
        return false;
    d->running = true;
    vsa_check_start(d->check, config, memory, vsa_port_clock_ms(), random);
    return true;
}

/* For whoever wonders why a check that ended well took so long. Names and codes only, so no secret. */
static void log_failure(const struct vsa_io *io)
{
    char line[80];
    struct vsa_writer w = vsa_writer(line, sizeof line);

    vsa_write(&w, vsa_result_name(io->result));
    vsa_write_text(&w, ", code ");
    vsa_write_i32(&w, io->foreign);
    vsa_port_log(VSA_LOG_DEBUG, vsa_written(&w));
}

static void tell_failure(struct vsa_drive *d, const struct vsa_io *io)
{
    log_failure(io);
    vsa_check_failed(d->check, io->stage, io->result, io->foreign, vsa_port_clock_ms());
}

/* Each of these does what is wanted and says whether something moved. */

static bool do_network(struct vsa_drive *d)
{
    struct vsa_network network = {.link = VSA_OK};
    uint32_t now = vsa_port_clock_ms();

    vsa_port_network(&network);
    vsa_check_network(d->check, &network, now);
    return vsa_check_want(d->check) != VSA_WANT_NETWORK;
}

static void close_transport(struct vsa_drive *d)
{
    d->transport->close(d->transport->context);
    d->open = 0;
    d->shaking = false;
    vsa_port_log(VSA_LOG_DEBUG, VSA_SPAN_OF("closed"));
}

/* Not the url itself: the configuration that it points into may be another one by the next check. */
static uint32_t hash_of(const struct vsa_url *server)
{
    uint32_t hash = vsa_hash(server->host) ^ server->port ^ (uint32_t)server->tls << 16;

    return hash ? hash : 1;
}

/* A day at most: a server that never closes would never be verified again. */
#define KEPT_MS_MAX UINT32_C(86400000)

static bool may_go_on(const struct vsa_drive *d, const struct vsa_url *server)
{
    return d->open == hash_of(server) && vsa_port_clock_ms() - d->opened_ms < KEPT_MS_MAX;
}

static bool do_connect(struct vsa_drive *d)
{
    const struct vsa_url *server = vsa_check_server(d->check);
    struct vsa_io io;

    if (may_go_on(d, server)) {
        d->peer.reused = true;
        vsa_check_connected(d->check, &d->peer, vsa_port_clock_ms());
        return true;
    }
    if (d->open)
        close_transport(d);
    d->peer = (struct vsa_peer){.early = vsa_check_may_be_early(d->check)};
    io = d->transport->connect(d->transport->context, server, &d->peer);
    if (io.status == VSA_IO_DONE) {
        d->open = hash_of(server);
        d->opened_ms = vsa_port_clock_ms();
        d->shaking = d->peer.early;
        vsa_port_log(VSA_LOG_DEBUG, VSA_SPAN_OF("connected"));
        vsa_check_connected(d->check, &d->peer, vsa_port_clock_ms());
    } else if (io.status == VSA_IO_AGAIN || io.status == VSA_IO_BUSY) {
        vsa_check_connecting(d->check, io.stage, vsa_port_clock_ms());
    } else {
        tell_failure(d, &io);
    }
    return io.status != VSA_IO_AGAIN;
}

/* With early data the handshake ends in the first send. */
static void handshake_is_over(struct vsa_drive *d)
{
    d->shaking = false;
    d->transport->connect(d->transport->context, vsa_check_server(d->check), &d->peer);
    vsa_check_secured(d->check, &d->peer, vsa_port_clock_ms());
}

static bool do_send(struct vsa_drive *d)
{
    struct vsa_io io = d->transport->send(d->transport->context, vsa_check_send_buf(d->check));

    if (io.status == VSA_IO_DONE && d->shaking)
        handshake_is_over(d);
    if (io.status == VSA_IO_DONE)
        vsa_check_sent(d->check, io.count, vsa_port_clock_ms());
    else if (io.status == VSA_IO_FAILED)
        tell_failure(d, &io);
    return io.status != VSA_IO_AGAIN;
}

static bool do_receive(struct vsa_drive *d)
{
    size_t cap;
    char *buffer = vsa_check_receive_buf(d->check, &cap);
    struct vsa_io io = d->transport->receive(d->transport->context, buffer, cap);

    if (io.status == VSA_IO_DONE)
        vsa_check_received(d->check, io.count, vsa_port_clock_ms());
    else if (io.status == VSA_IO_CLOSED)
        vsa_check_peer_closed(d->check, vsa_port_clock_ms());
    else if (io.status == VSA_IO_FAILED)
        tell_failure(d, &io);
    return io.status != VSA_IO_AGAIN;
}

static bool do_close(struct vsa_drive *d)
{
    close_transport(d);
    vsa_check_closed(d->check, vsa_port_clock_ms());
    return true;
}

static bool do_what_is_wanted(struct vsa_drive *d)
{
    switch (vsa_check_want(d->check)) {
    case VSA_WANT_NETWORK:
        return do_network(d);
    case VSA_WANT_CONNECT:
        return do_connect(d);
    case VSA_WANT_SEND:
        return do_send(d);
    case VSA_WANT_RECEIVE:
        return do_receive(d);
    case VSA_WANT_CLOSE:
        return do_close(d);
    case VSA_WANT_WAIT:
    case VSA_WANT_NOTHING:
        break;
    }
    return false;
}

/* ---- the bill ---- */

static void begin_counting(struct vsa_drive *d, const struct vsa_usage *now)
{
    d->begin = *now;
    d->counting = true;
    vsa_port_radio(true);
}

static void count_step(struct vsa_drive *d, const struct vsa_usage *before, const struct vsa_usage *after)
{
    uint32_t *longest = &d->check->bill.cost[VSA_COST_STEP_US];
    uint32_t step_us = after->busy_us - before->busy_us;

    if (step_us > *longest)
        *longest = step_us;
}

/* The transport tells its part, the platform the rest. */
static void make_bill(struct vsa_drive *d, const struct vsa_usage *now)
{
    uint32_t *cost = d->check->bill.cost, longest = cost[VSA_COST_STEP_US];

    if (d->transport->rest)
        d->transport->rest(d->transport->context, &d->check->bill);
    cost[VSA_COST_STEP_US] = longest;
    cost[VSA_COST_BUSY_US] = now->busy_us - d->begin.busy_us;
    cost[VSA_COST_PACKETS_OUT] = now->packets_out - d->begin.packets_out;
    cost[VSA_COST_PACKETS_IN] = now->packets_in - d->begin.packets_in;
}

/* Told once, however often it is asked. */
static uint32_t is_over(struct vsa_drive *d, const struct vsa_usage *now)
{
    d->running = false;
    if (d->counting) {
        d->counting = false;
        vsa_port_radio(false);
        make_bill(d, now);
    }
    return VSA_DRIVE_OVER;
}

/* ---- steps ---- */

uint32_t vsa_drive_step(struct vsa_drive *d)
{
    struct vsa_usage before = {0}, after = {0};
    bool moved;

    vsa_port_usage(&before);
    if (!d->counting && vsa_check_want(d->check) != VSA_WANT_NOTHING)
        begin_counting(d, &before);
    vsa_check_tick(d->check, vsa_port_clock_ms());
    moved = do_what_is_wanted(d);
    vsa_port_usage(&after);
    count_step(d, &before, &after);
    if (vsa_check_want(d->check) == VSA_WANT_NOTHING)
        return is_over(d, &after);
    return moved ? 0 : vsa_check_wait_ms(d->check, vsa_port_clock_ms());
}

void vsa_drive_run(struct vsa_drive *d)
{
    uint32_t wait_ms;

    while ((wait_ms = vsa_drive_step(d)) != VSA_DRIVE_OVER)
        if (wait_ms > 0)
            vsa_port_idle(d->idle, wait_ms);
}

void vsa_drive_close(struct vsa_drive *d)
{
    if (d->open)
        close_transport(d);
}
