/* SPDX-License-Identifier: MIT */
#include "agent/stage.h"

#include "agent/names.h"

#define NAME(name, text) text "\0"

static const char names[] = VSA_STAGES(NAME);

const char *vsa_stage_text(enum vsa_stage stage)
{
    return vsa_name(names, VSA_STAGE_COUNT, stage);
}
