/* SPDX-License-Identifier: MIT */
#include "tests/support/fake_clock.h"

#include "port/port.h"

#include <string.h>

struct fake_clock fake_clock;

void fake_clock_reset(uint32_t now_ms)
{
    memset(&fake_clock, 0, sizeof fake_clock);
    fake_clock.now_ms = now_ms;
    fake_clock.wall_s = FAKE_WALL_S;
    fake_clock.network.link_note = VSA_SPAN_OF("52:54:00:12:34:56");
    fake_clock.network.address_note = VSA_SPAN_OF("DHCP");
    vsa_address_parse(VSA_SPAN_OF(FAKE_LOCAL), &fake_clock.network.local);
}

void fake_clock_pass(uint32_t ms)
{
    uint32_t wake = fake_clock.wake_ms ? fake_clock.wake_ms() : UINT32_MAX;
    uint32_t slept = ms < wake ? ms : wake;

    fake_clock.now_ms += slept;
    fake_clock.idle_ms += slept;
}

uint32_t vsa_port_clock_ms(void)
{
    fake_clock.clock_calls++;
    fake_clock.now_ms += fake_clock.step_ms;
    if (fake_clock.clock_calls == fake_clock.jump_at)
        fake_clock.now_ms += fake_clock.jump_ms;
    return fake_clock.now_ms;
}

uint64_t vsa_port_wall_s(void)
{
    return fake_clock.wall_s;
}

void vsa_port_log(enum vsa_log_level level, struct vsa_span line)
{
    (void)level;
    fake_clock.logged_bytes += line.len;
}

void vsa_port_usage(struct vsa_usage *usage)
{
    usage->busy_us = fake_clock.now_ms * 1000 - (uint32_t)fake_clock.idle_ms * 1000;
    usage->packets_out = 2 * fake_clock.clock_calls;
    usage->packets_in = fake_clock.clock_calls;
}

void vsa_port_radio(bool needed)
{
    fake_clock.radio_calls++;
    fake_clock.radio = needed;
}

void vsa_port_idle(void *context, uint32_t ms)
{
    fake_clock.idle_calls++;
    fake_clock.idle_context = context;
    fake_clock_pass(ms);
}

static void put_failure(struct vsa_network *network, enum vsa_result failure)
{
    if (failure == VSA_LINK_DOWN)
        network->link = failure;
    else if (failure == VSA_NO_ADDRESS)
        network->address = failure;
    else
        network->time = failure;
}

void vsa_port_network(struct vsa_network *network)
{
    fake_clock.network_calls++;
    *network = fake_clock.network;
    network->wall_s = fake_clock.wall_s;
    if (fake_clock.network_calls <= fake_clock.network_more)
        network->link = VSA_MORE;
    if (fake_clock.network_calls == fake_clock.network_fail_at)
        put_failure(network, fake_clock.network_failure);
}
