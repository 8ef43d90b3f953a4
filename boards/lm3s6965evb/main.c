/* SPDX-License-Identifier: MIT */
#include "boards/lm3s6965evb/board.h"
#include "port/cortex_m/cortex_m.h"
#include "port/cortex_m/firmware.h"
#include "port/drivers/watchdog.h"
#include "port/lwip/stack.h"
#include "port/lwip/tcp.h"

static struct vsa_ethernet ethernet = {.driver = &vsa_stellaris_eth,
                                       .base = BOARD_ETHERNET,
                                       .irq = BOARD_ETHERNET_IRQ,
                                       .mac = BOARD_MAC};
static struct vsa_lwip_tcp tcp;
static struct vsa_tls tls;
static struct vsa_page page;
static struct vsa_check check;
static struct vsa_drive drive;

int main(void)
{
    struct vsa_transport transport = vsa_tls_init(&tls, vsa_lwip_tcp_init(&tcp));

    vsa_watchdog_start(BOARD_WATCHDOG, BOARD_CLOCK_HZ, CONFIG_VSLICE_AGENT_WATCHDOG_MS);
    if (!vsa_firmware_configure(&page, &check, &tls))
        return VSA_EXIT_CONFIG;
    if (vsa_lwip_start(&ethernet))
        vsa_interrupt_enable(ethernet.irq, vsa_ethernet_interrupt, &ethernet);
    vsa_drive_init(&drive, &check, &transport, NULL);
    return vsa_firmware_run(&drive, &page.config);
}
