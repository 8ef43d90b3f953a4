/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_FREERTOS_CORTEX_M_LWIPOPTS_H
#define VSLICE_AGENT_PORT_FREERTOS_CORTEX_M_LWIPOPTS_H

/*
 * lwIP with a thread of its own and sockets. All else as without an operating system: the options of
 * port/lwip.
 */
#include "port/lwip/lwipopts.h"

#include <sys/time.h>

#undef NO_SYS
#undef SYS_LIGHTWEIGHT_PROT
#undef LWIP_NETCONN
#undef LWIP_SOCKET
#define NO_SYS                   0
#define SYS_LIGHTWEIGHT_PROT     1
#define LWIP_TCPIP_CORE_LOCKING  1
#define LWIP_NETCONN             1
#define LWIP_SOCKET              1
#define LWIP_COMPAT_SOCKETS      0 /* the calls have their lwip_ names */
#define LWIP_POSIX_SOCKETS_IO_NAMES 0
#define LWIP_TIMEVAL_PRIVATE     0 /* newlib has it */
#define LWIP_ERRNO_INCLUDE       "port/freertos/task_errno.h"

/* ---- the tcpip thread ---- */
#define TCPIP_THREAD_NAME      "tcpip"
#define TCPIP_THREAD_STACKSIZE CONFIG_VSLICE_AGENT_TCPIP_STACK_BYTES
#define TCPIP_THREAD_PRIO      4 /* above the agent: a full window is acknowledged while it computes */
#define TCPIP_MBOX_SIZE        8

/* ---- one connection, and a second one while the first is closing ---- */
#define MEMP_NUM_NETCONN         2
#define MEMP_NUM_NETBUF          1
#define MEMP_NUM_TCPIP_MSG_API   3
#define MEMP_NUM_TCPIP_MSG_INPKT 1
#define DEFAULT_TCP_RECVMBOX_SIZE 8
#define DEFAULT_UDP_RECVMBOX_SIZE 1
#define DEFAULT_ACCEPTMBOX_SIZE   1
#define VSA_LWIP_LOOKUPS          1

/* ---- whoever enters lwIP without the lock is found out, where there are assertions ---- */
#ifndef NDEBUG
#define LWIP_FREERTOS_CHECK_CORE_LOCKING 1
void sys_lock_tcpip_core(void);
void sys_unlock_tcpip_core(void);
void sys_check_core_locking(void);
void sys_mark_tcpip_thread(void);
#define LOCK_TCPIP_CORE()        sys_lock_tcpip_core()
#define UNLOCK_TCPIP_CORE()      sys_unlock_tcpip_core()
#define LWIP_ASSERT_CORE_LOCKED() sys_check_core_locking()
#define LWIP_MARK_TCPIP_THREAD() sys_mark_tcpip_thread()
#endif

#endif
