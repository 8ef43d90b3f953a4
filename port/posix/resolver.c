/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* NOLINT: libc's own switch */

#include "port/posix/known.h"
#include "port/sockets/resolver.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/*
 * getaddrinfo in a thread of its own. It cannot be interrupted, so a cancelled look-up goes on
 * unseen: the job belongs to both sides, and the last one to let go of it frees it. A name that is known
 * needs no thread: its job is done from the start.
 */
struct job {
    atomic_int owners;
    atomic_bool done; /* from then on the thread does not write any more */
    int wake[2];      /* a pipe, readable when done: a signal ends its wait too */
    enum vsa_result result;
    int32_t foreign;
    struct vsa_answer answer;
    char host[256];
};

static time_t now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static void free_job(struct job *job)
{
    close(job->wake[0]);
    close(job->wake[1]);
    free(job);
}

static void let_go(struct job *job)
{
    if (atomic_fetch_sub(&job->owners, 1) == 1)
        free_job(job);
}

static void take_address(struct job *job, const struct sockaddr *from)
{
    struct vsa_address address = {.family = VSA_FAMILY_NONE};

    if (from->sa_family == AF_INET) {
        address.family = VSA_FAMILY_IPV4;
        memcpy(address.bytes, &((const struct sockaddr_in *)(const void *)from)->sin_addr, 4);
    } else if (from->sa_family == AF_INET6) {
        address.family = VSA_FAMILY_IPV6;
        memcpy(address.bytes, &((const struct sockaddr_in6 *)(const void *)from)->sin6_addr, 16);
    }
    if (address.family != VSA_FAMILY_NONE)
        job->answer.count =
            vsa_resolver_add(job->answer.addresses, VSA_KNOWN_ADDRESSES, job->answer.count, &address);
}

static enum vsa_result result_of(int code)
{
#ifdef EAI_NODATA
    if (code == EAI_NODATA)
        return VSA_DNS_NO_NAME;
#endif
    return code == EAI_NONAME ? VSA_DNS_NO_NAME : VSA_DNS_FAILED;
}

static void look_up(struct job *job)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    int code = getaddrinfo(job->host, NULL, &hints, &found);

    for (const struct addrinfo *a = code == 0 ? found : NULL; a != NULL; a = a->ai_next)
        take_address(job, a->ai_addr);
    if (code == 0)
        freeaddrinfo(found);
    job->foreign = code;
    job->result = code != 0 ? result_of(code) : job->answer.count > 0 ? VSA_OK : VSA_DNS_NO_NAME;
    if (job->result == VSA_OK)
        vsa_known_keep(vsa_span(job->host), &job->answer, now_s());
}

static void *run(void *context)
{
    struct job *job = context;
    ssize_t written;

    look_up(job);
    atomic_store(&job->done, true);
    do
        written = write(job->wake[1], "", 1);
    while (written < 0 && errno == EINTR);
    let_go(job);
    return NULL;
}

/*
 * Detached, and deaf to signals: they are meant for the program's own threads. Returns 0 or errno.
 */
static int start_thread(struct job *job)
{
    pthread_t thread;
    pthread_attr_t attributes;
    sigset_t all, before;
    int code = pthread_attr_init(&attributes);

    if (code != 0)
        return code;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    code = pthread_create(&thread, &attributes, run, job);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return code;
}

static struct job *new_job(struct vsa_span host)
{
    struct job *job = calloc(1, sizeof *job);

    if (job == NULL)
        return NULL;
    if (pipe2(job->wake, O_CLOEXEC | O_NONBLOCK) != 0) {
        free(job);
        return NULL;
    }
    memcpy(job->host, host.ptr, host.len);
    atomic_init(&job->done, vsa_known_find(host, &job->answer, now_s()));
    atomic_init(&job->owners, job->done ? 1 : 2);
    return job;
}

enum vsa_result vsa_resolver_start(struct vsa_resolver *r, struct vsa_span host, int32_t *foreign)
{
    struct job *job;

    if (host.len >= sizeof job->host) {
        *foreign = EAI_NONAME;
        return VSA_DNS_NO_NAME;
    }
    job = new_job(host);
    if (job == NULL) {
        *foreign = errno;
        return VSA_OUT_OF_MEMORY;
    }
    r->work = job;
    if (job->done)
        return VSA_OK;
    *foreign = start_thread(job);
    if (*foreign == 0)
        return VSA_MORE;
    free_job(job);
    r->work = NULL;
    return VSA_OUT_OF_MEMORY;
}

enum vsa_result vsa_resolver_poll(struct vsa_resolver *r, struct vsa_address *addresses, size_t cap,
                                  size_t *count, int32_t *foreign)
{
    const struct job *job = r->work;

    if (!atomic_load(&job->done))
        return VSA_MORE;
    *foreign = job->foreign;
    *count = 0;
    for (size_t i = 0; i < job->answer.count; i++)
        *count = vsa_resolver_add(addresses, cap, *count, &job->answer.addresses[i]);
    return job->result;
}

void vsa_resolver_wait(struct vsa_resolver *r, uint32_t ms)
{
    const struct job *job = r->work;
    struct pollfd p = {.fd = job->wake[0], .events = POLLIN};

    poll(&p, 1, ms < INT_MAX ? (int)ms : INT_MAX);
}

void vsa_resolver_cancel(struct vsa_resolver *r)
{
    if (r->work != NULL)
        let_go(r->work);
    r->work = NULL;
}

void vsa_resolver_forget(struct vsa_span host)
{
    vsa_known_forget(host);
}
