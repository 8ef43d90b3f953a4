/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* NOLINT: libc's own switch */

#include "port/freertos/agent_task.h"
#include "port/provisioning/config.h"

#include "tests/support/freertos/double.h"
#include "tests/support/test.h"

#include <stdatomic.h>

/* The agent as a task, over a double of the kernel and a network that is held at any stage. */

#define WORDS    1024
#define LONG_MS  5000 /* nothing here takes so long unless it has failed */
#define QUIET_MS 60   /* for what must not happen */

/* ---- a network that goes on up to a stage, and there has nothing ---- */

enum held {
    AT_LINK,
    AT_ADDRESS,
    AT_TIME,
    AT_DNS,
    AT_CONNECT,
    AT_TLS,
    AT_SEND,
    AT_RECEIVE,
    AT_RETRY,
    AT_NOTHING
};

struct world {
    _Atomic enum held held;
    atomic_uint reached; /* calls that were held */
    atomic_uint step_ms; /* that receiving takes */
    atomic_bool open;
};

struct agent {
    struct vsa_task task;
    struct vsa_task_setup setup;
    struct world world;
    StackType_t stack[WORDS];
    StaticQueue_t queue_memory;
    uint8_t queue_items[2 * sizeof(struct vsa_task_verdict)];
    QueueHandle_t verdicts;
    struct vsa_config config;
    atomic_uint told; /* calls of on_verdict */
};

static struct agent one, two;
static _Atomic enum held network_held;
static atomic_uint network_reached;
static _Atomic uint32_t random_word;

void vsa_port_network(struct vsa_network *network)
{
    enum held held = atomic_load(&network_held);

    *network = (struct vsa_network){
        .link = VSA_OK, .address = VSA_OK, .time = VSA_OK, .wall_s = 1751371200};
    if (held == AT_LINK)
        network->link = VSA_MORE;
    if (held == AT_ADDRESS)
        network->address = VSA_MORE;
    if (held == AT_TIME)
        network->time = VSA_MORE;
    if (held <= AT_TIME)
        atomic_fetch_add(&network_reached, 1);
}

void vsa_port_radio(bool needed)
{
    (void)needed;
}

uint64_t vsa_port_wall_s(void)
{
    return 1751371200;
}

bool vsa_port_entropy(void *buffer, size_t len)
{
    memset(buffer, 0, len);
    *(uint32_t *)buffer = atomic_load(&random_word);
    return true;
}

static struct vsa_io hold(struct world *w, enum vsa_stage stage)
{
    atomic_fetch_add(&w->reached, 1);
    return vsa_io_again(stage);
}

static struct vsa_io world_connect(void *context, const struct vsa_url *server,
                                   struct vsa_peer *peer)
{
    struct world *w = context;

    (void)server;
    switch (atomic_load(&w->held)) {
    case AT_DNS:
        return hold(w, VSA_STAGE_DNS);
    case AT_CONNECT:
        return hold(w, VSA_STAGE_CONNECT);
    case AT_TLS:
        return hold(w, VSA_STAGE_TLS);
    case AT_RETRY:
        atomic_fetch_add(&w->reached, 1);
        return vsa_io_failed(VSA_STAGE_CONNECT, VSA_CONNECT_REFUSED, 111);
    case AT_NOTHING:
        return vsa_io_failed(VSA_STAGE_TLS, VSA_TLS_UNTRUSTED, 8);
    default:
        break;
    }
    *peer = (struct vsa_peer){.tls_version = 0x0304};
    atomic_store(&w->open, true);
    return vsa_io_done(0);
}

static struct vsa_io world_send(void *context, struct vsa_span data)
{
    struct world *w = context;

    return atomic_load(&w->held) == AT_SEND ? hold(w, VSA_STAGE_CONNECT) : vsa_io_done(data.len);
}

static struct vsa_io world_receive(void *context, char *buffer, size_t cap)
{
    struct world *w = context;

    (void)buffer;
    (void)cap;
    hold(w, VSA_STAGE_CONNECT);
    if (atomic_load(&w->step_ms) > 0)
        vTaskDelay(atomic_load(&w->step_ms));
    return vsa_io_again(VSA_STAGE_CONNECT);
}

static void world_close(void *context)
{
    struct world *w = context;

    atomic_store(&w->open, false);
}

/* ---- an agent ---- */

static void count(void *context, const struct vsa_check *check)
{
    struct agent *a = context;

    assert_int_equal(vsa_check_want(check), VSA_WANT_NOTHING);
    atomic_fetch_add(&a->told, 1);
}

static void make(struct agent *a, enum held held)
{
    memset(a, 0, sizeof *a);
    atomic_store(&a->world.held, held);
    atomic_store(&network_held, held <= AT_TIME ? held : AT_NOTHING);
    atomic_store(&network_reached, 0);
    vsa_config_init(&a->config);
    vsa_token_set(&a->config.token, VSA_SPAN_OF("0123456789abcdefFEDCBA9876543210"));
    a->config.endpoint = VSA_SPAN_OF("3e9a5c70-2b41-4d8e-9f63-a7b8c9d0e1f2");
    a->config.vslice = VSA_SPAN_OF("default");
    a->config.deadline_s = 3600;
    a->verdicts =
        xQueueCreateStatic(2, sizeof(struct vsa_task_verdict), a->queue_items, &a->queue_memory);
    a->setup = (struct vsa_task_setup){
        .config = &a->config,
        .transport =
            {
                .context = &a->world,
                .connect = world_connect,
                .send = world_send,
                .receive = world_receive,
                .close = world_close,
            },
        .stack = a->stack,
        .stack_words = WORDS,
        .priority = 1,
        .verdicts = a->verdicts,
        .on_verdict = count,
        .context = a,
    };
}

static void make_and_start(struct agent *a, enum held held)
{
    make(a, held);
    assert_true(vsa_task_start(&a->task, &a->setup));
}

static void end(struct agent *a)
{
    assert_true(vsa_task_stop(&a->task, LONG_MS));
    assert_false(atomic_load(&a->world.open));
    vQueueDelete(a->verdicts);
}

static struct vsa_task_verdict next_verdict(struct agent *a)
{
    struct vsa_task_verdict verdict = {.number = 0};

    if (xQueueReceive(a->verdicts, &verdict, LONG_MS) != pdTRUE)
        fail_msg("no verdict came");
    return verdict;
}

static bool is_quiet(struct agent *a)
{
    struct vsa_task_verdict verdict;

    return xQueueReceive(a->verdicts, &verdict, QUIET_MS) != pdTRUE;
}

static void wait_until_held(struct agent *a)
{
    atomic_uint *reached =
        atomic_load(&network_held) <= AT_TIME ? &network_reached : &a->world.reached;
    unsigned seen = atomic_load(reached);

    for (int i = 0; i < LONG_MS && atomic_load(reached) == seen; i++)
        vTaskDelay(1);
    assert_true(atomic_load(reached) > seen);
}

/* Time passes in steps, for the task may not have come to its sleep yet when the first one does. */
static void pass_until_told(struct agent *a, unsigned times, uint32_t step_s)
{
    for (int i = 0; i < LONG_MS && atomic_load(&a->told) < times; i++) {
        double_advance(step_s * 1000);
        vTaskDelay(1);
    }
    assert_int_equal(atomic_load(&a->told), times);
}

/* ---- when it checks ---- */

TEST_CASE(it_checks_at_once_and_tells_the_verdict_to_the_queue_and_the_function)
{
    struct vsa_task_verdict verdict;

    make_and_start(&one, AT_NOTHING);
    verdict = next_verdict(&one);
    assert_int_equal(verdict.verdict, VSA_CANNOT_TELL);
    expect_result("cause", verdict.cause.result, VSA_TLS_UNTRUSTED);
    assert_int_equal(verdict.cause.stage, VSA_STAGE_TLS);
    assert_int_equal(verdict.cause.foreign, 8);
    assert_int_equal(verdict.number, 1);
    assert_int_equal(atomic_load(&one.told), 1);
    end(&one);
}

TEST_CASE(it_checks_again_when_the_time_has_come_and_not_before)
{
    struct vsa_task_verdict verdict;

    make_and_start(&one, AT_NOTHING);
    verdict = next_verdict(&one);
    assert_in_range(verdict.next_check_s, 19440, 23760); /* six hours, with their jitter */
    double_advance((verdict.next_check_s - 1) * 1000);
    assert_true(is_quiet(&one));
    pass_until_told(&one, 2, 600);
    assert_int_equal(next_verdict(&one).number, 2);
    end(&one);
}

/* More hours than the tick has milliseconds, in steps that a device would really make. */
TEST_CASE(an_interval_may_be_longer_than_the_ticks)
{
    make(&one, AT_NOTHING);
    one.config.interval_s = 31622400;
    one.setup.first_within_s = 5000000; /* 58 days */
    atomic_store(&random_word, 5000000);
    assert_true(vsa_task_start(&one.task, &one.setup));
    for (int hour = 0; hour < 5000000 / 3600; hour++) {
        double_advance(3600 * 1000);
        vTaskDelay(1);
    }
    assert_int_equal(atomic_load(&one.told), 0);
    pass_until_told(&one, 1, 3600);
    assert_int_equal(next_verdict(&one).number, 1);
    end(&one);
    atomic_store(&random_word, 0);
}

TEST_CASE(the_first_check_comes_at_a_random_moment_if_wanted)
{
    make(&one, AT_NOTHING);
    one.setup.first_within_s = 99;
    atomic_store(&random_word, 730); /* modulo 100 */
    assert_true(vsa_task_start(&one.task, &one.setup));
    double_advance(29 * 1000);
    assert_true(is_quiet(&one));
    pass_until_told(&one, 1, 1);
    assert_int_equal(next_verdict(&one).number, 1);
    end(&one);
    atomic_store(&random_word, 0);
}

static void ask_from_interrupt(void *task)
{
    BaseType_t woken = pdFALSE;

    vsa_task_check_now_from_isr(task, &woken);
    assert_int_equal(woken, pdTRUE);
}

TEST_CASE(it_checks_when_it_is_asked_by_a_task_or_an_interrupt)
{
    make_and_start(&one, AT_NOTHING);
    next_verdict(&one);
    vsa_task_check_now(&one.task);
    assert_int_equal(next_verdict(&one).number, 2);
    double_interrupt(ask_from_interrupt, &one.task);
    assert_int_equal(next_verdict(&one).number, 3);
    assert_true(is_quiet(&one));
    end(&one);
}

static void ask_for_another(void *context, const struct vsa_check *check)
{
    struct agent *a = context;

    count(context, check);
    if (atomic_load(&a->told) == 1)
        vsa_task_check_now(&a->task);
}

/* The first one is over before a task of lower priority has seen vsa_task_start return. */
TEST_CASE(a_verdict_that_comes_at_once_may_ask_for_another_check)
{
    make(&one, AT_NOTHING);
    one.config.vslice = (struct vsa_span){NULL, 0};
    one.setup.on_verdict = ask_for_another;
    assert_true(vsa_task_start(&one.task, &one.setup));
    assert_int_equal(next_verdict(&one).number, 1);
    assert_int_equal(next_verdict(&one).number, 2);
    assert_true(is_quiet(&one));
    end(&one);
}

TEST_CASE(asked_in_the_middle_of_a_check_it_makes_another_one_after_it)
{
    make_and_start(&one, AT_RECEIVE);
    wait_until_held(&one);
    vsa_task_check_now(&one.task);
    vsa_task_check_now(&one.task);
    wait_until_held(&one);
    vsa_task_cancel(&one.task);
    assert_int_equal(next_verdict(&one).number, 1);
    wait_until_held(&one);
    vsa_task_cancel(&one.task);
    assert_int_equal(next_verdict(&one).number, 2);
    assert_true(is_quiet(&one));
    end(&one);
}

TEST_CASE(a_full_queue_loses_its_oldest_verdict)
{
    make_and_start(&one, AT_NOTHING);
    for (unsigned i = 1; i <= 4; i++) {
        for (int ms = 0; ms < LONG_MS && atomic_load(&one.told) < i; ms++)
            vTaskDelay(1);
        vTaskDelay(5);
        if (i < 4)
            vsa_task_check_now(&one.task);
    }
    assert_int_equal(next_verdict(&one).number, 3);
    assert_int_equal(next_verdict(&one).number, 4);
    end(&one);
}

/* ---- how it ends ---- */

static const struct {
    const char *name;
    enum held held;
    enum vsa_stage stage;
} stages[] = {
    {"link", AT_LINK, VSA_STAGE_LINK},          {"address", AT_ADDRESS, VSA_STAGE_ADDRESS},
    {"time", AT_TIME, VSA_STAGE_TIME},          {"dns", AT_DNS, VSA_STAGE_DNS},
    {"connect", AT_CONNECT, VSA_STAGE_CONNECT}, {"tls", AT_TLS, VSA_STAGE_TLS},
    {"sending", AT_SEND, VSA_STAGE_TOKEN},      {"receiving", AT_RECEIVE, VSA_STAGE_TOKEN},
    {"a pause", AT_RETRY, VSA_STAGE_COUNT},
};

TEST_CASE(a_check_is_cancelled_by_another_task_at_every_stage)
{
    for (size_t i = 0; i < COUNT_OF(stages); i++) {
        struct vsa_task_verdict verdict;
        make_and_start(&one, stages[i].held);
        wait_until_held(&one);
        vsa_task_cancel(&one.task);
        verdict = next_verdict(&one);
        expect_result(stages[i].name, verdict.cause.result, VSA_CANCELLED);
        expect_number(stages[i].name, verdict.verdict, VSA_CANNOT_TELL);
        if (stages[i].stage != VSA_STAGE_COUNT)
            expect_number(stages[i].name, verdict.cause.stage, stages[i].stage);
        assert_false(atomic_load(&one.world.open));
        atomic_store(&one.world.held, AT_NOTHING);
        atomic_store(&network_held, AT_NOTHING);
        vsa_task_check_now(&one.task); /* and it lives */
        expect_result(stages[i].name, next_verdict(&one).cause.result, VSA_TLS_UNTRUSTED);
        end(&one);
    }
}

TEST_CASE(a_cancel_without_a_check_does_not_harm_the_next_one)
{
    make_and_start(&one, AT_NOTHING);
    next_verdict(&one);
    vsa_task_cancel(&one.task);
    assert_true(is_quiet(&one));
    vsa_task_cancel(&one.task);
    vsa_task_check_now(&one.task);
    expect_result("next", next_verdict(&one).cause.result, VSA_TLS_UNTRUSTED);
    end(&one);
}

TEST_CASE(it_is_stopped_at_every_stage_and_its_memory_is_free_again)
{
    for (size_t i = 0; i < COUNT_OF(stages); i++) {
        make_and_start(&one, stages[i].held);
        wait_until_held(&one);
        end(&one);
        assert_int_equal(atomic_load(&one.told), 1);
    }
    make(&one, AT_NOTHING);
    one.setup.first_within_s = 1000;
    atomic_store(&random_word, 999);
    assert_true(vsa_task_start(&one.task, &one.setup));
    end(&one); /* asleep */
    assert_int_equal(atomic_load(&one.told), 0);
    atomic_store(&random_word, 0);
}

TEST_CASE(a_step_that_takes_long_is_waited_for_as_long_as_wanted)
{
    make(&one, AT_RECEIVE);
    atomic_store(&one.world.step_ms, 300);
    assert_true(vsa_task_start(&one.task, &one.setup));
    wait_until_held(&one);
    assert_false(vsa_task_stop(&one.task, 10));
    assert_true(vsa_task_stop(&one.task, LONG_MS));
    assert_true(vsa_task_stop(&one.task, 0)); /* there is none any more */
    vQueueDelete(one.verdicts);
}

/* ---- time ---- */

TEST_CASE(a_deadline_holds_over_the_wrap_of_the_tick)
{
    TickType_t to_wrap;

    make(&one, AT_RECEIVE);
    one.config.deadline_s = 10;
    to_wrap = 0u - xTaskGetTickCount();
    double_advance(to_wrap - 5000);
    assert_true(vsa_task_start(&one.task, &one.setup));
    wait_until_held(&one);
    double_advance(8000);
    assert_true(xTaskGetTickCount() < 0x80000000u); /* it has wrapped */
    assert_true(is_quiet(&one));
    double_advance(2000);
    expect_result("deadline", next_verdict(&one).cause.result, VSA_TIMED_OUT);
    assert_in_range(one.task.check.duration_ms, 10000, 11500);
    end(&one);
}

/* ---- two agents, storage, log ---- */

static unsigned char records[3][64]; /* of agent one, of agent two, of the port */
static atomic_int inside;            /* calls of a hook at this moment */

static void enter(void)
{
    assert_int_equal(atomic_fetch_add(&inside, 1), 0);
    vTaskDelay(1);
}

static void leave(void)
{
    atomic_fetch_sub(&inside, 1);
}

static size_t load_port(enum vsa_record which, void *buffer, size_t cap)
{
    assert_int_equal(which, VSA_RECORD_MEMORY);
    enter();
    memcpy(buffer, records[2], cap);
    leave();
    return cap;
}

static bool store_port(enum vsa_record which, const void *record, size_t len)
{
    assert_int_equal(which, VSA_RECORD_MEMORY);
    enter();
    memcpy(records[2], record, len);
    leave();
    return true;
}

static void log_line(enum vsa_log_level level, struct vsa_span line)
{
    (void)level;
    (void)line;
    enter();
    leave();
}

static size_t load_own(void *agent, void *buffer, size_t cap)
{
    memcpy(buffer, records[agent == &two], cap);
    return cap;
}

static bool store_own(void *agent, const void *record, size_t len)
{
    memcpy(records[agent == &two], record, len);
    return true;
}

static uint32_t failures_in(unsigned record)
{
    struct vsa_memory memory;

    memcpy(&memory, records[record], sizeof memory);
    return memory.failures;
}

static const struct vsa_freertos_hooks hooks = {log_line, load_port, store_port};

static void make_with_record(struct agent *a)
{
    make(a, AT_NOTHING);
    a->setup.load = load_own;
    a->setup.store = store_own;
    assert_true(vsa_task_start(&a->task, &a->setup));
}

TEST_CASE(two_agents_run_at_once_and_keep_their_own_records)
{
    memset(records, 0, sizeof records);
    make_with_record(&one);
    make_with_record(&two);
    for (unsigned i = 1; i <= 5; i++) {
        assert_int_equal(next_verdict(&one).number, i);
        vsa_task_check_now(&one.task);
    }
    assert_int_equal(next_verdict(&two).number, 1);
    next_verdict(&one);
    end(&one);
    end(&two);
    assert_int_equal(failures_in(0), 6);
    assert_int_equal(failures_in(1), 1);

    make_with_record(&two); /* goes on where it has ended */
    next_verdict(&two);
    end(&two);
    assert_int_equal(failures_in(1), 2);
}

TEST_CASE(the_hooks_of_log_and_storage_are_called_by_one_task_at_a_time)
{
    memset(records, 0, sizeof records);
    vsa_freertos_init(&hooks);
    make_and_start(&one, AT_NOTHING);
    make_and_start(&two, AT_NOTHING);
    for (unsigned i = 1; i <= 5; i++) {
        assert_int_equal(next_verdict(&one).number, i);
        assert_int_equal(next_verdict(&two).number, i);
        vsa_port_log(VSA_LOG_INFO, VSA_SPAN_OF("both"));
        vsa_task_check_now(&one.task);
        vsa_task_check_now(&two.task);
    }
    end(&one);
    end(&two);
    assert_true(failures_in(2) >= 5);
}

static int failed;

static void run_all(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_checks_at_once_and_tells_the_verdict_to_the_queue_and_the_function),
        TEST(it_checks_again_when_the_time_has_come_and_not_before),
        TEST(an_interval_may_be_longer_than_the_ticks),
        TEST(the_first_check_comes_at_a_random_moment_if_wanted),
        TEST(it_checks_when_it_is_asked_by_a_task_or_an_interrupt),
        TEST(a_verdict_that_comes_at_once_may_ask_for_another_check),
        TEST(asked_in_the_middle_of_a_check_it_makes_another_one_after_it),
        TEST(a_full_queue_loses_its_oldest_verdict),
        TEST(a_check_is_cancelled_by_another_task_at_every_stage),
        TEST(a_cancel_without_a_check_does_not_harm_the_next_one),
        TEST(it_is_stopped_at_every_stage_and_its_memory_is_free_again),
        TEST(a_step_that_takes_long_is_waited_for_as_long_as_wanted),
        TEST(a_deadline_holds_over_the_wrap_of_the_tick),
        TEST(two_agents_run_at_once_and_keep_their_own_records),
        TEST(the_hooks_of_log_and_storage_are_called_by_one_task_at_a_time),
    };

    failed = cmocka_run_group_tests_name("freertos_agent_task", tests, NULL, NULL);
}

int main(void)
{
    double_run(run_all);
    return failed;
}
