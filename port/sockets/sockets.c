/* SPDX-License-Identifier: MIT */
#include "port/sockets/sockets.h"

#include "port/port.h"

#include <limits.h>
#include <string.h>

#include "sockets_platform.h"

/*
 * state      connect does                                      next
 * CLOSED     a literal address, or starts the resolver         CONNECTING, RESOLVING
 * RESOLVING  polls the resolver; busy when it is done          CONNECTING, or fails
 * CONNECTING looks at the attempt; begins the next address     UP; when there is none left, RESOLVING if
 *                                                              they were known from before, or fails
 * UP         nothing
 *
 * After a failure only close helps.
 */
enum { CLOSED, RESOLVING, CONNECTING, UP };

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif
#define SEND_FLAGS (MSG_NOSIGNAL | VSA_SOCKETS_GATHER)

/* ---- errno ---- */

static bool is_again(int code)
{
#if EAGAIN != EWOULDBLOCK
    if (code == EWOULDBLOCK)
        return true;
#endif
    return code == EAGAIN || code == EINTR || code == EINPROGRESS;
}

static bool is_shortage(int code)
{
    return code == ENOMEM || code == ENOBUFS || code == EMFILE || code == ENFILE;
}

/*
 * lwIP answers a closed port with a reset, and a silent host with an abort: both mean a connection
 * never was.
 */
static enum vsa_result connect_result(int code)
{
    if (is_shortage(code))
        return VSA_OUT_OF_MEMORY;
    if (code == ECONNREFUSED || code == ECONNRESET)
        return VSA_CONNECT_REFUSED;
    return code == ETIMEDOUT || code == ECONNABORTED ? VSA_TIMED_OUT : VSA_UNREACHABLE;
}

static struct vsa_io broken(int code)
{
    enum vsa_result result = is_shortage(code) ? VSA_OUT_OF_MEMORY : VSA_CONNECTION_LOST;

    return vsa_io_failed(VSA_STAGE_CONNECT, result, code);
}

/* ---- addresses ---- */

union any_address {
    struct sockaddr any;
    struct sockaddr_in v4;
#if VSA_SOCKETS_IPV6
    struct sockaddr_in6 v6;
#endif
};

/* Returns the length, 0 for a family that the platform does not have. */
static socklen_t to_platform(const struct vsa_address *address, uint16_t port,
                             union any_address *to)
{
    memset(to, 0, sizeof *to);
    if (address->family == VSA_FAMILY_IPV4) {
        to->v4.sin_family = AF_INET;
        to->v4.sin_port = htons(port);
        memcpy(&to->v4.sin_addr, address->bytes, 4);
        return sizeof to->v4;
    }
#if VSA_SOCKETS_IPV6
    to->v6.sin6_family = AF_INET6;
    to->v6.sin6_port = htons(port);
    memcpy(&to->v6.sin6_addr, address->bytes, 16);
    return sizeof to->v6;
#else
    return 0;
#endif
}

/*
 * IPv4 in IPv6's clothes (::ffff:0:0/96) is IPv4, so that it compares with what the platform says.
 */
static void normalise(struct vsa_address *address)
{
    static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

    if (address->family != VSA_FAMILY_IPV6 || memcmp(address->bytes, mapped, sizeof mapped) != 0)
        return;
    address->family = VSA_FAMILY_IPV4;
    memmove(address->bytes, address->bytes + 12, 4);
    memset(address->bytes + 4, 0, 12);
}

static void local_address(int fd, struct vsa_address *address)
{
    union any_address from;
    socklen_t len = sizeof from;

    memset(address, 0, sizeof *address);
    memset(&from, 0, sizeof from);
    if (SYS(getsockname)(fd, &from.any, &len) != 0)
        return;
    if (from.any.sa_family == AF_INET) {
        address->family = VSA_FAMILY_IPV4;
        memcpy(address->bytes, &from.v4.sin_addr, 4);
    }
#if VSA_SOCKETS_IPV6
    if (from.any.sa_family == AF_INET6) {
        address->family = VSA_FAMILY_IPV6;
        memcpy(address->bytes, &from.v6.sin6_addr, 16);
    }
#endif
    normalise(address);
}

/* ---- resolving ---- */

/* Where known addresses have failed before, that is the failure: a look-up's is told by the next connect. */
static struct vsa_io not_resolved(const struct vsa_sockets *s, enum vsa_result result, int32_t foreign)
{
    return s->failure.status == VSA_IO_FAILED ? s->failure : vsa_io_failed(VSA_STAGE_DNS, result, foreign);
}

static struct vsa_io go_on_resolving(struct vsa_sockets *s)
{
    size_t count = 0;
    int32_t foreign = 0;
    enum vsa_result result =
        vsa_resolver_poll(&s->resolver, s->addresses, VSA_SOCKETS_ADDRESSES, &count, &foreign);

    if (result == VSA_MORE)
        return vsa_io_again(VSA_STAGE_DNS);
    if (result != VSA_OK)
        return not_resolved(s, result, foreign);
    vsa_resolver_cancel(&s->resolver);
    s->count = (uint8_t)count;
    s->next = 0;
    s->state = CONNECTING;
    return vsa_io_busy(VSA_STAGE_CONNECT); /* so that the time is counted for the right layer */
}

static struct vsa_io look_up(struct vsa_sockets *s)
{
    int32_t foreign = 0;
    enum vsa_result result = vsa_resolver_start(&s->resolver, s->host, &foreign);

    s->known = result == VSA_OK;
    if (result != VSA_OK && result != VSA_MORE)
        return not_resolved(s, result, foreign);
    s->state = RESOLVING;
    return s->known ? go_on_resolving(s) : vsa_io_again(VSA_STAGE_DNS);
}

/* ---- one attempt ---- */

/* False with errno set if the socket would block: it must not be used then. */
static bool make_non_blocking(int fd)
{
    int flags = SYS(fcntl)(fd, F_GETFL, 0);
    int on = 1;

    if (flags < 0 || SYS(fcntl)(fd, F_SETFL, flags | O_NONBLOCK) < 0)
        return false;
#ifdef FD_CLOEXEC
    SYS(fcntl)(fd, F_SETFD, FD_CLOEXEC);
#endif
#ifdef SO_NOSIGPIPE
    SYS(setsockopt)(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    SYS(setsockopt)(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return true;
}

static void drop_socket(struct vsa_sockets *s)
{
    if (s->fd >= 0)
        SYS(close)(s->fd);
    s->fd = -1;
    s->waits_for = 0;
}

/* Begins with one address. 0: under way, or even done; else errno. */
static int begin_address(struct vsa_sockets *s, const struct vsa_address *address)
{
    union any_address to;
    socklen_t len = to_platform(address, s->port, &to);

    if (len == 0)
        return EAFNOSUPPORT;
    s->try_ms = vsa_port_clock_ms();
    s->fd = SYS(socket)(to.any.sa_family, SOCK_STREAM, 0);
    if (s->fd < 0 || !make_non_blocking(s->fd))
        return errno;
    if (SYS(connect)(s->fd, &to.any, len) == 0 || is_again(errno))
        return 0;
    return errno;
}

static void address_failed(struct vsa_sockets *s, enum vsa_result result, int code)
{
    bool says_less = result == VSA_UNREACHABLE && s->failure.status == VSA_IO_FAILED;

    drop_socket(s);
    if (!says_less)
        s->failure = vsa_io_failed(VSA_STAGE_CONNECT, result, code);
}

/* VSA_MORE; VSA_OK: connected; or how the attempt has failed. */
static enum vsa_result look_at_attempt(struct vsa_sockets *s, int *code)
{
    struct pollfd p = {.fd = s->fd, .events = POLLOUT};
    socklen_t len = sizeof *code;

    *code = ETIMEDOUT;
    if (SYS(poll)(&p, 1, 0) <= 0) {
        if (s->next < s->count && vsa_port_clock_ms() - s->try_ms >= VSA_SOCKETS_TRY_MS)
            return VSA_TIMED_OUT;
        return VSA_MORE;
    }
    /* Reading the error clears it: read once, and judge by nothing else. */
    if (SYS(getsockopt)(s->fd, SOL_SOCKET, SO_ERROR, code, &len) != 0)
        *code = errno;
    return *code == 0 ? VSA_OK : connect_result(*code);
}

static struct vsa_io is_up(struct vsa_sockets *s, struct vsa_peer *peer)
{
    s->state = UP;
    s->waits_for = 0;
    memset(peer, 0, sizeof *peer);
    peer->remote = s->addresses[s->next - 1];
    normalise(&peer->remote);
    local_address(s->fd, &peer->local);
    return vsa_io_done(0);
}

/* The server may have moved since its name was looked up. */
static struct vsa_io none_is_left(struct vsa_sockets *s)
{
    vsa_resolver_forget(s->host);
    return s->known ? look_up(s) : s->failure;
}

static struct vsa_io go_on_connecting(struct vsa_sockets *s, struct vsa_peer *peer)
{
    int code = 0;

    for (;;) {
        enum vsa_result result;
        if (s->fd < 0) {
            if (s->next == s->count)
                return none_is_left(s);
            code = begin_address(s, &s->addresses[s->next++]);
            if (code != 0) {
                address_failed(s, connect_result(code), code);
                continue;
            }
        }
        result = look_at_attempt(s, &code);
        if (result == VSA_OK)
            return is_up(s, peer);
        if (result == VSA_MORE) {
            s->waits_for = POLLOUT;
            return vsa_io_again(VSA_STAGE_CONNECT);
        }
        address_failed(s, result, code);
    }
}

/* ---- the four operations ---- */

static struct vsa_io begin(struct vsa_sockets *s, const struct vsa_url *server,
                           struct vsa_peer *peer)
{
    s->host = server->host;
    s->port = server->port;
    if (!vsa_address_parse(server->host, &s->addresses[0]))
        return look_up(s);
    s->count = 1;
    s->state = CONNECTING;
    return go_on_connecting(s, peer);
}

static struct vsa_io sockets_connect(void *context, const struct vsa_url *server,
                                     struct vsa_peer *peer)
{
    struct vsa_sockets *s = context;

    switch (s->state) {
    case CLOSED:
        return begin(s, server, peer);
    case RESOLVING:
        return go_on_resolving(s);
    case CONNECTING:
        return go_on_connecting(s, peer);
    default:
        return is_up(s, peer);
    }
}

static struct vsa_io sockets_send(void *context, struct vsa_span data)
{
    struct vsa_sockets *s = context;
    ssize_t n;

    if (s->state != UP)
        return broken(ENOTCONN);
    n = SYS(send)(s->fd, data.ptr, data.len, SEND_FLAGS);
    s->gathered = VSA_SOCKETS_GATHER != 0;
    s->waits_for = 0;
    if (n > 0)
        return vsa_io_done((size_t)n);
    if (n < 0 && !is_again(errno))
        return broken(errno);
    s->waits_for = POLLOUT;
    return vsa_io_again(VSA_STAGE_CONNECT);
}

/* Nothing more is written before an answer: what was gathered leaves. Linux does so when this option is set. */
static void push(struct vsa_sockets *s)
{
    int on = 1;

    if (s->gathered)
        SYS(setsockopt)(s->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    s->gathered = false;
}

static struct vsa_io sockets_receive(void *context, char *buffer, size_t cap)
{
    struct vsa_sockets *s = context;
    ssize_t n;

    if (s->state != UP)
        return broken(ENOTCONN);
    n = SYS(recv)(s->fd, buffer, cap, 0);
    s->waits_for = 0;
    if (n > 0)
        return vsa_io_done((size_t)n);
    if (n == 0)
        return vsa_io_closed();
    if (!is_again(errno))
        return broken(errno);
    push(s);
    s->waits_for = POLLIN;
    return vsa_io_again(VSA_STAGE_CONNECT);
}

static void sockets_close(void *context)
{
    struct vsa_sockets *s = context;

    if (s->state == CONNECTING)
        vsa_resolver_forget(s->host); /* whoever waited has given up */
    vsa_resolver_cancel(&s->resolver);
    drop_socket(s);
    memset(s, 0, sizeof *s);
    s->fd = -1;
}

struct vsa_transport vsa_sockets_init(struct vsa_sockets *s)
{
    memset(s, 0, sizeof *s);
    s->fd = -1;
    return (struct vsa_transport){
        .context = s,
        .connect = sockets_connect,
        .send = sockets_send,
        .receive = sockets_receive,
        .close = sockets_close,
    };
}

/* ---- waiting ---- */

/* Where another address is left, its turn comes before `ms` are over. */
static uint32_t until_next_address(const struct vsa_sockets *s, uint32_t ms)
{
    uint32_t gone = vsa_port_clock_ms() - s->try_ms;
    uint32_t left = gone < VSA_SOCKETS_TRY_MS ? VSA_SOCKETS_TRY_MS - gone : 0;

    return s->state == CONNECTING && s->next < s->count && left < ms ? left : ms;
}

void vsa_sockets_wait(struct vsa_sockets *s, uint32_t ms)
{
    struct pollfd p = {.fd = s->fd, .events = s->waits_for};
    nfds_t count = s->fd >= 0 && s->waits_for != 0;

    if (s->state == RESOLVING) {
        vsa_resolver_wait(&s->resolver, ms);
        return;
    }
    if (count > 0)
        ms = until_next_address(s, ms);
    /* A wake-up counts once: whoever sleeps again without having looked shall not spin. */
    if (SYS(poll)(count > 0 ? &p : NULL, count, ms < INT_MAX ? (int)ms : INT_MAX) > 0)
        s->waits_for = 0;
}
