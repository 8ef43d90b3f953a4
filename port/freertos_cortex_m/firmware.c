/* SPDX-License-Identifier: MIT */
#include "port/freertos_cortex_m/firmware.h"

#include "port/console/console.h"
#include "port/cortex_m/cortex_m.h"
#include "port/drivers/watchdog.h"
#include "port/freertos_cortex_m/network.h"
#include "port/lwip/netif.h"
#include "port/lwip/stack.h"
#include "port/mbedtls/arena.h"

#define LINE_BYTES 160
#define STOP_MS    10000

struct vsa_rtos vsa_rtos;

static volatile int exit_status = -1; /* -1: the run goes on */

/* ---- console ---- */

static void put_line(enum vsa_log_level level, struct vsa_span line)
{
    const struct vsa_uart *console = &vsa_board.console;

    if ((int)level > CONFIG_VSLICE_AGENT_LOG_LEVEL)
        return;
    for (size_t i = 0; i < line.len; i++)
        console->put(console->base, line.ptr[i]);
    console->put(console->base, '\n');
}

const struct vsa_freertos_hooks vsa_rtos_hooks = {put_line, vsa_flash_load, vsa_flash_store};

static void print(void *unused, struct vsa_span line)
{
    (void)unused;
    vsa_port_log(VSA_LOG_ERROR, line);
}

static void write_share(struct vsa_writer *w, const char *name, size_t part, size_t whole)
{
    vsa_write_text(w, name);
    vsa_write_u32(w, (uint32_t)part);
    vsa_write_char(w, '/');
    vsa_write_u32(w, (uint32_t)whole);
}

static size_t stack_peak(TaskHandle_t task, size_t size)
{
    return size - uxTaskGetStackHighWaterMark(task) * sizeof(StackType_t);
}

static void write_stack(struct vsa_writer *w, const char *name, TaskHandle_t task, size_t size)
{
    write_share(w, name, stack_peak(task, size), size);
}

/* As the firmware without an operating system has it: the stack is the agent's. */
static void print_memory(void)
{
    char line[LINE_BYTES];
    struct vsa_writer w = vsa_writer(line, sizeof line);
    struct vsa_lwip_peaks peaks;

    vsa_lwip_peaks(&peaks);
    write_stack(&w, "memory    stack ", vsa_rtos.agent.handle, CONFIG_VSLICE_AGENT_AGENT_STACK_BYTES);
    write_share(&w, " arena ", vsa_arena_peak(), CONFIG_VSLICE_AGENT_TLS_ARENA_BYTES);
    write_share(&w, " lwip ", peaks.heap, peaks.heap_size);
    write_share(&w, " packets ", peaks.pool, peaks.pool_size);
    write_share(&w, " ring ", peaks.ring, peaks.ring_size);
    vsa_write_text(&w, " dropped ");
    vsa_write_u32(&w, peaks.dropped);
    print(NULL, vsa_written(&w));
}

static void print_stacks(void)
{
    char line[LINE_BYTES];
    struct vsa_writer w = vsa_writer(line, sizeof line);
    const struct vsa_rtos *r = &vsa_rtos;

    write_stack(&w, "stacks    control ", r->control.handle, sizeof r->control.stack);
    write_stack(&w, " receive ", vsa_network_receiver(), CONFIG_VSLICE_AGENT_RECEIVE_STACK_BYTES);
    write_stack(&w, " tcpip ", vsa_network_tcpip(), CONFIG_VSLICE_AGENT_TCPIP_STACK_BYTES);
    write_stack(&w, " background ", r->background.handle, sizeof r->background.stack);
    write_stack(&w, " idle ", xTaskGetIdleTaskHandle(), configMINIMAL_STACK_SIZE * sizeof(StackType_t));
    write_share(&w, " interrupts ", vsa_stack_peak(), vsa_stack_size());
    write_share(&w, " kernel heap ", configTOTAL_HEAP_SIZE - xPortGetMinimumEverFreeHeapSize(),
                configTOTAL_HEAP_SIZE);
    print(NULL, vsa_written(&w));
}

static void print_deadlines(const struct vsa_deadlines *d)
{
    char line[LINE_BYTES];
    struct vsa_writer w = vsa_writer(line, sizeof line);

    vsa_write_text(&w, "deadlines ");
    vsa_deadlines_write(d, &w);
    print(NULL, vsa_written(&w));
}

/* ---- checks ---- */

void vsa_rtos_verdict(void *unused, const struct vsa_check *check)
{
    static uint32_t done;
    uint32_t wanted = vsa_checks_wanted();

    (void)unused;
    vsa_console_people(check, print, NULL);
    print_deadlines(&vsa_rtos.control);
    print_deadlines(&vsa_rtos.background);
    print_stacks();
    print_memory();
    vsa_console_machine(check, print, NULL);
    done++;
    if (wanted == 0)
        return;
    if (done < wanted) /* those that are counted are in a hurry */
        vsa_task_check_now(&vsa_rtos.agent);
    else
        exit_status = vsa_firmware_status(check->membership.verdict);
}

void vsa_rtos_background(void)
{
    vsa_watchdog_feed();
    if (vsa_netif_is_starved(VSA_STARVED_MS_MAX))
        vsa_task_hang_up(&vsa_rtos.agent);
    if (exit_status < 0)
        return;
    vsa_task_stop(&vsa_rtos.agent, STOP_MS);
    vsa_end(exit_status);
}
