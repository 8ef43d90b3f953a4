/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE

#include "port/port.h"

#include "lwip/netif.h"
#include "lwip/sys.h"

#include <stdio.h>
#include <sys/random.h>
#include <time.h>

/* What every firmware gives: port/template, filled in. */

uint32_t vsa_port_clock_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)now.tv_sec * 1000u + (uint32_t)(now.tv_nsec / 1000000);
}

u32_t sys_now(void)
{
    return vsa_port_clock_ms();
}

uint64_t vsa_port_wall_s(void)
{
    return (uint64_t)time(NULL);
}

bool vsa_port_entropy(void *buffer, size_t len)
{
    return getrandom(buffer, len, 0) == (ssize_t)len;
}

bool vsa_port_device_key(uint8_t key[16])
{
    (void)key;
    return false;
}

void vsa_port_network(struct vsa_network *network)
{
    bool up = netif_default != NULL && netif_is_link_up(netif_default);

    *network = (struct vsa_network){.link = up ? VSA_OK : VSA_MORE, .address = VSA_OK, .time = VSA_OK};
    network->wall_s = vsa_port_wall_s();
}

void vsa_port_usage(struct vsa_usage *usage)
{
    (void)usage;
}

void vsa_port_radio(bool needed)
{
    (void)needed;
}

/* The loop does the waiting. */
void vsa_port_idle(void *context, uint32_t ms)
{
    (void)context;
    (void)ms;
}

void vsa_port_log(enum vsa_log_level level, struct vsa_span line)
{
    if (level == VSA_LOG_ERROR)
        printf("%.*s\n", (int)line.len, line.ptr);
}

size_t vsa_port_load(enum vsa_record which, void *buffer, size_t cap)
{
    (void)which, (void)buffer, (void)cap;
    return 0;
}

bool vsa_port_store(enum vsa_record which, const void *record, size_t len)
{
    (void)which, (void)record, (void)len;
    return false;
}
