/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_CORTEX_M_SEMIHOSTING_H
#define VSLICE_AGENT_PORT_CORTEX_M_SEMIHOSTING_H

#include <stdbool.h>
#include <stddef.h>

/*
 * semihosting: services of the emulator or debugger. They give the firmware the host's files, and
 * without an emulator or debugger the call is a fault: for test images only
 * (CONFIG_VSLICE_AGENT_SEMIHOSTING).
 */

/* Ends the emulator with this exit status. */
void vsa_semihosting_exit(int status);

/* Reads `len` bytes from the start of a file of the host. False if there are not as many. */
bool vsa_semihosting_read_file(const char *name, void *buffer, size_t len);

/* Makes the host's file hold just these bytes. */
void vsa_semihosting_write_file(const char *name, const void *data, size_t len);

/* The command line given to the emulator ("arg=..."), with a final NUL; empty if there is none or
 * it does not fit. */
void vsa_semihosting_command_line(char *buffer, size_t cap);

#endif
