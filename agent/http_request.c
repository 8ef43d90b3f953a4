/* SPDX-License-Identifier: MIT */
#include "agent/http_request.h"

#include "agent/limits.h"
#include "agent/names.h"

static const char methods[] = "GET \0PUT \0POST \0DELETE ";

static bool is_unreserved(char c)
{
    char l = vsa_lower(c);
    return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
           c == '~';
}

/* A byte that can end a line, or a part of one, makes the request a bad one; it is taken back in the end. */
static void write_part(struct vsa_writer *w, struct vsa_span text, bool *bad)
{
    vsa_write(w, text);
    for (size_t i = 0; i < text.len; i++)
        *bad |= text.ptr[i] <= ' ' || text.ptr[i] >= 0x7f;
}

/* Not "", and not "." or "..", which whoever normalizes the path would take out again. */
static void write_segment(struct vsa_writer *w, struct vsa_span s, bool *bad)
{
    static const char hex[] = "0123456789ABCDEF";

    *bad |= s.len == 0 || (s.len <= 2 && s.ptr[0] == '.' && s.ptr[s.len - 1] == '.');
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = (uint8_t)s.ptr[i];
        *bad |= c < ' ' || c >= 0x7f;
        if (is_unreserved((char)c)) {
            vsa_write_char(w, (char)c);
        } else {
            vsa_write_char(w, '%');
            vsa_write_char(w, hex[c >> 4]);
            vsa_write_char(w, hex[c & 15]);
        }
    }
}

static void write_target(struct vsa_writer *w, const struct vsa_request *r, bool *bad)
{
    const struct vsa_span *name = r->names;

    write_part(w, r->server->base, bad);
    for (const char *p = r->path; *p; p++) {
        if (*p == '*')
            write_segment(w, *name++, bad);
        else
            vsa_write_char(w, *p);
    }
    write_part(w, r->rest, bad);
    *bad |= r->rest.len > 0 && *r->rest.ptr != '/';
}

static void write_host(struct vsa_writer *w, const struct vsa_url *server, bool *bad)
{
    vsa_write_text(w, " HTTP/1.1\r\nHost: ");
    write_part(w, server->host, bad);
    *bad |= server->host.len == 0;
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
    vsa_write_text(w, "\r\n\r\n");
    if (has_body)
        vsa_write(w, r->body);
}

enum vsa_result vsa_http_request_write(struct vsa_writer *w, const struct vsa_request *r)
{
    struct vsa_writer before = *w;
    bool bad = false;

    vsa_write_text(w, vsa_name(methods, 4, r->method));
    write_target(w, r, &bad);
    write_host(w, r->server, &bad);
    if (r->token && vsa_token_present(r->token)) {
        vsa_write_text(w, "\r\nAuthorization: Bearer ");
        vsa_write(w, (struct vsa_span){r->token->secret, sizeof r->token->secret});
    }
    vsa_write_text(w, "\r\nContent-Type: ");
    write_part(w, vsa_span(r->content_type), &bad);
    vsa_write_text(w, "\r\nUser-Agent: vslice-agent/" VSA_VERSION);
    write_body(w, r);
    if (!bad && !w->full)
        return VSA_OK;
    vsa_wipe(before.ptr + before.len, w->len - before.len);
    *w = before;
    return bad ? VSA_BAD_CONFIG : VSA_REQUEST_TOO_LARGE;
}
