/* SPDX-License-Identifier: MIT */
#include "boards/mps2_an385/board.h"
#include "port/cortex_m/cortex_m.h"
#include "port/cortex_m/firmware.h"
#include "port/drivers/watchdog.h"
#include "port/lwip/stack.h"
#include "port/lwip/tcp.h"

/*
 * A firmware whose own loop must go on: it blinks, and the check takes place in between. How late a
 * blink can be is what the longest step of the check costs; the meter tells which stage that is.
 */
#define BLINK_MS 5

static struct vsa_ethernet ethernet = {
    .driver = &vsa_lan9118, .base = BOARD_ETHERNET, .irq = BOARD_ETHERNET_IRQ, .mac = BOARD_MAC};
static struct vsa_lwip_tcp tcp;
static struct vsa_tls tls;
static struct vsa_page page;
static struct vsa_check check;
static struct vsa_drive drive;
static struct vsa_meter meter;
static uint32_t turns, blinks, refused, due_ms, late_ms;

/* Like an impatient user it asks for a check each time: while one is under way it is refused. */
static void blink(void)
{
    uint32_t late = vsa_port_clock_ms() - due_ms;

    if (late > UINT32_MAX / 2)
        return;
    due_ms += late + BLINK_MS;
    late_ms = blinks > 0 && late > late_ms ? late : late_ms;
    blinks++; /* and here the light would be turned */
    refused += !vsa_firmware_start(&drive, &page.config);
}

static void print_loop(void)
{
    char line[96];
    struct vsa_writer w = vsa_writer(line, sizeof line);

    vsa_write_text(&w, "loop      turns ");
    vsa_write_u32(&w, turns);
    vsa_write_text(&w, ", blinks ");
    vsa_write_u32(&w, blinks);
    vsa_write_text(&w, ", late at most ");
    vsa_write_u32(&w, late_ms);
    vsa_write_text(&w, " ms, checks refused ");
    vsa_write_u32(&w, refused);
    vsa_port_log(VSA_LOG_ERROR, vsa_written(&w));
}

int main(void)
{
    struct vsa_transport transport = vsa_tls_init(&tls, vsa_lwip_tcp_init(&tcp));
    uint32_t wait_ms = 0;

    vsa_watchdog_start(BOARD_WATCHDOG, BOARD_CLOCK_HZ, CONFIG_VSLICE_AGENT_WATCHDOG_MS);
    if (!vsa_firmware_configure(&page, &check, &tls))
        return VSA_EXIT_CONFIG;
    if (vsa_lwip_start(&ethernet))
        vsa_interrupt_enable(ethernet.irq, vsa_ethernet_interrupt, &ethernet);
    vsa_drive_init(&drive, &check, &transport, NULL);
    for (due_ms = vsa_port_clock_ms(); wait_ms != VSA_DRIVE_OVER; turns++) {
        blink();
        wait_ms = vsa_meter_step(&meter, &drive);
        vsa_watchdog_feed();
        vsa_port_idle(NULL, wait_ms < BLINK_MS ? wait_ms : 1); /* lwIP's turn, and a nap */
    }
    print_loop();
    return vsa_firmware_end(&check, &meter);
}
