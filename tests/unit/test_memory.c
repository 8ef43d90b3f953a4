/* SPDX-License-Identifier: MIT */
/* The firmware's own copies and fills, at every alignment and length around a word and a block, beside libc's. */
#include "tests/support/test.h"

#define memcpy  own_memcpy
#define memmove own_memmove
#define memset  own_memset
#define memcmp  own_memcmp
#include "port/cortex_m/memory.c"

#define PLACES 8  /* to begin at, two words */
#define LEN    70 /* four blocks, a word and some bytes */
#define ROOM   (PLACES + LEN + PLACES)

static _Alignas(8) unsigned char from[ROOM], found[ROOM], wanted[ROOM];

static void fill(void)
{
    for (size_t i = 0; i < ROOM; i++) {
        from[i] = (unsigned char)(i * 37 + 1);
        found[i] = wanted[i] = (unsigned char)(0xff - i);
    }
}

/* Nothing in front of it or behind it has changed either. */
static void expect_same(void)
{
    assert_memory_equal(found, wanted, ROOM);
}

TEST_CASE(a_copy_is_one_at_every_alignment_and_length)
{
    for (size_t to = 0; to < PLACES; to++)
        for (size_t at = 0; at < PLACES; at++)
            for (size_t len = 0; len <= LEN; len++) {
                fill();
                for (size_t i = 0; i < len; i++)
                    wanted[to + i] = from[at + i];
                assert_ptr_equal(own_memcpy(found + to, from + at, len), found + to);
                expect_same();
            }
}

TEST_CASE(a_move_within_itself_is_one_in_both_directions)
{
    for (size_t to = 0; to < 2 * PLACES; to++)
        for (size_t at = 0; at < 2 * PLACES; at++)
            for (size_t len = 0; len <= LEN; len++) {
                fill();
                for (size_t i = 0; i < len; i++)
                    from[i] = found[at + i];
                for (size_t i = 0; i < len; i++)
                    wanted[to + i] = from[i];
                assert_ptr_equal(own_memmove(found + to, found + at, len), found + to);
                expect_same();
            }
}

TEST_CASE(a_fill_is_one_at_every_alignment_and_length)
{
    for (size_t to = 0; to < PLACES; to++)
        for (size_t len = 0; len <= LEN; len++) {
            fill();
            for (size_t i = 0; i < len; i++)
                wanted[to + i] = 0xa5;
            assert_ptr_equal(own_memset(found + to, 0x7a5, len), found + to);
            expect_same();
        }
}

TEST_CASE(a_comparison_has_the_sign_of_the_first_difference)
{
    fill();
    for (size_t i = 0; i < ROOM; i++)
        wanted[i] = from[i];
    assert_int_equal(own_memcmp(from, wanted, ROOM), 0);
    for (size_t at = 0; at < ROOM; at++) {
        wanted[at] = (unsigned char)(from[at] ^ 0x80);
        assert_int_equal(own_memcmp(from, wanted, at), 0);
        assert_int_equal(own_memcmp(from, wanted, ROOM) > 0, from[at] > wanted[at]);
        wanted[at] = from[at];
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_copy_is_one_at_every_alignment_and_length),
        TEST(a_move_within_itself_is_one_in_both_directions),
        TEST(a_fill_is_one_at_every_alignment_and_length),
        TEST(a_comparison_has_the_sign_of_the_first_difference),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
