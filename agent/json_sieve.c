/* SPDX-License-Identifier: MIT */
#include "agent/json_sieve.h"

#include <string.h>

/* What the next byte can be. */
enum {
    /* between values, where blanks may stand */
    ROOT,         /* the text's first value */
    VALUE,        /* a value */
    VALUE_OR_END, /* a value or ']' */
    NAME_OR_END,  /* a member's name or '}' */
    AFTER,        /* ',' or the end of the level */
    NAME,         /* a member's name, after ',' */
    COLON,        /* ':' */
    DONE,         /* nothing */
    /* inside a value */
    STRING,
    WORD,  /* the rest of true, false, null */
    NUMBER /* the rest of a number or, as it has no end of its own, what follows it */
};

/*
 * What becomes of what is read: at FILTER the level's group decides, below PASS and SKIP nothing is left to decide. A
 * name is on HOLD until it is known to be wanted, and how the filter spells it.
 */
enum { FILTER, PASS, HOLD, SKIP };

void vsa_json_sieve_init(struct vsa_json_sieve *s, const char *filter, char *out, size_t cap)
{
    memset(s, 0, sizeof *s);
    s->filter = filter;
    s->out = out;
    s->cap = (uint32_t)cap;
    s->mode = *filter ? FILTER : PASS;
    s->mode_depth = UINT8_MAX;
    s->result = VSA_MORE;
}

static void fail(struct vsa_json_sieve *s, enum vsa_result result)
{
    s->result = (uint8_t)result;
}

/* ---- output ---- */

static void put(struct vsa_json_sieve *s, char c)
{
    if (s->mode >= HOLD)
        return;
    if (s->len < s->cap)
        s->out[s->len++] = c;
    else
        s->full = true;
}

/* The first byte of a name or a value: behind a comma, unless it is the level's first or a member's value. */
static void put_first(struct vsa_json_sieve *s, char c)
{
    char last = s->len > 0 ? s->out[s->len - 1] : '[';

    if (last != '{' && last != '[' && last != ':')
        put(s, ',');
    put(s, c);
}

/* ---- filter ---- */

/* The wanted member of that name, a C string, in the group at p: where the filter spells it, or NULL. */
static const char *look_up(const char *p, const char *name)
{
    unsigned open = 0; /* groups in this one */

    for (;; p++) {
        const char *start = p;
        while (vsa_json_is_in_name(*p) && vsa_is_same_letter(*p, name[p - start]))
            p++;
        if (open == 0 && p > start && name[p - start] == 0 && !vsa_json_is_in_name(*p))
            return start;
        while (vsa_json_is_in_name(*p))
            p++;
        if (*p == '(')
            open++;
        else if (*p != ' ' && open-- == 0)
            return NULL;
    }
}

/* From here to the end of the next value. */
static void set_mode(struct vsa_json_sieve *s, uint8_t mode)
{
    s->mode = mode;
    s->mode_depth = s->depth;
}

/* A name on hold is complete: is its value wanted? */
static void choose(struct vsa_json_sieve *s)
{
    const char *wanted;

    s->mode = FILTER;
    s->name[s->name_len] = 0;
    wanted = look_up(s->filter + s->group[s->depth - 1], s->name);
    if (wanted == NULL) {
        set_mode(s, SKIP);
        return;
    }
    put_first(s, '"');
    for (; vsa_json_is_in_name(*wanted); wanted++)
        put(s, *wanted);
    put(s, '"');
    s->value_group = (uint8_t)(wanted + 1 - s->filter);
    if (*wanted != '(')
        set_mode(s, PASS);
}

/* ---- levels ---- */

static bool in_object(const struct vsa_json_sieve *s)
{
    return s->objects & 1;
}

static void value_is_complete(struct vsa_json_sieve *s)
{
    if (s->depth == s->mode_depth)
        s->mode = FILTER;
    s->state = s->depth > 0 ? AFTER : DONE;
}

/* At FILTER a level is about to be opened; one in an array inherits its group. */
static void filter_level(struct vsa_json_sieve *s, char c)
{
    bool in_array = s->depth > 0 && !in_object(s);

    if (in_array)
        s->value_group = s->group[s->depth - 1];
    if (in_array && c == '[')
        set_mode(s, SKIP);
    else if (s->depth == VSA_SIEVE_GROUPS) /* deeper than any filter reaches */
        set_mode(s, PASS);
    else
        s->group[s->depth] = s->value_group;
}

static void open_level(struct vsa_json_sieve *s, char c)
{
    bool object = c == '{';

    if (s->depth == VSA_LIMIT_JSON_DEPTH) {
        fail(s, VSA_JSON_TOO_DEEP);
        return;
    }
    if (s->mode == FILTER)
        filter_level(s, c);
    put_first(s, c);
    s->objects = s->objects << 1 | object;
    s->depth++;
    s->state = object ? NAME_OR_END : VALUE_OR_END;
}

static void close_level(struct vsa_json_sieve *s, char c)
{
    put(s, c);
    s->depth--;
    s->objects >>= 1;
    value_is_complete(s);
}

/* ---- strings ---- */

static void string_begins(struct vsa_json_sieve *s, bool in_name)
{
    s->in_name = in_name;
    s->name_len = 0;
    s->state = STRING;
}

static void name_begins(struct vsa_json_sieve *s)
{
    if (s->mode == FILTER)
        s->mode = HOLD;
    put_first(s, '"');
    string_begins(s, true);
}

static void string_ends(struct vsa_json_sieve *s)
{
    if (!s->in_name) {
        value_is_complete(s);
        return;
    }
    s->state = COLON;
    if (s->mode == HOLD)
        choose(s);
}

/* A character of a name that may be wanted. '?' stands for what no filter has; with it a name matches nothing. */
static void name_character(struct vsa_json_sieve *s, char c)
{
    if (s->mode != HOLD)
        return;
    if (s->name_len < VSA_SIEVE_NAME_MAX)
        s->name[s->name_len++] = c;
    else
        s->name[0] = '?';
}

static void string_byte(struct vsa_json_sieve *s, char c)
{
    int32_t code = vsa_json_string_take(&s->string, c);

    if (code == VSA_JSON_BAD)
        fail(s, VSA_JSON_MALFORMED);
    else if (code == VSA_JSON_END)
        string_ends(s);
    else if (code != VSA_JSON_PART)
        name_character(s, code > 0 && code < 0x80 ? (char)code : '?');
}

/* ---- words and numbers ---- */

static void word_byte(struct vsa_json_sieve *s, char c)
{
    if (c != *s->word)
        fail(s, VSA_JSON_MALFORMED);
    if (*++s->word == 0)
        value_is_complete(s);
}

/* The parts of a number, a bit each. */
enum { MINUS = 1, ZERO = 2, INTEGER = 4, POINT = 8, FRACTION = 16, E = 32, SIGN = 64, EXPONENT = 128 };

/* The part that `c` belongs to, behind `part`; 0 if it belongs to no number (RFC 8259, section 6). */
static uint8_t number_next(uint8_t part, char c)
{
    static const struct {
        char first, last; /* characters */
        uint8_t behind, next;
    } rows[] = {
        {'0', '0', MINUS, ZERO},
        {'1', '9', MINUS, INTEGER},
        {'0', '9', INTEGER, INTEGER},
        {'.', '.', ZERO | INTEGER, POINT},
        {'0', '9', POINT | FRACTION, FRACTION},
        {'e', 'e', ZERO | INTEGER | FRACTION, E},
        {'E', 'E', ZERO | INTEGER | FRACTION, E},
        {'+', '+', E, SIGN},
        {'-', '-', E, SIGN},
        {'0', '9', E | SIGN | EXPONENT, EXPONENT},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if ((rows[i].behind & part) && c >= rows[i].first && c <= rows[i].last)
            return rows[i].next;
    return 0;
}

/* ---- between values ---- */

static void word_begins(struct vsa_json_sieve *s, const char *rest)
{
    s->word = rest;
    s->state = WORD;
}

static void number_begins(struct vsa_json_sieve *s, char c)
{
    s->number = c == '-' ? MINUS : number_next(MINUS, c);
    if (s->number == 0)
        fail(s, s->state == ROOT ? VSA_NOT_JSON : VSA_JSON_MALFORMED);
    s->state = NUMBER;
}

static void value_byte(struct vsa_json_sieve *s, char c)
{
    if (c == '{' || c == '[') {
        open_level(s, c);
        return;
    }
    put_first(s, c);
    if (c == '"')
        string_begins(s, false);
    else if (c == 't')
        word_begins(s, "rue");
    else if (c == 'f')
        word_begins(s, "alse");
    else if (c == 'n')
        word_begins(s, "ull");
    else
        number_begins(s, c);
}

static void between_byte(struct vsa_json_sieve *s, char c)
{
    char end = in_object(s) ? '}' : ']';

    if (c == end && s->state >= VALUE_OR_END && s->state <= AFTER) {
        close_level(s, c);
    } else if (s->state <= VALUE_OR_END) {
        value_byte(s, c);
    } else if (c == '"' && (s->state == NAME || s->state == NAME_OR_END)) {
        name_begins(s);
    } else if (c == ':' && s->state == COLON) {
        put(s, c);
        s->state = VALUE;
    } else if (c == ',' && s->state == AFTER) {
        s->state = in_object(s) ? NAME : VALUE;
    } else {
        fail(s, VSA_JSON_MALFORMED);
    }
}

static void number_ends(struct vsa_json_sieve *s)
{
    if (s->number & (ZERO | INTEGER | FRACTION | EXPONENT))
        value_is_complete(s);
    else
        fail(s, VSA_JSON_MALFORMED);
}

/* Is the byte part of the number? If not, the number has ended before it. */
static bool number_byte(struct vsa_json_sieve *s, char c)
{
    uint8_t next = number_next(s->number, c);

    if (next == 0) {
        number_ends(s);
        return false;
    }
    put(s, c);
    s->number = next;
    return true;
}

/* A byte that is no blank between values. Is it taken? */
static bool take_byte(struct vsa_json_sieve *s, char c)
{
    switch (s->state) {
    case NUMBER:
        return number_byte(s, c);
    case STRING:
        put(s, c);
        string_byte(s, c);
        return true;
    case WORD:
        put(s, c);
        word_byte(s, c);
        return true;
    default:
        between_byte(s, c);
        return true;
    }
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* In a string, a byte that stands for itself and needs no look at its neighbours. */
static bool is_plain(char c)
{
    return (signed char)c >= 0x20 && c != '"' && c != '\\';
}

/* Most bytes are part of a run that decides nothing: blanks, or the inside of a string. Returns its length. */
static size_t take_run(struct vsa_json_sieve *s, const char *p, size_t len)
{
    size_t n = 0;

    if (s->state < STRING) {
        while (n < len && is_blank(p[n]))
            n++;
    } else if (s->state == STRING && vsa_json_string_at_rest(&s->string)) {
        while (n < len && is_plain(p[n]))
            n++;
        for (size_t i = 0, kept = s->mode == SKIP ? 0 : n; i < kept; i++) {
            put(s, p[i]);
            name_character(s, p[i]);
        }
    }
    return n;
}

enum vsa_result vsa_json_sieve_feed(struct vsa_json_sieve *s, struct vsa_span input)
{
    size_t i = 0;

    while (i < input.len && s->result == VSA_MORE) {
        i += take_run(s, input.ptr + i, input.len - i);
        if (i == input.len)
            break;
        i += take_byte(s, input.ptr[i]);
    }
    return (enum vsa_result)s->result;
}

enum vsa_result vsa_json_sieve_end(struct vsa_json_sieve *s)
{
    if (s->result != VSA_MORE)
        return (enum vsa_result)s->result;
    if (s->state == NUMBER)
        number_ends(s);
    if (s->state == ROOT)
        fail(s, VSA_NOT_JSON);
    else if (s->state != DONE)
        fail(s, VSA_JSON_MALFORMED);
    else
        fail(s, s->full && s->cap > 0 ? VSA_JSON_TOO_LARGE : VSA_OK);
    return (enum vsa_result)s->result;
}
