/* SPDX-License-Identifier: MIT */
#include "port/storage/flash_pair.h"

#include <string.h>

/*
 * sector  head, entries, 0xff up to the end
 * head    sequence (4), its complement (4): written last, makes the sector valid
 * entry   number (2), length (2), the record, its hash (4), padding: whole units. The hash covers all before it.
 *
 * An entry that was cut short has a wrong hash and is stepped over; one whose length makes no sense ends the sector.
 */
#define HEAD_BYTES   VSA_FLASH_UNIT
#define ENTRY_BYTES  8 /* beside the record */
#define CHUNK_BYTES  64
#define ERASED_WORD  0xffffffffu

struct entry_head {
    uint16_t number;
    uint16_t len;
};

/* What a look through the sector in use has found. */
struct view {
    unsigned sector;
    uint32_t sequence;              /* 0: neither sector is valid */
    size_t end;                     /* where the next entry goes */
    size_t newest[VSA_FLASH_RECORDS]; /* of each number; 0: there is none */
};

static size_t entry_size(size_t len)
{
    return (ENTRY_BYTES + len + VSA_FLASH_UNIT - 1) / VSA_FLASH_UNIT * VSA_FLASH_UNIT;
}

static uint32_t word_at(const struct vsa_flash_pair *flash, unsigned sector, size_t at)
{
    uint32_t word;

    memcpy(&word, flash->sector[sector] + at, sizeof word);
    return word;
}

static struct entry_head entry_at(const struct vsa_flash_pair *flash, const struct view *v, size_t at)
{
    struct entry_head head;

    memcpy(&head, flash->sector[v->sector] + at, sizeof head);
    return head;
}

static const unsigned char *record_at(const struct vsa_flash_pair *flash, const struct view *v, size_t at)
{
    return flash->sector[v->sector] + at + sizeof(struct entry_head);
}

/* 0: the sector is not valid. */
static uint32_t sequence_of(const struct vsa_flash_pair *flash, unsigned sector)
{
    uint32_t sequence = word_at(flash, sector, 0);

    return word_at(flash, sector, 4) == ~sequence ? sequence : 0;
}

#define HASH_BEGIN 2166136261u

/* FNV-1a: a write that was cut short is an accident, not an attack. */
static uint32_t hash_on(uint32_t hash, const void *data, size_t len)
{
    const unsigned char *p = data;

    while (len-- > 0)
        hash = (hash ^ *p++) * 16777619u;
    return hash;
}

static bool is_whole(const struct vsa_flash_pair *flash, const struct view *v, size_t at, size_t len)
{
    size_t covered = sizeof(struct entry_head) + len;

    return word_at(flash, v->sector, at + covered) == hash_on(HASH_BEGIN, flash->sector[v->sector] + at, covered);
}

/*
 * Up to the end of the sector: of a unit that was cut short the second word may be written and the first not, and a
 * length that is damaged may lead into the middle of a record.
 */
static bool is_erased(const struct vsa_flash_pair *flash, const struct view *v, size_t at)
{
    while (at < flash->sector_bytes && word_at(flash, v->sector, at) == ERASED_WORD)
        at += sizeof(uint32_t);
    return at >= flash->sector_bytes;
}

static void look_at_entries(const struct vsa_flash_pair *flash, struct view *v)
{
    v->end = HEAD_BYTES;
    while (v->end + ENTRY_BYTES <= flash->sector_bytes && !is_erased(flash, v, v->end)) {
        struct entry_head head = entry_at(flash, v, v->end);
        if (entry_size(head.len) > flash->sector_bytes - v->end) {
            v->end = flash->sector_bytes;
            return;
        }
        if (head.number < VSA_FLASH_RECORDS && is_whole(flash, v, v->end, head.len))
            v->newest[head.number] = v->end;
        v->end += entry_size(head.len);
    }
}

static struct view look(const struct vsa_flash_pair *flash)
{
    uint32_t first = sequence_of(flash, 0), second = sequence_of(flash, 1);
    bool take_second = second != 0 && (first == 0 || (int32_t)(second - first) > 0);
    struct view v = {.sector = take_second, .sequence = take_second ? second : first, .end = flash->sector_bytes};

    if (v.sequence != 0)
        look_at_entries(flash, &v);
    return v;
}

/* Gathers bytes to whole units and writes them one after the other; the first failure sticks. */
struct stream {
    const struct vsa_flash_pair *flash;
    unsigned sector;
    size_t at;
    size_t held;
    bool failed;
    unsigned char bytes[CHUNK_BYTES];
};

static void flush(struct stream *s)
{
    s->failed = s->failed || !s->flash->program(s->sector, s->at, s->bytes, s->held);
    s->at += s->held;
    s->held = 0;
}

static void put(struct stream *s, const void *data, size_t len)
{
    const unsigned char *from = data;

    while (len > 0) {
        size_t room = CHUNK_BYTES - s->held, part = len < room ? len : room;
        memcpy(s->bytes + s->held, from, part);
        s->held += part;
        from += part;
        len -= part;
        if (s->held == CHUNK_BYTES)
            flush(s);
    }
}

static void put_padding(struct stream *s)
{
    while (s->held % VSA_FLASH_UNIT != 0)
        put(s, "\377", 1);
    if (s->held > 0)
        flush(s);
}

static void put_entry(struct stream *s, unsigned number, const void *record, size_t len)
{
    const struct entry_head head = {(uint16_t)number, (uint16_t)len};
    uint32_t hash = hash_on(hash_on(HASH_BEGIN, &head, sizeof head), record, len);

    put(s, &head, sizeof head);
    put(s, record, len);
    put(s, &hash, sizeof hash);
    put_padding(s);
}

/* Into the other sector, with the newest of all other records. */
static bool move(const struct vsa_flash_pair *flash, const struct view *v, unsigned number, const void *record,
                 size_t len)
{
    unsigned to = v->sequence != 0 && v->sector == 0;
    struct stream s = {.flash = flash, .sector = to, .at = HEAD_BYTES};
    uint32_t next = v->sequence < UINT32_MAX ? v->sequence + 1 : 1;
    const uint32_t head[2] = {next, ~next};

    if (!flash->erase(to))
        return false;
    for (unsigned other = 0; other < VSA_FLASH_RECORDS; other++)
        if (other != number && v->newest[other] != 0)
            put_entry(&s, other, record_at(flash, v, v->newest[other]), entry_at(flash, v, v->newest[other]).len);
    put_entry(&s, number, record, len);
    return !s.failed && flash->program(to, 0, head, sizeof head);
}

/* Of everything that `move` would write. */
static size_t size_when_moved(const struct vsa_flash_pair *flash, const struct view *v, unsigned number, size_t len)
{
    size_t size = HEAD_BYTES + entry_size(len);

    for (unsigned other = 0; other < VSA_FLASH_RECORDS; other++)
        if (other != number && v->newest[other] != 0)
            size += entry_size(entry_at(flash, v, v->newest[other]).len);
    return size;
}

size_t vsa_flash_pair_load(const struct vsa_flash_pair *flash, unsigned number, void *buffer, size_t cap)
{
    struct view v = look(flash);
    size_t at = v.newest[number], len = at != 0 ? entry_at(flash, &v, at).len : 0;

    if (len == 0 || len > cap)
        return 0;
    memcpy(buffer, record_at(flash, &v, at), len);
    return len;
}

static bool is_newest(const struct vsa_flash_pair *flash, const struct view *v, unsigned number, const void *record,
                      size_t len)
{
    size_t at = v->newest[number];

    return at != 0 && entry_at(flash, v, at).len == len && memcmp(record_at(flash, v, at), record, len) == 0;
}

bool vsa_flash_pair_store(const struct vsa_flash_pair *flash, unsigned number, const void *record, size_t len)
{
    struct view v = look(flash);
    struct stream s = {.flash = flash, .sector = v.sector, .at = v.end};

    if (len > UINT16_MAX || size_when_moved(flash, &v, number, len) > flash->sector_bytes)
        return false;
    if (is_newest(flash, &v, number, record, len))
        return true;
    if (entry_size(len) > flash->sector_bytes - v.end)
        return move(flash, &v, number, record, len);
    put_entry(&s, number, record, len);
    return !s.failed;
}
