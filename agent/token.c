/* SPDX-License-Identifier: MIT */
#include "agent/token.h"

#include <string.h>

void vsa_wipe(void *memory, size_t len)
{
    volatile unsigned char *p = memory;

    while (len-- > 0)
        *p++ = 0;
}

enum vsa_result vsa_token_set(struct vsa_token *token, struct vsa_span text)
{
    vsa_wipe(token, sizeof *token);
    if (text.len != sizeof token->secret)
        return VSA_BAD_CONFIG;
    for (size_t i = 0; i < text.len; i++)
        if (vsa_hex_value(text.ptr[i]) < 0)
            return VSA_BAD_CONFIG;
    memcpy(token->secret, text.ptr, text.len);
    return VSA_OK;
}
