/* SPDX-License-Identifier: MIT */
#include "port/drive.h"
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
bool agent_init(struct vsa_span ca_pem);
bool agent_start(const struct vsa_config *config, uint32_t random);
uint32_t agent_turn(void);
extern struct vsa_check agent_check;

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
    } while (agent_turn() != VSA_DRIVE_OVER);
}

int main(int argc, char **argv)
{
    struct vsa_page_error error;
    uint32_t random = 0;

    require("there is one argument", argc == 2);
    lwip_init();
    netif_set_default(netif_list); /* the loopback */
    require("the page is one", vsa_page_read(&page, read_file(argv[1]), text, sizeof text, &scratch, &error) == VSA_OK);
    require("it has a trust anchor", agent_init(page.ca));
    require("there is randomness", vsa_port_entropy(&random, sizeof random));

    require("a check begins", agent_start(&page.config, random));
    loop();

    printf("%s at %s, %lu turns\n", vsa_result_name(agent_check.cause.result).ptr, vsa_stage_name(agent_check.cause.stage).ptr, turns);
    require("no verdict", agent_check.membership.verdict == VSA_CANNOT_TELL);
    require("refused", agent_check.cause.result == VSA_CONNECT_REFUSED && agent_check.cause.stage == VSA_STAGE_CONNECT);
    require("the loop has turned", turns > 1000);
    return 0;
}
