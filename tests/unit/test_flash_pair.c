/* SPDX-License-Identifier: MIT */
#include "port/storage/flash_pair.h"

#include "tests/support/test.h"

#include <stdio.h>

/*
 * Against a flash that loses power after any number of bytes: what was being written is then cut short, and an erasure
 * leaves half of the sector as it was. A unit that is written twice, or not as a whole, fails the test.
 */
#define SECTOR 256
#define NEVER  SIZE_MAX

static unsigned char sectors[2][SECTOR];
static size_t budget;    /* bytes until the power fails */
static unsigned erasures[2];
static size_t programmed;

static bool erase(unsigned which)
{
    erasures[which]++;
    if (budget < SECTOR) {
        memset(sectors[which] + SECTOR / 2, 0xff, SECTOR / 2);
        budget = 0;
        return false;
    }
    budget -= budget == NEVER ? 0 : SECTOR;
    memset(sectors[which], 0xff, SECTOR);
    return true;
}

static bool program(unsigned which, size_t at, const void *data, size_t len)
{
    size_t n = len < budget ? len : budget;

    assert_true(at % VSA_FLASH_UNIT == 0 && len % VSA_FLASH_UNIT == 0 && len > 0 && at + len <= SECTOR);
    for (size_t i = 0; i < len; i++)
        assert_int_equal(sectors[which][at + i], 0xff);
    memcpy(sectors[which] + at, data, n);
    budget -= budget == NEVER ? 0 : n;
    programmed += n;
    return n == len;
}

static const struct vsa_flash_pair flash = {{sectors[0], sectors[1]}, SECTOR, erase, program};

static int new_flash(void **state)
{
    (void)state;
    memset(sectors, 0xa5, sizeof sectors); /* as it left the factory */
    memset(erasures, 0, sizeof erasures);
    programmed = 0;
    budget = NEVER;
    return 0;
}

static bool store(unsigned number, const char *text)
{
    return vsa_flash_pair_store(&flash, number, text, strlen(text));
}

/* "" where there is none. */
static const char *load(unsigned number)
{
    static char text[SECTOR + 1];

    text[vsa_flash_pair_load(&flash, number, text, SECTOR)] = 0;
    return text;
}

static void a_new_flash_holds_nothing_and_takes_records(void **state)
{
    (void)state;
    for (unsigned number = 0; number < VSA_FLASH_RECORDS; number++)
        assert_string_equal(load(number), "");
    assert_true(store(0, "memory") && store(1, "a session"));
    assert_string_equal(load(0), "memory");
    assert_string_equal(load(1), "a session");
    assert_string_equal(load(2), "");
}

static void a_unit_of_which_only_the_end_was_written_is_not_written_again(void **state)
{
    static const unsigned char erased[VSA_FLASH_UNIT] = {255, 255, 255, 255, 255, 255, 255, 255};
    size_t at = 0;

    (void)state;
    assert_true(store(0, "memory") && store(1, "a session"));
    while (memcmp(sectors[0] + at, erased, sizeof erased) != 0)
        at += VSA_FLASH_UNIT;
    sectors[0][at + 4] = 'm'; /* that much when the power failed */
    assert_true(store(0, "newer"));
    assert_string_equal(load(0), "newer");
    assert_string_equal(load(1), "a session");
}

static void the_newest_record_counts_over_many_moves(void **state)
{
    char text[32];

    (void)state;
    assert_true(store(3, "seldom"));
    for (int i = 0; i < 500; i++) {
        snprintf(text, sizeof text, "record %d", i);
        assert_true(store(1, text));
        assert_string_equal(load(1), text);
        assert_string_equal(load(3), "seldom");
    }
    assert_true(erasures[0] > 10 && erasures[1] > 10);
    assert_in_range(erasures[0], erasures[1] - 1, erasures[1] + 1);
}

static void what_has_not_changed_is_not_written(void **state)
{
    size_t before;

    (void)state;
    assert_true(store(0, "the same"));
    before = programmed;
    for (int i = 0; i < 100; i++)
        assert_true(store(0, "the same"));
    assert_int_equal(programmed, before);
}

static void a_record_that_can_never_fit_is_refused_and_harms_nothing(void **state)
{
    static char large[SECTOR];

    (void)state;
    assert_true(store(0, "kept"));
    memset(large, 'x', sizeof large);
    for (size_t len = SECTOR - 24; len <= sizeof large; len++)
        assert_false(vsa_flash_pair_store(&flash, 1, large, len));
    assert_string_equal(load(0), "kept");
    assert_int_equal(vsa_flash_pair_load(&flash, 0, large, 3), 0); /* a buffer that is too small */
}

/* A history long enough for some moves; the last store is the one that is cut short. */
static void history(int length)
{
    char text[48];

    for (int i = 0; i < length; i++) {
        snprintf(text, sizeof text, "session %d with some more bytes", i);
        assert_true(store(1, text));
        if (i % 3 == 0) {
            snprintf(text, sizeof text, "memory %d", i / 3);
            assert_true(store(0, text));
        }
    }
}

/* Returns false when the power was enough. */
static bool cut_after(int length, size_t bytes)
{
    char old[SECTOR], memory[SECTOR];
    bool stored;

    new_flash(NULL);
    history(length);
    strcpy(old, load(1));
    strcpy(memory, load(0));
    budget = bytes;
    stored = store(1, "the new one, which is longer than others were");
    budget = NEVER;
    assert_string_equal(load(0), memory);
    if (strcmp(load(1), old) != 0)
        assert_string_equal(load(1), "the new one, which is longer than others were");
    if (stored)
        assert_string_not_equal(load(1), old);
    /* And it goes on. */
    assert_true(store(1, "afterwards") && store(0, "this too"));
    assert_string_equal(load(1), "afterwards");
    assert_string_equal(load(0), "this too");
    return !stored;
}

static void a_cut_at_any_byte_leaves_the_old_record_or_the_new_one(void **state)
{
    unsigned cuts = 0;

    (void)state;
    for (int length = 0; length < 20; length++)
        for (size_t bytes = 0; cut_after(length, bytes); bytes++)
            cuts++;
    assert_true(cuts > 1000);
}

static void cuts_one_after_the_other_do_no_harm_either(void **state)
{
    unsigned seed = 1;
    char text[32];

    (void)state;
    assert_true(store(0, "memory"));
    for (int i = 0; i < 3000; i++) {
        seed = seed * 1103515245u + 12345u;
        budget = seed >> 16 & 511;
        snprintf(text, sizeof text, "record %d", i);
        if (store(1, text)) {
            assert_string_equal(load(1), text);
        }
        assert_string_equal(load(0), "memory");
    }
    budget = NEVER;
    assert_true(store(1, "in the end"));
    assert_string_equal(load(1), "in the end");
}

static void a_flipped_bit_in_a_record_brings_the_one_before_it(void **state)
{
    size_t at = 0;

    (void)state;
    assert_true(store(1, "older") && store(1, "newer"));
    while (memcmp(sectors[0] + at, "newer", 5) != 0)
        at++;
    sectors[0][at] ^= 1;
    assert_string_equal(load(1), "older");
}

#define ERASED "\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377"

/* Also where the length of an entry is what was hit, and the record holds what looks like erased flash. */
static void whatever_bit_is_flipped_old_records_or_none_are_read_and_it_goes_on(void **state)
{
    static const char old[] = "old" ERASED "old", new[] = "new" ERASED "new";

    (void)state;
    for (size_t bit = 0; bit < sizeof sectors * 8; bit++) {
        const char *found;
        new_flash(NULL);
        assert_true(store(1, "older") && store(1, old) && store(0, "memory") && store(1, new));
        sectors[bit / 8 / SECTOR][bit / 8 % SECTOR] ^= (unsigned char)(1u << bit % 8);
        found = load(1);
        assert_true(strcmp(found, new) == 0 || strcmp(found, old) == 0 || strcmp(found, "older") == 0 || *found == 0);
        found = load(0);
        assert_true(strcmp(found, "memory") == 0 || *found == 0);
        for (int i = 0; i < 8; i++) {
            assert_true(store(1, i % 2 ? "again" : "afterwards") && store(0, i % 2 ? "this too" : "and this"));
            assert_string_equal(load(1), i % 2 ? "again" : "afterwards");
            assert_string_equal(load(0), i % 2 ? "this too" : "and this");
        }
    }
}

static void two_sectors_without_a_valid_head_are_a_new_flash(void **state)
{
    (void)state;
    history(20);
    for (unsigned which = 0; which < 2; which++)
        memset(sectors[which], which ? 0 : 0xff, VSA_FLASH_UNIT);
    assert_string_equal(load(0), "");
    assert_string_equal(load(1), "");
    assert_true(store(1, "afterwards"));
    assert_string_equal(load(1), "afterwards");
}

/* The head of the sector that is about to be left. */
static void set_sequence(uint32_t sequence)
{
    const uint32_t head[2] = {sequence, ~sequence};

    memcpy(sectors[0], head, sizeof head);
}

static void the_newest_sector_counts_when_the_sequence_wraps(void **state)
{
    static const uint32_t before[] = {0x7ffffffe, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff};

    (void)state;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        new_flash(NULL);
        assert_true(store(0, "memory"));
        set_sequence(before[i]);
        history(40);
        assert_true(store(1, "newest"));
        assert_string_equal(load(1), "newest");
        assert_true(erasures[0] > 1 && erasures[1] > 1);
    }
}

static void an_erasure_that_fails_is_told_and_leaves_what_there_was(void **state)
{
    char text[SECTOR];

    (void)state;
    history(5);
    strcpy(text, load(1));
    budget = 0;
    assert_false(store(1, "this does not fit into the rest of the sector, whatever that rest may be: it is far too "
                          "long for it, and so the other one has to be erased before it can be written"));
    assert_string_equal(load(1), text);
    assert_string_equal(load(0), "memory 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_new_flash_holds_nothing_and_takes_records, new_flash),
        cmocka_unit_test_setup(a_unit_of_which_only_the_end_was_written_is_not_written_again, new_flash),
        cmocka_unit_test_setup(the_newest_record_counts_over_many_moves, new_flash),
        cmocka_unit_test_setup(what_has_not_changed_is_not_written, new_flash),
        cmocka_unit_test_setup(a_record_that_can_never_fit_is_refused_and_harms_nothing, new_flash),
        cmocka_unit_test_setup(a_cut_at_any_byte_leaves_the_old_record_or_the_new_one, new_flash),
        cmocka_unit_test_setup(cuts_one_after_the_other_do_no_harm_either, new_flash),
        cmocka_unit_test_setup(a_flipped_bit_in_a_record_brings_the_one_before_it, new_flash),
        cmocka_unit_test_setup(whatever_bit_is_flipped_old_records_or_none_are_read_and_it_goes_on, new_flash),
        cmocka_unit_test_setup(two_sectors_without_a_valid_head_are_a_new_flash, new_flash),
        cmocka_unit_test_setup(the_newest_sector_counts_when_the_sequence_wraps, new_flash),
        cmocka_unit_test_setup(an_erasure_that_fails_is_told_and_leaves_what_there_was, new_flash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
