/* SPDX-License-Identifier: MIT */
#include "agent/result.h"

#include "agent/names.h"

#include <stdint.h>

#define NAME(name, text, band) text "\0"
#define BAND(name, text, band) VSA_BAND_##band,

static const char names[] = VSA_RESULTS(NAME);
static const uint8_t bands[VSA_RESULT_COUNT] = {VSA_RESULTS(BAND)};

const char *vsa_result_text(enum vsa_result result)
{
    return vsa_name(names, VSA_RESULT_COUNT, result);
}

enum vsa_band vsa_result_band(enum vsa_result result)
{
    return (unsigned)result < VSA_RESULT_COUNT ? (enum vsa_band)bands[result] : VSA_BAND_PERMANENT;
}
