/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_PROVISIONING_PAGE_H
#define VSLICE_AGENT_PORT_PROVISIONING_PAGE_H

#include "agent/config.h"
#include "agent/json_document.h"

/*
 * page: the provisioning page, JSON text that says what differs from device to device, into a struct vsa_config.
 *
 * Its members are those of the table in README.md. One that is unknown, there twice, of another type or of a bad value
 * is an error that names it; so are text that is no JSON and a page that is too large. Nothing is allocated.
 */
struct vsa_page {
    struct vsa_config config;
    struct vsa_span ca_file; /* name of a file with trust anchors; empty: none */
    struct vsa_span ca;      /* trust anchors, PEM text ended by NUL (not counted); empty: none */
};

/* What is wrong with a page. Both live forever, but `member` may point into the text. */
struct vsa_page_error {
    struct vsa_span member; /* empty: the page as a whole */
    const char *wanted;
};

/*
 * Reads the page. `text` (cap bytes; twice the length of the page is always enough) receives its strings and lives as long as the
 * config; `scratch` is free again afterwards. VSA_OK; or VSA_BAD_CONFIG, with what is wrong in *error. The page is not yet
 * complete: what is required may still come from elsewhere; see vsa_page_check.
 */
enum vsa_result vsa_page_read(struct vsa_page *page, struct vsa_span raw, char *text, size_t cap,
                              struct vsa_json_document *scratch, struct vsa_page_error *error);

/* Is all there that a check needs, and in range? As vsa_config_check. */
enum vsa_result vsa_page_check(const struct vsa_page *page, struct vsa_page_error *error);

/* One line: "token: wanted 32 hexadecimal characters". Never a value. */
void vsa_page_write_error(struct vsa_writer *w, const struct vsa_page_error *error);

#endif
