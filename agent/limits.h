/* SPDX-License-Identifier: MIT */
#ifndef VSLICE_AGENT_LIMITS_H
#define VSLICE_AGENT_LIMITS_H

/*
 * limits: every size and bound of the core. The only file that sees Kconfig values; without Kconfig the
 * defaults here hold, and they are the same as those of the file Kconfig.
 */

#define VSA_VERSION "0.1.0"

/* Bytes taken from the transport at a time, 64..4096. Costs itself in every check object. */
#ifndef CONFIG_VSLICE_AGENT_RECEIVE_BUFFER_BYTES
#define CONFIG_VSLICE_AGENT_RECEIVE_BUFFER_BYTES 256
#endif
#define VSA_LIMIT_RECEIVE_BYTES CONFIG_VSLICE_AGENT_RECEIVE_BUFFER_BYTES

/* Bytes of one reply's wanted members after sieving, 512..8192. Costs itself in every check object.
 * Shares its memory with the requests of a flight, so it bounds those as well. */
#ifndef CONFIG_VSLICE_AGENT_TEXT_BUFFER_BYTES
#define CONFIG_VSLICE_AGENT_TEXT_BUFFER_BYTES 1024
#endif
#define VSA_LIMIT_TEXT_BYTES CONFIG_VSLICE_AGENT_TEXT_BUFFER_BYTES

/* JSON tokens of one reply's wanted members, 48..256. Costs 20 bytes each in every check object. */
#ifndef CONFIG_VSLICE_AGENT_JSON_TOKENS
#define CONFIG_VSLICE_AGENT_JSON_TOKENS 56
#endif
#define VSA_LIMIT_JSON_TOKENS CONFIG_VSLICE_AGENT_JSON_TOKENS

/* Nested objects and arrays in a reply, 8..32. Costs nothing. */
#define VSA_LIMIT_JSON_DEPTH 32

/* Subnets and, separately, DNS servers of a VSlice that are looked at, 1..16. Costs 36 bytes each. */
#ifndef CONFIG_VSLICE_AGENT_SUBNETS_MAX
#define CONFIG_VSLICE_AGENT_SUBNETS_MAX 4
#endif
#define VSA_LIMIT_SUBNETS CONFIG_VSLICE_AGENT_SUBNETS_MAX

/* Milliseconds without any progress after which a connection is given up, 1000..300000. */
#ifndef CONFIG_VSLICE_AGENT_IDLE_MS
#define CONFIG_VSLICE_AGENT_IDLE_MS 20000
#endif
#define VSA_LIMIT_IDLE_MS CONFIG_VSLICE_AGENT_IDLE_MS

/* Seconds that a whole check may take where the configuration does not say, 5..3600. */
#ifndef CONFIG_VSLICE_AGENT_DEADLINE_S
#define CONFIG_VSLICE_AGENT_DEADLINE_S 60
#endif
#define VSA_LIMIT_DEADLINE_S CONFIG_VSLICE_AGENT_DEADLINE_S

/* KiB of one response, head and body, that are read before it is given up, 64..65536. Costs nothing. */
#ifndef CONFIG_VSLICE_AGENT_RESPONSE_MAX_KIB
#define CONFIG_VSLICE_AGENT_RESPONSE_MAX_KIB 4096
#endif
#define VSA_LIMIT_RESPONSE_BYTES (CONFIG_VSLICE_AGENT_RESPONSE_MAX_KIB * 1024ul)

/* Connections that one check may open, 2..32; each can cost a TLS handshake. */
#ifndef CONFIG_VSLICE_AGENT_CONNECTIONS_MAX
#define CONFIG_VSLICE_AGENT_CONNECTIONS_MAX 8
#endif
#define VSA_LIMIT_CONNECTIONS CONFIG_VSLICE_AGENT_CONNECTIONS_MAX

/* 1xx responses skipped before an answer. */
#define VSA_LIMIT_INTERIM_RESPONSES 8

/* Delay before a transient failure is tried again: first and longest, ms. */
#define VSA_LIMIT_BACKOFF_FIRST_MS 500
#define VSA_LIMIT_BACKOFF_MAX_MS 30000

/* Seconds before the next check, give or take 10 %: where the configuration does not say; after refused
 * credentials, unless the interval is longer, and no Retry-After can ask for more than that; after a check that could
 * not tell, the first time, doubled each time up to the interval. */
#define VSA_LIMIT_INTERVAL_S 21600
#define VSA_LIMIT_CREDENTIALS_HOLD_S 86400
#define VSA_LIMIT_RECHECK_S 60u

/* Seconds after which an unchanged report is uploaded again. */
#define VSA_LIMIT_REPORT_INTERVAL_S 86400

/* Bytes with the final NUL: ids (GUIDs, 36 characters), monikers (30 characters where the official
 * client enforces a length), and free text that is only shown (longer text is cut). */
#define VSA_ID_BYTES 40
#define VSA_MONIKER_BYTES 40
#define VSA_LABEL_BYTES 32

_Static_assert(VSA_LIMIT_RECEIVE_BYTES >= 64 && VSA_LIMIT_RECEIVE_BYTES <= 4096, "64..4096");
_Static_assert(VSA_LIMIT_TEXT_BYTES >= 512 && VSA_LIMIT_TEXT_BYTES <= 8192, "512..8192");
_Static_assert(VSA_LIMIT_JSON_TOKENS >= 48 && VSA_LIMIT_JSON_TOKENS <= 256, "48..256");
_Static_assert(VSA_LIMIT_JSON_DEPTH >= 8 && VSA_LIMIT_JSON_DEPTH <= 32, "one bit a level");
_Static_assert(VSA_LIMIT_SUBNETS >= 1 && VSA_LIMIT_SUBNETS <= 16, "1..16");
_Static_assert(VSA_LIMIT_IDLE_MS >= 1000 && VSA_LIMIT_IDLE_MS <= 300000, "1000..300000");
_Static_assert(VSA_LIMIT_DEADLINE_S >= 5 && VSA_LIMIT_DEADLINE_S <= 3600, "5..3600");
_Static_assert(VSA_LIMIT_RESPONSE_BYTES >= 65536 && VSA_LIMIT_RESPONSE_BYTES <= 67108864, "64 KiB..64 MiB");
_Static_assert(VSA_LIMIT_CONNECTIONS >= 2 && VSA_LIMIT_CONNECTIONS <= 32, "2..32");

#endif
