/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_STORAGE_FLASH_PAIR_H
#define VSLICE_AGENT_PORT_STORAGE_FLASH_PAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * flash_pair: numbered records in two sectors of flash that can be read in place. For a port's vsa_port_load and
 * vsa_port_store.
 *
 * Records are appended to the sector in use; one that has not changed is not written. When the sector is full, the
 * other one is erased, the newest of each record copied there, and a head written last makes it the one in use. So
 * wear is spread over both sectors, and power may be cut at any moment: what is read afterwards is the old record or
 * the new one, whole, and every other record as it was. Whatever bit of the flash is flipped, what is read is a record
 * that was stored once, or none, and no unit is written twice.
 *
 * Wear: a sector is erased once for about 2 * sector_bytes / (bytes of a record + 16) writes. With 4 KiB and a session
 * of 400 bytes at each of four checks a day that is every fifth day: 100,000 erasures last longer than the device.
 */
#define VSA_FLASH_UNIT 8 /* bytes: alignment and size of every write; no unit is written twice */

struct vsa_flash_pair {
    const unsigned char *sector[2]; /* where they are read */
    size_t sector_bytes;            /* a multiple of VSA_FLASH_UNIT, at most 65536 */

    /*
     * Erases sector `which` (0 or 1) to 0xff; writes `len` bytes, a multiple of VSA_FLASH_UNIT, at `at` of it. False
     * if the flash reports a failure. Both block; `data` may lie anywhere.
     */
    bool (*erase)(unsigned which);
    bool (*program)(unsigned which, size_t at, const void *data, size_t len);
};

#define VSA_FLASH_RECORDS 4 /* numbers are 0..3 */

/* As vsa_port_load and vsa_port_store (port/port.h). A record may take a quarter of a sector and some more. */
size_t vsa_flash_pair_load(const struct vsa_flash_pair *flash, unsigned number, void *buffer, size_t cap);
bool vsa_flash_pair_store(const struct vsa_flash_pair *flash, unsigned number, const void *record, size_t len);

#endif
