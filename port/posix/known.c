/* SPDX-License-Identifier: MIT */
#include "port/posix/known.h"

#include <pthread.h>
#include <string.h>

struct entry {
    time_t kept; /* when */
    size_t len;  /* of the name; 0: free */
    char name[256];
    struct vsa_answer answer;
};

static struct entry entries[VSA_KNOWN_NAMES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct entry *entry_of(struct vsa_span name)
{
    for (size_t i = 0; i < VSA_KNOWN_NAMES; i++)
        if (entries[i].len > 0 && vsa_span_equal(name, (struct vsa_span){entries[i].name, entries[i].len}))
            return &entries[i];
    return NULL;
}

static struct entry *free_or_oldest(void)
{
    struct entry *oldest = &entries[0];

    for (size_t i = 0; i < VSA_KNOWN_NAMES; i++) {
        if (entries[i].len == 0)
            return &entries[i];
        if (entries[i].kept < oldest->kept)
            oldest = &entries[i];
    }
    return oldest;
}

void vsa_known_keep(struct vsa_span name, const struct vsa_answer *answer, time_t now)
{
    struct entry *e;

    if (name.len >= sizeof e->name)
        return;
    pthread_mutex_lock(&lock);
    e = entry_of(name);
    if (e == NULL)
        e = free_or_oldest();
    e->kept = now;
    e->len = name.len;
    memcpy(e->name, name.ptr, name.len);
    e->answer = *answer;
    pthread_mutex_unlock(&lock);
}

bool vsa_known_find(struct vsa_span name, struct vsa_answer *answer, time_t now)
{
    const struct entry *e;
    bool found;

    pthread_mutex_lock(&lock);
    e = entry_of(name);
    found = e != NULL && now - e->kept < VSA_KNOWN_S;
    if (found)
        *answer = e->answer;
    pthread_mutex_unlock(&lock);
    return found;
}

void vsa_known_forget(struct vsa_span name)
{
    struct entry *e;

    pthread_mutex_lock(&lock);
    e = entry_of(name);
    if (e != NULL)
        e->len = 0;
    pthread_mutex_unlock(&lock);
}
