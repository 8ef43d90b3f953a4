/* SPDX-License-Identifier: MIT */
#include "boards/mps2_an385/board.h"
#include "port/cortex_m/cortex_m.h"
#include "port/lwip/stack.h"
#include "port/lwip/tcp.h"

static struct vsa_ethernet ethernet = {
    .driver = &vsa_lan9118, .base = BOARD_ETHERNET, .irq = BOARD_ETHERNET_IRQ, .mac = BOARD_MAC};

int main(void)
{
    struct vsa_network n;
    vsa_lwip_start(&ethernet);
    vsa_interrupt_enable(ethernet.irq, ethernet.driver->interrupt, &ethernet);
    for (int i = 0; i < 40; i++) {
        vsa_port_idle(NULL, 100);
        vsa_port_network(&n);
        char line[100]; struct vsa_writer w = vsa_writer(line, sizeof line);
        vsa_write_span(&w, n.link_note); vsa_write_text(&w, " ");
        vsa_write_span(&w, vsa_result_name(n.link)); vsa_write_text(&w, " ");
        vsa_write_span(&w, vsa_result_name(n.address)); vsa_write_text(&w, " ");
        vsa_write_address(&w, &n.local);
        vsa_write_span(&w, vsa_result_name(n.time));
        vsa_port_log(0, vsa_written(&w));
    }
    return 2;
}
