/* SPDX-License-Identifier: MIT */
#include "agent/http_request.h"

#include "agent/limits.h"
#include "agent/names.h"

static const char methods[] = "GET \0PUT \0POST \0DELETE ";

/* Every byte between `least` and '~'? All that can end a line, or a part of one, is not. */
static bool is_within(struct vsa_span text, char least)
{
    while (text.len > 0 && *text.ptr >= least && *text.ptr < 0x7f)
        text = (struct vsa_span){text.ptr + 1, text.len - 1};
    return text.len == 0;
}

static bool is_part(struct vsa_span text)
{
    return is_within(text, '!');
}

/* Not "", and not "." or "..", which whoever normalizes the path would take out again. */
static bool is_segment(struct vsa_span s)
{
    return s.len > 0 && (s.len > 2 || s.ptr[0] != '.' || s.ptr[s.len - 1] != '.') && is_within(s, ' ');
}

/* Can none of it change the shape of the request? */
static bool is_good(const struct vsa_request *r)
{
    const struct vsa_span *name = r->names;

    for (const char *p = r->path; *p; p++)
        if (*p == '*' && !is_segment(*name++))
            return false;
    return r->server->host.len > 0 && is_part(r->server->host) && is_part(r->server->base) && is_part(r->rest) &&
           (r->rest.len == 0 || *r->rest.ptr == '/') && is_part(vsa_span(r->content_type));
}

static bool is_unreserved(char c)
{
    char l = vsa_lower(c);
    return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
           c == '~';
}

static void write_segment(struct vsa_writer *w, struct vsa_span s)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (is_unreserved(c)) {
            vsa_write_char(w, c);
        } else {
            vsa_write_char(w, '%');
            vsa_write_char(w, hex[c >> 4]);
            vsa_write_char(w, hex[c & 15]);
        }
    }
}

static void write_target(struct vsa_writer *w, const struct vsa_request *r)
{
    const struct vsa_span *name = r->names;

    vsa_write(w, r->server->base);
    for (const char *p = r->path; *p; p++) {
        if (*p == '*')
            write_segment(w, *name++);
        else
            vsa_write_char(w, *p);
    }
    vsa_write(w, r->rest);
}

static void write_host(struct vsa_writer *w, const struct vsa_url *server)
{
    vsa_write_text(w, " HTTP/1.1\r\nHost: ");
    vsa_write(w, server->host);
    if (server->port != (server->tls ? 443 : 80)) {
        vsa_write_char(w, ':');
        vsa_write_u32(w, server->port);
    }
}

static void write_body(struct vsa_writer *w, const struct vsa_request *r)
{
    bool has_body = r->method == VSA_PUT || r->method == VSA_POST;

    if (has_body) {
        vsa_write_text(w, "\r\nContent-Length: ");
        vsa_write_u32(w, (uint32_t)r->body.len);
    }
    vsa_write_text(w, "\r\nUser-Agent: vslice-agent/" VSA_VERSION "\r\n\r\n");
    if (has_body)
        vsa_write(w, r->body);
}

enum vsa_result vsa_http_request_write(struct vsa_writer *w, const struct vsa_request *r)
{
    size_t len = w->len;
    bool full = w->full;

    if (!is_good(r))
        return VSA_BAD_CONFIG;
    vsa_write_text(w, vsa_name(methods, 4, r->method));
    write_target(w, r);
    write_host(w, r->server);
    if (r->token && vsa_token_present(r->token)) {
        vsa_write_text(w, "\r\nAuthorization: Bearer ");
        vsa_write(w, (struct vsa_span){r->token->secret, sizeof r->token->secret});
    }
    vsa_write_text(w, "\r\nContent-Type: ");
    vsa_write_text(w, r->content_type);
    write_body(w, r);
    if (!w->full)
        return VSA_OK;
    vsa_wipe(w->ptr + len, w->len - len);
    w->len = len;
    w->full = full;
    return VSA_REQUEST_TOO_LARGE;
}
