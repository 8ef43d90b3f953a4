/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_BOARDS_HOST_CONFIGURATION_H
#define VSLICE_AGENT_BOARDS_HOST_CONFIGURATION_H

#include "port/mbedtls/tls.h"
#include "port/provisioning/page.h"

#include <stdbool.h>

/* configuration: the provisioning page from a file, and what the environment changes in it. */
#define CONFIGURATION_BYTES 65536

struct configuration {
    struct vsa_page page;
    const char *file;
    char raw[CONFIGURATION_BYTES];     /* the file, less the token */
    char text[CONFIGURATION_BYTES];    /* strings with escapes */
    char anchors[CONFIGURATION_BYTES]; /* the trust anchors' file */
};

/*
 * Reads the page (no file: an empty page), then STACUITY_HOST and STACUITY_TOKEN. False, and one line on
 * stderr that names file and member, if it is not usable.
 */
bool configuration_read(struct configuration *c, const char *file);

/* Gives the trust anchors to the TLS layer; false, and a line on stderr, if there are none or they are damaged. */
bool configuration_trust(struct configuration *c, struct vsa_tls *tls);

/* Overwrites the secret. */
void configuration_wipe(struct configuration *c);

#endif
