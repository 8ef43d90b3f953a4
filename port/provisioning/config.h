/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_PROVISIONING_CONFIG_H
#define VSLICE_AGENT_PORT_PROVISIONING_CONFIG_H

#include "agent/config.h"
#include "port/provisioning/url.h"

/* config: what a configuration is filled in by, where no page is read, and checked by beforehand. */

/* Empty, with the defaults: interval, deadline, the documented host of the management API. */
void vsa_config_init(struct vsa_config *config);

/*
 * Is it usable? VSA_OK, or VSA_BAD_CONFIG with *member (a C string, lives forever) naming the first member at
 * fault, as the provisioning page spells it, and *wanted what it should have been.
 */
enum vsa_result vsa_config_check(const struct vsa_config *config, const char **member, const char **wanted);

#endif
