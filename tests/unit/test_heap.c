/* SPDX-License-Identifier: MIT */
#include "port/mbedtls/heap.h"

#include "port/mbedtls/arena.h"

#include "tests/support/guard_page.h"
#include "tests/support/test.h"

#define HEAP_BYTES 4096

static _Alignas(8) unsigned char memory[HEAP_BYTES];
static struct vsa_heap heap;

static void begin(size_t bytes)
{
    memset(memory, 0x55, sizeof memory);
    vsa_heap_init(&heap, memory, bytes);
}

static void *take(size_t bytes)
{
    unsigned char *block = vsa_heap_take(&heap, bytes);

    assert_non_null(block);
    assert_int_equal((uintptr_t)block % 8, 0);
    assert_true(block > memory && block + bytes <= memory + sizeof memory);
    memset(block, 0xa5, bytes);
    return block;
}

static void give(void *block)
{
    assert_true(vsa_heap_give(&heap, block));
}

/* ---- what fits ---- */

TEST_CASE(a_block_costs_a_word_and_is_rounded_up_to_eight)
{
    static const struct {
        size_t bytes, cost;
    } cases[] = {{0, 8}, {1, 8}, {4, 8}, {5, 16}, {12, 16}, {13, 24}, {100, 104}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        void *block;
        begin(HEAP_BYTES);
        block = take(cases[i].bytes);
        expect_number("used", vsa_heap_used(&heap), cases[i].cost);
        give(block);
        expect_number("given", vsa_heap_used(&heap), 0);
    }
}

TEST_CASE(the_whole_heap_is_one_block_and_no_byte_more)
{
    begin(64);
    assert_null(vsa_heap_take(&heap, 53));
    give(take(52));
    give(take(52));
}

TEST_CASE(sizes_that_overflow_do_not_fit)
{
    static const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 3, SIZE_MAX - 4, SIZE_MAX - 11, SIZE_MAX / 2,
                                   UINT32_MAX, UINT32_MAX - 4, UINT32_MAX - 11, HEAP_BYTES + 1, HEAP_BYTES};

    begin(HEAP_BYTES);
    for (size_t i = 0; i < COUNT_OF(sizes); i++)
        assert_null(vsa_heap_take(&heap, sizes[i]));
    give(take(HEAP_BYTES - 12));
}

TEST_CASE(a_heap_without_room_for_a_block_has_none)
{
    for (size_t bytes = 0; bytes < 12; bytes++) {
        begin(bytes);
        assert_null(vsa_heap_take(&heap, 1));
        assert_null(vsa_heap_take(&heap, 0));
    }
    begin(12);
    give(take(4));
}

/* ---- the list of free blocks ---- */

/* Three blocks side by side, given in every order, make one free block again. */
TEST_CASE(neighbours_are_joined_in_any_order)
{
    static const uint8_t orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        void *blocks[3];
        begin(64);
        for (size_t b = 0; b < 3; b++)
            blocks[b] = take(12);
        for (size_t b = 0; b < 3; b++)
            give(blocks[orders[i][b]]);
        give(take(52));
    }
}

TEST_CASE(the_first_hole_that_is_large_enough_is_taken)
{
    void *small, *large, *after;

    begin(HEAP_BYTES);
    small = take(12);
    after = take(12);
    large = take(60);
    take(12);
    give(small);
    give(large);
    assert_ptr_equal(take(12), small);
    assert_ptr_equal(take(20), large);
    give(after);
    assert_ptr_equal(take(4), after);
}

TEST_CASE(the_peak_is_what_would_have_been_enough)
{
    void *low, *high;
    size_t peak;

    begin(HEAP_BYTES);
    low = take(100);
    high = take(200);
    give(low);
    peak = vsa_heap_peak(&heap);
    give(high);
    assert_int_equal(vsa_heap_peak(&heap), peak);
    begin(peak);
    take(100);
    take(200);
    begin(peak - 8);
    take(100);
    assert_null(vsa_heap_take(&heap, 200));
}

/* ---- what must not be believed ---- */

TEST_CASE(what_is_no_block_in_use_is_not_taken_back)
{
    unsigned char *block, *next;
    uint64_t elsewhere[4] = {0};

    begin(HEAP_BYTES);
    block = take(20);
    next = take(20);
    assert_false(vsa_heap_give(&heap, block + 8));
    assert_false(vsa_heap_give(&heap, block + 1));
    assert_false(vsa_heap_give(&heap, memory));
    assert_false(vsa_heap_give(&heap, memory + HEAP_BYTES));
    assert_false(vsa_heap_give(&heap, elsewhere + 2));
    assert_false(vsa_heap_give(&heap, NULL));
    give(block);
    assert_false(vsa_heap_give(&heap, block));
    give(next);
    assert_false(vsa_heap_give(&heap, next));
    assert_int_equal(vsa_heap_used(&heap), 0);
}

TEST_CASE(a_block_that_was_written_over_is_noticed)
{
    static const unsigned char heads[][4] = {
        {0, 0, 0, 0}, {1, 0, 0, 0}, {0x81, 0, 0, 0}, {0xff, 0xff, 0xff, 0xff}, {0xfe, 0xff, 0xff, 0x7f}, {0x41, 0x41, 0x41, 0x41}};

    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        unsigned char *block, *next;
        begin(HEAP_BYTES);
        block = take(20);
        next = take(20);
        memcpy(block + 20, heads[i], 4); /* one word too many */
        assert_false(vsa_heap_give(&heap, next));
    }
}

TEST_CASE(a_block_inside_a_free_one_is_none)
{
    static const unsigned char head[4] = {0x03, 0, 0, 0}; /* in use, as it seems, and as small as can be */
    unsigned char *block;

    begin(HEAP_BYTES);
    block = take(100);
    memcpy(block + 12, head, 4);
    give(block);
    assert_false(vsa_heap_give(&heap, block + 16));
}

/* ---- at random ---- */

struct held {
    unsigned char *block;
    size_t len;
    unsigned char mark;
};

static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed % below;
}

static bool is_marked(const struct held *h)
{
    for (size_t i = 0; i < h->len; i++)
        if (h->block[i] != h->mark)
            return false;
    return true;
}

static void let_go(struct held *h)
{
    assert_true(is_marked(h));
    give(h->block);
    h->block = NULL;
}

static void take_some(struct held *h, uint32_t *seed)
{
    h->len = draw(seed, draw(seed, 8) == 0 ? 1200 : 80);
    h->mark = (unsigned char)draw(seed, 256);
    h->block = vsa_heap_take(&heap, h->len);
    if (h->block != NULL)
        memset(h->block, h->mark, h->len);
}

/* Between two pages that nobody may touch; every block keeps what was written to it, and in the end it is one again. */
TEST_CASE(blocks_at_random_keep_their_bytes_and_leave_nothing_behind)
{
    struct guard_page page = guard_page_open(HEAP_BYTES);

    for (uint32_t seed = 1; seed <= 60; seed++) {
        uint32_t state = seed * 2654435761u;
        struct held held[40] = {{0}};
        size_t failed = 0;
        vsa_heap_init(&heap, guard_page_buffer(&page, HEAP_BYTES), HEAP_BYTES);
        for (int step = 0; step < 5000; step++) {
            struct held *h = &held[draw(&state, COUNT_OF(held))];
            if (h->block != NULL)
                let_go(h);
            else
                take_some(h, &state);
            failed += h->block == NULL && h->len > 0;
        }
        assert_true(failed > 0);
        for (size_t i = 0; i < COUNT_OF(held); i++)
            if (held[i].block != NULL)
                let_go(&held[i]);
        assert_int_equal(vsa_heap_used(&heap), 0);
        give(vsa_heap_take(&heap, HEAP_BYTES - 12));
    }
    guard_page_close(&page);
}

/* ---- the arena over it ---- */

TEST_CASE(the_arena_gives_zeros_and_counts_what_it_cannot_give)
{
    uint32_t before;
    unsigned char *block;

    vsa_arena_init();
    before = vsa_arena_failures();
    block = vsa_arena_calloc(3, 5);
    assert_non_null(block);
    for (size_t i = 0; i < 15; i++)
        assert_int_equal(block[i], 0);
    memset(block, 0xff, 15);
    vsa_arena_free(block);
    block = vsa_arena_calloc(1, 15);
    for (size_t i = 0; i < 15; i++)
        assert_int_equal(block[i], 0);
    vsa_arena_free(block);
    vsa_arena_free(NULL);
    assert_int_equal(vsa_arena_used(), 0);
    assert_null(vsa_arena_calloc(0, 5));
    assert_null(vsa_arena_calloc(5, 0));
    assert_int_equal(vsa_arena_failures(), before);
    assert_null(vsa_arena_calloc(1, 2 * 1024 * 1024));
    assert_null(vsa_arena_calloc(SIZE_MAX / 2, 3)); /* 3 * SIZE_MAX / 2 is small, modulo 2^64 */
    assert_null(vsa_arena_calloc((size_t)1 << 33, (size_t)1 << 31));
    assert_int_equal(vsa_arena_failures(), before + 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_block_costs_a_word_and_is_rounded_up_to_eight),
        TEST(the_whole_heap_is_one_block_and_no_byte_more),
        TEST(sizes_that_overflow_do_not_fit),
        TEST(a_heap_without_room_for_a_block_has_none),
        TEST(neighbours_are_joined_in_any_order),
        TEST(the_first_hole_that_is_large_enough_is_taken),
        TEST(the_peak_is_what_would_have_been_enough),
        TEST(what_is_no_block_in_use_is_not_taken_back),
        TEST(a_block_that_was_written_over_is_noticed),
        TEST(a_block_inside_a_free_one_is_none),
        TEST(blocks_at_random_keep_their_bytes_and_leave_nothing_behind),
        TEST(the_arena_gives_zeros_and_counts_what_it_cannot_give),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
