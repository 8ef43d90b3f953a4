/* SPDX-License-Identifier: MIT */
#include "tests/support/split_feed.h"

#include "tests/support/guard_page.h"
#include "tests/support/test.h"

#define OUTCOME_BYTES 8192

static char wanted[OUTCOME_BYTES], found[OUTCOME_BYTES];

static void finish(const struct split_feed *f, char *to)
{
    struct vsa_writer w = vsa_writer(to, OUTCOME_BYTES - 1);

    f->outcome(f->context, &w);
    assert_false(w.full);
    to[w.len] = 0;
}

/* Pieces of `size` bytes; with `only_two` one of them and then the rest. */
static void run(const struct split_feed *f, struct guard_page *page, struct vsa_span input, size_t size,
                bool only_two, char *to)
{
    f->start(f->context);
    while (input.len > 0) {
        size_t n = size < input.len ? size : input.len;
        f->feed(f->context, guard_page_at_end(page, (struct vsa_span){input.ptr, n}));
        input = (struct vsa_span){input.ptr + n, input.len - n};
        if (only_two)
            size = input.len;
    }
    finish(f, to);
}

static void compare(struct vsa_span input, size_t size, const char *how)
{
    if (strcmp(wanted, found) != 0)
        fail_msg("case <%.*s>\n  whole:       <%s>\n  %s %zu: <%s>", input.len < 500 ? (int)input.len : 500,
                 input.ptr, wanted, how, size, found);
}

const char *split_feed(const struct split_feed *f, struct vsa_span input)
{
    struct guard_page page = guard_page_open(input.len);

    run(f, &page, input, input.len, false, wanted);
    f->start(f->context);
    f->feed(f->context, guard_page_at_begin(&page, input));
    finish(f, found);
    compare(input, 0, "behind an unmapped page, split at");
    for (size_t at = 1; at < input.len; at++) {
        run(f, &page, input, at, true, found);
        compare(input, at, "split at");
    }
    run(f, &page, input, 1, false, found);
    compare(input, 1, "in pieces of");
    guard_page_close(&page);
    return wanted;
}

const char *split_feed_long(const struct split_feed *f, struct vsa_span input)
{
    static const size_t sizes[] = {1, 7, 64, 255, 4096};
    struct guard_page page = guard_page_open(input.len);

    run(f, &page, input, input.len, false, wanted);
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        run(f, &page, input, sizes[i], false, found);
        compare(input, sizes[i], "in pieces of");
    }
    guard_page_close(&page);
    return wanted;
}
