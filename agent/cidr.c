/* SPDX-License-Identifier: MIT */
#include "agent/cidr.h"

#include <string.h>

static bool take(struct vsa_span *text, char c)
{
    if (text->len == 0 || *text->ptr != c)
        return false;
    *text = (struct vsa_span){text->ptr + 1, text->len - 1};
    return true;
}

/* 1 to max_digits digits; a decimal number has no leading zero. -1 if there is none. */
static int take_number(struct vsa_span *text, unsigned base, size_t max_digits)
{
    const char *digits = text->ptr;
    int value = 0;

    while (max_digits-- > 0 && text->len > 0) {
        unsigned digit = (unsigned)vsa_hex_value(*text->ptr);
        if (digit >= base)
            break;
        value = value * (int)base + (int)digit;
        take(text, *text->ptr);
    }
    return text->ptr == digits || (base == 10 && *digits == '0' && text->ptr - digits > 1) ? -1 : value;
}

/* All of the text. */
static bool parse_ipv4(struct vsa_span text, uint8_t bytes[4])
{
    for (int i = 0; i < 4; i++) {
        int value = i == 0 || take(&text, '.') ? take_number(&text, 10, 3) : -1;
        if (value < 0 || value > 255)
            return false;
        bytes[i] = (uint8_t)value;
    }
    return text.len == 0;
}

/* One group behind the bytes so far, or the dotted tail. Returns how many there are then; 0: none, or one too many. */
static size_t take_group(struct vsa_span *text, uint8_t bytes[16], size_t used)
{
    int value;

    if (used <= 12 && parse_ipv4(*text, bytes + used)) {
        text->len = 0;
        return used + 4;
    }
    if (used > 14)
        return 0;
    value = take_number(text, 16, 4);
    if (value < 0)
        return 0;
    bytes[used] = (uint8_t)(value >> 8);
    bytes[used + 1] = (uint8_t)value;
    return used + 2;
}

static bool parse_ipv6(struct vsa_span text, uint8_t bytes[16])
{
    const size_t nowhere = 17;
    size_t used = 0, gap = nowhere; /* where "::" stands */

    while (text.len > 0 || used == 0) {
        bool colon = take(&text, ':');
        if (colon && gap == nowhere && take(&text, ':')) {
            gap = used;
            if (text.len == 0)
                break;
        } else if (colon != (used > 0)) {
            return false;
        }
        used = take_group(&text, bytes, used);
        if (used == 0)
            return false;
    }
    if (gap == nowhere)
        return used == 16;
    if (used > 14)
        return false;
    memmove(bytes + 16 - (used - gap), bytes + gap, used - gap);
    memset(bytes + gap, 0, 16 - used);
    return true;
}

bool vsa_address_parse(struct vsa_span text, struct vsa_address *address)
{
    memset(address, 0, sizeof *address);
    if (parse_ipv4(text, address->bytes))
        address->family = VSA_FAMILY_IPV4;
    else if (parse_ipv6(text, address->bytes))
        address->family = VSA_FAMILY_IPV6;
    return address->family != VSA_FAMILY_NONE;
}

static unsigned address_bits(const struct vsa_address *address)
{
    return address->family == VSA_FAMILY_IPV4 ? 32 : 128;
}

bool vsa_cidr_parse(struct vsa_span text, struct vsa_cidr *cidr)
{
    struct vsa_span address = {text.ptr, 0};
    unsigned prefix;

    while (text.len > 0 && *text.ptr != '/')
        take(&text, *text.ptr);
    address.len = (size_t)(text.ptr - address.ptr);
    if (!vsa_address_parse(address, &cidr->address) || !take(&text, '/'))
        return false;
    prefix = (unsigned)take_number(&text, 10, 3); /* -1 is more than there can be */
    cidr->prefix = (uint8_t)prefix;
    return text.len == 0 && prefix <= address_bits(&cidr->address);
}

/* Known, of one family, and with the same first bits? */
static bool begin_alike(const struct vsa_address *a, const struct vsa_address *b, unsigned bits)
{
    if (a->family == VSA_FAMILY_NONE || a->family != b->family)
        return false;
    for (unsigned i = 0; i < bits; i++)
        if ((a->bytes[i / 8] ^ b->bytes[i / 8]) << i % 8 & 0x80)
            return false;
    return true;
}

bool vsa_cidr_contains(const struct vsa_cidr *cidr, const struct vsa_address *address)
{
    return begin_alike(&cidr->address, address, cidr->prefix);
}

bool vsa_address_equal(const struct vsa_address *a, const struct vsa_address *b)
{
    return begin_alike(a, b, address_bits(a));
}

/* Numbers of one byte each with dots between them, or of two with colons. */
static void write_numbers(struct vsa_writer *w, const uint8_t *bytes, size_t len, size_t size)
{
    for (size_t i = 0; i < len; i += size) {
        if (i > 0)
            vsa_write_char(w, size == 1 ? '.' : ':');
        if (size == 1)
            vsa_write_u32(w, bytes[i]);
        else
            vsa_write_number(w, (uint32_t)(bytes[i] << 8 | bytes[i + 1]), 16);
    }
}

void vsa_write_address(struct vsa_writer *w, const struct vsa_address *address)
{
    if (address->family == VSA_FAMILY_IPV4)
        write_numbers(w, address->bytes, 4, 1);
    else if (address->family == VSA_FAMILY_IPV6)
        write_numbers(w, address->bytes, 16, 2);
}

void vsa_write_cidr(struct vsa_writer *w, const struct vsa_cidr *cidr)
{
    vsa_write_address(w, &cidr->address);
    vsa_write_char(w, '/');
    vsa_write_u32(w, cidr->prefix);
}
