/* SPDX-License-Identifier: MIT */
#include "port/freertos/agent_task.h"
#include "port/mbedtls/arena.h"
#include "port/provisioning/page.h"

#include "tests/support/freertos/double.h" /* starts the double's scheduler */

#include "lwip/netif.h"
#include "lwip/tcpip.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * usage: gateway PAGE
 *
 * A firmware whose network is lwIP's loopback. Makes a check against a port where nobody listens, as the page says, holds
 * the outcome to it, asks for a second one, and stops the agent.
 */
bool start_agent(const struct vsa_config *config, struct vsa_span ca_pem, QueueHandle_t verdicts);
bool stop_agent(void);
void check_now(void);

static const char *page_name;
static char json[16384], text[sizeof json];
static struct vsa_page page;

static void require(const char *what, int is_so)
{
    if (is_so)
        return;
    printf("gateway: not so: %s\n", what);
    exit(1);
}

/* ---- what every firmware gives ---- */

bool vsa_port_entropy(void *buffer, size_t len)
{
    FILE *file = fopen("/dev/urandom", "rb");
    bool done = file != NULL && fread(buffer, 1, len, file) == len;

    if (file != NULL)
        fclose(file);
    return done;
}

uint64_t vsa_port_wall_s(void)
{
    return 1900000000;
}

bool vsa_port_device_key(uint8_t key[16])
{
    (void)key;
    return false;
}

/* ---- its start ---- */

static void network_is_up(void *done)
{
    netif_set_default(netif_list); /* the loopback */
    xSemaphoreGive(done);
}

static struct vsa_task_verdict next(QueueHandle_t verdicts)
{
    struct vsa_task_verdict verdict;

    require("there is a verdict", xQueueReceive(verdicts, &verdict, pdMS_TO_TICKS(20000)) == pdTRUE);
    return verdict;
}

static void run(void)
{
    SemaphoreHandle_t up = xSemaphoreCreateBinary();
    QueueHandle_t verdicts = xQueueCreate(2, sizeof(struct vsa_task_verdict));
    struct vsa_task_verdict verdict;
    static struct vsa_json_document scratch;
    struct vsa_page_error error;
    FILE *file = fopen(page_name, "rb");
    struct vsa_span span = {json, 0};

    require("the page can be read", file != NULL);
    span.len = fread(json, 1, sizeof json, file);
    fclose(file);
    require("the page is one", vsa_page_read(&page, span, text, sizeof text, &scratch, &error) == VSA_OK);
    tcpip_init(network_is_up, up);
    xSemaphoreTake(up, portMAX_DELAY);

    require("the agent starts", start_agent(&page.config, page.ca, verdicts));
    verdict = next(verdicts);
    printf("%s at %s\n", vsa_result_name(verdict.cause.result).ptr, vsa_stage_name(verdict.cause.stage).ptr);
    require("no verdict", verdict.verdict == VSA_CANNOT_TELL);
    require("at connect", verdict.cause.stage == VSA_STAGE_CONNECT);
    require("refused", verdict.cause.result == VSA_CONNECT_REFUSED);
    check_now();
    require("another check", next(verdicts).number == 2);
    require("the agent stops", stop_agent());
    require("and leaves nothing behind", vsa_arena_used() == 0);
}

int main(int argc, char **argv)
{
    require("there is one argument", argc == 2);
    page_name = argv[1];
    double_run(run);
    return 0;
}
