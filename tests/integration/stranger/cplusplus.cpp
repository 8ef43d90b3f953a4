/* SPDX-License-Identifier: MIT */
#include <cstdio>

extern "C" {
#include "port/drive.h"
#include "port/mbedtls/tls.h"
#include "port/port.h"
#include "port/provisioning/config.h"
#include "port/sockets/sockets.h"
}

/* From C++: a check whose configuration ends it at once. */
int main()
{
    static struct vsa_sockets sockets;
    static struct vsa_tls tls;
    static struct vsa_check check;
    static struct vsa_drive drive;
    struct vsa_transport transport = vsa_tls_init(&tls, vsa_sockets_init(&sockets));
    struct vsa_config config;

    vsa_config_init(&config); /* without a VSlice */
    vsa_drive_init(&drive, &check, &transport, &sockets);
    vsa_drive_start(&drive, &config, nullptr, 1);
    vsa_drive_run(&drive);
    vsa_tls_free(&tls);
    std::printf("%s\n", vsa_result_name(check.cause.result).ptr);
    return check.membership.verdict == VSA_CANNOT_TELL ? 0 : 1;
}
