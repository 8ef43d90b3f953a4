/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* NOLINT: libc's own switch */

#include "port/console/console.h"
#include "port/freertos/agent_task.h"
#include "port/freertos/threading.h"
#include "port/lwip_sockets/lwip_sockets.h"
#include "port/mbedtls/tls.h"
#include "port/provisioning/page.h"

#include "tests/support/freertos/double.h"

#include "lwip/dns.h"
#include "lwip/netif.h"
#include "lwip/tcpip.h"
#include "netif/tapif.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

/*
 * usage: PRECONFIGURED_TAPIF=tap0 agents PAGE...
 *
 * One agent a page, each a task, all over one lwIP on the tap device. Says "verdict N JSON" for each check that is
 * over, and does what the lines on stdin want: "check N", "cancel N", "hang-up N", "stop N", "start N", "link up",
 * "link down"; the answer to a stop is "stopped N". Ends at the end of stdin.
 */
#define AGENTS_MAX 4
#define WORDS      2048
#define STOP_MS    60000

struct agent {
    unsigned number;
    struct vsa_task task;
    struct vsa_task_setup setup;
    struct vsa_sockets sockets;
    struct vsa_tls tls;
    struct vsa_page page;
    char json[8192], text[8192]; /* the page points into them */
    StackType_t stack[WORDS];
};

static struct agent agents[AGENTS_MAX];
static unsigned agent_count;
static char **page_files;
static struct netif netif;

/* ---- what a firmware has ---- */

bool vsa_port_entropy(void *buffer, size_t len)
{
    return getrandom(buffer, len, 0) == (ssize_t)len;
}

/* None: sessions are resumed, but not stored. */
bool vsa_port_device_key(uint8_t key[16])
{
    (void)key;
    return false;
}

uint64_t vsa_port_wall_s(void)
{
    return (uint64_t)time(NULL);
}

static void log_line(enum vsa_log_level level, struct vsa_span line)
{
    if (level != VSA_LOG_DEBUG)
        fprintf(stderr, "%.*s\n", (int)line.len, line.ptr);
}

static const struct vsa_freertos_hooks hooks = {.log = log_line};

/* ---- network ---- */

static void set_up_network(void *done)
{
    ip4_addr_t address, mask, gateway;
    ip_addr_t dns;

    IP4_ADDR(&address, 100, 64, 17, 203);
    IP4_ADDR(&mask, 255, 192, 0, 0);
    IP4_ADDR(&gateway, 100, 64, 0, 2);
    ip_addr_copy_from_ip4(dns, gateway);
    netif_add(&netif, &address, &mask, &gateway, NULL, tapif_init, tcpip_input);
    netif_set_default(&netif);
    netif_set_up(&netif);
    dns_setserver(0, &dns);
    sys_sem_signal(done);
}

static void start_network(void)
{
    sys_sem_t done;

    sys_sem_new(&done, 0);
    tcpip_init(set_up_network, &done);
    sys_arch_sem_wait(&done, 0);
    sys_sem_free(&done);
}

static void set_link(bool up)
{
    LOCK_TCPIP_CORE();
    if (up)
        netif_set_link_up(&netif);
    else
        netif_set_link_down(&netif);
    UNLOCK_TCPIP_CORE();
}

/* ---- agents ---- */

static void print(void *agent, struct vsa_span line)
{
    printf("verdict %u %.*s\n", ((struct agent *)agent)->number, (int)line.len, line.ptr);
    fflush(stdout);
}

static void tell(void *agent, const struct vsa_check *check)
{
    vsa_console_machine(check, print, agent);
}

static void start(struct agent *a)
{
    a->setup = (struct vsa_task_setup){
        .config = &a->page.config,
        .transport = vsa_tls_init(&a->tls, vsa_sockets_init(&a->sockets)),
        .idle = &a->sockets,
        .stack = a->stack,
        .stack_words = WORDS,
        .priority = 1,
        .on_verdict = tell,
        .context = a,
    };
    if (vsa_tls_trust(&a->tls, a->page.ca, &(int32_t){0}) != VSA_OK || !vsa_task_start(&a->task, &a->setup))
        abort();
}

static void stop(struct agent *a)
{
    if (!vsa_task_stop(&a->task, STOP_MS))
        abort();
    vsa_tls_free(&a->tls);
    printf("stopped %u\n", a->number);
    fflush(stdout);
}

static void read_page(struct agent *a, const char *name)
{
    struct vsa_page_error error;
    FILE *file = fopen(name, "rb");
    size_t len = file != NULL ? fread(a->json, 1, sizeof a->json, file) : 0;

    if (vsa_page_read(&a->page, (struct vsa_span){a->json, len}, a->text, sizeof a->text,
                      &a->task.check.io.reply.document, &error) != VSA_OK)
        abort();
    fclose(file);
}

/* ---- commands ---- */

static void obey(const char *line)
{
    char verb[16] = "", what[16] = "";
    struct agent *a;

    sscanf(line, "%15s %15s", verb, what);
    a = &agents[strtoul(what, NULL, 10) % AGENTS_MAX];
    if (strcmp(verb, "check") == 0)
        vsa_task_check_now(&a->task);
    else if (strcmp(verb, "cancel") == 0)
        vsa_task_cancel(&a->task);
    else if (strcmp(verb, "hang-up") == 0)
        vsa_task_hang_up(&a->task);
    else if (strcmp(verb, "stop") == 0)
        stop(a);
    else if (strcmp(verb, "start") == 0)
        start(a);
    else if (strcmp(verb, "link") == 0)
        set_link(strcmp(what, "up") == 0);
    else
        abort();
}

static void run(void)
{
    char line[64];

    vsa_freertos_init(&hooks);
    vsa_freertos_threading();
    start_network();
    for (unsigned i = 0; i < agent_count; i++) {
        agents[i].number = i;
        read_page(&agents[i], page_files[i]);
        start(&agents[i]);
    }
    while (fgets(line, sizeof line, stdin) != NULL)
        obey(line);
    for (unsigned i = 0; i < agent_count; i++)
        stop(&agents[i]);
}

int main(int argc, char **argv)
{
    agent_count = (unsigned)argc - 1;
    page_files = argv + 1;
    if (agent_count < 1 || agent_count > AGENTS_MAX)
        return 64;
    double_run(run);
    return 0;
}
