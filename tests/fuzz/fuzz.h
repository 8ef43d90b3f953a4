/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_FUZZ_H
#define VSLICE_AGENT_TESTS_FUZZ_H

#include "agent/span.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * fuzz: what the targets share. A target is LLVMFuzzerTestOneInput; libFuzzer calls it, or replay.c with files.
 *
 * All text handed to the code under test lies in heap blocks of exactly its size, so that AddressSanitizer sees
 * a read past it.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold of every input. Said with file and line, and then abort. */
#define MUST(condition) \
    ((condition) ? (void)0 : fuzz_broken(#condition, __FILE__, __LINE__))

static inline void fuzz_broken(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    abort();
}

/* What is left of the input. At its end every number is 0. */
struct fuzz_input {
    const uint8_t *ptr;
    size_t len;
};

static inline uint8_t fuzz_u8(struct fuzz_input *in)
{
    if (in->len == 0)
        return 0;
    in->len--;
    return *in->ptr++;
}

/* At most `most` bytes from the front of the input. */
static inline struct vsa_span fuzz_text(struct fuzz_input *in, size_t most)
{
    struct vsa_span text = {(const char *)in->ptr, in->len < most ? in->len : most};

    in->ptr += text.len;
    in->len -= text.len;
    return text;
}

static inline void *fuzz_block(size_t size, int fill)
{
    void *block = malloc(size);

    MUST(block != NULL || size == 0);
    if (size > 0)
        memset(block, fill, size);
    return block;
}

/* A copy in a block of exactly its size; free it. */
static inline char *fuzz_copy(struct vsa_span text)
{
    char *copy = fuzz_block(text.len, 0);

    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    return copy;
}

/* How a text is cut: 0 not at all, 1 into single bytes, anything else at places that follow from it. */
struct fuzz_split {
    uint32_t seed;
};

static inline size_t fuzz_piece(struct fuzz_split *s, size_t left)
{
    size_t n = left;

    if (s->seed == 1)
        n = 1;
    if (s->seed > 1) {
        s->seed = s->seed * 1103515245u + 12345u;
        s->seed |= 2;
        n = 1 + (s->seed >> 16) % 13;
    }
    return n < left ? n : left;
}

/* Bytes of a NUL-terminated string in a block of `cap` bytes; without a NUL in it the target ends. */
static inline size_t fuzz_string(const char *text, size_t cap)
{
    const char *end = memchr(text, 0, cap);

    MUST(end != NULL);
    return end == NULL ? 0 : (size_t)(end - text);
}

static inline bool fuzz_contains(struct vsa_span in, const char *what, size_t len)
{
    while (in.len >= len) {
        const char *found = memchr(in.ptr, what[0], in.len - len + 1);
        if (found == NULL)
            return false;
        if (memcmp(found, what, len) == 0)
            return true;
        in.len -= (size_t)(found + 1 - in.ptr);
        in.ptr = found + 1;
    }
    return false;
}

#endif
