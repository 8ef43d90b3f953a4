/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_CORTEX_M_FIRMWARE_H
#define VSLICE_AGENT_PORT_CORTEX_M_FIRMWARE_H

#include "port/cortex_m/meter.h"
#include "port/mbedtls/tls.h"
#include "port/provisioning/page.h"

/*
 * firmware: the parts of a ready-made firmware, for a board's main.c to put together. A product
 * takes them as an example and calls port/drive.h from its own loop.
 */

/*
 * Reads the provisioning page from the board's flash and gives its trust anchors to `tls`. `check`
 * is not yet in use: its memory serves for the reading. False, and a line on the console that names
 * the member, if the page is missing, damaged, or not complete.
 */
bool vsa_firmware_configure(struct vsa_page *page, struct vsa_check *check, struct vsa_tls *tls);

/*
 * Checks membership and prints the outcome. Under an emulator once, or as often as its command line
 * says with "checks=N", and returns the last exit status: 0 member, 1 not a member, 2 cannot tell.
 * On a device for ever, with the waits that the checks ask for.
 */
int vsa_firmware_run(struct vsa_drive *drive, const struct vsa_config *config);

/* ---- for a firmware with a loop of its own, see superloop.c of a board that has one ---- */

/* vsa_drive_start with the warm state as it was stored: false if a check is under way. */
bool vsa_firmware_start(struct vsa_drive *drive, const struct vsa_config *config);

/* A check that is over: stores its warm state, and prints a line for each stage, the longest steps,
 * what memory was used, and JSON. Returns the exit status as above. */
int vsa_firmware_end(const struct vsa_check *check, const struct vsa_meter *meter);

/* The exit status of a verdict, as above. */
int vsa_firmware_status(enum vsa_verdict verdict);

/* Exit status of a configuration that cannot be used: EX_CONFIG of sysexits.h. */
#define VSA_EXIT_CONFIG 78

#endif
