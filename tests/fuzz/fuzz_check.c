/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/check/plays.h"
#include "tests/fuzz/check/rules.h"

/*
 * A whole check, or a single call. The fuzzer plays the driver, the network, the platform and the clock.
 *
 * Input: five bytes that choose the configuration (check/set_up.c), then what happens (check/plays.h): in the free play,
 * or in the scripted one, which is done four times, cut in different ways, and must end in the same way each time.
 */
#define STEPS_MAX 20000

static void must_be_same(const struct world *v, const struct world *w)
{
    const struct vsa_check *a = v->check, *b = w->check;

    MUST(a->membership.verdict == b->membership.verdict && a->membership.reasons == b->membership.reasons);
    MUST(a->cause.stage == b->cause.stage && a->cause.result == b->cause.result);
    MUST(a->cause.foreign == b->cause.foreign);
    for (int i = 0; i < VSA_STAGE_COUNT; i++)
        MUST(a->stages[i].seen == b->stages[i].seen && a->stages[i].result == b->stages[i].result &&
             a->stages[i].foreign == b->stages[i].foreign && a->stages[i].start_ms == b->stages[i].start_ms &&
             a->stages[i].duration_ms == b->stages[i].duration_ms);
    MUST(strcmp(a->edge_id, b->edge_id) == 0 && strcmp(a->message, b->message) == 0);
    MUST(a->facts.endpoint.known == b->facts.endpoint.known && a->facts.vslice.known == b->facts.vslice.known);
    MUST(a->connections == b->connections && a->flights == b->flights && a->status == b->status);
    MUST(a->bytes_sent == b->bytes_sent);
    MUST(a->next_check_s == b->next_check_s && a->duration_ms == b->duration_ms);
    MUST(vsa_span_equal(a->reply, b->reply));
    MUST(memcmp(&v->memory, &w->memory, sizeof v->memory) == 0);
}

static void play(struct world *w, struct vsa_span input, uint32_t seed, bool by_script)
{
    struct fuzz_split split = {seed};
    int steps = 0;

    world_set_up(w, input, seed);
    must_hold(w);
    while (!world_is_over(w)) {
        bool waits = vsa_check_want(w->check) == VSA_WANT_WAIT;
        MUST(++steps < STEPS_MAX + (int)input.len * 8);
        if (by_script)
            step_by_script(w, &split);
        else
            step_freely(w);
        /* Where time stands still no limit may run out between two pieces of an answer. */
        if (!by_script || waits)
            must_end_in_time(w);
        must_hold(w);
    }
    must_be_consistent(w);
    must_be_final(w);
    must_report(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct world whole, other;
    struct vsa_span input = {(const char *)data, size};
    bool by_script = size > 0 && (data[0] & 1);

    play(&whole, input, 0, by_script);
    if (by_script) {
        for (uint32_t seed = 1; seed < 4; seed++) {
            play(&other, input, seed, true);
            must_be_same(&whole, &other);
            world_tear_down(&other);
        }
    }
    world_tear_down(&whole);
    return 0;
}
