/* SPDX-License-Identifier: MIT */
#include "port/drive.h"
#include "port/lwip/tcp.h"
#include "port/mbedtls/tls.h"
#include "port/port.h"
#include "port/provisioning/page.h"

#include "lwip/init.h"
#include "lwip/netif.h"
#include "lwip/timeouts.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * usage: superloop PAGE
 *
 * A main loop that has other things to do, with lwIP's loopback for a network. Makes a check against a port where nobody
 * listens, as the page says, and holds the outcome to it.
 */
static struct vsa_lwip_tcp tcp;
static struct vsa_tls tls;
static struct vsa_check check;
static struct vsa_drive drive;
static struct vsa_page page;
static struct vsa_json_document scratch;
static char json[16384], text[sizeof json];
static unsigned long turns;

static void require(const char *what, int is_so)
{
    if (is_so)
        return;
    printf("superloop: not so: %s\n", what);
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

static void network(void)
{
    netif_poll_all();
    sys_check_timeouts();
    vsa_lwip_tcp_flush();
}

static void other_things(void)
{
    turns++;
}

/* A step as soon as it is due, and at each turn in which the network may have brought something. */
static void loop(void)
{
    do {
        network();
        other_things();
    } while (vsa_drive_step(&drive) != VSA_DRIVE_OVER);
}

int main(int argc, char **argv)
{
    struct vsa_transport transport;
    struct vsa_page_error error;
    uint32_t random = 0;
    int32_t code;

    require("there is one argument", argc == 2);
    lwip_init();
    netif_set_default(netif_list); /* the loopback */
    transport = vsa_tls_init(&tls, vsa_lwip_tcp_init(&tcp));
    require("the page is one", vsa_page_read(&page, read_file(argv[1]), text, sizeof text, &scratch, &error) == VSA_OK);
    require("it has a trust anchor", vsa_tls_trust(&tls, page.ca, &code) == VSA_OK);
    require("there is randomness", vsa_port_entropy(&random, sizeof random));

    vsa_drive_init(&drive, &check, &transport, NULL);
    require("a check begins", vsa_drive_start(&drive, &page.config, NULL, random));
    loop();
    vsa_drive_close(&drive);

    printf("%s at %s, %lu turns\n", vsa_result_name(check.cause.result).ptr, vsa_stage_name(check.cause.stage).ptr, turns);
    require("no verdict", check.membership.verdict == VSA_CANNOT_TELL);
    require("refused", check.cause.result == VSA_CONNECT_REFUSED && check.cause.stage == VSA_STAGE_CONNECT);
    require("the loop has turned", turns > 1000);
    return 0;
}
