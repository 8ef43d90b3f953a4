/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_BOARDS_HOST_OPTIONS_H
#define VSLICE_AGENT_BOARDS_HOST_OPTIONS_H

#include <stdbool.h>

/* options: the command line of the host program. */
enum command { COMMAND_CHECK, COMMAND_WATCH, COMMAND_GET, COMMAND_PUT };

enum { EXIT_MEMBER = 0, EXIT_NOT_MEMBER = 1, EXIT_CANNOT_TELL = 2, EXIT_USAGE = 64, EXIT_CONFIG = 78 };

struct options {
    enum command command;
    const char *config_file; /* NULL: the environment alone */
    const char *state_file;  /* NULL: nothing outlives the program */
    const char *path;        /* get, put */
    const char *body;        /* put */
    bool json;               /* the machine line only */
    bool verbose;
    bool haste;              /* watch: a second instead of the interval, for tests: VSLICE_AGENT_HASTE */
    int count;               /* watch: checks to make; 0: without end */
};

/*
 * Reads the command line. Returns -1 to go on, or the exit status: after --help and --version 0, or
 * EXIT_CANNOT_TELL if their text could not be written; after a mistake, which it names on stderr, EXIT_USAGE.
 */
int options_read(struct options *options, int argc, char **argv);

#endif
