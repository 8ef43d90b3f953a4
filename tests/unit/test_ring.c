/* SPDX-License-Identifier: MIT */
/* The ring between the receive interrupt and the main loop, put and taken at every place and in every order. */
#include "port/drivers/ring.c"
#include "tests/support/test.h"

#include <stdlib.h>

#define WORDS_MAX 32

static uint32_t *words; /* exactly as many as the ring may use, so that AddressSanitizer sees one more */
static struct vsa_ring ring;

static void set_up(uint32_t count)
{
    free(words);
    words = malloc(count * sizeof *words);
    memset(words, 0xa5, count * sizeof *words);
    vsa_ring_init(&ring, words, count);
}

static unsigned char byte_of(uint32_t frame, uint32_t at)
{
    return (unsigned char)(frame * 37 + at);
}

/* As a controller gives it: words, low byte first, with anything behind the last byte. */
static bool put(uint32_t frame, uint32_t len)
{
    if (!vsa_ring_put_begin(&ring, len))
        return false;
    for (uint32_t at = 0; at < len; at += 4)
        vsa_ring_put_word(&ring, (uint32_t)byte_of(frame, at) | (uint32_t)byte_of(frame, at + 1) << 8 |
                                     (uint32_t)byte_of(frame, at + 2) << 16 | (uint32_t)byte_of(frame, at + 3) << 24);
    vsa_ring_put_end(&ring);
    return true;
}

static void take(uint32_t frame, uint32_t len, uint32_t part)
{
    unsigned char got[4 * WORDS_MAX];

    assert_int_equal(vsa_ring_take_begin(&ring), len);
    for (uint32_t at = 0; at < len; at += part)
        vsa_ring_take(&ring, got + at, part < len - at ? part : len - at);
    vsa_ring_take_end(&ring);
    for (uint32_t at = 0; at < len; at++)
        assert_int_equal(got[at], byte_of(frame, at));
}

TEST_CASE(a_frame_of_every_length_comes_out_as_it_went_in_at_every_place_and_in_every_part)
{
    for (uint32_t count = 3; count <= 12; count++) {
        set_up(count);
        for (uint32_t round = 0; round < 4 * count; round++)
            for (uint32_t len = 1; len <= 4 * (count - 2); len++) {
                assert_true(put(round + len, len));
                take(round + len, len, 1 + round % 5);
            }
    }
}

TEST_CASE(a_frame_is_not_seen_before_its_end)
{
    set_up(8);
    assert_true(vsa_ring_put_begin(&ring, 4));
    assert_int_equal(vsa_ring_take_begin(&ring), 0);
    vsa_ring_put_word(&ring, 0x03020100);
    assert_int_equal(vsa_ring_take_begin(&ring), 0);
    vsa_ring_put_end(&ring);
    assert_int_equal(vsa_ring_take_begin(&ring), 4);
}

TEST_CASE(a_frame_that_does_not_fit_is_refused_and_nothing_has_changed)
{
    set_up(8); /* seven words can be used */
    assert_false(put(1, 25));
    assert_true(put(2, 8));
    assert_false(put(3, 13));
    assert_true(put(4, 12));
    assert_false(put(5, 1));
    take(2, 8, 3);
    take(4, 12, 12);
    assert_int_equal(vsa_ring_take_begin(&ring), 0);
    assert_int_equal(ring.peak, 7);
}

/* Against a queue of lengths, with a seed of its own for each size: 200,000 steps, every order there is room for. */
TEST_CASE(puts_and_takes_in_any_order_agree_with_a_queue)
{
    for (uint32_t count = 4; count <= WORDS_MAX; count++) {
        uint32_t lens[WORDS_MAX], first = 0, last = 0, used = 0, random = count;
        set_up(count);
        for (int step = 0; step < 7000; step++) {
            random = random * 1664525 + 1013904223;
            uint32_t len = 1 + (random >> 8) % (4 * count);
            if ((random >> 30) < 2) {
                bool fits = used + 1 + (len + 3) / 4 < count;
                assert_int_equal(put(last, len), fits);
                if (fits) {
                    used += 1 + (len + 3) / 4;
                    lens[last++ % WORDS_MAX] = len;
                }
            } else if (first < last) {
                uint32_t taken = lens[first % WORDS_MAX];
                take(first++, taken, 1 + (random >> 20) % 7);
                used -= 1 + (taken + 3) / 4;
            } else {
                assert_int_equal(vsa_ring_take_begin(&ring), 0);
            }
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_frame_of_every_length_comes_out_as_it_went_in_at_every_place_and_in_every_part),
        TEST(a_frame_is_not_seen_before_its_end),
        TEST(a_frame_that_does_not_fit_is_refused_and_nothing_has_changed),
        TEST(puts_and_takes_in_any_order_agree_with_a_queue),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    free(words);
    return failed;
}
