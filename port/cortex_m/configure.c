/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/cortex_m.h"
#include "port/cortex_m/firmware.h"

#define LINE_BYTES 128

static char page_text[CONFIG_VSLICE_AGENT_PAGE_TEXT_BYTES];

static bool complain(const struct vsa_page_error *error)
{
    char line[LINE_BYTES];
    struct vsa_writer w = vsa_writer(line, sizeof line);

    vsa_write_text(&w, "page      ");
    vsa_page_write_error(&w, error);
    vsa_port_log(VSA_LOG_ERROR, vsa_written(&w));
    return false;
}

static bool complain_of_anchors(enum vsa_result result, int32_t code)
{
    char line[LINE_BYTES];
    struct vsa_writer w = vsa_writer(line, sizeof line);

    vsa_write_text(&w, "page      \"ca\": ");
    vsa_write_text(&w, result == VSA_OUT_OF_MEMORY ? "out of memory" : "wanted trust anchors, PEM text");
    vsa_write_text(&w, "; Mbed TLS says ");
    vsa_write_i32(&w, code);
    vsa_port_log(VSA_LOG_ERROR, vsa_written(&w));
    return false;
}

bool vsa_firmware_configure(struct vsa_page *page, struct vsa_check *check, struct vsa_tls *tls)
{
    struct vsa_page_error error;
    enum vsa_result result;
    int32_t code = 0;

    if (vsa_page_read(page, vsa_board.page, page_text, sizeof page_text, &check->io.reply.document,
                      &error) != VSA_OK ||
        vsa_page_check(page, &error) != VSA_OK)
        return complain(&error);
    result = vsa_tls_trust(tls, page->ca, &code);
    return result == VSA_OK ? true : complain_of_anchors(result, code);
}

int vsa_firmware_status(enum vsa_verdict verdict)
{
    switch (verdict) {
    case VSA_MEMBER:
        return 0;
    case VSA_NOT_MEMBER:
        return 1;
    case VSA_CANNOT_TELL:
        break;
    }
    return 2;
}
