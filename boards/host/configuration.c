/* SPDX-License-Identifier: MIT */
#include "boards/host/configuration.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool complain(const char *where, const char *what)
{
    fprintf(stderr, "vslice-agent: %s: %s\n", where, what);
    return false;
}

static bool complain_of_page(const char *where, const struct vsa_page_error *error)
{
    char line[200];
    struct vsa_writer w = vsa_writer(line, sizeof line - 1);

    vsa_page_write_error(&w, error);
    line[w.len] = 0;
    return complain(where, line);
}

/* The whole file; an error if it does not fit. */
static bool read_file(const char *what, const char *name, char *to, size_t cap, size_t *len)
{
    FILE *file = fopen(name, "rb");
    bool failed;

    if (file == NULL)
        return complain(what, strerror(errno));
    *len = fread(to, 1, cap, file);
    failed = ferror(file) != 0;
    fclose(file);
    if (failed)
        return complain(what, "cannot be read");
    return *len < cap ? true : complain(what, "is too large");
}

static bool read_page(struct configuration *c)
{
    static struct vsa_json_document scratch;
    struct vsa_span raw = VSA_SPAN("{}");
    struct vsa_page_error error;
    enum vsa_result result;

    if (c->file) {
        raw.ptr = c->raw;
        if (!read_file(c->file, c->file, c->raw, sizeof c->raw, &raw.len))
            return false;
    }
    result = vsa_page_read(&c->page, raw, c->text, sizeof c->text, &scratch, &error);
    if (result != VSA_OK) {
        vsa_wipe(c->raw, sizeof c->raw);
        return complain_of_page(c->file ? c->file : "configuration", &error);
    }
    if (c->page.token.len > 0)
        vsa_wipe(c->raw + (c->page.token.ptr - raw.ptr), c->page.token.len);
    return true;
}

/* A base URL, or as in Stacuity's own client the host alone. */
static bool override_host(struct configuration *c, const char *value)
{
    static char url[300];

    if (strstr(value, "://"))
        snprintf(url, sizeof url, "%s", value);
    else
        snprintf(url, sizeof url, "https://%s/api/v1", value);
    if (strlen(value) < 256 && vsa_url_parse(vsa_span(url), &c->page.config.api) == VSA_OK)
        return true;
    return complain("STACUITY_HOST", "wanted an https:// URL or a host name");
}

static bool override_by_environment(struct configuration *c)
{
    const char *host = getenv("STACUITY_HOST"), *token = getenv("STACUITY_TOKEN");

    if (host && *host && !override_host(c, host))
        return false;
    if (token && *token && vsa_token_set(&c->page.config.token, vsa_span(token)) != VSA_OK)
        return complain("STACUITY_TOKEN", "wanted 32 hexadecimal characters");
    return true;
}

bool configuration_read(struct configuration *c, const char *file)
{
    struct vsa_page_error error;

    c->file = file;
    if (!read_page(c) || !override_by_environment(c))
        return false;
    if (vsa_page_check(&c->page, &error) == VSA_OK)
        return true;
    return complain_of_page(file ? file : "configuration", &error);
}

bool configuration_trust(struct configuration *c, struct vsa_tls *tls)
{
    struct vsa_span anchors = c->page.ca;
    char source[300] = "ca", what[80];
    int32_t code;

    if (c->page.ca_file.len > 0) {
        anchors.ptr = c->anchors;
        snprintf(source, sizeof source, "ca_file %s", c->page.ca_file.ptr);
        if (!read_file(source, c->page.ca_file.ptr, c->anchors, sizeof c->anchors, &anchors.len))
            return false;
    }
    if (anchors.len == 0)
        return complain(c->file ? c->file : "configuration", "\"ca_file\": wanted trust anchors, there or in \"ca\"");
    if (vsa_tls_trust(tls, anchors, &code) == VSA_OK)
        return true;
    snprintf(what, sizeof what, "no trust anchor, or a damaged one (Mbed TLS -0x%04lx)", (unsigned long)-(long)code);
    return complain(source, what);
}

void configuration_wipe(struct configuration *c)
{
    vsa_wipe(c, sizeof *c);
}
