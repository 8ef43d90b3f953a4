/* SPDX-License-Identifier: MIT */
#include "port/mbedtls/random.h"

#include "port/mbedtls/counter.h"
#include "port/port.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/platform_time.h>
#include <mbedtls/platform_util.h>
#ifdef MBEDTLS_THREADING_C
#include <mbedtls/threading.h>
#endif
#ifdef MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG
#include <psa/crypto.h>
#endif

#include <time.h>

static mbedtls_ctr_drbg_context generator;
static bool seeded;
static vsa_counter failures;

/* ---- one task at a time: Mbed TLS locks a draw, but not the seeding beside it ---- */

#ifdef MBEDTLS_THREADING_C
static mbedtls_threading_mutex_t mutex;
static bool has_mutex;

void vsa_random_init(void)
{
    if (!has_mutex)
        mbedtls_mutex_init(&mutex);
    has_mutex = true;
}

static int lock(void)
{
    return mbedtls_mutex_lock(&mutex);
}

static void unlock(void)
{
    mbedtls_mutex_unlock(&mutex);
}
#else
void vsa_random_init(void)
{
}

static int lock(void)
{
    return 0;
}

static void unlock(void)
{
}
#endif

/* ---- the generator ---- */

static int entropy(void *unused, unsigned char *to, size_t len)
{
    (void)unused;
    return vsa_port_entropy(to, len) ? 0 : MBEDTLS_ERR_CTR_DRBG_ENTROPY_SOURCE_FAILED;
}

static int seed(void)
{
    static const unsigned char purpose[] = "vslice-agent";
    int code;

    if (seeded)
        return mbedtls_ctr_drbg_reseed(&generator, NULL, 0);
    mbedtls_ctr_drbg_init(&generator);
    code = mbedtls_ctr_drbg_seed(&generator, entropy, NULL, purpose, sizeof purpose - 1);
    if (code == 0)
        seeded = true;
    else
        mbedtls_ctr_drbg_free(&generator);
    return code;
}

bool vsa_random_renew(void)
{
    int code = lock();

    if (code == 0) {
        code = seed();
        unlock();
    }
    if (code != 0)
        failures++;
    return code == 0;
}

static int draw(unsigned char *to, size_t len)
{
    int code = seeded ? 0 : seed();

    while (code == 0 && len > 0) {
        size_t part = len < MBEDTLS_CTR_DRBG_MAX_REQUEST ? len : MBEDTLS_CTR_DRBG_MAX_REQUEST;
        code = mbedtls_ctr_drbg_random(&generator, to, part);
        to += part;
        len -= part;
    }
    return code;
}

int vsa_random(void *unused, unsigned char *to, size_t len)
{
    int code = lock();

    (void)unused;
    if (code == 0) {
        code = draw(to, len);
        unlock();
    }
    if (code != 0)
        failures++;
    return code;
}

uint32_t vsa_random_failures(void)
{
    return failures;
}

#ifdef MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG
psa_status_t mbedtls_psa_external_get_random(mbedtls_psa_external_random_context_t *context,
                                             uint8_t *output, size_t output_size,
                                             size_t *output_length)
{
    (void)context;
    *output_length = 0;
    if (vsa_random(NULL, output, output_size) != 0)
        return PSA_ERROR_INSUFFICIENT_ENTROPY;
    *output_length = output_size;
    return PSA_SUCCESS;
}
#endif

/* ---- time: what Mbed TLS would otherwise ask libc for ---- */

long long vsa_mbedtls_time(long long *to)
{
    long long now = (long long)vsa_port_wall_s();

    if (to != NULL)
        *to = now;
    return now;
}

/* For the age of tickets: one from before the wrap looks newer than now and is not used. */
mbedtls_ms_time_t mbedtls_ms_time(void)
{
    return (mbedtls_ms_time_t)vsa_port_clock_ms();
}

/* Gregorian calendar, with years that begin in March: the leap day is then the last one. */
static void set_date(struct tm *to, uint32_t days)
{
    const uint32_t era_days = 146097; /* 400 years */
    uint32_t since_0000 = days + 719468;
    uint32_t era = since_0000 / era_days;
    uint32_t day = since_0000 % era_days;
    uint32_t year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    uint32_t day_of_year = day - (365 * year + year / 4 - year / 100);
    uint32_t month = (5 * day_of_year + 2) / 153; /* 0: March */

    to->tm_mday = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    to->tm_mon = (int)(month < 10 ? month + 2 : month - 10);
    to->tm_year = (int)(era * 400 + year + (month < 10 ? 0 : 1)) - 1900;
}

/*
 * From 1970 to the year 19000: a day has 675 times 2^7 seconds, so that no division of 64 bits is needed, a function of
 * 700 bytes. What Mbed TLS does not read (day of week and of year) stays 0.
 */
struct tm *mbedtls_platform_gmtime_r(const mbedtls_time_t *tt, struct tm *tm_buf)
{
    uint32_t days, seconds;

    if (*tt < 0 || *tt >> 7 > UINT32_MAX)
        return NULL;
    days = (uint32_t)(*tt >> 7) / 675;
    seconds = (uint32_t)(*tt - (long long)days * 86400);
    *tm_buf = (struct tm){
        .tm_sec = (int)(seconds % 60),
        .tm_min = (int)(seconds / 60 % 60),
        .tm_hour = (int)(seconds / 3600),
    };
    set_date(tm_buf, days);
    return tm_buf;
}
