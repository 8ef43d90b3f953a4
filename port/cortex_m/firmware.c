/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/firmware.h"

#include "port/console/console.h"
#include "port/cortex_m/cortex_m.h"
#include "port/drivers/watchdog.h"
#include "port/lwip/stack.h"
#include "port/mbedtls/arena.h"

#include <string.h>

#define LINE_BYTES   128
#define STEPS_BYTES  224  /* of the longest line: all stages, seven digits each */
#define SLEEP_MS_MAX 1000 /* well below the watchdog's time */

static struct vsa_memory warm; /* what one check leaves to the next */
static bool loaded;

static void print_line(void *context, struct vsa_span line)
{
    (void)context;
    vsa_port_log(VSA_LOG_ERROR, line);
}

/* ---- one check ---- */

/*
 * The watchdog is fed where nothing is left to do but to wait: neither by a step that does not end,
 * nor by steps that follow each other for ever.
 */
static void drive(struct vsa_drive *d, struct vsa_meter *meter)
{
    uint32_t wait_ms;

    while ((wait_ms = vsa_meter_step(meter, d)) != VSA_DRIVE_OVER) {
        if (wait_ms == 0)
            continue;
        vsa_watchdog_feed();
        vsa_port_idle(d->idle, wait_ms < SLEEP_MS_MAX ? wait_ms : SLEEP_MS_MAX);
    }
}

static void write_share(struct vsa_writer *w, const char *name, uint32_t part, uint32_t whole)
{
    vsa_write_text(w, name);
    vsa_write_u32(w, part);
    vsa_write_char(w, '/');
    vsa_write_u32(w, whole);
}

static void print_memory(void)
{
    char line[LINE_BYTES];
    struct vsa_writer w = vsa_writer(line, sizeof line);
    struct vsa_lwip_peaks peaks;

    vsa_lwip_peaks(&peaks);
    write_share(&w, "memory    stack ", (uint32_t)vsa_stack_peak(), (uint32_t)vsa_stack_size());
    write_share(&w, " arena ", (uint32_t)vsa_arena_peak(), CONFIG_VSLICE_AGENT_TLS_ARENA_BYTES);
    write_share(&w, " lwip ", peaks.heap, peaks.heap_size);
    write_share(&w, " packets ", peaks.pool, peaks.pool_size);
    write_share(&w, " ring ", peaks.ring, peaks.ring_size);
    vsa_write_text(&w, " dropped ");
    vsa_write_u32(&w, peaks.dropped);
    print_line(NULL, vsa_written(&w));
}

static void print_meter(const struct vsa_meter *meter)
{
    char line[STEPS_BYTES];
    struct vsa_writer w = vsa_writer(line, sizeof line);

    vsa_meter_write_steps(meter, &w);
    print_line(NULL, vsa_written(&w));
    w = vsa_writer(line, sizeof line);
    vsa_meter_write_work(meter, &w);
    print_line(NULL, vsa_written(&w));
}

/* For delays, so a poor one is better than none. */
static uint32_t random_word(void)
{
    uint32_t word = vsa_clock_cycles();

    vsa_port_entropy(&word, sizeof word);
    return word;
}

/* The state of a check under way is its own: it is read from storage once only. */
bool vsa_firmware_start(struct vsa_drive *d, const struct vsa_config *config)
{
    if (!loaded && vsa_port_load(VSA_RECORD_MEMORY, &warm, sizeof warm) != sizeof warm)
        warm = (struct vsa_memory){0};
    loaded = true;
    return vsa_drive_start(d, config, &warm, random_word());
}

/* Never part of its caller, whose frame lies below a TLS handshake: the lines are long. */
__attribute__((noinline)) int vsa_firmware_end(const struct vsa_check *check, const struct vsa_meter *meter)
{
    vsa_port_store(VSA_RECORD_MEMORY, &warm, sizeof warm);
    vsa_console_people(check, print_line, NULL);
    print_meter(meter);
    print_memory();
    vsa_console_machine(check, print_line, NULL);
    return vsa_firmware_status(check->membership.verdict);
}

static int check_once(struct vsa_drive *d, const struct vsa_config *config)
{
    struct vsa_meter meter = {0};

    vsa_firmware_start(d, config);
    drive(d, &meter);
    return vsa_firmware_end(d->check, &meter);
}

/* ---- one check after another ---- */

static void sleep_s(struct vsa_drive *d, uint32_t seconds)
{
    uint32_t last = vsa_port_clock_ms();

    while (seconds > 0) {
        vsa_watchdog_feed();
        vsa_port_idle(d->idle, SLEEP_MS_MAX);
        for (; seconds > 0 && vsa_port_clock_ms() - last >= 1000; last += 1000)
            seconds--;
    }
}

int vsa_firmware_run(struct vsa_drive *d, const struct vsa_config *config)
{
    uint32_t wanted = vsa_checks_wanted();
    int status = check_once(d, config);

    for (uint32_t done = 1; wanted == 0 || done < wanted; done++) {
        if (wanted == 0) /* those that are counted are in a hurry */
            sleep_s(d, d->check->next_check_s);
        status = check_once(d, config);
    }
    vsa_drive_close(d);
    vsa_lwip_poll(); /* goodbye */
    return status;
}
