/* SPDX-License-Identifier: MIT */
#include "port/cortex_m/cortex_m.h"
#include "port/storage/flash_pair.h"

#include <string.h>

/*
 * Two sectors of flash, played by RAM that a reset leaves as it is: QEMU's boards have no flash that can be written.
 * It outlives the emulator too, in a file of its host that the command line names with "flash=FILE".
 *
 * A board with two spare sectors replaces this file: its own erase and program, the same two functions at the end.
 */
#define SECTOR_BYTES 704 /* the largest session with the rest, once; real sectors are larger */

static _Alignas(VSA_FLASH_UNIT) unsigned char sectors[2][SECTOR_BYTES] __attribute__((section(".noinit")));

#ifdef CONFIG_VSLICE_AGENT_SEMIHOSTING

#include "port/cortex_m/semihosting.h"

static bool looked; /* for the file, once after a reset */

/* Its name, in `line`; NULL: none was given. */
static const char *file_name(char *line, size_t cap)
{
    static const char name[] = "flash=";
    char *begin, *end;

    vsa_semihosting_command_line(line, cap);
    begin = strstr(line, name);
    if (begin == NULL)
        return NULL;
    begin += sizeof name - 1;
    end = strchr(begin, ' ');
    if (end != NULL)
        *end = 0;
    return begin;
}

static void load_file(void)
{
    char line[96];
    const char *file = looked ? NULL : file_name(line, sizeof line);

    looked = true;
    if (file != NULL && !vsa_semihosting_read_file(file, sectors, sizeof sectors))
        memset(sectors, 0xff, sizeof sectors);
}

static void save_file(void)
{
    char line[96];
    const char *file = file_name(line, sizeof line);

    if (file != NULL)
        vsa_semihosting_write_file(file, sectors, sizeof sectors);
}

#else

static void load_file(void) { }

static void save_file(void) { }

#endif

static bool erase(unsigned which)
{
    memset(sectors[which], 0xff, SECTOR_BYTES);
    return true;
}

static bool program(unsigned which, size_t at, const void *data, size_t len)
{
    memcpy(sectors[which] + at, data, len);
    return true;
}

static const struct vsa_flash_pair flash = {
    .sector = {sectors[0], sectors[1]}, .sector_bytes = SECTOR_BYTES, .erase = erase, .program = program};

size_t vsa_flash_load(enum vsa_record which, void *buffer, size_t cap)
{
    load_file();
    return vsa_flash_pair_load(&flash, which, buffer, cap);
}

bool vsa_flash_store(enum vsa_record which, const void *record, size_t len)
{
    bool stored;

    load_file();
    stored = vsa_flash_pair_store(&flash, which, record, len);
    save_file();
    return stored;
}
