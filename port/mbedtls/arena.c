/* SPDX-License-Identifier: MIT */
#include "port/mbedtls/arena.h"

#include "port/mbedtls/counter.h"

#include <mbedtls/memory_buffer_alloc.h>
#include <mbedtls/platform.h>

typedef void *calloc_function(size_t count, size_t size);
typedef void free_function(void *memory);

/*
 * memory_buffer_alloc.c is compiled with mbedtls_platform_set_calloc_free renamed to this, so that
 * what it would install passes through our hands.
 */
int vsa_arena_install(calloc_function *arena_calloc, free_function *arena_free);

static _Alignas(MBEDTLS_MEMORY_ALIGN_MULTIPLE)
unsigned char arena[CONFIG_VSLICE_AGENT_TLS_ARENA_BYTES];
static calloc_function *allocate;
static vsa_counter failures;

static void *counting_calloc(size_t count, size_t size)
{
    void *memory = allocate(count, size);

    if (memory == NULL && count > 0 && size > 0)
        failures++;
    return memory;
}

int vsa_arena_install(calloc_function *arena_calloc, free_function *arena_free)
{
    allocate = arena_calloc;
    return mbedtls_platform_set_calloc_free(counting_calloc, arena_free);
}

void vsa_arena_init(void)
{
    if (allocate == NULL)
        mbedtls_memory_buffer_alloc_init(arena, sizeof arena);
}

size_t vsa_arena_peak(void)
{
    /* A block's header, private to memory_buffer_alloc.c: two magic numbers, sizes, four links. */
    const size_t header = 8 * sizeof(void *);
    size_t bytes, blocks;

    mbedtls_memory_buffer_alloc_max_get(&bytes, &blocks);
    return bytes + blocks * header;
}

size_t vsa_arena_used(void)
{
    size_t bytes, blocks;

    mbedtls_memory_buffer_alloc_cur_get(&bytes, &blocks);
    return bytes;
}

uint32_t vsa_arena_failures(void)
{
    return failures;
}
