/* SPDX-License-Identifier: MIT */
#include "agent/stage.h"

#include "tests/support/test.h"

TEST_CASE(stages_go_from_the_wire_upwards)
{
    static const char *const names[] = {"link",  "address",  "time",  "edge",   "dns",  "connect", "tls",
                                        "token", "endpoint", "group", "vslice", "call", "report"};

    assert_int_equal(COUNT_OF(names), VSA_STAGE_COUNT);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        expect_span(names[i], vsa_stage_name((enum vsa_stage)i), names[i]);
}

TEST_CASE(a_value_outside_the_list_has_no_name)
{
    expect_span("one over", vsa_stage_name(VSA_STAGE_COUNT), "?");
    expect_span("negative", vsa_stage_name((enum vsa_stage)-1), "?");
    expect_span("far over", vsa_stage_name((enum vsa_stage)255), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(stages_go_from_the_wire_upwards),
        TEST(a_value_outside_the_list_has_no_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
