/* SPDX-License-Identifier: MIT */
#include "port/posix/known.h"

#include "tests/support/test.h"

#include <string.h>

static struct vsa_answer answer_of(uint8_t last)
{
    return (struct vsa_answer){.count = 1, .addresses = {{VSA_FAMILY_IPV4, {10, 0, 0, last}}}};
}

static void keep(const char *name, uint8_t last, time_t now)
{
    const struct vsa_answer answer = answer_of(last);

    vsa_known_keep(vsa_span(name), &answer, now);
}

/* The last byte of the address; -1: not known. */
static int find(const char *name, time_t now)
{
    struct vsa_answer answer;

    return vsa_known_find(vsa_span(name), &answer, now) ? answer.addresses[0].bytes[3] : -1;
}

TEST_CASE(a_name_is_known_for_a_minute)
{
    assert_int_equal(find("a.test", 100), -1);
    keep("a.test", 1, 100);
    assert_int_equal(find("a.test", 100), 1);
    assert_int_equal(find("a.test", 159), 1);
    assert_int_equal(find("a.test", 160), -1);
    assert_int_equal(find("a.tes", 100), -1);
    assert_int_equal(find("a.test.", 100), -1);
}

TEST_CASE(the_latest_answer_counts_and_begins_a_new_minute)
{
    keep("b.test", 1, 100);
    keep("b.test", 2, 150);
    assert_int_equal(find("b.test", 209), 2);
}

TEST_CASE(a_name_that_is_forgotten_is_not_known_and_the_others_are)
{
    keep("c.test", 1, 200);
    keep("d.test", 2, 200);
    vsa_known_forget(VSA_SPAN_OF("c.test"));
    vsa_known_forget(VSA_SPAN_OF("nobody.test"));
    assert_int_equal(find("c.test", 200), -1);
    assert_int_equal(find("d.test", 200), 2);
}

TEST_CASE(the_oldest_makes_room)
{
    char name[] = "0.test";

    for (uint8_t i = 0; i <= VSA_KNOWN_NAMES; i++) {
        name[0] = (char)('0' + i);
        keep(name, i, 1000 + i);
    }
    assert_int_equal(find("0.test", 1010), -1);
    for (uint8_t i = 1; i <= VSA_KNOWN_NAMES; i++) {
        name[0] = (char)('0' + i);
        assert_int_equal(find(name, 1010), i);
    }
}

TEST_CASE(a_name_that_does_not_fit_is_not_kept)
{
    char name[257];

    memset(name, 'x', 256);
    name[256] = 0;
    keep(name, 1, 2000);
    assert_int_equal(find(name, 2000), -1);
    keep(name + 1, 2, 2000);
    assert_int_equal(find(name + 1, 2000), 2);
    assert_int_equal(find(name, 2000), -1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(a_name_is_known_for_a_minute),
        TEST(the_latest_answer_counts_and_begins_a_new_minute),
        TEST(a_name_that_is_forgotten_is_not_known_and_the_others_are),
        TEST(the_oldest_makes_room),
        TEST(a_name_that_does_not_fit_is_not_kept),
    };

    return cmocka_run_group_tests_name("known", tests, NULL, NULL);
}
