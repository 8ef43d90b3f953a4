/* SPDX-License-Identifier: MIT */
#include "port/lwip/resolver.h"

#include "port/lwip/dns_code.h"

#include "lwip/dns.h"

#include <string.h>

static struct vsa_lwip_lookup *current; /* NULL: nobody waits */
static uintptr_t number;                /* of the current look-up */

/* ---- look-ups ---- */

static void found(const ip_addr_t *address)
{
    current->address.family = VSA_FAMILY_IPV4;
    memcpy(current->address.bytes, &ip_2_ip4(address)->addr, 4); /* both in network order */
    current->result = VSA_OK;
}

static void on_answer(const char *name, const ip_addr_t *address, void *argument)
{
    (void)name;
    if (current == NULL || (uintptr_t)argument != number)
        return;
    if (address != NULL)
        found(address);
    else
        current->result = vsa_lwip_dns_failure(&current->foreign);
    current = NULL;
}

static void ask(const char *name)
{
    ip_addr_t address;
    err_t error;

    vsa_lwip_dns_asked();
    error = dns_gethostbyname(name, &address, on_answer, (void *)++number);
    if (error == ERR_INPROGRESS)
        return;
    if (error == ERR_OK) {
        found(&address);
    } else {
        current->result = error == ERR_MEM ? VSA_OUT_OF_MEMORY : VSA_DNS_FAILED;
        current->foreign = error;
    }
    current = NULL;
}

void vsa_lwip_lookup_start(struct vsa_lwip_lookup *lookup, struct vsa_span host)
{
    char name[DNS_MAX_NAME_LENGTH];

    *lookup = (struct vsa_lwip_lookup){.result = VSA_MORE};
    if (vsa_address_parse(host, &lookup->address)) {
        lookup->result = VSA_OK;
    } else if (host.len >= sizeof name) {
        lookup->result = VSA_DNS_NO_NAME;
        lookup->foreign = ERR_ARG;
    } else {
        memcpy(name, host.ptr, host.len);
        name[host.len] = 0;
        current = lookup;
        ask(name);
    }
}

void vsa_lwip_lookup_cancel(void)
{
    current = NULL;
}
