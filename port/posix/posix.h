/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_POSIX_POSIX_H
#define VSLICE_AGENT_PORT_POSIX_POSIX_H

#include "port/port.h"

/*
 * posix: port.h for Linux and its relatives. What a program can choose is here; call it before the
 * first check. vsa_port_idle takes a `struct vsa_sockets *` as its context
 * (port/sockets/sockets.h), or NULL for plain sleep.
 */

/* What goes to stderr: this level and the more urgent ones. Default VSA_LOG_INFO. */
void vsa_posix_log_level(enum vsa_log_level least_urgent);

/*
 * The file for vsa_port_load and vsa_port_store, in a folder that exists; NULL, the default:
 * nothing is kept. The text lives as long as the port is used. Further records lie beside it, in
 * files with ".session" behind the name. Each is made with mode 0600 and replaced as a whole; a
 * crash in the middle leaves the old one, and may leave one with ".new" behind its name until the
 * next time. The folder is locked meanwhile (flock), so any number of programs may use one file.
 * What is no regular file (a device, a pipe) is left alone, and nothing is kept.
 *
 * The device key lies there too, with ".key" behind the name: 16 random bytes, mode 0600, made when
 * it is first asked for. A key file that others may read, or of another length, is none. It guards
 * a copy of the other files (a backup, a support bundle), not against whoever can read this one.
 */
void vsa_posix_state_file(const char *path);

#endif
