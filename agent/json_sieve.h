/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_JSON_SIEVE_H
#define VSLICE_AGENT_JSON_SIEVE_H

#include "agent/json_string.h"
#include "agent/limits.h"
#include "agent/result.h"

#include <stdint.h>

/*
 * json_sieve: a streaming, strict JSON reader (RFC 8259) of constant memory that lets through only the
 * members asked for, still as JSON.
 *
 * Everything that is fed is checked, wanted or not: grammar, numbers, words, escapes, surrogate pairs,
 * UTF-8, control bytes, one root only, nesting up to VSA_LIMIT_JSON_DEPTH. What is let through loses its
 * blanks, and the wanted members get the name that the filter spells, so that a later look-up can compare
 * names byte by byte. A megabyte with the wanted members at its end needs no more than 300 bytes do.
 *
 * A filter names the wanted members of the root object, in a string:
 *
 *     "success messages data(id endpointStatus(moniker) vslice(id moniker))"
 *
 * A name alone: the member with all of its value. A name with a group: of its value only the members in the
 * group; if the value is an array, of every object in that array (arrays in that array are left out); any
 * other value whole. A root that is an array counts as a value with the whole filter as its group. Names are
 * matched without regard to ASCII case, escapes undone. An empty filter lets everything through. In a filter a name
 * has no character below '*', and one blank stands between it and what is before it in its group.
 */
#define VSA_SIEVE_NAME_MAX 22 /* longest name in a filter */
#define VSA_SIEVE_GROUPS 8    /* nested objects and arrays that can lie on a wanted path */
#define VSA_SIEVE_FILTER_MAX 254

struct vsa_json_sieve {
    struct vsa_json_string string; /* the one being read */
    uint8_t state;
    uint8_t result;      /* enum vsa_result; sticks */
    uint8_t depth;       /* open levels */
    uint8_t mode;
    uint8_t mode_depth;  /* the level to which passing or skipping lasts */
    uint8_t number;      /* the part of a number that was read last */
    uint8_t value_group; /* the group of the value to come, as its place in the filter */
    uint8_t name_len;
    bool in_name;        /* the string being read is a member's name */
    bool full;           /* something did not fit */
    uint8_t group[VSA_SIEVE_GROUPS]; /* of each open level */
    char name[VSA_SIEVE_NAME_MAX + 1];
    uint32_t objects;    /* a bit for each open level, the innermost lowest: an object, not an array */
    uint32_t cap;
    uint32_t len;        /* bytes let through */
    char *out;
    const char *filter;
    const char *word;    /* the rest of true, false or null */
};

_Static_assert(sizeof(struct vsa_json_sieve) <= 128, "the sieve's state is constant and small");

/*
 * At the beginning of a text. What is let through goes to out[0..cap-1]; cap 0 only checks. The filter
 * MUST live as long as the sieve and be at most VSA_SIEVE_FILTER_MAX bytes.
 */
void vsa_json_sieve_init(struct vsa_json_sieve *s, const char *filter, char *out, size_t cap);

/*
 * Takes all of `input`. VSA_MORE as long as nothing is wrong, else VSA_NOT_JSON (the first byte can begin
 * no JSON text), VSA_JSON_MALFORMED, VSA_JSON_TOO_DEEP.
 */
enum vsa_result vsa_json_sieve_feed(struct vsa_json_sieve *s, struct vsa_span input);

/*
 * There is no more input. VSA_OK: the text was whole, and out[0..len-1] holds what was let through. Otherwise
 * what feed said; VSA_NOT_JSON if there was nothing but blanks; VSA_JSON_MALFORMED if the text is not whole;
 * VSA_JSON_TOO_LARGE if what should have been let through did not fit (never with cap 0).
 */
enum vsa_result vsa_json_sieve_end(struct vsa_json_sieve *s);

#endif
