/* SPDX-License-Identifier: MIT */
#include "agent/check.h"
#include "port/drive.h"
#include "port/mbedtls/tls.h"
#include "port/port.h"
#include "port/provisioning/page.h"
#include "port/sockets/sockets.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * usage: stranger PAGE
 *
 * Makes a check against a port where nobody listens, as the page says, and holds the outcome to it.
 */
static struct vsa_sockets sockets;
static struct vsa_tls tls;
static struct vsa_check check;
static struct vsa_drive drive;
static struct vsa_json_document scratch;
static char json[16384], text[sizeof json];

static void require(const char *what, int is_so)
{
    if (is_so)
        return;
    printf("stranger: not so: %s\n", what);
    exit(1);
}

static struct vsa_span read_file(const char *name)
{
    FILE *file = fopen(name, "rb");
    struct vsa_span span = {.ptr = json};

    require("the page can be read", file != NULL);
    span.len = fread(json, 1, sizeof json, file);
    fclose(file);
    return span;
}

int main(int argc, char **argv)
{
    struct vsa_transport transport = vsa_tls_init(&tls, vsa_sockets_init(&sockets));
    struct vsa_page_error error;
    struct vsa_page page;
    uint32_t random;
    int32_t code;

    require("there is one argument", argc == 2);
    require("the page is one", vsa_page_read(&page, read_file(argv[1]), text, sizeof text, &scratch,
                                             &error) == VSA_OK);
    require("it can be used", vsa_page_check(&page, &error) == VSA_OK);
    require("it has a trust anchor", vsa_tls_trust(&tls, page.ca, &code) == VSA_OK);
    require("there is randomness", vsa_port_entropy(&random, sizeof random));

    vsa_check_start(&check, &page.config, NULL, vsa_port_clock_ms(), random);
    vsa_drive_init(&drive, &check, &transport, &sockets);
    vsa_drive_run(&drive);
    vsa_drive_close(&drive);
    vsa_tls_free(&tls);

    printf("%s at %s, text buffer %d, check of %zu bytes\n",
           vsa_result_name(check.cause.result).ptr, vsa_stage_name(check.cause.stage).ptr,
           VSA_LIMIT_TEXT_BYTES, sizeof check);
    require("no verdict", check.membership.verdict == VSA_CANNOT_TELL);
    require("unreachable, and nothing else",
            check.membership.reasons == VSA_REASON_BIT(UNREACHABLE));
    require("at connect", check.cause.stage == VSA_STAGE_CONNECT);
    require("refused", check.cause.result == VSA_CONNECT_REFUSED);
    require("by the kernel, who was asked", check.cause.foreign == ECONNREFUSED);
    return 0;
}
