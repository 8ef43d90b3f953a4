/* SPDX-License-Identifier: MIT */
#include "agent/json_sieve.h"

#include <string.h>

/* What the next byte can be. */
enum {
    ROOT,           /* the text's first byte */
    VALUE,          /* a value */
    VALUE_OR_END,   /* a value or ']' */
    NAME_OR_END,    /* a member's name or '}' */
    NAME,           /* a member's name, after ',' */
    COLON,          /* ':' */
    AFTER,          /* ',' or the end of the level, or at the root nothing */
    STRING,         /* inside a string */
    ESCAPE,         /* after its '\' */
    HEX,            /* the digits of \u */
    UTF8,           /* the rest of a UTF-8 sequence */
    WORD,           /* the rest of true, false, null */
    NUMBER_MINUS,   /* a digit must come */
    NUMBER_ZERO,    /* no further digit */
    NUMBER_INTEGER, /* digits, '.', 'e' or the end */
    NUMBER_POINT,   /* a digit must come */
    NUMBER_FRACTION,/* digits, 'e' or the end */
    NUMBER_E,       /* a sign or a digit must come */
    NUMBER_SIGN,    /* a digit must come */
    NUMBER_EXPONENT /* digits or the end */
};

/* What becomes of what is read: at FILTER the level's group decides, below PASS and SKIP nothing is left to decide. */
enum { FILTER, PASS, SKIP };

static const char words[3][6] = {"true", "false", "null"};

void vsa_json_sieve_init(struct vsa_json_sieve *s, const char *filter, char *out, size_t cap)
{
    memset(s, 0, sizeof *s);
    s->filter = filter;
    s->out = out;
    s->cap = (uint32_t)cap;
    s->mode = *filter ? FILTER : PASS;
    s->state = ROOT;
    s->result = VSA_MORE;
}

static void fail(struct vsa_json_sieve *s, enum vsa_result result)
{
    s->result = (uint8_t)result;
}

/* ---- output ---- */

static void put(struct vsa_json_sieve *s, char c)
{
    if (s->len < s->cap)
        s->out[s->len++] = c;
    else
        s->full = true;
}

static void keep(struct vsa_json_sieve *s, char c)
{
    if (s->mode != SKIP)
        put(s, c);
}

/* Before a member or an element: a comma, unless it is the first that was let through or a member's value. */
static void separate(struct vsa_json_sieve *s)
{
    char last;

    if (s->mode == SKIP || s->len == 0)
        return;
    last = s->out[s->len - 1];
    if (last != '{' && last != '[' && last != ':')
        put(s, ',');
}

/* ---- filter ---- */

/* From a name in a group to the next one, or to the group's end: ')' or NUL. Letters are greater than all of " ()". */
static const char *next_name(const char *p)
{
    size_t open = 0;

    for (;; p++) {
        if (*p > ')')
            continue;
        if (*p == 0 || (*p == ')' && open == 0))
            return p;
        if (*p == '(')
            open++;
        else if (*p == ')')
            open--;
        if (open == 0 && (*p == ' ' || (*p == ')' && p[1] != ' ')))
            return p + 1;
    }
}

static bool is_group_end(char c)
{
    return c == 0 || c == ')';
}

static bool is_name_end(char c)
{
    return is_group_end(c) || c == ' ' || c == '(';
}

static uint32_t initial(char c)
{
    return UINT32_C(1) << ((uint8_t)c & 31);
}

static uint32_t initials_of(const char *group)
{
    uint32_t initials = 0;

    for (; !is_group_end(*group); group = next_name(group))
        initials |= initial(*group);
    return initials;
}

/* The wanted member of that name in the group, as the filter spells it; or the empty span. */
static struct vsa_span look_up(const char *group, struct vsa_span name)
{
    for (; !is_group_end(*group); group = next_name(group)) {
        size_t i = 0;
        while (i < name.len && !is_name_end(group[i]) && vsa_lower(group[i]) == vsa_lower(name.ptr[i]))
            i++;
        if (i == name.len && is_name_end(group[i]))
            return (struct vsa_span){group, i};
    }
    return (struct vsa_span){NULL, 0};
}

/* The same for the group at hand. Most members are unwanted, and most of them begin with another letter. */
static struct vsa_span find_wanted(struct vsa_json_sieve *s)
{
    uint8_t at = s->group[s->depth - 1];
    struct vsa_span name = {s->name, s->name_len};

    if (s->initials_of != at + 1) {
        s->initials = initials_of(s->filter + at);
        s->initials_of = (uint8_t)(at + 1);
    }
    if (name.len == 0 || name.len > VSA_SIEVE_NAME_MAX || (s->initials & initial(name.ptr[0])) == 0)
        return (struct vsa_span){NULL, 0};
    return look_up(s->filter + at, name);
}

static void set_mode(struct vsa_json_sieve *s, uint8_t mode)
{
    s->mode = mode;
    s->mode_depth = s->depth;
}

/* A member's name is complete: is its value wanted? */
static void name_is_complete(struct vsa_json_sieve *s)
{
    struct vsa_span wanted;
    bool has_group;

    s->state = COLON;
    if (s->mode != FILTER)
        return;
    wanted = find_wanted(s);
    if (wanted.len == 0) {
        set_mode(s, SKIP);
        return;
    }
    separate(s);
    put(s, '"');
    for (size_t i = 0; i < wanted.len; i++)
        put(s, wanted.ptr[i]);
    put(s, '"');
    has_group = wanted.ptr[wanted.len] == '(';
    s->value_group = (uint8_t)(wanted.ptr + wanted.len + 1 - s->filter);
    if (!has_group)
        set_mode(s, PASS);
}

/* ---- levels ---- */

static bool in_object(const struct vsa_json_sieve *s)
{
    return s->depth > 0 && (s->objects >> (s->depth - 1) & 1) != 0;
}

static bool in_array(const struct vsa_json_sieve *s)
{
    return s->depth > 0 && !in_object(s);
}

static void value_is_complete(struct vsa_json_sieve *s)
{
    if (s->mode != FILTER && s->depth == s->mode_depth && *s->filter)
        s->mode = FILTER;
    s->state = AFTER;
}

/* A value begins with `c`; elements of an array inherit its group. */
static void value_begins(struct vsa_json_sieve *s, char c)
{
    if (s->mode == FILTER) {
        if (in_array(s))
            s->value_group = s->group[s->depth - 1];
        if (c == '[' && in_array(s))
            set_mode(s, SKIP);
        else if (c != '[' && c != '{')
            set_mode(s, PASS);
    }
    separate(s);
}

static void open_level(struct vsa_json_sieve *s, char c)
{
    if (s->depth == VSA_LIMIT_JSON_DEPTH) {
        fail(s, VSA_JSON_TOO_DEEP);
        return;
    }
    if (s->mode == FILTER && s->depth == VSA_SIEVE_GROUPS)
        set_mode(s, PASS); /* deeper than any filter reaches */
    keep(s, c);
    if (s->mode == FILTER)
        s->group[s->depth] = s->value_group;
    if (c == '{')
        s->objects |= UINT32_C(1) << s->depth;
    else
        s->objects &= ~(UINT32_C(1) << s->depth);
    s->depth++;
    s->state = c == '{' ? NAME_OR_END : VALUE_OR_END;
}

static void close_level(struct vsa_json_sieve *s, char c)
{
    if (s->depth == 0 || in_object(s) != (c == '}')) {
        fail(s, VSA_JSON_MALFORMED);
        return;
    }
    s->depth--;
    keep(s, c);
    value_is_complete(s);
}

/* ---- values ---- */

static void string_begins(struct vsa_json_sieve *s, bool in_name)
{
    s->in_name = in_name;
    s->name_len = 0;
    s->state = STRING;
    if (in_name && s->mode == FILTER)
        return; /* let through when it is known to be wanted, as the filter spells it */
    if (in_name)
        separate(s);
    keep(s, '"');
}

static void keep_in_string(struct vsa_json_sieve *s, char c)
{
    if (!s->in_name || s->mode != FILTER)
        keep(s, c);
}

/* A character of a name that may be wanted; one outside ASCII matches nothing. */
static void name_character(struct vsa_json_sieve *s, uint32_t code)
{
    if (!s->in_name)
        return;
    if (s->name_len < VSA_SIEVE_NAME_MAX)
        s->name[s->name_len] = code < 0x80 ? (char)code : (char)0x80;
    if (s->name_len <= VSA_SIEVE_NAME_MAX)
        s->name_len++;
}

static void string_ends(struct vsa_json_sieve *s)
{
    keep_in_string(s, '"');
    if (s->in_name)
        name_is_complete(s);
    else
        value_is_complete(s);
}

/* RFC 3629, section 4: the first byte says how many follow, and what the second may be. */
static void utf8_begins(struct vsa_json_sieve *s, uint8_t c)
{
    if (c < 0xc2 || c > 0xf4) {
        fail(s, VSA_JSON_MALFORMED);
        return;
    }
    s->count = c < 0xe0 ? 1 : c < 0xf0 ? 2 : 3;
    s->utf8_low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
    s->utf8_high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
    s->state = UTF8;
    name_character(s, 0x80);
}

static void utf8_byte(struct vsa_json_sieve *s, uint8_t c)
{
    if (c < s->utf8_low || c > s->utf8_high)
        fail(s, VSA_JSON_MALFORMED);
    s->utf8_low = 0x80;
    s->utf8_high = 0xbf;
    if (--s->count == 0)
        s->state = STRING;
    keep_in_string(s, (char)c);
}

static void string_byte(struct vsa_json_sieve *s, char c)
{
    uint8_t byte = (uint8_t)c;

    if (byte < 0x20 || (s->pair_open && c != '\\')) {
        fail(s, VSA_JSON_MALFORMED);
    } else if (c == '"') {
        string_ends(s);
    } else {
        keep_in_string(s, c);
        if (c == '\\')
            s->state = ESCAPE;
        else if (byte >= 0x80)
            utf8_begins(s, byte);
        else
            name_character(s, byte);
    }
}

static void escape_byte(struct vsa_json_sieve *s, char c)
{
    static const char from[] = "\"\\/bfnrtu";
    static const char to[] = "\"\\/\b\f\n\r\t";
    const char *found = c != 0 ? strchr(from, c) : NULL;

    if (found == NULL || (s->pair_open && c != 'u')) {
        fail(s, VSA_JSON_MALFORMED);
        return;
    }
    keep_in_string(s, c);
    s->count = 0;
    s->code_unit = 0;
    s->state = c == 'u' ? HEX : STRING;
    if (c != 'u')
        name_character(s, (uint8_t)to[found - from]);
}

static int hex_value(char c)
{
    char l = vsa_lower(c);

    if (l >= '0' && l <= '9')
        return l - '0';
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

static void code_unit_is_complete(struct vsa_json_sieve *s)
{
    bool high = s->code_unit >= 0xd800 && s->code_unit <= 0xdbff;
    bool low = s->code_unit >= 0xdc00 && s->code_unit <= 0xdfff;

    s->state = STRING;
    if (low != s->pair_open)
        fail(s, VSA_JSON_MALFORMED);
    s->pair_open = high;
    if (!high)
        name_character(s, low ? 0x80 : s->code_unit);
}

static void hex_byte(struct vsa_json_sieve *s, char c)
{
    int value = hex_value(c);

    if (value < 0) {
        fail(s, VSA_JSON_MALFORMED);
        return;
    }
    keep_in_string(s, c);
    s->code_unit = s->code_unit << 4 | (uint32_t)value;
    if (++s->count == 4)
        code_unit_is_complete(s);
}

static void word_byte(struct vsa_json_sieve *s, char c)
{
    const char *word = words[s->word];

    if (c != word[s->count]) {
        fail(s, VSA_JSON_MALFORMED);
        return;
    }
    keep(s, c);
    if (word[++s->count] == 0)
        value_is_complete(s);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The state after `c` inside a number, or AFTER where c is no part of it. */
static uint8_t number_next(uint8_t state, char c)
{
    bool e = c == 'e' || c == 'E';

    if (state == NUMBER_INTEGER && is_digit(c))
        return NUMBER_INTEGER;
    switch (state) {
    case NUMBER_MINUS:
        return c == '0' ? NUMBER_ZERO : is_digit(c) ? NUMBER_INTEGER : AFTER;
    case NUMBER_ZERO:
    case NUMBER_INTEGER:
        return c == '.' ? NUMBER_POINT : e ? NUMBER_E : AFTER;
    case NUMBER_POINT:
        return is_digit(c) ? NUMBER_FRACTION : AFTER;
    case NUMBER_FRACTION:
        return is_digit(c) ? NUMBER_FRACTION : e ? NUMBER_E : AFTER;
    case NUMBER_E:
        return c == '+' || c == '-' ? NUMBER_SIGN : is_digit(c) ? NUMBER_EXPONENT : AFTER;
    default:
        return is_digit(c) ? NUMBER_EXPONENT : AFTER;
    }
}

static bool number_may_end(uint8_t state)
{
    return state == NUMBER_ZERO || state == NUMBER_INTEGER || state == NUMBER_FRACTION ||
           state == NUMBER_EXPONENT;
}

static void value_byte(struct vsa_json_sieve *s, char c)
{
    value_begins(s, c);
    if (c == '{' || c == '[') {
        open_level(s, c);
    } else if (c == '"') {
        string_begins(s, false);
    } else if (c == '-' || is_digit(c)) {
        keep(s, c);
        s->state = c == '-' ? NUMBER_MINUS : number_next(NUMBER_MINUS, c);
    } else if (c == 't' || c == 'f' || c == 'n') {
        keep(s, c);
        s->word = c == 't' ? 0 : c == 'f' ? 1 : 2;
        s->count = 1;
        s->state = WORD;
    } else {
        fail(s, s->state == ROOT ? VSA_NOT_JSON : VSA_JSON_MALFORMED);
    }
}

/* ---- between values ---- */

static void name_or_end_byte(struct vsa_json_sieve *s, char c)
{
    if (c == '"')
        string_begins(s, true);
    else if (c == '}' && s->state == NAME_OR_END)
        close_level(s, c);
    else
        fail(s, VSA_JSON_MALFORMED);
}

static void colon_byte(struct vsa_json_sieve *s, char c)
{
    if (c != ':')
        fail(s, VSA_JSON_MALFORMED);
    keep(s, c);
    s->state = VALUE;
}

static void after_byte(struct vsa_json_sieve *s, char c)
{
    if (c == ',' && s->depth > 0)
        s->state = in_object(s) ? NAME : VALUE;
    else if (c == '}' || c == ']')
        close_level(s, c);
    else
        fail(s, VSA_JSON_MALFORMED);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void between_byte(struct vsa_json_sieve *s, char c)
{
    if (is_blank(c))
        return;
    if (s->state == NAME_OR_END || s->state == NAME)
        name_or_end_byte(s, c);
    else if (s->state == COLON)
        colon_byte(s, c);
    else if (s->state == AFTER)
        after_byte(s, c);
    else if (s->state == VALUE_OR_END && c == ']')
        close_level(s, c);
    else
        value_byte(s, c);
}

static void number_byte(struct vsa_json_sieve *s, char c)
{
    uint8_t next = number_next(s->state, c);

    if (next != AFTER) {
        keep(s, c);
        s->state = next;
    } else if (number_may_end(s->state)) {
        value_is_complete(s);
        between_byte(s, c);
    } else {
        fail(s, VSA_JSON_MALFORMED);
    }
}

static void take_byte(struct vsa_json_sieve *s, char c)
{
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
        if (s->state >= NUMBER_MINUS)
            number_byte(s, c);
        else
            between_byte(s, c);
        break;
    }
}

/* In a string, a byte that stands for itself and needs no look at its neighbours. */
static bool is_plain(char c)
{
    return (uint8_t)c >= 0x20 && (uint8_t)c < 0x80 && c != '"' && c != '\\';
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
        for (size_t i = 0; s->mode != SKIP && i < n; i++) {
            keep_in_string(s, p[i]);
            name_character(s, (uint8_t)p[i]);
        }
    }
    return n;
}

enum vsa_result vsa_json_sieve_feed(struct vsa_json_sieve *s, struct vsa_span input)
{
    size_t i = 0;

    while (i < input.len && s->result == VSA_MORE) {
        i += take_run(s, input.ptr + i, input.len - i);
        if (i < input.len)
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
