/* SPDX-License-Identifier: MIT */
#include "port/lwip/dns_code.h"
#include "port/lwip_sockets/lwip_sockets.h"
#include "port/sockets/resolver.h"

#include "lwip/dns.h"
#include "lwip/ip_addr.h"
#include "lwip/sys.h"
#include "lwip/tcpip.h"

#include <string.h>

/*
 * dns_gethostbyname in the tcpip thread. It cannot be told to forget a question, and its answer may
 * come seconds after nobody wants it any more: each look-up has a number, and an answer to another
 * one is dropped. A place is free for the next look-up as soon as the tcpip thread has read the
 * name in it, whether or not the answer has come.
 *
 *               who writes                     while
 *     name      the resolver's task            taken, before posted
 *     the rest  either side                    under SYS_ARCH_PROTECT
 *     done      whoever                        lwIP's own
 */
struct place {
    char name[DNS_MAX_NAME_LENGTH];
    sys_sem_t done; /* made at the first use, and kept */
    uint32_t number;
    int32_t foreign;
    struct vsa_address address;
    uint8_t result; /* enum vsa_result; VSA_MORE: not yet */
    bool has_sem;
    bool taken;  /* by a vsa_resolver, whose `work` it is */
    bool posted; /* the tcpip thread has yet to read the name */
};

static struct place places[VSA_LWIP_LOOKUPS];

_Static_assert((VSA_LWIP_LOOKUPS & (VSA_LWIP_LOOKUPS - 1)) == 0, "the number wraps: a power of 2");

/* The argument that travels through lwIP: which place, and which look-up in it. */
static void *argument_of(const struct place *p, uint32_t number)
{
    return (void *)((uintptr_t)number * VSA_LWIP_LOOKUPS + (uintptr_t)(p - places));
}

static struct place *place_of(void *argument)
{
    return &places[(uintptr_t)argument % VSA_LWIP_LOOKUPS];
}

/* ---- in the tcpip thread ---- */

/* The end of a look-up, unless it is not wanted any more. */
static void finish(void *argument, enum vsa_result result, int32_t foreign,
                   const struct vsa_address *address)
{
    struct place *p = place_of(argument);
    bool wanted;
    SYS_ARCH_DECL_PROTECT(level);

    SYS_ARCH_PROTECT(level);
    wanted = p->taken && argument_of(p, p->number) == argument;
    if (wanted) {
        p->result = (uint8_t)result;
        p->foreign = foreign;
        if (address != NULL)
            p->address = *address;
    }
    SYS_ARCH_UNPROTECT(level);
    if (wanted)
        sys_sem_signal(&p->done);
}

static void found(void *argument, const ip_addr_t *from)
{
    struct vsa_address address = {.family = VSA_FAMILY_IPV4};

    if (IP_IS_V4(from))
        memcpy(address.bytes, &ip_2_ip4(from)->addr, 4); /* both in network order */
#if LWIP_IPV6
    if (IP_IS_V6(from)) {
        address.family = VSA_FAMILY_IPV6;
        memcpy(address.bytes, ip_2_ip6(from)->addr, 16);
    }
#endif
    finish(argument, VSA_OK, 0, &address);
}

static void on_answer(const char *name, const ip_addr_t *address, void *argument)
{
    int32_t foreign = 0;
    enum vsa_result result;

    (void)name;
    if (address != NULL) {
        found(argument, address);
        return;
    }
    result = vsa_lwip_dns_failure(&foreign);
    finish(argument, result, foreign, NULL);
}

static bool is_wanted(const struct place *p, const void *argument)
{
    bool wanted;
    SYS_ARCH_DECL_PROTECT(level);

    SYS_ARCH_PROTECT(level);
    wanted = p->taken && argument_of(p, p->number) == argument;
    SYS_ARCH_UNPROTECT(level);
    return wanted;
}

static void name_was_read(struct place *p)
{
    SYS_ARCH_DECL_PROTECT(level);

    SYS_ARCH_PROTECT(level);
    p->posted = false;
    SYS_ARCH_UNPROTECT(level);
}

static void ask(void *argument)
{
    struct place *p = place_of(argument);
    ip_addr_t address;
    err_t error = ERR_INPROGRESS;

    if (is_wanted(p, argument)) {
        vsa_lwip_dns_asked();
        error = dns_gethostbyname(p->name, &address, on_answer, argument);
    }
    name_was_read(p);
    if (error == ERR_OK)
        found(argument, &address);
    else if (error != ERR_INPROGRESS)
        finish(argument, error == ERR_MEM ? VSA_OUT_OF_MEMORY : VSA_DNS_FAILED, error, NULL);
}

/* ---- in the task of the resolver ---- */

/* A free place, taken and numbered; NULL: too many look-ups at a time. */
static struct place *take_place(void)
{
    struct place *p = NULL;
    SYS_ARCH_DECL_PROTECT(level);

    SYS_ARCH_PROTECT(level);
    for (size_t i = 0; i < VSA_LWIP_LOOKUPS && p == NULL; i++)
        if (!places[i].taken && !places[i].posted)
            p = &places[i];
    if (p != NULL) {
        p->taken = true;
        p->number++;
        p->result = VSA_MORE;
        p->foreign = 0;
    }
    SYS_ARCH_UNPROTECT(level);
    return p;
}

static void give_place(struct place *p)
{
    SYS_ARCH_DECL_PROTECT(level);

    SYS_ARCH_PROTECT(level);
    p->taken = false;
    SYS_ARCH_UNPROTECT(level);
}

/* A full mailbox is not a failure: poll tries again. */
static void post(struct vsa_resolver *r)
{
    struct place *p = r->work;

    p->posted = true; /* nobody else looks at it yet */
    r->ticket = tcpip_try_callback(ask, argument_of(p, p->number)) == ERR_OK;
    if (!r->ticket)
        p->posted = false;
}

enum vsa_result vsa_resolver_start(struct vsa_resolver *r, struct vsa_span host, int32_t *foreign)
{
    struct place *p;

    if (host.len >= sizeof p->name) {
        *foreign = ERR_ARG;
        return VSA_DNS_NO_NAME;
    }
    p = take_place();
    if (p != NULL && !p->has_sem)
        p->has_sem = sys_sem_new(&p->done, 0) == ERR_OK;
    if (p == NULL || !p->has_sem) {
        if (p != NULL)
            give_place(p);
        *foreign = ERR_MEM;
        return VSA_OUT_OF_MEMORY;
    }
    memcpy(p->name, host.ptr, host.len);
    p->name[host.len] = 0;
    r->work = p;
    post(r);
    return VSA_MORE;
}

enum vsa_result vsa_resolver_poll(struct vsa_resolver *r, struct vsa_address *addresses, size_t cap,
                                  size_t *count, int32_t *foreign)
{
    struct place *p = r->work;
    struct vsa_address address;
    enum vsa_result result;
    SYS_ARCH_DECL_PROTECT(level);

    if (!r->ticket)
        post(r);
    SYS_ARCH_PROTECT(level);
    result = p->result;
    *foreign = p->foreign;
    address = p->address;
    SYS_ARCH_UNPROTECT(level);
    *count = result == VSA_OK ? vsa_resolver_add(addresses, cap, 0, &address) : 0;
    return result;
}

void vsa_resolver_wait(struct vsa_resolver *r, uint32_t ms)
{
    struct place *p = r->work;

    if (ms == 0)
        return; /* lwIP takes 0 for ever */
    if (r->ticket)
        sys_arch_sem_wait(&p->done, ms);
    else
        sys_msleep(ms < VSA_LWIP_POST_AGAIN_MS ? ms : VSA_LWIP_POST_AGAIN_MS);
}

void vsa_resolver_cancel(struct vsa_resolver *r)
{
    if (r->work != NULL)
        give_place(r->work);
    *r = (struct vsa_resolver){.work = NULL};
}

/* lwIP knows how long a name lives, and has no way to forget one before that. */
void vsa_resolver_forget(struct vsa_span host)
{
    (void)host;
}
