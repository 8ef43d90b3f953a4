/* SPDX-License-Identifier: MIT */
#include "agent/http_date.h"

#include <string.h>

/* 0 = digit; anything else stands for itself; 'x' = a letter of the day's or month's name. */
static const char shape[] = "xxx, 00 xxx 0000 00:00:00 GMT";

static bool has_shape(const char *text)
{
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (shape[i] == '0' ? !digit : shape[i] != 'x' && text[i] != shape[i])
            return false;
    }
    return true;
}

static uint32_t digits(const char *text, int count)
{
    uint32_t value = 0;

    while (count-- > 0)
        value = value * 10 + (uint32_t)(*text++ - '0');
    return value;
}

/* 1.. for the first of the names, each of three letters; 0 for none of them. */
static uint32_t name_of(const char *names, const char *text)
{
    for (uint32_t i = 0; names[3 * i]; i++)
        if (memcmp(names + 3 * i, text, 3) == 0)
            return i + 1;
    return 0;
}

/* Days since 1970 of a day in the Gregorian calendar; the year is counted from March so that the leap day is last. */
static uint32_t days_since_1970(uint32_t year, uint32_t month, uint32_t day)
{
    uint32_t y = month <= 2 ? year - 1 : year;
    uint32_t m = month <= 2 ? month + 9 : month - 3;
    uint32_t day_of_year = (153 * m + 2) / 5 + day - 1;

    return 365 * y + y / 4 - y / 100 + y / 400 + day_of_year - 719468;
}

static bool is_day(uint32_t year, uint32_t month, uint32_t day)
{
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    uint32_t last = month == 2 ? 28u + leap : 30 + ((month + month / 8) & 1);

    return year >= 1970 && month >= 1 && day >= 1 && day <= last;
}

uint64_t vsa_http_date(struct vsa_span text)
{
    uint32_t year, month, day, hour, minute, second;

    if (text.len != sizeof shape - 1 || !has_shape(text.ptr))
        return 0;
    day = digits(text.ptr + 5, 2);
    month = name_of("JanFebMarAprMayJunJulAugSepOctNovDec", text.ptr + 8);
    year = digits(text.ptr + 12, 4);
    hour = digits(text.ptr + 17, 2);
    minute = digits(text.ptr + 20, 2);
    second = digits(text.ptr + 23, 2);
    if (name_of("MonTueWedThuFriSatSun", text.ptr) == 0 || !is_day(year, month, day) || hour > 23 ||
        minute > 59 || second > 60)
        return 0;
    return (uint64_t)days_since_1970(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
}
