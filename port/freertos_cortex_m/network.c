/* SPDX-License-Identifier: MIT */
#include "port/freertos_cortex_m/network.h"

#include "port/cortex_m/core.h"
#include "port/cortex_m/cortex_m.h"
#include "port/lwip/netif.h"
#include "port/lwip/stack.h"
#include "port/lwip/time.h"

#include "lwip/dhcp.h"
#include "lwip/memp.h"
#include "lwip/stats.h"
#include "lwip/tcpip.h"
#include "lwip/timeouts.h"

#define LINK_POLL_MS     250
#define HELD_POLL_MS     10 /* while a frame waits for a packet buffer */
#define RECEIVE_PRIORITY TCPIP_THREAD_PRIO

static struct vsa_ethernet *ethernet;
static struct netif netif;
static uint32_t ring_words[CONFIG_VSLICE_AGENT_ETHERNET_RING_BYTES / 4];
static TaskHandle_t receiver, tcpip;

/* ---- reception ---- */

static void on_interrupt(void *context)
{
    BaseType_t woken = pdFALSE;

    vsa_ethernet_interrupt(context);
    vTaskNotifyGiveFromISR(receiver, &woken);
    portYIELD_FROM_ISR(woken);
}

/*
 * Nobody tells when a packet buffer comes back, and with frames held in the controller its interrupt is off: what waits
 * in the ring has to be looked at again.
 */
static void receive(void *unused)
{
    (void)unused;
    for (;;) {
        bool held = vsa_ring_take_begin(&ethernet->ring) > 0;
        ulTaskNotifyTake(pdTRUE, held ? pdMS_TO_TICKS(HELD_POLL_MS) : portMAX_DELAY);
        LOCK_TCPIP_CORE();
        vsa_netif_poll(&netif);
        UNLOCK_TCPIP_CORE();
    }
}

/* ---- in lwIP's thread ---- */

/* lwIP's DHCP begins anew when the link comes back. */
static void poll_link(void *unused)
{
    bool up = ethernet->driver->link(ethernet);

    if (up && !netif_is_link_up(&netif))
        netif_set_link_up(&netif);
    else if (!up && netif_is_link_up(&netif))
        netif_set_link_down(&netif);
    if (ethernet->held)
        xTaskNotifyGive(receiver); /* with nothing in the ring it waits for an interrupt that is off */
    if (dhcp_supplied_address(&netif))
        vsa_lwip_time_start();
    vsa_lwip_time_poll();
    sys_timeout(LINK_POLL_MS, poll_link, unused);
}

static void start(void *unused)
{
    tcpip = xTaskGetCurrentTaskHandle();
    if (!ethernet->driver->start(ethernet))
        return;
    netif_add(&netif, NULL, NULL, NULL, ethernet, vsa_netif_init, netif_input);
    netif_set_default(&netif);
    netif_set_up(&netif);
    vsa_lwip_time_init();
    dhcp_start(&netif);
    core_interrupt_priority(ethernet->irq, VSA_ETHERNET_INTERRUPT_PRIORITY);
    vsa_interrupt_enable(ethernet->irq, on_interrupt, ethernet);
    poll_link(unused);
}

void vsa_network_start(struct vsa_ethernet *e)
{
    static StaticTask_t memory;
    static StackType_t stack[CONFIG_VSLICE_AGENT_RECEIVE_STACK_BYTES / sizeof(StackType_t)];

    ethernet = e;
    vsa_ring_init(&e->ring, ring_words, sizeof ring_words / sizeof *ring_words);
    receiver = xTaskCreateStatic(receive, "receive", sizeof stack / sizeof *stack, NULL,
                                 RECEIVE_PRIORITY, stack, &memory);
    tcpip_init(start, NULL);
}

TaskHandle_t vsa_network_receiver(void)
{
    return receiver;
}

TaskHandle_t vsa_network_tcpip(void)
{
    return tcpip;
}

void vsa_lwip_peaks(struct vsa_lwip_peaks *peaks)
{
    *peaks = (struct vsa_lwip_peaks){
        .heap = lwip_stats.mem.max,
        .heap_size = MEM_SIZE,
        .pool = memp_pools[MEMP_PBUF_POOL]->stats->max,
        .pool_size = PBUF_POOL_SIZE,
        .ring = ethernet->ring.peak * 4,
        .ring_size = sizeof ring_words,
        .dropped = vsa_netif_dropped(),
    };
}
