/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_UNIT_LWIP_BOARD_H
#define VSLICE_AGENT_TESTS_UNIT_LWIP_BOARD_H

/*
 * This end of the cable: port/lwip over the real lwIP, with the clock, the entropy and the memory of the test, and one
 * connection. The other end is lwip_peer.h; what not every test needs is inline.
 */
#include "port/lwip/cpu.h"
#include "port/lwip/stack.h"
#include "port/lwip/tcp.h"
#include "port/lwip/time.h"
#include "tests/unit/lwip_peer.h"

#include "lwip/dns.h"
#include "lwip/mem.h"
#include "lwip/memp.h"
#include "lwip/netif.h"
#include "lwip/tcp.h"
#include "lwip/timeouts.h"

#include <stdlib.h>

static uint32_t now_ms = 0xffffe000u; /* wraps soon */
static uint32_t seed = 1;
static struct vsa_lwip_tcp tcp;
static struct vsa_transport transport;
static struct vsa_peer remote;
static struct vsa_url server = {.tls = true, .port = 443};

/* ---- what the port asks of its surroundings ---- */

uint32_t vsa_port_clock_ms(void)
{
    return now_ms;
}

bool vsa_port_entropy(void *buffer, size_t len)
{
    for (size_t i = 0; i < len; i++)
        ((unsigned char *)buffer)[i] = (unsigned char)((seed = seed * 1664525 + 1013904223) >> 24);
    return true;
}

uint32_t vsa_cpu_busy_us(void)
{
    return 0;
}

static unsigned naps; /* calls of this one: what does not sleep takes its time all the same */

void vsa_cpu_wait(bool (*ready)(void *context), void *context, uint32_t ms)
{
    naps++;
    now_ms += ready(context) ? 1 : ms;
}

_Noreturn void vsa_lwip_assertion(const char *what)
{
    fail_msg("lwIP: %s", what);
    abort();
}

/* ---- steps ---- */

static void pass(uint32_t ms)
{
    for (uint32_t i = 0; i < ms; i += 10) {
        now_ms += 10;
        while (vsa_lwip_poll())
            continue;
    }
}

static inline void turn(void)
{
    while (vsa_lwip_poll())
        continue;
}

/* Of one of lwIP's pools. */
static inline unsigned used(unsigned kind)
{
    return (unsigned)memp_pools[kind]->stats->used;
}

#define BUFFERS_ANY UINT16_MAX
static unsigned buffers = BUFFERS_ANY; /* packet buffers that there are */

static bool is_one_too_many(size_t len)
{
    const struct memp_desc *pool = memp_pools[MEMP_PBUF_POOL];

    return len == pool->size + LWIP_MEM_ALIGN_SIZE(sizeof(mem_size_t)) && pool->stats->used >= buffers;
}

/* The allocation number `fails_at`, and so many after it, fail. */
static unsigned allocations, fails_at, fails;

void *lwip_malloc(size_t len)
{
    if (len == sizeof(struct sys_timeo) + LWIP_MEM_ALIGN_SIZE(sizeof(mem_size_t)))
        return malloc(len); /* lwIP's timers are counted, and do not fail on a board */
    if (is_one_too_many(len))
        return NULL;
    allocations++;
    return fails > 0 && allocations >= fails_at && allocations < fails_at + fails ? NULL : malloc(len);
}

static void set_up(const char *host)
{
    static bool started;

    if (!started) {
        ip4_addr_t address, mask, gateway;
        ethernet = (struct vsa_ethernet){.driver = &controller};
        memcpy(ethernet.mac, board_mac, 6);
        assert_true(vsa_lwip_start(&ethernet));
        IP4_ADDR(&address, 10, 0, 0, 2);
        IP4_ADDR(&mask, 255, 255, 255, 0);
        IP4_ADDR(&gateway, 10, 0, 0, 1);
        netif_set_addr(netif_default, &address, &mask, &gateway);
        started = true;
    }
    memset(&peer, 0, sizeof peer);
    peer.acknowledges = true;
    to_board_count = 0;
    send_has_no_room = false;
    cable_is_out = false;
    receiver_hangs = 0;
    flood = 0;
    transport = vsa_lwip_tcp_init(&tcp);
    server.host = vsa_span(host);
    pass(20);
}

static inline struct vsa_io connect(void)
{
    return transport.connect(transport.context, &server, &remote);
}

/* Calls connect until it says other than AGAIN, for so long at most. */
static inline struct vsa_io connect_within(uint32_t ms)
{
    struct vsa_io io = connect();

    for (uint32_t end = now_ms + ms; io.status == VSA_IO_AGAIN && now_ms != end; io = connect())
        pass(10);
    return io;
}

static inline void connected(void)
{
    set_up("10.0.0.1");
    assert_int_equal(connect_within(100).status, VSA_IO_DONE);
}

static inline struct vsa_io send_text(const char *text)
{
    return transport.send(transport.context, vsa_span(text));
}

static inline struct vsa_io receive(char *buffer, size_t cap)
{
    return transport.receive(transport.context, buffer, cap);
}

static inline void close_it(void)
{
    transport.close(transport.context);
}

static inline void is_failed(struct vsa_io io, enum vsa_stage stage, enum vsa_result result, int32_t foreign)
{
    assert_int_equal(io.status, VSA_IO_FAILED);
    expect_result("", io.result, result);
    assert_int_equal(io.stage, stage);
    assert_int_equal(io.foreign, foreign);
}

/* Once the object was closed, nothing that still comes may touch it. */
static inline void rests_after_close(uint32_t ms)
{
    struct vsa_lwip_tcp before;

    close_it();
    before = tcp;
    pass(ms);
    assert_memory_equal(&before, &tcp, sizeof tcp);
}

#endif
