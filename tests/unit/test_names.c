/* SPDX-License-Identifier: MIT */
#include "agent/names.h"

#include "tests/support/guard_page.h"
#include "tests/support/test.h"

TEST_CASE(finds_the_name_at_an_index_and_reads_no_further)
{
    struct guard_page page = guard_page_open(16);
    const char *names = guard_page_at_end(&page, (struct vsa_span){"one\0two\0\0four", 14}).ptr;

    expect_text("first", vsa_name(names, 4, 0), "one");
    expect_text("second", vsa_name(names, 4, 1), "two");
    expect_text("an empty one", vsa_name(names, 4, 2), "");
    expect_text("last", vsa_name(names, 4, 3), "four");
    guard_page_close(&page);
}

TEST_CASE(an_index_outside_has_no_name)
{
    expect_text("one over", vsa_name("one\0two", 2, 2), "?");
    expect_text("fewer than there are", vsa_name("one\0two", 1, 1), "?");
    expect_text("none", vsa_name("", 0, 0), "?");
    expect_text("far over", vsa_name("one", 1, 0xffffffffu), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(finds_the_name_at_an_index_and_reads_no_further),
        TEST(an_index_outside_has_no_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
