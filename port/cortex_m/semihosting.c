/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/semihosting.h"

#include <stdint.h>
#include <string.h>

/* Arm's "Semihosting for AArch32 and AArch64", release 2. */
enum {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_WRITE = 0x05,
    SYS_READ = 0x06,
    SYS_GET_CMDLINE = 0x15,
    SYS_EXIT_EXTENDED = 0x20
};

#define OPEN_BINARY_FOR_READING  1
#define OPEN_BINARY_FOR_WRITING  5
#define STOPPED_APPLICATION_EXIT 0x20026

static int32_t call(uint32_t operation, const void *argument)
{
    register uint32_t r0 __asm("r0") = operation;
    register const void *r1 __asm("r1") = argument;

    __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return (int32_t)r0;
}

void vsa_semihosting_exit(int status)
{
    const uint32_t block[] = {STOPPED_APPLICATION_EXIT, (uint32_t)status};

    call(SYS_EXIT_EXTENDED, block);
}

/* Opens the file, moves the bytes, and closes it. False unless all of them were moved. */
static bool move(const char *name, uint32_t mode, uint32_t operation, const void *buffer, size_t len)
{
    const uint32_t open[] = {(uint32_t)(uintptr_t)name, mode, strlen(name)};
    int32_t handle = call(SYS_OPEN, open), missing;

    if (handle < 0)
        return false;
    missing = call(operation, (const uint32_t[]){(uint32_t)handle, (uint32_t)(uintptr_t)buffer, len});
    call(SYS_CLOSE, (const uint32_t[]){(uint32_t)handle});
    return missing == 0;
}

bool vsa_semihosting_read_file(const char *name, void *buffer, size_t len)
{
    return move(name, OPEN_BINARY_FOR_READING, SYS_READ, buffer, len);
}

void vsa_semihosting_write_file(const char *name, const void *data, size_t len)
{
    move(name, OPEN_BINARY_FOR_WRITING, SYS_WRITE, data, len);
}

void vsa_semihosting_command_line(char *buffer, size_t cap)
{
    uint32_t block[] = {(uint32_t)(uintptr_t)buffer, cap};

    if (call(SYS_GET_CMDLINE, block) != 0)
        buffer[0] = 0;
}
