/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_JSON_DOCUMENT_H
#define VSLICE_AGENT_JSON_DOCUMENT_H

#include "agent/limits.h"
#include "agent/result.h"

#include <stdint.h>

#define JSMN_PARENT_LINKS
#define JSMN_HEADER
#include <jsmn.h>

_Static_assert(sizeof(jsmntok_t) == 20, "jsmn.h was included before without JSMN_PARENT_LINKS");

/*
 * json_document: look-ups in a JSON text, over jsmn's tokens in a fixed array.
 *
 * The text MUST have passed json_sieve: jsmn alone accepts much that is not JSON. It is borrowed and lives
 * at least as long as the document. Values are named by their token's number; VSA_JSON_NONE stands for a value
 * that is not there, and every function takes it. The first failure sticks in `result`, so a decoder
 * asks for all it needs and looks at `result` once.
 */
#define VSA_JSON_NONE (-1)

struct vsa_json_document {
    const char *text;
    enum vsa_result result; /* VSA_OK, or the first failure */
    int count;              /* tokens used; the root is token 0 */
    jsmntok_t tokens[VSA_LIMIT_JSON_TOKENS];
};

/* Reads the text. VSA_JSON_TOO_LARGE if there are not tokens enough, VSA_JSON_MALFORMED if it is no JSON. */
enum vsa_result vsa_json_document_read(struct vsa_json_document *d, struct vsa_span text);

/* The length of the name that the text begins with, which may be a filter's (json_sieve.h). */
size_t vsa_json_name_len(const char *text);

/*
 * The member of an object, by its exact name (without escapes, as json_sieve spells it), of the length that
 * vsa_json_name_len gives. VSA_JSON_NONE if there is no such member, if it is null, or if `object` is VSA_JSON_NONE.
 * Fails with VSA_JSON_DUPLICATE if it is there twice, with VSA_API_CONTRACT if what should have it is no object.
 */
int vsa_json_member(struct vsa_json_document *d, int object, const char *name);

/* Is the value of that kind? Never for VSA_JSON_NONE. */
bool vsa_json_is(const struct vsa_json_document *d, int value, jsmntype_t kind);

/* The number of elements of an array; 0 for VSA_JSON_NONE. Fails with VSA_API_CONTRACT if it is no array. */
int vsa_json_elements(struct vsa_json_document *d, int array);

/* The element at `index`, 0.. of an array; VSA_JSON_NONE if it has not so many, or if it is VSA_JSON_NONE. */
int vsa_json_element(const struct vsa_json_document *d, int array, int index);

/* true or false. Fails with VSA_API_CONTRACT for anything else, VSA_JSON_NONE too, and is then false. */
bool vsa_json_bool(struct vsa_json_document *d, int value);

/*
 * A whole number 0..4294967295. Returns `fallback` for VSA_JSON_NONE. Fails with VSA_API_CONTRACT if it is no
 * number, has a sign, a fraction or an exponent, or is too large.
 */
uint32_t vsa_json_u32(struct vsa_json_document *d, int value, uint32_t fallback);

/*
 * A string with its escapes undone, as a C string in to[0..cap-1] (cap >= 1). "" for VSA_JSON_NONE. Fails with
 * VSA_API_CONTRACT if it is no string or holds U+0000, with VSA_JSON_TOO_LARGE if it does not fit.
 */
void vsa_json_text(struct vsa_json_document *d, int value, char *to, size_t cap);

/* The same, and a number or a word as it is written. */
void vsa_json_scalar(struct vsa_json_document *d, int value, char *to, size_t cap);

/*
 * A string for text that is only shown: cut at a character's border where it does not fit, control
 * characters replaced by '?', so that it can neither break a line nor steer a terminal. Fails only if it is no string.
 */
void vsa_json_label(struct vsa_json_document *d, int value, char *to, size_t cap);

/* Is it a string, and with its escapes undone just this text? Of any length. Never for VSA_JSON_NONE. */
bool vsa_json_equal(const struct vsa_json_document *d, int value, struct vsa_span text);

/* The value's own bytes in the text: a string with its quotes. Empty for VSA_JSON_NONE. */
struct vsa_span vsa_json_raw(const struct vsa_json_document *d, int value);

#endif
