/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_FAKE_CLOCK_H
#define VSLICE_AGENT_FAKE_CLOCK_H

#include "agent/network.h"

/*
 * fake_clock: port/port.h's clock, wall time, network state and idle, held by the test. Time stands still but
 * for idle, for step_ms, and for what the test adds.
 */
struct fake_clock {
    uint32_t now_ms;
    uint32_t step_ms;     /* each look at the clock costs so much */
    unsigned clock_calls; /* so far */
    unsigned jump_at;     /* at this look at the clock, 1.., it jumps; 0: never */
    uint32_t jump_ms;
    uint64_t wall_s; /* 0: not known */

    struct vsa_network network; /* what vsa_port_network tells when nothing below says otherwise */
    unsigned network_calls;
    unsigned network_more;    /* so many times "not yet" first */
    unsigned network_fail_at; /* at this call, 1.., the layer fails; 0: never */
    enum vsa_result network_failure; /* VSA_LINK_DOWN, VSA_NO_ADDRESS or VSA_TIME_UNKNOWN */

    bool radio; /* as vsa_port_radio was last told */
    unsigned radio_calls;
    size_t logged_bytes;
    unsigned idle_calls;
    uint64_t idle_ms;        /* slept in all */
    void *idle_context;      /* the last one given */
    uint32_t (*wake_ms)(void); /* when something happens on the network; NULL: never */
};

extern struct fake_clock fake_clock;

/* 12:00:00 on 1 July 2025, link and address up, nothing ever fails. */
#define FAKE_WALL_S UINT64_C(1751371200)
#define FAKE_LOCAL "100.64.17.203"
void fake_clock_reset(uint32_t now_ms);

/* Sleeps as vsa_port_idle would. */
void fake_clock_pass(uint32_t ms);

#endif
