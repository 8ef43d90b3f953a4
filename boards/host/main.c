/* SPDX-License-Identifier: MIT */
#include "boards/host/commands.h"
#include "boards/host/configuration.h"
#include "boards/host/options.h"
#include "port/mbedtls/arena.h"
#include "port/mbedtls/tls.h"
#include "port/posix/posix.h"
#include "port/sockets/sockets.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static struct configuration configuration;
static struct vsa_sockets sockets;
static struct vsa_tls tls;
static struct vsa_check check;
static struct vsa_drive drive;

/* If the caller has closed one of them, its number must not go to a socket: the server would be told the verdict. */
static void open_standard_streams(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

int main(int argc, char **argv)
{
    struct vsa_transport transport;
    struct options options;
    int status;

    open_standard_streams();
    status = options_read(&options, argc, argv);
    if (status >= 0)
        return status;
    vsa_posix_log_level(options.verbose ? VSA_LOG_DEBUG : VSA_LOG_ERROR);
    vsa_posix_state_file(options.state_file);
    transport = vsa_tls_init(&tls, vsa_sockets_init(&sockets));
    if (!configuration_read(&configuration, options.config_file) || !configuration_trust(&configuration, &tls))
        return EXIT_CONFIG;
    vsa_drive_init(&drive, &check, &transport, &sockets);
    status = command_run(&options, &configuration.page.config, &drive);
    vsa_drive_close(&drive);
    if (options.verbose)
        fprintf(stderr, "TLS memory at most %zu bytes\n", vsa_arena_peak());
    vsa_tls_free(&tls);
    configuration_wipe(&configuration);
    return status;
}
