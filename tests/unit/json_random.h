/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_UNIT_JSON_RANDOM_H
#define VSLICE_AGENT_TESTS_UNIT_JSON_RANDOM_H

/* json_random: JSON texts from a seed, the same on every machine. */
#include "agent/writer.h"

/* xorshift32; a seed MUST NOT be 0. */
static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed % below;
}

static void write_blanks(struct vsa_writer *w, uint32_t *seed)
{
    for (uint32_t n = draw(seed, 8); n > 5; n--)
        vsa_write_char(w, " \t\n\r"[draw(seed, 4)]);
}

/* One of the names that the filters of the tests know, in odd spellings, or another. */
static void write_name(struct vsa_writer *w, uint32_t *seed)
{
    static const char *const names[] = {"a", "A", "\\u0061", "b", "B", "\\u0042", "c", "long", "LonG", "data", "Data",
                                        "x", "", "\\\"", "\xc3\xa4", "a name much longer than any that is wanted",
                                        "\\ud83d\\ude00", "a b", "(", ")", "a(b)", "\\n"};

    vsa_write_char(w, '"');
    vsa_write_text(w, names[draw(seed, sizeof names / sizeof *names)]);
    vsa_write_char(w, '"');
}

static void write_scalar(struct vsa_writer *w, uint32_t *seed)
{
    static const char *const scalars[] = {"true", "false", "null", "0", "-0.5e+7", "12345678901234567890", "1E9",
                                          "\"\"", "\"text\"", "\"{[,:]}\"", "\"\\\"\\\\\"", "\"\\ud83d\\ude00\"",
                                          "\"\xf0\x9f\x98\x80\"", "\"\\u0000\"", "\"(\"", "-1"};

    vsa_write_text(w, scalars[draw(seed, sizeof scalars / sizeof *scalars)]);
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as `depth` says */
static void write_random_json(struct vsa_writer *w, uint32_t *seed, int depth)
{
    uint32_t kind = draw(seed, 4), count = draw(seed, 5);

    write_blanks(w, seed);
    if (depth == 0 || kind == 0) {
        write_scalar(w, seed);
    } else {
        vsa_write_char(w, kind == 1 ? '[' : '{');
        for (uint32_t i = 0; i < count; i++) {
            if (i > 0)
                vsa_write_char(w, ',');
            write_blanks(w, seed);
            if (kind != 1) {
                write_name(w, seed);
                write_blanks(w, seed);
                vsa_write_char(w, ':');
            }
            write_random_json(w, seed, depth - 1);
        }
        write_blanks(w, seed);
        vsa_write_char(w, kind == 1 ? ']' : '}');
    }
    write_blanks(w, seed);
}

#endif
