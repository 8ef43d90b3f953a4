/* SPDX-License-Identifier: MIT */
#include "port/mbedtls/arena.h"

#include "port/mbedtls/choices.h"
#include "port/mbedtls/counter.h"
#include "port/mbedtls/heap.h"

#include <mbedtls/platform.h>
#include <stdlib.h>
#include <string.h>
#ifdef MBEDTLS_THREADING_C
#include <mbedtls/threading.h>
#endif

static _Alignas(8) unsigned char arena[CONFIG_VSLICE_AGENT_TLS_ARENA_BYTES];
static struct vsa_heap heap; /* without words: not made yet */
static vsa_counter failures;

/* ---- one thread at a time ---- */

#ifdef MBEDTLS_THREADING_C
static mbedtls_threading_mutex_t mutex;
#endif

static void enter(void)
{
#ifdef MBEDTLS_THREADING_C
    mbedtls_mutex_lock(&mutex);
#endif
}

static void leave(void)
{
#ifdef MBEDTLS_THREADING_C
    mbedtls_mutex_unlock(&mutex);
#endif
}

/* ---- what Mbed TLS calls ---- */

void *vsa_arena_calloc(size_t count, size_t size)
{
    void *memory = NULL;

    if (count == 0 || size == 0)
        return NULL;
    enter();
    if (count <= SIZE_MAX / size)
        memory = vsa_heap_take(&heap, count * size);
    if (memory == NULL)
        failures++;
    leave();
    return memory == NULL ? NULL : memset(memory, 0, count * size);
}

/* Mbed TLS has wiped what was secret. */
void vsa_arena_free(void *memory)
{
    bool given;

    if (memory == NULL)
        return;
    enter();
    given = vsa_heap_give(&heap, memory);
    leave();
    if (!given)
        abort(); /* somebody has written where he should not: nothing can be believed any more */
}

/* ---- what we ask ---- */

void vsa_arena_init(void)
{
    if (heap.words != NULL)
        return;
#ifdef MBEDTLS_THREADING_C
    mbedtls_mutex_init(&mutex);
#endif
    vsa_heap_init(&heap, arena, sizeof arena);
    mbedtls_platform_set_calloc_free(vsa_arena_calloc, vsa_arena_free);
}

size_t vsa_arena_peak(void)
{
    return vsa_heap_peak(&heap);
}

size_t vsa_arena_used(void)
{
    return vsa_heap_used(&heap);
}

uint32_t vsa_arena_failures(void)
{
    return failures;
}
