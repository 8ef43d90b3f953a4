/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_PORT_H
#define VSLICE_AGENT_PORT_PORT_H

#include "agent/network.h"

/*
 * port: what the world under the agent has to provide. Each function has exactly one definition in a build,
 * in port/<platform>/; none is weak, so a forgotten one fails at link and not in the field. port/template has all
 * of them, empty, to copy from.
 */

/* Milliseconds of a clock that never goes back; may start anywhere and wraps at 2^32. */
uint32_t vsa_port_clock_ms(void);

/* Seconds since 1970, or 0: not known. A clock before the time of the build counts as not known. */
uint64_t vsa_port_wall_s(void);

/*
 * `len` bytes of randomness good enough for keys. False if it cannot be had now; nothing of `buffer` may then
 * be used. A source that is not one says so in its file's name and on the console.
 */
bool vsa_port_entropy(void *buffer, size_t len);

/* What the platform has used since its start; each wraps at 2^32, and what it cannot count stays 0. */
struct vsa_usage {
    uint32_t busy_us;     /* computing: time asleep in vsa_port_idle is left out */
    uint32_t packets_out; /* frames, or packets of a modem, on the interface */
    uint32_t packets_in;
};

/* Called at each step of a check. The bill is made of it and nothing depends on it: *usage may stay as it is, 0. */
void vsa_port_usage(struct vsa_usage *usage);

/*
 * A check needs the network from now on (true), or is over and nothing will be sent before the next one (false): wake
 * and release a modem here. MUST NOT block: while it wakes, vsa_port_network says VSA_MORE. A connection may be left
 * open over the pause, for the next check to use if it is still there then.
 */
void vsa_port_radio(bool needed);

/*
 * Sleeps until something may have happened on the network, `ms` have passed, or for any other reason; at
 * most `ms`. `context` is what the firmware gave to vsa_drive_init (port/drive.h).
 */
void vsa_port_idle(void *context, uint32_t ms);

/* The state of link, address and time now; MUST NOT block. */
void vsa_port_network(struct vsa_network *network);

enum vsa_log_level { VSA_LOG_ERROR, VSA_LOG_INFO, VSA_LOG_DEBUG };

/* One line of the log or console, without a line end. Never holds a secret. */
void vsa_port_log(enum vsa_log_level level, struct vsa_span line);

/*
 * Small records that outlive sleep and reboot, each at a rate of its own. load returns the bytes read, 0 if there is
 * no whole record or it is longer than `cap`; store leaves the old or the new record behind, whatever happens in
 * between, and says whether it is the new one. port/storage/flash_pair.h does so in two sectors of flash.
 */
enum vsa_record {
    VSA_RECORD_MEMORY,  /* struct vsa_memory (agent/check.h), a few dozen bytes: changes with what is reported */
    VSA_RECORD_SESSION, /* a TLS session, sealed, up to CONFIG_VSLICE_AGENT_TLS_SESSION_BYTES: new with each ticket */
};

size_t vsa_port_load(enum vsa_record which, void *buffer, size_t cap);
bool vsa_port_store(enum vsa_record which, const void *record, size_t len);

/*
 * The key under which this device, and no other, seals what it stores: 128 random bits that outlive reboot and that
 * nobody can read who can read the storage. False: there is none; a TLS session is then kept in RAM only. A key
 * that is none says so in its file's name and on the console.
 */
bool vsa_port_device_key(uint8_t key[16]);

#endif
