/* SPDX-License-Identifier: MIT */
#include "boards/host/commands.h"

#include "boards/host/output.h"
#include "port/console/console.h"
#include "port/console/hidden.h"
#include "port/port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char reply[4 * 1024 * 1024]; /* of a single call */

static void print_line(void *context, struct vsa_span line)
{
    (void)context;
    fwrite(line.ptr, 1, line.len, stdout);
    fputc('\n', stdout);
}

/* On a terminal, which would obey some characters and not show others: they become escapes. JSON stays the same. */
static void print_shown(FILE *to, struct vsa_span text)
{
    while (text.len > 0) {
        char escape[12];
        struct vsa_writer w = vsa_writer(escape, sizeof escape);
        struct vsa_span hidden = vsa_hidden(text);
        const char *end = hidden.len > 0 ? hidden.ptr : text.ptr + text.len;
        fwrite(text.ptr, 1, (size_t)(end - text.ptr), to);
        if (hidden.len > 0)
            vsa_write_hidden(&w, hidden);
        fwrite(escape, 1, w.len, to);
        end += hidden.len;
        text = (struct vsa_span){end, (size_t)(text.ptr + text.len - end)};
    }
    fputc('\n', to);
}

static void print_json(const struct vsa_check *check)
{
    char line[VSA_REPORT_JSON_BYTES];
    struct vsa_writer w = vsa_writer(line, sizeof line);

    vsa_report_json(&w, check);
    print_shown(stdout, vsa_written(&w));
}

/* For delays only, so a poor one is better than none. */
static uint32_t random_word(void)
{
    uint32_t word = vsa_port_clock_ms();

    vsa_port_entropy(&word, sizeof word);
    return word;
}

static int exit_status(enum vsa_verdict verdict)
{
    switch (verdict) {
    case VSA_MEMBER:
        return EXIT_MEMBER;
    case VSA_NOT_MEMBER:
        return EXIT_NOT_MEMBER;
    case VSA_CANNOT_TELL:
        break;
    }
    return EXIT_CANNOT_TELL;
}

static int check_once(const struct options *options, const struct vsa_config *config,
                      struct vsa_drive *drive, struct vsa_memory *memory)
{
    vsa_check_start(drive->check, config, memory, vsa_port_clock_ms(), random_word());
    vsa_drive_run(drive);
    if (options->state_file && !vsa_port_store(VSA_RECORD_MEMORY, memory, sizeof *memory))
        fprintf(stderr, "vslice-agent: the state file %s could not be written\n", options->state_file);
    if (!options->json)
        vsa_console_people(drive->check, print_line, NULL);
    print_json(drive->check);
    output_is_written(); /* the verdict is in the exit status all the same */
    return exit_status(drive->check->membership.verdict);
}

static struct vsa_memory load_memory(void)
{
    struct vsa_memory memory = {0};

    if (vsa_port_load(VSA_RECORD_MEMORY, &memory, sizeof memory) != sizeof memory)
        memory = (struct vsa_memory){0};
    return memory;
}

static int watch(const struct options *options, const struct vsa_config *config, struct vsa_drive *drive,
                 struct vsa_memory *memory)
{
    int status = EXIT_CANNOT_TELL;

    for (int n = 0; options->count == 0 || n < options->count; n++) {
        uint32_t wait_s = n == 0 ? 0 : drive->check->next_check_s;
        if (options->haste && wait_s > 1)
            wait_s = 1;
        for (uint32_t s = 0; s < wait_s; s++)
            vsa_port_idle(NULL, 1000);
        status = check_once(options, config, drive, memory);
    }
    return status;
}

static int single_call(const struct options *options, const struct vsa_config *config,
                       struct vsa_drive *drive)
{
    const struct vsa_call call = {
        .method = options->command == COMMAND_PUT ? VSA_PUT : VSA_GET,
        .path = vsa_span(options->path),
        .body = vsa_span(options->body),
        .reply = reply,
        .reply_cap = sizeof reply,
    };
    const struct vsa_cause *cause = &drive->check->cause;

    vsa_check_start_call(drive->check, config, &call, vsa_port_clock_ms(), random_word());
    vsa_drive_run(drive);
    if (drive->check->reply.len > 0)
        print_shown(stdout, drive->check->reply);
    if (!output_is_written())
        return EXIT_CANNOT_TELL;
    if (cause->result == VSA_OK)
        return 0;
    fprintf(stderr, "vslice-agent: %s: %s", vsa_stage_name(cause->stage).ptr,
            vsa_result_name(cause->result).ptr);
    if (cause->foreign)
        fprintf(stderr, ", code %ld", (long)cause->foreign);
    if (drive->check->message[0])
        fputs(": ", stderr);
    print_shown(stderr, vsa_span(drive->check->message));
    return EXIT_CANNOT_TELL;
}

int command_run(const struct options *options, const struct vsa_config *config, struct vsa_drive *drive)
{
    struct vsa_memory memory = load_memory();

    switch (options->command) {
    case COMMAND_CHECK:
        return check_once(options, config, drive, &memory);
    case COMMAND_WATCH:
        return watch(options, config, drive, &memory);
    case COMMAND_GET:
    case COMMAND_PUT:
        break;
    }
    return single_call(options, config, drive);
}
