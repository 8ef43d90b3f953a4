/* SPDX-License-Identifier: MIT */
#include "agent/check_retry.h"

#include "agent/backoff.h"
#include "agent/check_calls.h"

/* xorshift: spreads the caller's random word over several delays. Not for secrets. */
static uint32_t next_random(struct vsa_check *c)
{
    c->random ^= c->random << 13;
    c->random ^= c->random >> 17;
    c->random ^= c->random << 5;
    return c->random;
}

/* Could it be that the server does not cope with several requests at once, or with a kept connection? */
static bool is_out_of_step(enum vsa_result result)
{
    switch (result) {
    case VSA_CLOSED_EARLY:
    case VSA_CONNECTION_LOST:
    case VSA_HTTP_TRUNCATED:
    case VSA_HTTP_MALFORMED:
    case VSA_HTTP_UNEXPECTED:
    case VSA_HTTP_CLIENT_ERROR:
    case VSA_NOT_JSON:
    case VSA_JSON_MALFORMED:
    case VSA_API_CONTRACT:
    case VSA_API_OTHER_OBJECT:
        return true;
    default:
        return false;
    }
}

static bool may_send_again(const struct vsa_check *c)
{
    if (c->connections >= VSA_LIMIT_CONNECTIONS)
        return false;
    return c->flight == 0 || c->send_at == 0 || vsa_call_is_idempotent(c);
}

bool vsa_check_falls_back(struct vsa_check *c)
{
    enum vsa_result result = c->last.result;
    bool closed = result == VSA_CLOSED_EARLY || result == VSA_CONNECTION_LOST;
    bool served = c->answers > 0 || c->reused;
    bool in_flight = c->flight_size > 1 && is_out_of_step(result);

    if (c->flight == 0 || !((closed && served) || in_flight) || !may_send_again(c))
        return false;
    if (in_flight)
        vsa_check_doubts_not_found(c);
    if (c->answers > 0 || !c->reused)
        c->serial = true;
    return true;
}

/*
 * The server's wish, remembered for the next check; 0: none. Nobody waits 68 years, and for what anybody on the way can
 * have said no longer than the interval.
 */
static uint32_t retry_after_s(struct vsa_check *c)
{
    uint64_t wall = vsa_check_wall_s(c), at = c->response.retry_after_at;
    uint32_t wish = vsa_check_server(c)->tls ? INT32_MAX : c->config->interval_s;

    if (c->last.result != VSA_HTTP_TOO_MANY && c->last.result != VSA_HTTP_UNAVAILABLE)
        return 0;
    if (c->response.retry_after_s > 0)
        at = wall + c->response.retry_after_s;
    if (at <= wall)
        return 0;
    if (at - wall < wish)
        wish = (uint32_t)(at - wall);
    c->not_before_s = c->elapsed_ms / 1000 + wish;
    return wish;
}

bool vsa_check_tries_again(struct vsa_check *c)
{
    uint32_t wish = retry_after_s(c), delay;

    if (vsa_result_band(c->last.result) != VSA_BAND_TRANSIENT || c->phase >= VSA_PHASE_REPORT || !may_send_again(c) ||
        wish >= c->config->deadline_s)
        return false;
    c->backoff_ms =
        vsa_backoff_ms(c->backoff_ms, VSA_LIMIT_BACKOFF_FIRST_MS, VSA_LIMIT_BACKOFF_MAX_MS, next_random(c));
    delay = wish * 1000 + c->backoff_ms; /* the wish may be a date, and the same for a whole fleet */
    c->wait_until_ms = c->elapsed_ms + delay;
    c->waiting = delay < vsa_check_deadline_ms(c) - c->elapsed_ms;
    return c->waiting;
}

/* What a refused token looks like is not known: a status, or "success": false. */
bool vsa_check_asks_why(struct vsa_check *c)
{
    bool refused = vsa_result_band(c->last.result) == VSA_BAND_CREDENTIALS || c->last.result == VSA_API_REFUSED;

    if (!refused || c->phase != VSA_PHASE_API || !vsa_check_knows_token(c) || !may_send_again(c))
        return false;
    c->memory->token_mark = 0;
    c->done &= (uint16_t)~(1u << VSA_CALL_TOKEN);
    c->serial = true;
    return true;
}

/* What a failure means for the verdict. */
static enum vsa_reason reason_of(enum vsa_stage stage, enum vsa_result result)
{
    enum vsa_band band = vsa_result_band(result);

    if (result == VSA_API_CONTRADICTION)
        return VSA_REASON_CONTRADICTION;
    if (result == VSA_NO_TOKEN)
        return VSA_REASON_NO_TOKEN;
    if (result == VSA_NO_ENDPOINT || result == VSA_CANCELLED || result == VSA_BAD_CONFIG)
        return VSA_REASON_INCOMPLETE;
    if (band == VSA_BAND_CREDENTIALS || (stage == VSA_STAGE_TOKEN && result == VSA_API_REFUSED))
        return VSA_REASON_TOKEN_REFUSED;
    return stage <= VSA_STAGE_TLS || band == VSA_BAND_TRANSIENT ? VSA_REASON_UNREACHABLE : VSA_REASON_BAD_REPLY;
}

void vsa_check_give_up(struct vsa_check *c)
{
    c->cause = c->last;
    c->facts.failures |= UINT32_C(1) << reason_of(c->last.stage, c->last.result);
    c->done |= (uint16_t)~VSA_CALLS_REPORTING;
}

static uint32_t less_of(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static uint32_t more_of(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* The server's wish counts, and a tenth more, but not so far that one bad answer silences a device for ever. */
void vsa_check_schedule(struct vsa_check *c)
{
    uint32_t now_s = c->elapsed_ms / 1000;
    uint32_t interval = more_of(c->config->interval_s, VSA_LIMIT_RECHECK_S);
    uint32_t hold = more_of(interval, VSA_LIMIT_CREDENTIALS_HOLD_S);
    uint32_t delay = interval;
    enum vsa_band band = vsa_result_band(c->cause.result);

    if (band == VSA_BAND_CREDENTIALS)
        delay = hold;
    if (band == VSA_BAND_TRANSIENT) {
        uint32_t failures = c->memory ? c->memory->failures : 0;
        delay = less_of(VSA_LIMIT_RECHECK_S << less_of(failures, 20), interval);
    }
    delay = vsa_jitter(delay, next_random(c));
    if (c->not_before_s > now_s + delay) {
        uint32_t wish = c->not_before_s - now_s;
        delay = less_of(vsa_spread(wish, wish / 10, next_random(c)), hold);
    }
    c->next_check_s = delay;
}
