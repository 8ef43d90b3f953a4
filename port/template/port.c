/* SPDX-License-Identifier: MIT */
#include "port/port.h"

#include <string.h>

/*
 * Every function of port/port.h, empty. Copy this file into your project, fill it in from the top, and compile it with
 * the rest. As it is, time stands still and a check waits for ever; with a clock it ends at its deadline with
 * link_down; with a network and its time, at TLS with no_entropy.
 */

/* ---- what a check cannot do without ---- */

/*
 * A hardware timer or the kernel's tick. Must not stop in sleep while a check is under way, and
 * must count on over its wrap: beware of reading a counter and its overflow flag at different
 * moments.
 */
uint32_t vsa_port_clock_ms(void)
{
    return 0;
}

/*
 * VSA_OK, or VSA_MORE while it may still come: PHY link or modem attached; address by DHCP or from
 * the modem; wall clock. Fill in local, dns and the notes where they are known, and foreign with
 * the driver's code of a failure.
 */
void vsa_port_network(struct vsa_network *network)
{
    memset(network, 0, sizeof *network);
    network->link = VSA_MORE;
    network->address = VSA_MORE;
    network->time = VSA_MORE; /* VSA_OK, and wall_s, as soon as vsa_port_wall_s knows it */
}

/*
 * A battery-backed RTC, the modem's network time (AT+CCLK?), or SNTP. 0 until it was set, and 0 if
 * it tells a time before the firmware was built: a wrong clock must not make an expired certificate
 * valid.
 */
uint64_t vsa_port_wall_s(void)
{
    return 0;
}

/*
 * The chip's TRNG, with its health tests on, waiting no more than milliseconds. Never rand(), a
 * serial number or the time: false is the right answer where there is no source, and the check then
 * says no_entropy.
 */
bool vsa_port_entropy(void *buffer, size_t len)
{
    (void)buffer;
    (void)len;
    return false;
}

/* ---- what makes it cheaper, or easier to look after ---- */

/*
 * Bare metal: let the network stack do its work, then sleep (WFI) until an interrupt if nothing was
 * there to do. RTOS: wait for a notification from the network, with this timeout rounded up to
 * whole ticks.
 */
void vsa_port_idle(void *context, uint32_t ms)
{
    (void)context;
    (void)ms;
}

/*
 * A UART, RTT, or a line of the firmware's own log. Add the line end; drop the levels that are not
 * wanted.
 */
void vsa_port_log(enum vsa_log_level level, struct vsa_span line)
{
    (void)level;
    (void)line;
}

/*
 * RAM that survives sleep, a key-value store, or flash. Power may fail at any moment: two spare
 * sectors of flash and port/storage/flash_pair.h are enough, with `which` as the record's number.
 * 0: there is none.
 */
size_t vsa_port_load(enum vsa_record which, void *buffer, size_t cap)
{
    (void)which;
    (void)buffer;
    (void)cap;
    return 0;
}

/*
 * Called about once a check for each record; a board without storage says false, and then reports
 * are uploaded more often, and each reboot costs a full TLS handshake.
 */
bool vsa_port_store(enum vsa_record which, const void *record, size_t len)
{
    (void)which;
    (void)record;
    (void)len;
    return false;
}

/*
 * Out of a secure element, OTP that only this code can read, or derived from the chip's own secret
 * key (HUK); made once from vsa_port_entropy where none is built in. Never the serial number, and
 * never beside the records it seals: whoever reads both can speak as the device's TLS session.
 */
bool vsa_port_device_key(uint8_t key[16])
{
    (void)key;
    return false;
}

/*
 * AT+CFUN, PSM, or a GPIO of the modem: one radio window a check. Nothing to do where the network is
 * always there.
 */
void vsa_port_radio(bool needed)
{
    (void)needed;
}

/*
 * From the chip's cycle counter less the time asleep, and the interface's own counters. For the bill
 * only: empty is good enough.
 */
void vsa_port_usage(struct vsa_usage *usage)
{
    (void)usage;
}
