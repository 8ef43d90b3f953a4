/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_PORT_LWIP_LWIPOPTS_H
#define VSLICE_AGENT_PORT_LWIP_LWIPOPTS_H

#include <stdint.h>

/*
 * lwIP without an operating system, for one TCP client that speaks TLS: DHCP, DNS, SNTP, TCP; no
 * server, no fragments, no IPv6. What depends on the board comes from port/lwip/Kconfig. Firmware
 * that has lwIP already keeps its own options; what this port needs of them is marked "needed".
 */
#define NO_SYS               1 /* needed */
#define SYS_LIGHTWEIGHT_PROT 0 /* lwIP is called by the main loop alone, never by an interrupt */
#define LWIP_NETCONN         0
#define LWIP_SOCKET          0
#define LWIP_TIMERS          1 /* needed */

/* ---- memory ---- */
#define MEM_ALIGNMENT           __SIZEOF_POINTER__ /* 4, and 8 in tests on a host */
#define MEM_SIZE                CONFIG_VSLICE_AGENT_LWIP_HEAP_BYTES
#define PBUF_POOL_SIZE          CONFIG_VSLICE_AGENT_LWIP_POOL_PBUFS
#define PBUF_LINK_HLEN          14
#if CONFIG_VSLICE_AGENT_LWIP_PBUF_BYTES > 0
#define PBUF_POOL_BUFSIZE       CONFIG_VSLICE_AGENT_LWIP_PBUF_BYTES
#else
#define PBUF_POOL_BUFSIZE       LWIP_MEM_ALIGN_SIZE(TCP_MSS + 40 + PBUF_LINK_HLEN)
#endif
#define MEMP_NUM_PBUF           4
#define MEMP_NUM_UDP_PCB        3 /* DHCP, DNS, SNTP */
#define MEMP_NUM_TCP_PCB        3 /* one in use, others in TIME-WAIT */
#define MEMP_NUM_TCP_PCB_LISTEN 1
#define MEMP_NUM_TCP_SEG        8
#define MEMP_NUM_RAW_PCB        0
#define MEMP_NUM_ARP_QUEUE      4 /* what waits for an ARP answer; more is dropped, and sent again */
#define MEMP_NUM_SYS_TIMEOUT                                                                       \
    (LWIP_NUM_SYS_TIMEOUT_INTERNAL + 2) /* SNTP has one, and one to try again */
#define LWIP_RAW 0

/* ---- TCP ---- */
#define TCP_MSS             CONFIG_VSLICE_AGENT_LWIP_MSS
#define TCP_WND             (CONFIG_VSLICE_AGENT_LWIP_WINDOW_SEGMENTS * TCP_MSS)
#define LWIP_DISABLE_TCP_SANITY_CHECKS 1 /* a window may exceed the packet buffers: netif.c */
#define TCP_WND_UPDATE_THRESHOLD (TCP_WND / 2) /* an acknowledgement for half a window, not for each segment */
#ifdef CONFIG_VSLICE_AGENT_TLS_EARLY_DATA /* first message of the handshake and requests */
#define TCP_SND_BUF (4 * TCP_MSS)
#else
#define TCP_SND_BUF (2 * TCP_MSS)
#endif
#define TCP_SND_QUEUELEN    8
#define TCP_QUEUE_OOSEQ     0
#define TCP_OVERSIZE        128 /* room behind a segment, so that small writes join it */
#define TCP_LISTEN_BACKLOG  0
#define LWIP_TCP_TIMESTAMPS 0
#define LWIP_TCP_RTO_TIME   1500 /* by ticks of 500 ms: 1 s at the least (RFC 6298, section 2.1), 1.5 at most */
#define TCP_CALCULATE_EFF_SEND_MSS 0 /* TCP_MSS fits into Ethernet */

/* ---- IP and below ---- */
#define LWIP_IPV4                     1
#define LWIP_IPV6                     0
#define IP_REASSEMBLY                 0
#define IP_FRAG                       0
#define LWIP_ICMP                     1
#define LWIP_ICMP_ECHO_CHECK_INPUT_PBUF_LEN 0 /* each frame has room for the headers of its answer: its own */
#define LWIP_ARP                      1
#define ARP_TABLE_SIZE                4
#define ARP_QUEUEING                  1 /* what waits for the first ARP answer is kept, all of it */
#define ETHARP_SUPPORT_STATIC_ENTRIES 0
#define LWIP_NETIF_HOSTNAME           0
#define LWIP_NETIF_STATUS_CALLBACK    0
#define LWIP_SINGLE_NETIF             1

/* ---- UDP and above ---- */
#define LWIP_DHCP                     1
#define LWIP_DHCP_GET_NTP_SRV         1
#define LWIP_DHCP_DOES_ACD_CHECK      0 /* saves flash and some seconds at each start */
#define LWIP_ACD                      0
#define LWIP_DNS                      1
#define DNS_MAX_SERVERS               2
#define DNS_TABLE_SIZE                3
#define DNS_MAX_TTL                   3600 /* a forged answer is believed for an hour, not for lwIP's week */
#define DNS_MAX_NAME_LENGTH           CONFIG_VSLICE_AGENT_LWIP_NAME_BYTES
#define LWIP_HOOK_IP4_INPUT(p, netif) (vsa_lwip_watch_dns(p) || vsa_lwip_watch_time(p))

#define SNTP_SERVER_DNS            1
#define SNTP_MONITOR_SERVER_REACHABILITY 0
#define SNTP_GET_SERVERS_FROM_DHCP 1
#define SNTP_MAX_SERVERS           1 /* DHCP's if it tells one, else the built-in one */
#define SNTP_STARTUP_DELAY         0
#define SNTP_RECV_TIMEOUT          1500 /* for an answer; then this pause, longer each time */
#define SNTP_RETRY_TIMEOUT         500
#define SNTP_RETRY_TIMEOUT_MAX     16000
#define SNTP_CHECK_RESPONSE        2 /* the answer repeats what the question held, which is random */
#define SNTP_GET_SYSTEM_TIME_NTP(s, f)                                                             \
    do {                                                                                           \
        (s) = (int32_t)vsa_lwip_random();                                                          \
        (f) = vsa_lwip_random();                                                                   \
    } while (0)
#define SNTP_SET_SYSTEM_TIME_NTP(s, f) vsa_lwip_set_time(s)

/* ---- statistics: peaks only ---- */
#define LWIP_STATS   1
#define MEM_STATS    1
#define MEMP_STATS   1
#define LINK_STATS   0
#define ETHARP_STATS 0
#define IP_STATS     0
#define ICMP_STATS   0
#define UDP_STATS    0
#define TCP_STATS    0
#define SYS_STATS    0

struct pbuf;

/* random.c, time.c and dns_code.c */
uint32_t vsa_lwip_random(void);
void vsa_lwip_set_time(int32_t seconds_since_2036);
int vsa_lwip_watch_time(struct pbuf *p); /* eats an answer that is no time: lwIP then asks again soon */
int vsa_lwip_watch_dns(struct pbuf *p);

#endif
