/* SPDX-License-Identifier: MIT */
/* What a check sends, read strictly. */
#include "tests/fuzz/check/world.h"

static bool take_prefix(struct vsa_span *text, const char *prefix)
{
    size_t len = strlen(prefix);

    if (text->len < len || memcmp(text->ptr, prefix, len) != 0)
        return false;
    *text = (struct vsa_span){text->ptr + len, text->len - len};
    return true;
}

/* Up to CRLF, which is taken; only printable ASCII. */
static struct vsa_span take_line(struct vsa_span *text)
{
    struct vsa_span line = {text->ptr, 0};

    while (line.len < text->len && line.ptr[line.len] >= ' ' && line.ptr[line.len] < 0x7f)
        line.len++;
    *text = (struct vsa_span){text->ptr + line.len, text->len - line.len};
    MUST(take_prefix(text, "\r\n"));
    return line;
}

static enum kind kind_of_target(struct vsa_span *target, bool edge, bool single)
{
    static const struct {
        const char *prefix;
        enum kind kind;
    } api[] = {{"/apitokens/verify", TOKEN}, {"/endpoints/", ENDPOINT}, {"/EndpointGroups/", GROUP}, {"/vslices/", VSLICE}};

    if (edge && take_prefix(target, "/ep/id"))
        return EDGE_ID;
    if (edge && take_prefix(target, "/ep/kv"))
        return EDGE_KEY_VALUES;
    MUST(!edge && take_prefix(target, "/api/v1"));
    if (single && take_prefix(target, "/any/thing?x=1"))
        return SINGLE;
    for (size_t i = 0; i < sizeof api / sizeof *api; i++)
        if (take_prefix(target, api[i].prefix))
            return api[i].kind;
    fuzz_broken("the request is in the table", __FILE__, __LINE__);
    return TOKEN;
}

/* "GET /path HTTP/1.1"; the path keeps its shape whatever the names in it are. */
static enum kind take_request_line(struct vsa_span *text, const struct world *w, bool edge, bool *has_body, bool *posts)
{
    struct vsa_span line = take_line(text), target;
    bool gets = take_prefix(&line, "GET "), puts = take_prefix(&line, "PUT ");
    enum kind kind;
    size_t slashes = 0;

    *posts = !gets && !puts && take_prefix(&line, "POST ");
    MUST(gets || puts || *posts || take_prefix(&line, "DELETE "));
    MUST(gets || !w->shaking); /* what goes early can be replayed */
    *has_body = puts || *posts;
    MUST(line.len > 9 && memcmp(line.ptr + line.len - 9, " HTTP/1.1", 9) == 0);
    target = (struct vsa_span){line.ptr, line.len - 9};
    MUST(!fuzz_contains(target, " ", 1));
    kind = kind_of_target(&target, edge, w->check->call != NULL);
    for (size_t i = 0; i < target.len; i++)
        slashes += target.ptr[i] == '/';
    if (kind == ENDPOINT && puts)
        kind = REPORT;
    if (kind == EDGE_KEY_VALUES && *posts)
        kind = EDGE_REPORT;
    MUST(slashes == (kind == REPORT ? 2u : kind == EDGE_REPORT ? 1u : 0u));
    MUST(kind == SINGLE || *has_body == (kind == REPORT || kind == EDGE_REPORT));
    return kind;
}

static enum kind take_request(struct vsa_span *text, const struct world *w, bool edge, bool *posts)
{
    bool has_body;
    enum kind kind = take_request_line(text, w, edge, &has_body, posts);
    size_t length = 0;

    MUST(take_prefix(text, edge ? "Host: edge.example\r\n" : "Host: api.stacuity.com\r\n"));
    MUST(edge || take_prefix(text, "Authorization: Bearer " TOKEN_TEXT "\r\n"));
    MUST(take_prefix(text, kind == EDGE_REPORT ? "Content-Type: application/*+json\r\n"
                                               : "Content-Type: application/json\r\n"));
    if (has_body) {
        struct vsa_span digits;
        MUST(take_prefix(text, "Content-Length: "));
        digits = take_line(text);
        for (size_t i = 0; i < digits.len; i++)
            length = length * 10 + (size_t)(digits.ptr[i] - '0');
    }
    MUST(take_prefix(text, "User-Agent: vslice-agent/" VSA_VERSION "\r\n\r\n") && length <= text->len);
    *text = (struct vsa_span){text->ptr + length, text->len - length};
    return kind;
}

/* A flight begins: at most one POST ever, and a token only to the management API, over TLS. */
void world_take_flight(struct world *w, struct vsa_span text)
{
    const struct vsa_url *server = vsa_check_server(w->check);
    bool edge = server == &w->config.edge;

    MUST(edge || server->tls);
    MUST(!edge || !fuzz_contains(text, TOKEN_TEXT, sizeof TOKEN_TEXT - 1));
    w->asked_count = 0;
    while (text.len > 0) {
        bool posts;
        enum kind kind = take_request(&text, w, edge, &posts);
        MUST(w->asked_count < FLIGHT_MAX);
        MUST(!posts || !w->was_posted);
        w->was_posted = w->was_posted || posts;
        w->asked[w->asked_count++] = kind;
    }
    w->queue_len = w->queue_at = 0;
}
