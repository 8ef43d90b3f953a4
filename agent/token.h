/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TOKEN_H
#define VSLICE_AGENT_TOKEN_H

#include "agent/result.h"

/*
 * token: the API token, a type of its own so that nothing can print it. Only http_request reads it.
 *
 * A token is 32 hexadecimal characters (documented: readme.stacuity.com, API overview) and has, by default,
 * all rights of the user who made it. All zero bytes: no token.
 */
struct vsa_token {
    char secret[32];
};

/* Takes the token from text. VSA_BAD_CONFIG unless it is 32 hexadecimal characters; then it is empty. */
enum vsa_result vsa_token_set(struct vsa_token *token, struct vsa_span text);

/* Is there one? */
static inline bool vsa_token_present(const struct vsa_token *token)
{
    return token->secret[0] != 0;
}

/* Overwrites memory that held a secret; the compiler may not leave it out. */
void vsa_wipe(void *memory, size_t len);

#endif
