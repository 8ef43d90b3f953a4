/* SPDX-License-Identifier: MIT */
#include "port/freertos_cortex_m/network.h"

#include "port/cortex_m/core.h"
#include "port/cortex_m/cortex_m.h"
#include "port/lwip/netif.h"
#include "port/lwip/stack.h"
#include "port/lwip/time.h"

#include "lwip/dhcp.h"
#include "lwip/memp.h"
#include "lwip/priv/tcp_priv.h" /* tcp_active_pcbs */
#include "lwip/stats.h"
#include "lwip/tcpip.h"
#include "lwip/timeouts.h"

#define POLL_MS          250
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
 * in the ring has to be looked at again. However fast frames come, the tasks below have half of the time: as many ticks
 * as were seen to pass, and a delay's first one is not whole.
 */
static void receive(void *unused)
{
    (void)unused;
    for (;;) {
        bool held = vsa_ring_take_begin(&ethernet->ring) > 0;
        TickType_t begin, worked;
        ulTaskNotifyTake(pdTRUE, held ? pdMS_TO_TICKS(HELD_POLL_MS) : portMAX_DELAY);
        begin = xTaskGetTickCount();
        LOCK_TCPIP_CORE();
        vsa_netif_poll(&netif);
        UNLOCK_TCPIP_CORE();
        worked = xTaskGetTickCount() - begin;
        if (worked > 0)
            vTaskDelay(worked + 1);
    }
}

/* ---- in lwIP's thread ---- */

/*
 * The peer of a connection that was closed may never answer its goodbye. lwIP would go on trying for half an hour, and
 * keep what the next connection needs: it is given up as soon as there is one. A socket's pcb has an argument.
 */
static void drop_leftovers(void)
{
    struct tcp_pcb *pcb, *next;
    bool in_use = false;

    for (pcb = tcp_active_pcbs; pcb != NULL; pcb = pcb->next)
        in_use |= pcb->callback_arg != NULL;
    for (pcb = tcp_active_pcbs; pcb != NULL && in_use; pcb = next) {
        next = pcb->next;
        if (pcb->callback_arg == NULL)
            tcp_abort(pcb);
    }
}

/* lwIP's DHCP begins anew when the link comes back. */
static void poll(void *unused)
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
    drop_leftovers();
    sys_timeout(POLL_MS, poll, unused);
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
    poll(unused);
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
