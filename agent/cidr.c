/* SPDX-License-Identifier: MIT */
#include "agent/cidr.h"

#include <string.h>

static bool is_empty(struct vsa_span text)
{
    return text.len == 0;
}

static bool take(struct vsa_span *text, char c)
{
    if (is_empty(*text) || *text->ptr != c)
        return false;
    *text = (struct vsa_span){text->ptr + 1, text->len - 1};
    return true;
}

/* 1 to max_digits digits; a decimal number has no leading zero. -1 if there is none. */
static int take_number(struct vsa_span *text, unsigned base, size_t max_digits)
{
    unsigned value = 0;
    size_t n = 0;

    for (; n < text->len && n < max_digits; n++) {
        unsigned digit = (unsigned)vsa_hex_value(text->ptr[n]);
        if (digit >= base)
            break;
        value = value * base + digit;
    }
    if (n == 0 || (base == 10 && n > 1 && *text->ptr == '0'))
        return -1;
    *text = (struct vsa_span){text->ptr + n, text->len - n};
    return (int)value;
}

static bool take_ipv4(struct vsa_span *text, uint8_t bytes[4])
{
    for (int i = 0; i < 4; i++) {
        int value;
        if (i > 0 && !take(text, '.'))
            return false;
        value = take_number(text, 10, 3);
        if (value < 0 || value > 255)
            return false;
        bytes[i] = (uint8_t)value;
    }
    return true;
}

static bool has_dot_before_colon(struct vsa_span text)
{
    for (size_t i = 0; i < text.len && text.ptr[i] != ':'; i++)
        if (text.ptr[i] == '.')
            return true;
    return false;
}

/* One group at the end of the bytes so far. Returns their new number, 0 if it is no group. */
static size_t take_group(struct vsa_span *text, uint8_t bytes[16], size_t used)
{
    int value;

    if (has_dot_before_colon(*text))
        return used <= 12 && take_ipv4(text, bytes + used) && is_empty(*text) ? used + 4 : 0;
    value = take_number(text, 16, 4);
    if (value < 0 || used > 14)
        return 0;
    bytes[used] = (uint8_t)(value >> 8);
    bytes[used + 1] = (uint8_t)value;
    return used + 2;
}

static bool parse_ipv6(struct vsa_span text, uint8_t bytes[16])
{
    const size_t nowhere = 17;
    size_t used = 0, gap = nowhere; /* where "::" stands */

    if (take(&text, ':')) {
        if (!take(&text, ':'))
            return false;
        gap = 0;
    }
    while (!is_empty(text)) {
        used = take_group(&text, bytes, used);
        if (used == 0 || (!is_empty(text) && !take(&text, ':')))
            return false;
        if (take(&text, ':')) {
            if (gap != nowhere)
                return false;
            gap = used;
        } else if (is_empty(text) && text.ptr[-1] == ':') {
            return false;
        }
    }
    if (gap == nowhere || used > 14)
        return gap == nowhere && used == 16;
    memmove(bytes + 16 - (used - gap), bytes + gap, used - gap);
    memset(bytes + gap, 0, 16 - used);
    return true;
}

bool vsa_address_parse(struct vsa_span text, struct vsa_address *address)
{
    memset(address, 0, sizeof *address);
    if (has_dot_before_colon(text)) {
        if (take_ipv4(&text, address->bytes) && is_empty(text))
            address->family = VSA_FAMILY_IPV4;
    } else if (parse_ipv6(text, address->bytes)) {
        address->family = VSA_FAMILY_IPV6;
    }
    return address->family != VSA_FAMILY_NONE;
}

bool vsa_cidr_parse(struct vsa_span text, struct vsa_cidr *cidr)
{
    struct vsa_span address = {text.ptr, 0};
    int prefix;

    while (address.len < text.len && text.ptr[address.len] != '/')
        address.len++;
    text = (struct vsa_span){text.ptr + address.len, text.len - address.len};
    if (!vsa_address_parse(address, &cidr->address) || !take(&text, '/'))
        return false;
    prefix = take_number(&text, 10, 3);
    cidr->prefix = (uint8_t)prefix;
    return is_empty(text) && prefix >= 0 && prefix <= (cidr->address.family == VSA_FAMILY_IPV4 ? 32 : 128);
}

bool vsa_cidr_contains(const struct vsa_cidr *cidr, const struct vsa_address *address)
{
    size_t whole = cidr->prefix / 8;
    unsigned rest = cidr->prefix % 8;
    const uint8_t *a = cidr->address.bytes, *b = address->bytes;

    if (cidr->address.family != address->family || address->family == VSA_FAMILY_NONE)
        return false;
    return memcmp(a, b, whole) == 0 && (rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0);
}

bool vsa_address_equal(const struct vsa_address *a, const struct vsa_address *b)
{
    size_t len = a->family == VSA_FAMILY_IPV4 ? 4 : 16;

    return a->family != VSA_FAMILY_NONE && a->family == b->family && memcmp(a->bytes, b->bytes, len) == 0;
}

void vsa_write_address(struct vsa_writer *w, const struct vsa_address *address)
{
    const uint8_t *b = address->bytes;

    for (int i = 0; address->family == VSA_FAMILY_IPV4 && i < 4; i++) {
        if (i > 0)
            vsa_write_char(w, '.');
        vsa_write_u32(w, b[i]);
    }
    for (int i = 0; address->family == VSA_FAMILY_IPV6 && i < 16; i += 2) {
        if (i > 0)
            vsa_write_char(w, ':');
        vsa_write_number(w, (uint32_t)(b[i] << 8 | b[i + 1]), 16);
    }
}

void vsa_write_cidr(struct vsa_writer *w, const struct vsa_cidr *cidr)
{
    vsa_write_address(w, &cidr->address);
    vsa_write_char(w, '/');
    vsa_write_u32(w, cidr->prefix);
}
