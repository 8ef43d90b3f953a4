/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_PROVISIONING_PAGE_H
#define VSLICE_AGENT_PORT_PROVISIONING_PAGE_H

#include "port/provisioning/config.h"
#include "agent/json_document.h"
#include "agent/writer.h"

/*
 * page: the provisioning page, what differs from device to device, as JSON text in a flash sector
 * or a file.
 *
 *     {"token": "0123...", "endpoint": "6f1d...", "vslice": "fleet-eu", "ca": "-----BEGIN ..."}
 *
 *     api                     base URL of the management API, https (default: the documented one)
 *     token                   32 hexadecimal characters; without it only the Edge API is used
 *     endpoint                the endpoint's id; may be left out where the Edge API tells it
 *     vslice                  expected VSlice, id or moniker; required
 *     group                   expected endpoint group, id or moniker (default: any)
 *     address                 "auto" (default), "skip", or the device's address
 *     dns                     array of the device's DNS servers' addresses, 1 to VSA_LIMIT_SUBNETS
 *     edge                    base URL of the Edge API, http (default: not used)
 *     report_key              key value that receives the report (default: no upload)
 *     interval_s, deadline_s  seconds (defaults and ranges: agent/config.h, agent/limits.h)
 *     ca                      trust anchors, PEM text
 *     ca_file                 name of a file with them, where there are files
 *
 * A device that believes half a page is worse than one that refuses it: unknown members, members
 * that are there twice, wrong types, null, empty strings and anything that is not strict JSON are
 * errors.
 *
 * No memory is allocated.
 */
struct vsa_page {
    struct vsa_config config;
    struct vsa_span token;   /* where the page itself has it: to be wiped where that is RAM */
    struct vsa_span ca_file; /* empty: not given; a NUL follows */
    struct vsa_span ca;      /* as it stands in the page, with its escapes; vsa_tls_trust takes it so */
};

/* What is wrong with a page. Lives on its own; never holds the value of any member. */
struct vsa_page_error {
    enum vsa_result result; /* VSA_NOT_JSON, VSA_JSON_*, VSA_BAD_CONFIG */
    char member[24];        /* "": the page as a whole */
    const char *wanted;     /* what it should have been; lives forever */
    uint32_t line;          /* where the text stops to be JSON; 0: not known */
};

/*
 * Reads a page. Whether the configuration is complete is another question (vsa_page_check), since
 * what is required may still come from elsewhere. Members that are not there have their defaults.
 * Bytes 0xff and 0 behind the text, the rest of a flash sector, are ignored.
 *
 * The page is not copied: `json` MUST live as long as *page, whose spans point into it. Only texts with
 * escapes (\/, \u00e4), and ca_file, go to text[0..cap-1], which lives as long; VSA_JSON_TOO_LARGE if they do not
 * fit, and as large as the page is always enough. `scratch` is not needed any more. The token is wiped from
 * `text`, and after a failure all of it. Returns VSA_OK, or error->result.
 */
enum vsa_result vsa_page_read(struct vsa_page *page, struct vsa_span json, char *text, size_t cap,
                              struct vsa_json_document *scratch, struct vsa_page_error *error);

/*
 * Is the configuration usable? VSA_OK, or VSA_BAD_CONFIG and the first member at fault
 * (vsa_config_check).
 */
enum vsa_result vsa_page_check(const struct vsa_page *page, struct vsa_page_error *error);

/* One line, without its end: `"interval_s": wanted 60 to 31622400`. */
void vsa_page_write_error(struct vsa_writer *w, const struct vsa_page_error *error);

#endif
