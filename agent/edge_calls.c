/* SPDX-License-Identifier: MIT */
#include "agent/edge_calls.h"

#include <string.h>

static int member_if_object(struct vsa_json_document *d, int value, const char *name)
{
    return vsa_json_is(d, value, JSMN_OBJECT) ? vsa_json_member(d, value, name) : VSA_JSON_NONE;
}

static int find_id(struct vsa_json_document *d)
{
    int data = member_if_object(d, 0, "data");
    int value = data != VSA_JSON_NONE ? data : 0;
    int id = member_if_object(d, value, "id");

    return id != VSA_JSON_NONE ? id : value;
}

static bool is_visible(char c)
{
    return c > ' ' && c < 0x7f && c != '<';
}

/* Something that can stand in a path, and is not the JSON text "null". */
static bool is_id(const char *text)
{
    size_t len = 0;

    if (strcmp(text, "null") == 0)
        return false;

    while (is_visible(text[len]))
        len++;
    return len > 0 && text[len] == 0 && text[0] != '.';
}

enum vsa_result vsa_edge_id_read(struct vsa_json_document *d, char *to, size_t cap)
{
    int success = member_if_object(d, 0, "success");
    int id = find_id(d);

    to[0] = 0;
    if (success != VSA_JSON_NONE && !vsa_json_bool(d, success))
        return d->result == VSA_OK ? VSA_API_REFUSED : d->result;
    vsa_json_text(d, id, to, cap);
    if (d->result == VSA_OK && !is_id(to))
        d->result = VSA_API_CONTRACT;
    if (d->result != VSA_OK)
        to[0] = 0;
    return d->result;
}
