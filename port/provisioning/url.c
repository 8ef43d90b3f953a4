/* SPDX-License-Identifier: MIT */
#include "port/provisioning/url.h"

#define HOST_MAX 253 /* RFC 1035, section 2.3.4: 255 bytes on the wire */

static struct vsa_span skip(struct vsa_span text, size_t n)
{
    return (struct vsa_span){text.ptr + n, text.len - n};
}

static bool take_prefix(struct vsa_span *text, struct vsa_span prefix)
{
    if (text->len < prefix.len ||
        !vsa_span_equal_nocase((struct vsa_span){text->ptr, prefix.len}, prefix))
        return false;
    *text = skip(*text, prefix.len);
    return true;
}

static bool is_host_char(char c)
{
    char l = vsa_lower(c);
    return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

static bool is_path_char(char c)
{
    return c > ' ' && c < 0x7f && c != '?' && c != '#' && c != '"' && c != '<' && c != '>' && c != '\\';
}

static struct vsa_span take_while(struct vsa_span *text, bool (*accept)(char))
{
    struct vsa_span taken = {text->ptr, 0};

    while (taken.len < text->len && accept(text->ptr[taken.len]))
        taken.len++;
    *text = skip(*text, taken.len);
    return taken;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_port(struct vsa_span *text, uint16_t *port)
{
    uint32_t value = 0;
    struct vsa_span digits;

    *text = skip(*text, 1);
    digits = take_while(text, is_digit);
    if (digits.len == 0 || digits.len > 5)
        return false;
    for (size_t i = 0; i < digits.len; i++)
        value = value * 10 + (uint32_t)(digits.ptr[i] - '0');
    *port = (uint16_t)value;
    return value >= 1 && value <= 65535;
}

static bool parse(struct vsa_span text, struct vsa_url *url)
{
    url->tls = take_prefix(&text, VSA_SPAN_OF("https://"));
    if (!url->tls && !take_prefix(&text, VSA_SPAN_OF("http://")))
        return false;
    url->port = url->tls ? 443 : 80;
    url->host = take_while(&text, is_host_char);
    if (url->host.len == 0 || url->host.len > HOST_MAX)
        return false;
    if (text.len > 0 && text.ptr[0] == ':' && !take_port(&text, &url->port))
        return false;
    if (text.len > 0 && text.ptr[0] != '/')
        return false;
    url->base = take_while(&text, is_path_char);
    while (url->base.len > 0 && url->base.ptr[url->base.len - 1] == '/')
        url->base.len--;
    return text.len == 0;
}

enum vsa_result vsa_url_parse(struct vsa_span text, struct vsa_url *url)
{
    if (parse(text, url))
        return VSA_OK;
    *url = (struct vsa_url){{NULL, 0}, {NULL, 0}, 0, false};
    return VSA_BAD_CONFIG;
}
