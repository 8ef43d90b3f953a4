/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_TESTS_RTOS_LWIPOPTS_H
#define VSLICE_AGENT_TESTS_RTOS_LWIPOPTS_H

/* lwIP with a thread of its own, on Linux: what a gateway's firmware would choose, with room for four agents. */
struct pbuf;
int vsa_lwip_watch_dns(struct pbuf *p);
void sys_check_core_locking(void);

#define NO_SYS                   0
#define SYS_LIGHTWEIGHT_PROT     1
#define LWIP_TCPIP_CORE_LOCKING  1
#define LWIP_ASSERT_CORE_LOCKED() sys_check_core_locking()
#define LWIP_COMPAT_SOCKETS      1 /* the macros must not disturb us */
#define LWIP_SOCKET              1
#define LWIP_NETCONN             1
#define LWIP_DNS                 1
#define LWIP_HOOK_IP4_INPUT(p, netif) vsa_lwip_watch_dns(p)
#define LWIP_IPV6                0
#define LWIP_STATS               0 /* counted without a lock */
#define DNS_TABLE_SIZE           8
#define DNS_MAX_NAME_LENGTH      128

#define MEM_ALIGNMENT            8
#define MEM_SIZE                 65536
#define MEMP_NUM_NETCONN         8
#define MEMP_NUM_TCP_PCB         40
#define MEMP_NUM_TCP_SEG         64
#define MEMP_NUM_SYS_TIMEOUT     16
#define MEMP_NUM_TCPIP_MSG_API   16
#define MEMP_NUM_TCPIP_MSG_INPKT 32
#define PBUF_POOL_SIZE           64
#define TCP_MSS                  1460
#define TCP_WND                  (4 * TCP_MSS)
#define TCP_SND_BUF              (2 * TCP_MSS)
#define TCP_TMR_INTERVAL         50 /* five times as fast: what is lost is sent again sooner */

#define TCPIP_MBOX_SIZE          32
#define DEFAULT_TCP_RECVMBOX_SIZE 16
#define DEFAULT_UDP_RECVMBOX_SIZE 4
#define DEFAULT_ACCEPTMBOX_SIZE  4

#endif
