/* SPDX-License-Identifier: MIT */
#include "agent/http_date.h"

#include <string.h>

/* 0 = digit; x = letter of a name; anything else stands for itself. */
static const char shape[] = "xxx, 00 xxx 0000 00:00:00 GMT";

enum { DAY, YEAR, HOUR, MINUTE, SECOND, NUMBERS };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Has it the shape? The numbers in it, if so. */
static bool read_numbers(const char *text, uint32_t numbers[NUMBERS])
{
    memset(numbers, 0, NUMBERS * sizeof *numbers);
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        if (shape[i] == '0' ? !is_digit(text[i]) : shape[i] != 'x' && shape[i] != text[i])
            return false;
        if (shape[i] != '0')
            continue;
        *numbers = *numbers * 10 + (uint32_t)(text[i] - '0');
        if (shape[i + 1] != '0')
            numbers++;
    }
    return true;
}

static const char names[] = "MonTueWedThuFriSatSunJanFebMarAprMayJunJulAugSepOctNovDec";

enum { MONDAY, SUNDAY = 6, JANUARY, DECEMBER = 18, NO_NAME };

/* The place of the name among the names, each of three letters. */
static uint32_t name_of(const char *text)
{
    uint32_t i = MONDAY;

    while (i < NO_NAME && memcmp(names + 3 * i, text, 3) != 0)
        i++;
    return i;
}

/* Days since 1970 of a day in the Gregorian calendar; the year is counted from March so that the leap day is last. */
static uint32_t days_since_1970(uint32_t year, uint32_t month, uint32_t day)
{
    uint32_t y = month <= 2 ? year - 1 : year;
    uint32_t m = month <= 2 ? month + 9 : month - 3;
    uint32_t day_of_year = (153 * m + 2) / 5 + day - 1;

    return 365 * y + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

uint64_t vsa_http_date(struct vsa_span text)
{
    uint32_t n[NUMBERS], name, month, days;

    if (text.len != sizeof shape - 1 || !read_numbers(text.ptr, n))
        return 0;
    name = name_of(text.ptr + 8);
    month = name - JANUARY + 1;
    days = days_since_1970(n[YEAR], month, n[DAY]);
    if (name_of(text.ptr) > SUNDAY || name < JANUARY || name > DECEMBER || n[YEAR] < 1970 || n[DAY] == 0 ||
        days >= days_since_1970(n[YEAR], month + 1, 1) || n[HOUR] > 23 || n[MINUTE] > 59 || n[SECOND] > 60)
        return 0;
    return (uint64_t)days * 86400 + (n[HOUR] * 3600 + n[MINUTE] * 60 + n[SECOND]);
}
