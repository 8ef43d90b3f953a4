/* SPDX-License-Identifier: MIT */
#include "boards/host/options.h"

#include "agent/limits.h"
#include "boards/host/output.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "usage: vslice-agent [OPTION...] [check]\n"
    "       vslice-agent [OPTION...] watch\n"
    "       vslice-agent [OPTION...] get PATH\n"
    "       vslice-agent [OPTION...] put PATH BODY\n"
    "\n"
    "Which VSlice does this device really belong to, and is it the one it should?\n"
    "\n"
    "  check           one membership check (default)\n"
    "  watch           a check now and then at the configured interval, until stopped\n"
    "  get PATH        one GET of the management API, e.g. get '/vslices?limit=10'\n"
    "  put PATH BODY   one PUT with a JSON body\n"
    "\n"
    "  -c, --config FILE  the provisioning page, JSON (see README.md)\n"
    "  -s, --state FILE   remembers what was reported, and in FILE.session the TLS session;\n"
    "                     default: nothing is remembered\n"
    "  -n, --count N      watch: stop after N checks\n"
    "  -j, --json         print the JSON line only\n"
    "  -v, --verbose      log what happens on stderr\n"
    "  -h, --help         this text\n"
    "  -V, --version      the version\n"
    "\n"
    "STACUITY_HOST (a base URL, or a host name) and STACUITY_TOKEN override the page's api and token.\n"
    "\n"
    "exit status: 0 member (get, put: success), 1 not a member, 2 cannot tell (get, put: failed),\n"
    "             64 usage, 78 configuration\n";

static const struct option long_options[] = {
    {"config", required_argument, NULL, 'c'}, {"state", required_argument, NULL, 's'},
    {"count", required_argument, NULL, 'n'},  {"json", no_argument, NULL, 'j'},
    {"verbose", no_argument, NULL, 'v'},      {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},      {NULL, 0, NULL, 0},
};

static const struct {
    const char *name;
    int arguments;
} commands[] = {
    [COMMAND_CHECK] = {"check", 0},
    [COMMAND_WATCH] = {"watch", 0},
    [COMMAND_GET] = {"get", 1},
    [COMMAND_PUT] = {"put", 2},
};

static int usage(const char *what, const char *argument)
{
    fprintf(stderr, "vslice-agent: %s%s; see vslice-agent --help\n", what, argument);
    return EXIT_USAGE;
}

static int read_count(struct options *o, const char *text)
{
    char *end;
    long count = strtol(text, &end, 10);

    if (end == text || *end || count < 1 || count > 1000000)
        return usage("--count wants a number from 1 to 1000000, not ", text);
    o->count = (int)count;
    return -1;
}

static int print(const char *text)
{
    fputs(text, stdout);
    return output_is_written() ? 0 : EXIT_CANNOT_TELL;
}

static int read_option(struct options *o, int option, const char *value)
{
    switch (option) {
    case 'c':
        o->config_file = value;
        return -1;
    case 's':
        o->state_file = value;
        return *value ? -1 : usage("--state wants a file name, not \"", "\"");
    case 'n':
        return read_count(o, value);
    case 'j':
        o->json = true;
        return -1;
    case 'v':
        o->verbose = true;
        return -1;
    case 'h':
        return print(help);
    case 'V':
        return print("vslice-agent " VSA_VERSION "\n");
    default:
        return EXIT_USAGE; /* getopt has said what */
    }
}

static int read_command(struct options *o, int argc, char **argv)
{
    size_t i = 0;

    if (argc == 0)
        return -1;
    while (i < sizeof commands / sizeof *commands && strcmp(argv[0], commands[i].name) != 0)
        i++;
    if (i == sizeof commands / sizeof *commands)
        return usage("there is no command ", argv[0]);
    if (argc - 1 != commands[i].arguments)
        return usage(argc - 1 < commands[i].arguments ? "too few arguments to " : "too many arguments to ",
                     argv[0]);
    o->command = (enum command)i;
    o->path = argc > 1 ? argv[1] : NULL;
    o->body = argc > 2 ? argv[2] : NULL;
    if (o->path && o->path[0] != '/')
        return usage("a path begins with \"/\", unlike ", o->path);
    return -1;
}

int options_read(struct options *o, int argc, char **argv)
{
    int option;

    *o = (struct options){.command = COMMAND_CHECK, .haste = getenv("VSLICE_AGENT_HASTE") != NULL};
    while ((option = getopt_long(argc, argv, "c:s:n:jvhV", long_options, NULL)) != -1) {
        int status = read_option(o, option, optarg);
        if (status >= 0)
            return status;
    }
    return read_command(o, argc - optind, argv + optind);
}
