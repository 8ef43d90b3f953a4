/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_BOARDS_HOST_COMMANDS_H
#define VSLICE_AGENT_BOARDS_HOST_COMMANDS_H

#include "boards/host/options.h"
#include "port/drive.h"

/* commands: does what the command line asks for, prints the outcome on stdout, and returns the exit status. */
int command_run(const struct options *options, const struct vsa_config *config, struct vsa_drive *drive);

#endif
