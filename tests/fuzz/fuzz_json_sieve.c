/* SPDX-License-Identifier: MIT */
#include "tests/fuzz/fuzz.h"

#include "agent/api_calls.h"
#include "agent/edge_calls.h"
#include "agent/json_sieve.h"

/*
 * json_sieve against a second reader that is written the plain way, by recursive descent over the whole text.
 *
 * Input: filter, size of the output, places of the cuts, one byte each; then the text.
 */
static const char *const filters[] = {
    "",
    VSA_API_FILTER_ENVELOPE,
    vsa_api_endpoint_filter,
    vsa_api_group_filter,
    vsa_api_vslice_filter,
    VSA_API_KEY_VALUES_FILTER,
    VSA_EDGE_ID_FILTER,
    VSA_EDGE_KEY_VALUES_FILTER,
    "a b(c d(e) f) bb(a)",
    "a(a(a(b)) b) n0_-$",
};

/* ---- the second reader ---- */

enum use { DROP, WHOLE, GROUP };

struct reader {
    const uint8_t *ptr;
    size_t len, at;
    char *out; /* at least as long as the text */
    size_t out_len;
    int depth;
    enum vsa_result result; /* VSA_OK, or the first failure */
};

struct name {
    char text[VSA_SIEVE_NAME_MAX];
    size_t len;
    bool matches_none;
};

static bool value(struct reader *r, enum use use, const char *group, bool in_array);

static int peek(const struct reader *r)
{
    return r->at < r->len ? r->ptr[r->at] : -1;
}

static bool bad(struct reader *r, enum vsa_result result)
{
    r->result = result;
    return false;
}

static void emit(struct reader *r, bool wanted, const void *text, size_t len)
{
    if (!wanted)
        return;
    MUST(r->out_len + len <= r->len);
    memcpy(r->out + r->out_len, text, len);
    r->out_len += len;
}

static void blanks(struct reader *r)
{
    while (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\n' || peek(r) == '\r')
        r->at++;
}

static int hex4(const uint8_t *p)
{
    int code = 0;

    for (int i = 0; i < 4; i++) {
        int digit = p[i] >= '0' && p[i] <= '9'   ? p[i] - '0'
                    : p[i] >= 'a' && p[i] <= 'f' ? p[i] - 'a' + 10
                    : p[i] >= 'A' && p[i] <= 'F' ? p[i] - 'A' + 10
                                                 : -1;
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

/* \uXXXX at p, with the low half if it needs one. The bytes it takes, 0: none. */
static size_t unicode_escape(const uint8_t *p, size_t len, uint32_t *code)
{
    int high = len >= 6 && p[0] == '\\' && p[1] == 'u' ? hex4(p + 2) : -1, low;

    if (high < 0 || (high >= 0xdc00 && high <= 0xdfff))
        return 0;
    *code = (uint32_t)high;
    if (high < 0xd800 || high > 0xdfff)
        return 6;
    low = len >= 12 && p[6] == '\\' && p[7] == 'u' ? hex4(p + 8) : -1;
    *code = 0x10000;
    return low >= 0xdc00 && low <= 0xdfff ? 12 : 0;
}

/* One UTF-8 sequence at p. The bytes it takes, 0: none. */
static size_t utf8(const uint8_t *p, size_t len, uint32_t *code)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = p[0] < 0x80 ? 1 : (p[0] & 0xe0) == 0xc0 ? 2 : (p[0] & 0xf0) == 0xe0 ? 3 : 4;

    if (n > len || (n == 4 && (p[0] & 0xf8) != 0xf0))
        return 0;
    *code = n == 1 ? p[0] : p[0] & (0xffu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        *code = *code << 6 | (p[i] & 0x3fu);
    }
    return *code < least[n] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff) ? 0 : n;
}

/* One character of a string, escaped or not. The bytes it takes, 0: none. */
static size_t character(const uint8_t *p, size_t len, uint32_t *code)
{
    static const char escapes[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";

    if (p[0] < 0x20)
        return 0;
    if (p[0] != '\\')
        return utf8(p, len, code);
    for (size_t i = 0; len >= 2 && i < sizeof escapes - 1; i++) {
        if (p[1] == (uint8_t)escapes[i]) {
            *code = (uint8_t)meant[i];
            return 2;
        }
    }
    return unicode_escape(p, len, code);
}

/* A string; its text with escapes undone goes to `name` unless that is NULL. */
static bool string(struct reader *r, struct name *name)
{
    if (peek(r) != '"')
        return bad(r, VSA_JSON_MALFORMED);
    r->at++;
    while (peek(r) != '"') {
        uint32_t code = 0;
        size_t n = peek(r) < 0 ? 0 : character(r->ptr + r->at, r->len - r->at, &code);
        if (n == 0)
            return bad(r, VSA_JSON_MALFORMED);
        r->at += n;
        if (name == NULL)
            continue;
        name->matches_none = name->matches_none || code >= 0x80 || name->len == sizeof name->text;
        if (!name->matches_none)
            name->text[name->len++] = (char)code;
    }
    r->at++;
    return true;
}

static bool digits(struct reader *r)
{
    size_t start = r->at;

    while (peek(r) >= '0' && peek(r) <= '9')
        r->at++;
    return r->at > start;
}

static bool number(struct reader *r)
{
    size_t first;

    r->at += peek(r) == '-';
    first = r->at;
    if (!digits(r) || (r->ptr[first] == '0' && r->at - first > 1))
        return bad(r, VSA_JSON_MALFORMED);
    if (peek(r) == '.') {
        r->at++;
        if (!digits(r))
            return bad(r, VSA_JSON_MALFORMED);
    }
    if (peek(r) == 'e' || peek(r) == 'E') {
        r->at++;
        r->at += peek(r) == '+' || peek(r) == '-';
        if (!digits(r))
            return bad(r, VSA_JSON_MALFORMED);
    }
    return true;
}

static bool word(struct reader *r, const char *text)
{
    size_t len = strlen(text);

    if (r->len - r->at < len || memcmp(r->ptr + r->at, text, len) != 0)
        return bad(r, VSA_JSON_MALFORMED);
    r->at += len;
    return true;
}

static bool scalar(struct reader *r, enum use use)
{
    size_t start = r->at;
    int c = peek(r);
    bool good;

    if (c == '"')
        good = string(r, NULL);
    else if (c == 't' || c == 'f' || c == 'n')
        good = word(r, c == 't' ? "true" : c == 'f' ? "false" : "null");
    else
        good = number(r);
    if (good)
        emit(r, use != DROP, r->ptr + start, r->at - start);
    return good;
}

/* The wanted member in the group that begins at `group`, as the filter spells it; then its own group, or NULL. */
static struct vsa_span wanted(const char *group, const struct name *name, const char **own)
{
    int open = 0;

    while (open > 0 || (*group != 0 && *group != ')')) {
        size_t len = strcspn(group, " ()");
        struct vsa_span spelled = {group, len};
        if (open == 0 && len > 0 && !name->matches_none &&
            vsa_span_equal_nocase(spelled, (struct vsa_span){name->text, name->len})) {
            *own = group[len] == '(' ? group + len + 1 : NULL;
            return spelled;
        }
        group += len;
        open += *group == '(' ? 1 : *group == ')' ? -1 : 0;
        if (*group == ' ' || *group == '(' || (*group == ')' && open >= 0))
            group++;
    }
    return (struct vsa_span){NULL, 0};
}

/* A member's name; then *use and *group are those of its value. */
static bool member_name(struct reader *r, enum use *use, const char **group, bool *first)
{
    struct name name = {.len = 0};
    size_t start = r->at;
    struct vsa_span spelled;

    if (!string(r, &name))
        return false;
    spelled = (struct vsa_span){(const char *)r->ptr + start, r->at - start};
    if (*use == GROUP) {
        spelled = wanted(*group, &name, group);
        *use = spelled.len == 0 ? DROP : *group != NULL ? GROUP : WHOLE;
    }
    if (*use == DROP)
        return true;
    emit(r, !*first, ",", 1);
    *first = false;
    if (spelled.ptr[0] != '"')
        emit(r, true, "\"", 1);
    emit(r, true, spelled.ptr, spelled.len);
    if (spelled.ptr[0] != '"')
        emit(r, true, "\"", 1);
    return true;
}

static bool object(struct reader *r, enum use use, const char *group)
{
    bool first = true, empty = true;

    for (;;) {
        enum use member_use = use;
        const char *member_group = group;
        blanks(r);
        if (empty && peek(r) == '}')
            return true;
        empty = false;
        if (!member_name(r, &member_use, &member_group, &first))
            return false;
        blanks(r);
        if (peek(r) != ':')
            return bad(r, VSA_JSON_MALFORMED);
        r->at++;
        emit(r, member_use != DROP, ":", 1);
        if (!value(r, member_use, member_group, false))
            return false;
        blanks(r);
        if (peek(r) != ',')
            return true;
        r->at++;
    }
}

static bool array(struct reader *r, enum use use, const char *group)
{
    bool first = true, empty = true;

    for (;;) {
        enum use element_use = use;
        blanks(r);
        if (empty && peek(r) == ']')
            return true;
        empty = false;
        if (use == GROUP && peek(r) == '[')
            element_use = DROP;
        /* Of what is no value nothing is let through either, but then there is no output to compare. */
        emit(r, element_use != DROP && !first && peek(r) >= 0, ",", 1);
        first = first && element_use == DROP;
        if (!value(r, element_use, group, true))
            return false;
        blanks(r);
        if (peek(r) != ',')
            return true;
        r->at++;
    }
}

static bool value(struct reader *r, enum use use, const char *group, bool in_array)
{
    int open, close;

    blanks(r);
    open = peek(r);
    if (open < 0 || strchr("{[\"-0123456789tfn", open) == NULL || open == 0)
        return bad(r, VSA_JSON_MALFORMED);
    if (open != '{' && open != '[')
        return scalar(r, use);
    if (r->depth == VSA_LIMIT_JSON_DEPTH)
        return bad(r, VSA_JSON_TOO_DEEP);
    if (use == GROUP && open == '[' && in_array)
        use = DROP;
    close = open == '{' ? '}' : ']';
    emit(r, use != DROP, open == '{' ? "{" : "[", 1);
    r->depth++;
    r->at++;
    if (!(open == '{' ? object(r, use, group) : array(r, use, group)))
        return false;
    if (peek(r) != close)
        return bad(r, VSA_JSON_MALFORMED);
    r->at++;
    r->depth--;
    emit(r, use != DROP, close == '}' ? "}" : "]", 1);
    return true;
}

static void read_all(struct reader *r, const char *filter)
{
    bool begins;

    blanks(r);
    begins = peek(r) > 0 && strchr("{[\"-0123456789tfn", peek(r)) != NULL;
    if (!begins) {
        r->result = VSA_NOT_JSON;
    } else if (value(r, *filter ? GROUP : WHOLE, filter, false)) {
        blanks(r);
        if (r->at < r->len)
            r->result = VSA_JSON_MALFORMED;
    }
}

/* ---- the sieve ---- */

struct outcome {
    enum vsa_result result;
    uint32_t len;
    char *out;
};

static struct outcome sieve(const char *filter, struct vsa_span text, size_t cap, uint32_t seed)
{
    struct outcome o = {.out = fuzz_block(cap, '#')};
    struct fuzz_split split = {seed};
    struct vsa_json_sieve s;
    enum vsa_result result = VSA_MORE, before = VSA_MORE;
    size_t taken = 0;

    vsa_json_sieve_init(&s, filter, o.out, cap);
    while (text.len > 0) {
        struct vsa_span piece = {text.ptr, fuzz_piece(&split, text.len)};
        uint32_t len = s.len;
        char *copy = fuzz_copy(piece);
        result = vsa_json_sieve_feed(&s, (struct vsa_span){copy, piece.len});
        free(copy);
        MUST(before == VSA_MORE || result == before);
        taken += piece.len;
        MUST(s.len >= len && s.len <= taken);
        MUST(result != VSA_OK);
        before = result;
        text = (struct vsa_span){text.ptr + piece.len, text.len - piece.len};
    }
    o.result = vsa_json_sieve_end(&s);
    MUST(o.result != VSA_MORE && (result == VSA_MORE || o.result == result));
    MUST(vsa_json_sieve_end(&s) == o.result);
    MUST(vsa_json_sieve_feed(&s, VSA_SPAN_OF(" ")) == o.result);
    MUST(s.len <= cap);
    o.len = s.len;
    return o;
}

static void must_be_same(struct outcome a, struct outcome b)
{
    MUST(a.result == b.result);
    MUST(a.len == b.len && (a.len == 0 || memcmp(a.out, b.out, a.len) == 0));
    free(b.out);
}

/* What was let through is JSON without blanks; sieving it again changes nothing. */
static void must_be_clean(const char *filter, struct outcome o)
{
    struct vsa_span text = {o.out, o.len};

    if (o.result != VSA_OK)
        return;
    must_be_same(o, sieve("", text, o.len, 0));
    must_be_same(o, sieve(filter, text, o.len, 1));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in = {data, size};
    const char *filter = filters[fuzz_u8(&in) % (sizeof filters / sizeof *filters)];
    uint8_t cap = fuzz_u8(&in), seed = fuzz_u8(&in);
    struct vsa_span text = fuzz_text(&in, in.len);
    struct reader r = {(const uint8_t *)text.ptr, text.len, 0, fuzz_block(text.len, 0), 0, 0, VSA_OK};
    struct outcome whole = sieve(filter, text, text.len, 0), small, none;

    read_all(&r, filter);
    MUST(whole.result == r.result);
    if (whole.result == VSA_OK)
        MUST(whole.len == r.out_len && memcmp(whole.out, r.out, whole.len) == 0);
    must_be_same(whole, sieve(filter, text, text.len, 1));
    must_be_same(whole, sieve(filter, text, text.len, seed + 2u));
    must_be_clean(filter, whole);

    none = sieve(filter, text, 0, seed + 2u);
    MUST(none.result == whole.result && none.len == 0);
    small = sieve(filter, text, cap, 0);
    if (whole.result != VSA_OK || whole.len <= cap || cap == 0)
        MUST(small.result == whole.result);
    else
        MUST(small.result == VSA_JSON_TOO_LARGE);
    MUST(small.len <= whole.len && (small.len == 0 || memcmp(small.out, whole.out, small.len) == 0));
    free(r.out);
    free(whole.out);
    free(small.out);
    free(none.out);
    return 0;
}
