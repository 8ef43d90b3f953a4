/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_MBEDTLS_ANCHORS_H
#define VSLICE_AGENT_PORT_MBEDTLS_ANCHORS_H

#include "agent/result.h"

#include <mbedtls/x509_crt.h>
#include <stdint.h>

/*
 * anchors: reads trust anchors, PEM text or one DER certificate, and puts them behind those in
 * `chain`.
 *
 * PEM may hold any number of CERTIFICATE blocks with other text between them, needs no NUL, and is
 * copied. It may also be as it stands in a JSON string, with its escapes. DER is not copied: it
 * lives as long as the chain, in flash for instance. Returns as vsa_tls_trust (tls.h).
 */
enum vsa_result vsa_anchors_read(mbedtls_x509_crt *chain, struct vsa_span text, int32_t *foreign);

#endif
