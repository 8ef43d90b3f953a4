/* SPDX-License-Identifier: MIT */
#include "agent/report_value.h"

void vsa_write_reasons(struct vsa_writer *w, uint32_t reasons, bool quoted)
{
    const char *form = quoted ? ",\"%\"" : ",%";
    bool first = true;

    for (int r = 0; r < VSA_REASON_COUNT; r++) {
        if ((reasons >> r & 1) == 0)
            continue;
        vsa_write_form(w, form + first, vsa_reason_text((enum vsa_reason)r), NULL); /* the first without its comma */
        first = false;
    }
}

void vsa_write_report_value(struct vsa_writer *w, const struct vsa_membership *m,
                            const struct vsa_expectation *e, const struct vsa_cause *cause)
{
    vsa_write_form(w, m->reasons ? "% reasons=" : "%", vsa_verdict_text(m->verdict), NULL);
    vsa_write_reasons(w, m->reasons, false);
    if (cause->result != VSA_OK)
        vsa_write_form(w, " at=%:%", vsa_stage_text(cause->stage), vsa_result_text(cause->result));
    vsa_write_text(w, " vslice=");
    vsa_write(w, e->vslice);
    if (e->address.family != VSA_FAMILY_NONE) {
        vsa_write_text(w, " address=");
        vsa_write_address(w, &e->address);
    }
    vsa_write_text(w, " agent=" VSA_VERSION);
}

uint32_t vsa_hash(struct vsa_span text)
{
    uint32_t hash = UINT32_C(2166136261);

    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (uint8_t)text.ptr[i]) * UINT32_C(16777619);
    return hash ? hash : 1;
}
