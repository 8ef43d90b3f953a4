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
    AFTER,        /* ',' or the end of the level, or at the root nothing */
    NAME,         /* a member's name, after ',' */
    COLON,        /* ':' */
    /* inside a value */
    STRING,
    ESCAPE, /* after a '\' in a string */
    HEX,    /* the digits of \u */
    UTF8,   /* the rest of a UTF-8 sequence */
    WORD,   /* the rest of true, false, null */
    MINUS,  /* a number, after the part of it that is named: here it cannot end */
    POINT,
    E,
    SIGN,
    ZERO, /* here it can */
    INTEGER,
    FRACTION,
    EXPONENT
};

/* What becomes of what is read: at FILTER the level's group decides, below PASS and SKIP nothing is left to decide. */
enum { FILTER, PASS, SKIP };

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
    if (s->mode == SKIP || s->held)
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

/* All that can end a name in a filter, " ()" and NUL, is less than any of its characters. */
static bool in_filter_name(char c)
{
    return c > ')';
}

/* From a name in a group to the next one, or to the group's end: ')' or NUL. */
static const char *next_name(const char *p)
{
    unsigned open = 0;

    for (;; p++) {
        while (in_filter_name(*p))
            p++;
        if (*p == '(')
            open++;
        else if (open == 0)
            return *p == ' ' ? p + 1 : p;
        else if (*p == ')')
            open--;
    }
}

static bool is_same_letter(char a, char b)
{
    return ((a ^ b) & 0x1f) == 0 && vsa_lower(a) == vsa_lower(b); /* most differ, and the first test is cheap */
}

/* The wanted member of that name, a C string, in the group: as the filter spells it, or the empty span. */
static struct vsa_span look_up(const char *group, const char *name)
{
    for (; in_filter_name(*group); group = next_name(group)) {
        size_t i = 0;
        while (in_filter_name(group[i]) && is_same_letter(group[i], name[i]))
            i++;
        if (name[i] == 0 && !in_filter_name(group[i]))
            return (struct vsa_span){group, i};
    }
    return (struct vsa_span){NULL, 0};
}

/* From here to the end of the next value. */
static void set_mode(struct vsa_json_sieve *s, uint8_t mode)
{
    s->mode = mode;
    s->mode_depth = s->depth;
}

/* A name that was held back is complete: is its value wanted? */
static void choose(struct vsa_json_sieve *s)
{
    struct vsa_span wanted;

    s->held = false;
    s->name[s->name_len] = 0;
    wanted = look_up(s->filter + s->group[s->depth - 1], s->name);
    if (wanted.len == 0) {
        set_mode(s, SKIP);
        return;
    }
    put_first(s, '"');
    for (size_t i = 0; i < wanted.len; i++)
        put(s, wanted.ptr[i]);
    put(s, '"');
    s->value_group = (uint8_t)(wanted.ptr + wanted.len + 1 - s->filter);
    if (wanted.ptr[wanted.len] != '(')
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
    s->state = AFTER;
}

/* At FILTER a value begins with `c`; elements of an array inherit its group. */
static void filter_value(struct vsa_json_sieve *s, char c)
{
    bool in_array = s->depth > 0 && !in_object(s);

    if (in_array)
        s->value_group = s->group[s->depth - 1];
    if (c == '[' && in_array)
        set_mode(s, SKIP);
    else if ((c != '[' && c != '{') || s->depth == VSA_SIEVE_GROUPS) /* or deeper than any filter reaches */
        set_mode(s, PASS);
}

static void open_level(struct vsa_json_sieve *s, char c)
{
    bool object = c == '{';

    if (s->depth == VSA_LIMIT_JSON_DEPTH) {
        fail(s, VSA_JSON_TOO_DEEP);
        return;
    }
    if (s->mode == FILTER)
        s->group[s->depth] = s->value_group;
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
    s->held = in_name && s->mode == FILTER; /* until it is known to be wanted, and how the filter spells it */
    s->name_len = 0;
    s->state = STRING;
    put_first(s, '"');
}

static void string_ends(struct vsa_json_sieve *s)
{
    if (!s->in_name) {
        value_is_complete(s);
        return;
    }
    s->state = COLON;
    if (s->held)
        choose(s);
}

/* A character of a name that may be wanted. '?' stands for what no filter has; with it a name matches nothing. */
static void name_character(struct vsa_json_sieve *s, char c)
{
    if (!s->held)
        return;
    if (s->name_len < VSA_SIEVE_NAME_MAX)
        s->name[s->name_len++] = c;
    else
        s->name[0] = '?';
}

/* RFC 3629, section 4: the first byte, from `first` on, says how many follow, and what the second may be. */
static void utf8_begins(struct vsa_json_sieve *s, uint8_t c)
{
    static const struct {
        uint8_t first, count, low, high;
    } rows[] = {
        {0x00, 0, 0, 0},       {0xc2, 1, 0x80, 0xbf}, {0xe0, 2, 0xa0, 0xbf}, {0xe1, 2, 0x80, 0xbf},
        {0xed, 2, 0x80, 0x9f}, {0xee, 2, 0x80, 0xbf}, {0xf0, 3, 0x90, 0xbf}, {0xf1, 3, 0x80, 0xbf},
        {0xf4, 3, 0x80, 0x8f}, {0xf5, 0, 0, 0},
    };
    size_t row = sizeof rows / sizeof *rows - 1;

    while (c < rows[row].first)
        row--;
    if (rows[row].count == 0)
        fail(s, VSA_JSON_MALFORMED);
    s->count = rows[row].count;
    s->utf8_low = rows[row].low;
    s->utf8_high = rows[row].high;
    s->state = UTF8;
    name_character(s, '?');
}

static void utf8_byte(struct vsa_json_sieve *s, uint8_t c)
{
    if (c < s->utf8_low || c > s->utf8_high)
        fail(s, VSA_JSON_MALFORMED);
    s->utf8_low = 0x80;
    s->utf8_high = 0xbf;
    if (--s->count == 0)
        s->state = STRING;
}

/* What is not plain, or stands behind a high surrogate. */
static void string_byte(struct vsa_json_sieve *s, char c)
{
    if ((uint8_t)c < 0x20 || (s->pair_open && c != '\\'))
        fail(s, VSA_JSON_MALFORMED);
    else if (c == '"')
        string_ends(s);
    else if (c == '\\')
        s->state = ESCAPE;
    else
        utf8_begins(s, (uint8_t)c);
}

char vsa_json_unescape(char c)
{
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    const char *found = c != 0 ? strchr(from, c) : NULL;

    return found ? to[found - from] : 0;
}

static void escape_byte(struct vsa_json_sieve *s, char c)
{
    char meant = vsa_json_unescape(c);

    s->count = 0;
    s->code_unit = 0;
    s->state = HEX;
    if (c == 'u')
        return;
    if (meant == 0 || s->pair_open)
        fail(s, VSA_JSON_MALFORMED);
    s->state = STRING;
    name_character(s, meant);
}

static void code_unit_is_complete(struct vsa_json_sieve *s)
{
    bool high = s->code_unit >> 10 == 0xd800 >> 10;
    bool low = s->code_unit >> 10 == 0xdc00 >> 10;

    s->state = STRING;
    if (low != s->pair_open)
        fail(s, VSA_JSON_MALFORMED);
    s->pair_open = high;
    if (!high)
        name_character(s, s->code_unit > 0 && s->code_unit < 0x80 ? (char)s->code_unit : '?');
}

static void hex_byte(struct vsa_json_sieve *s, char c)
{
    int value = vsa_hex_value(c);

    if (value < 0)
        fail(s, VSA_JSON_MALFORMED);
    s->code_unit = s->code_unit << 4 | (uint32_t)(value & 15);
    if (++s->count == 4)
        code_unit_is_complete(s);
}

/* ---- words and numbers ---- */

static void word_byte(struct vsa_json_sieve *s, char c)
{
    if (c != *s->word)
        fail(s, VSA_JSON_MALFORMED);
    if (*++s->word == 0)
        value_is_complete(s);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool number_may_end(uint8_t state)
{
    return state >= ZERO;
}

/* The state after `c` inside a number; 0 where c is no part of it. */
static uint8_t number_next(uint8_t state, char c)
{
    /* MINUS, POINT, E, SIGN, ZERO, INTEGER, FRACTION, EXPONENT */
    static const uint8_t after_digit[] = {INTEGER, FRACTION, EXPONENT, EXPONENT, 0, INTEGER, FRACTION, EXPONENT};

    if (is_digit(c))
        return c == '0' && state == MINUS ? ZERO : after_digit[state - MINUS];
    if (c == '.')
        return state == ZERO || state == INTEGER ? POINT : 0;
    if (c == 'e' || c == 'E')
        return number_may_end(state) && state != EXPONENT ? E : 0;
    return (c == '+' || c == '-') && state == E ? SIGN : 0;
}

/* ---- between values ---- */

static void word_begins(struct vsa_json_sieve *s, char c)
{
    static const char initials[] = "tfn", words[][6] = {"true", "false", "null"};
    const char *found = c != 0 ? strchr(initials, c) : NULL;

    if (found == NULL) {
        fail(s, s->state == ROOT ? VSA_NOT_JSON : VSA_JSON_MALFORMED);
        return;
    }
    s->word = words[found - initials] + 1;
    s->state = WORD;
}

static void value_byte(struct vsa_json_sieve *s, char c)
{
    if (s->mode == FILTER)
        filter_value(s, c);
    if (c == '"') {
        string_begins(s, false);
        return;
    }
    put_first(s, c);
    if (c == '{' || c == '[')
        open_level(s, c);
    else if (c == '-')
        s->state = MINUS;
    else if (is_digit(c))
        s->state = number_next(MINUS, c);
    else
        word_begins(s, c);
}

static void between_byte(struct vsa_json_sieve *s, char c)
{
    char end = in_object(s) ? '}' : ']';

    if (c == end && s->depth > 0 && s->state >= VALUE_OR_END && s->state <= AFTER) {
        close_level(s, c);
    } else if (s->state <= VALUE_OR_END) {
        value_byte(s, c);
    } else if (c == '"' && (s->state == NAME || s->state == NAME_OR_END)) {
        string_begins(s, true);
    } else if (c == ':' && s->state == COLON) {
        put(s, c);
        s->state = VALUE;
    } else if (c == ',' && s->state == AFTER && s->depth > 0) {
        s->state = in_object(s) ? NAME : VALUE;
    } else {
        fail(s, VSA_JSON_MALFORMED);
    }
}

/* Is the byte part of the number? If not, the number has ended before it. */
static bool number_byte(struct vsa_json_sieve *s, char c)
{
    uint8_t next = number_next(s->state, c);

    if (next) {
        put(s, c);
        s->state = next;
        return true;
    }
    if (number_may_end(s->state))
        value_is_complete(s);
    else
        fail(s, VSA_JSON_MALFORMED);
    return false;
}

/* A byte that is part of no number, nor blank between values. */
static void take_byte(struct vsa_json_sieve *s, char c)
{
    if (s->state >= STRING)
        put(s, c);
    switch (s->state) {
    case STRING:
        string_byte(s, c);
        break;
    case ESCAPE:
        escape_byte(s, c);
        break;
    case HEX:
        hex_byte(s, c);
        break;
    case UTF8:
        utf8_byte(s, (uint8_t)c);
        break;
    case WORD:
        word_byte(s, c);
        break;
    default:
        between_byte(s, c);
        break;
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
    } else if (s->state == STRING && !s->pair_open) {
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
        if (s->state >= MINUS)
            i += number_byte(s, input.ptr[i]);
        else
            take_byte(s, input.ptr[i++]);
    }
    return (enum vsa_result)s->result;
}

enum vsa_result vsa_json_sieve_end(struct vsa_json_sieve *s)
{
    if (s->result != VSA_MORE)
        return (enum vsa_result)s->result;
    if (number_may_end(s->state))
        value_is_complete(s);
    if (s->state == ROOT)
        fail(s, VSA_NOT_JSON);
    else if (s->state != AFTER || s->depth > 0)
        fail(s, VSA_JSON_MALFORMED);
    else
        fail(s, s->full && s->cap > 0 ? VSA_JSON_TOO_LARGE : VSA_OK);
    return (enum vsa_result)s->result;
}
