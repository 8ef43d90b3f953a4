/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include "port/console/console.h"
#include "port/drive.h"
#include "port/mbedtls/tls.h"
#include "port/port.h"
#include "port/posix/posix.h"
#include "port/provisioning/page.h"
#include "port/sockets/sockets.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/*
 * usage: membershipd PAGE STATE
 *
 * Checks at the interval of the page, or at once on SIGHUP, and says each outcome as a line of JSON. STATE is the file for what
 * outlives it. Ends on SIGTERM, in the middle of a check too, with status 0.
 */
static struct vsa_sockets sockets;
static struct vsa_tls tls;
static struct vsa_check check;
static struct vsa_drive drive;
static struct vsa_page page;
static struct vsa_json_document scratch;
static char json[16384], text[sizeof json];
static volatile sig_atomic_t stop, check_now;

static void on_signal(int which)
{
    if (which == SIGTERM)
        stop = 1;
    else
        check_now = 1;
}

static void print(void *unused, struct vsa_span line)
{
    (void)unused;
    printf("%.*s\n", (int)line.len, line.ptr);
    fflush(stdout);
}

static int set_up(const char *page_file, const char *state_file)
{
    struct vsa_page_error error;
    int32_t code;
    FILE *file = fopen(page_file, "rb");
    struct vsa_span span = {json, file != NULL ? fread(json, 1, sizeof json, file) : 0};

    if (file != NULL)
        fclose(file);
    vsa_posix_state_file(state_file);
    signal(SIGTERM, on_signal);
    signal(SIGHUP, on_signal);
    return vsa_page_read(&page, span, text, sizeof text, &scratch, &error) == VSA_OK &&
           vsa_page_check(&page, &error) == VSA_OK && vsa_tls_trust(&tls, page.ca, &code) == VSA_OK;
}

static void check_once(void)
{
    struct vsa_memory memory = {0};
    uint32_t random = 0, wait_ms;

    check_now = 0;
    vsa_port_entropy(&random, sizeof random);
    if (vsa_port_load(VSA_RECORD_MEMORY, &memory, sizeof memory) != sizeof memory)
        memory = (struct vsa_memory){0};
    vsa_drive_start(&drive, &page.config, &memory, random);
    while ((wait_ms = vsa_drive_step(&drive)) != VSA_DRIVE_OVER) {
        if (stop)
            vsa_check_cancel(&check, vsa_port_clock_ms());
        else
            vsa_port_idle(&sockets, wait_ms); /* a signal ends it too */
    }
    vsa_port_store(VSA_RECORD_MEMORY, &memory, sizeof memory);
    vsa_console_machine(&check, print, NULL);
}

static void sleep_s(uint32_t seconds)
{
    struct timespec left = {(time_t)seconds, 0};

    while (!stop && !check_now && nanosleep(&left, &left) != 0)
        ;
}

int main(int argc, char **argv)
{
    struct vsa_transport transport = vsa_tls_init(&tls, vsa_sockets_init(&sockets));

    if (argc != 3 || !set_up(argv[1], argv[2]))
        return 78;
    vsa_drive_init(&drive, &check, &transport, &sockets);
    while (!stop) {
        check_once();
        sleep_s(check.next_check_s);
    }
    vsa_drive_close(&drive);
    vsa_tls_free(&tls);
    return 0;
}
