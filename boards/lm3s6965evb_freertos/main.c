/* SPDX-License-Identifier: MIT */
#include "boards/lm3s6965evb_freertos/board.h"
#include "port/cortex_m/cortex_m.h"
#include "port/drivers/watchdog.h"
#include "port/freertos_cortex_m/firmware.h"
#include "port/freertos_cortex_m/network.h"
#include "port/sockets/sockets.h"

static struct vsa_ethernet ethernet = {
    .driver = &vsa_stellaris_eth, .base = BOARD_ETHERNET, .irq = BOARD_ETHERNET_IRQ, .mac = BOARD_MAC};
static struct vsa_sockets sockets;
static struct vsa_tls tls;
static struct vsa_page page;
/* At the bottom of RAM: an overflow leaves it, and is a fault. */
static StackType_t agent_stack[CONFIG_VSLICE_AGENT_AGENT_STACK_BYTES / sizeof(StackType_t)]
    __attribute__((section(".stack.task")));

int main(void)
{
    struct vsa_rtos *r = &vsa_rtos;

    vsa_freertos_init(&vsa_rtos_hooks);
    vsa_watchdog_start(BOARD_WATCHDOG, BOARD_CLOCK_HZ, CONFIG_VSLICE_AGENT_WATCHDOG_MS);
    r->setup = (struct vsa_task_setup){
        .config = &page.config,
        .transport = vsa_tls_init(&tls, vsa_sockets_init(&sockets)),
        .idle = &sockets,
        .stack = agent_stack,
        .stack_words = sizeof agent_stack / sizeof *agent_stack,
        .priority = AGENT_PRIORITY,
        .on_verdict = vsa_rtos_verdict,
    };
    if (!vsa_firmware_configure(&page, &r->agent.check, &tls))
        return VSA_EXIT_CONFIG;
    r->control = (struct vsa_deadlines){.name = "control", .period_ms = 10};
    r->background =
        (struct vsa_deadlines){.name = "background", .period_ms = 10, .work = vsa_rtos_background};
    vsa_network_start(&ethernet);
    vsa_task_start(&r->agent, &r->setup);
    vsa_deadlines_start(&r->control, CONTROL_PRIORITY);
    vsa_deadlines_start(&r->background, BACKGROUND_PRIORITY);
    vTaskStartScheduler();
    return VSA_EXIT_FAULT; /* not reached */
}
