/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* NOLINT: libc's own switch */

#include "tests/support/test.h"

#include "semphr.h"
#include "tests/support/freertos/double.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* The double of FreeRTOS keeps the kernel's contract, and ends a program that breaks it. */

#define WORDS configMINIMAL_STACK_SIZE

static StackType_t stack[WORDS];
static StaticTask_t task_memory;
static QueueHandle_t queue;
static SemaphoreHandle_t mutex;
static StaticSemaphore_t mutex_memory;

static TaskHandle_t start(TaskFunction_t code, void *parameters)
{
    return xTaskCreateStatic(code, "other", WORDS, parameters, 1, stack, &task_memory);
}

/* ---- the contract ---- */

TEST_CASE(a_delay_lasts_over_the_wrap_of_the_tick)
{
    TickType_t before, after;

    double_advance((TickType_t)(0u - xTaskGetTickCount()) - 5); /* the wrap is 5 ticks away */
    before = xTaskGetTickCount();
    vTaskDelay(20);
    after = xTaskGetTickCount();
    assert_true(before > after);
    assert_true(after - before >= 20);
}

TEST_CASE(a_deadline_that_has_passed_is_told_and_not_waited_for)
{
    TickType_t previous = xTaskGetTickCount();

    assert_int_equal(xTaskDelayUntil(&previous, 5), pdTRUE);
    double_advance(50);
    assert_int_equal(xTaskDelayUntil(&previous, 5), pdFALSE);
}

TEST_CASE(a_queue_keeps_its_order_and_is_full_or_empty_in_time)
{
    int item = 1;

    queue = xQueueCreate(2, sizeof item);
    assert_int_equal(xQueueSend(queue, &item, 0), pdTRUE);
    item = 2;
    assert_int_equal(xQueueSend(queue, &item, 0), pdTRUE);
    assert_int_equal(xQueueSend(queue, &item, 5), errQUEUE_FULL);
    assert_int_equal(uxQueueMessagesWaiting(queue), 2);
    for (int i = 1; i <= 2; i++) {
        assert_int_equal(xQueueReceive(queue, &item, 0), pdTRUE);
        assert_int_equal(item, i);
    }
    assert_int_equal(xQueueReceive(queue, &item, 5), errQUEUE_EMPTY);
    vQueueDelete(queue);
}

static void send_later(void *to)
{
    int item = 7;

    vTaskDelay(20);
    xQueueSend(to, &item, portMAX_DELAY);
    for (;;)
        vTaskDelay(portMAX_DELAY);
}

TEST_CASE(whoever_waits_for_a_queue_is_woken)
{
    int item = 0;
    TaskHandle_t other;

    queue = xQueueCreate(1, sizeof item);
    other = start(send_later, queue);
    assert_int_equal(xQueueReceive(queue, &item, portMAX_DELAY), pdTRUE);
    assert_int_equal(item, 7);
    vTaskDelete(other);
    vQueueDelete(queue);
}

static void hold_for_a_while(void *to)
{
    (void)to;
    xSemaphoreTake(mutex, portMAX_DELAY);
    xSemaphoreGive(queue);
    vTaskDelay(30);
    xSemaphoreGive(mutex);
    for (;;)
        vTaskDelay(portMAX_DELAY);
}

TEST_CASE(a_mutex_is_one_tasks_at_a_time)
{
    TaskHandle_t other;

    mutex = xSemaphoreCreateMutexStatic(&mutex_memory);
    queue = xSemaphoreCreateBinary();
    other = start(hold_for_a_while, NULL);
    assert_int_equal(xSemaphoreTake(queue, portMAX_DELAY), pdTRUE);
    assert_int_equal(xSemaphoreTake(mutex, 0), pdFALSE);
    assert_int_equal(xSemaphoreTake(mutex, portMAX_DELAY), pdTRUE);
    assert_int_equal(xSemaphoreGive(mutex), pdTRUE);
    vTaskDelete(other);
    vSemaphoreDelete(mutex);
    vSemaphoreDelete(queue);
}

TEST_CASE(a_recursive_mutex_is_given_as_often_as_it_was_taken)
{
    mutex = xSemaphoreCreateRecursiveMutex();
    xSemaphoreTakeRecursive(mutex, portMAX_DELAY);
    xSemaphoreTakeRecursive(mutex, portMAX_DELAY);
    xSemaphoreGiveRecursive(mutex);
    xSemaphoreGiveRecursive(mutex);
    vSemaphoreDelete(mutex); /* would abort if it were held */
}

static void notify(void *task)
{
    BaseType_t woken = pdFALSE;

    xTaskNotifyFromISR(task, 2, eSetBits, &woken);
    assert_int_equal(woken, pdTRUE);
}

TEST_CASE(notification_bits_gather_until_they_are_taken)
{
    uint32_t bits = 0;

    xTaskNotify(xTaskGetCurrentTaskHandle(), 1, eSetBits);
    double_interrupt(notify, xTaskGetCurrentTaskHandle());
    assert_int_equal(xTaskNotifyWait(0, UINT32_MAX, &bits, portMAX_DELAY), pdTRUE);
    assert_int_equal(bits, 3);
    assert_int_equal(xTaskNotifyWait(0, UINT32_MAX, &bits, 5), pdFALSE);
    assert_int_equal(bits, 0);
}

TEST_CASE(notifications_that_are_given_are_counted)
{
    xTaskNotifyGive(xTaskGetCurrentTaskHandle());
    xTaskNotifyGive(xTaskGetCurrentTaskHandle());
    assert_int_equal(ulTaskNotifyTake(pdFALSE, 0), 2);
    assert_int_equal(ulTaskNotifyTake(pdTRUE, portMAX_DELAY), 1);
    assert_int_equal(ulTaskNotifyTake(pdTRUE, 5), 0);
}

static void wait_for_ever(void *unused)
{
    (void)unused;
    for (;;)
        ulTaskNotifyTake(pdTRUE, portMAX_DELAY);
}

TEST_CASE(a_task_that_was_deleted_gives_its_memory_back)
{
    for (int i = 0; i < 50; i++)
        vTaskDelete(start(wait_for_ever, NULL));
}

/* ---- misuse: each ends the program ---- */

static void return_from_it(void *unused)
{
    (void)unused;
}

static void a_task_that_returns(void)
{
    start(return_from_it, NULL);
    vTaskDelay(1000);
}

static void memory_used_twice(void)
{
    start(wait_for_ever, NULL);
    start(wait_for_ever, NULL);
}

static void a_stack_that_is_too_small(void)
{
    xTaskCreateStatic(wait_for_ever, "small", WORDS - 1, NULL, 1, stack, &task_memory);
}

static void no_memory(void)
{
    xTaskCreateStatic(wait_for_ever, "none", WORDS, NULL, 1, stack, NULL);
}

static void a_priority_that_does_not_exist(void)
{
    xTaskCreateStatic(wait_for_ever, "high", WORDS, NULL, configMAX_PRIORITIES, stack, &task_memory);
}

static void a_mutex_given_by_another(void)
{
    mutex = xSemaphoreCreateMutex();
    xSemaphoreGive(mutex);
}

static void a_mutex_taken_twice(void)
{
    mutex = xSemaphoreCreateMutex();
    xSemaphoreTake(mutex, portMAX_DELAY);
    xSemaphoreTake(mutex, portMAX_DELAY);
}

static void a_mutex_deleted_while_held(void)
{
    mutex = xSemaphoreCreateMutex();
    xSemaphoreTake(mutex, portMAX_DELAY);
    vSemaphoreDelete(mutex);
}

static void take_and_wait(void *unused)
{
    (void)unused;
    xSemaphoreTake(mutex, portMAX_DELAY);
    wait_for_ever(NULL);
}

static void a_task_deleted_while_it_holds_a_mutex(void)
{
    TaskHandle_t other;

    mutex = xSemaphoreCreateMutex();
    other = start(take_and_wait, NULL);
    vTaskDelay(50);
    vTaskDelete(other);
}

static void a_delay_in_a_critical_section(void)
{
    taskENTER_CRITICAL();
    vTaskDelay(1);
}

static void a_critical_section_left_twice(void)
{
    taskENTER_CRITICAL();
    taskEXIT_CRITICAL();
    taskEXIT_CRITICAL();
}

static void send(void *to)
{
    int item = 1;

    xQueueSend(to, &item, 0);
}

static void a_tasks_call_in_an_interrupt(void)
{
    queue = xQueueCreate(1, sizeof(int));
    double_interrupt(send, queue);
}

static void an_interrupts_call_in_a_task(void)
{
    BaseType_t woken;

    xTaskNotifyFromISR(xTaskGetCurrentTaskHandle(), 1, eSetBits, &woken);
}

static void a_notification_for_nobody(void)
{
    xTaskNotify(NULL, 1, eSetBits);
}

static void a_queue_without_places(void)
{
    xQueueCreate(0, 1);
}

static void an_increment_of_nothing(void)
{
    TickType_t previous = xTaskGetTickCount();

    xTaskDelayUntil(&previous, 0);
}

static void a_scheduler_started_twice(void)
{
    vTaskStartScheduler();
}

static const struct {
    const char *name;
    void (*function)(void);
} misuses[] = {
#define MISUSE(function) {#function, function}
    MISUSE(a_task_that_returns),
    MISUSE(memory_used_twice),
    MISUSE(a_stack_that_is_too_small),
    MISUSE(no_memory),
    MISUSE(a_priority_that_does_not_exist),
    MISUSE(a_mutex_given_by_another),
    MISUSE(a_mutex_taken_twice),
    MISUSE(a_mutex_deleted_while_held),
    MISUSE(a_task_deleted_while_it_holds_a_mutex),
    MISUSE(a_delay_in_a_critical_section),
    MISUSE(a_critical_section_left_twice),
    MISUSE(a_tasks_call_in_an_interrupt),
    MISUSE(an_interrupts_call_in_a_task),
    MISUSE(a_notification_for_nobody),
    MISUSE(a_queue_without_places),
    MISUSE(an_increment_of_nothing),
    MISUSE(a_scheduler_started_twice),
};

/* In a program of its own: this one, called with the name. */
static int signal_of(const char *name)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
        execl("/proc/self/exe", "misuse", name, (char *)NULL);
        _exit(1);
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

TEST_CASE(misuse_ends_the_program)
{
    for (size_t i = 0; i < COUNT_OF(misuses); i++)
        expect_number(misuses[i].name, signal_of(misuses[i].name), SIGABRT);
}

static int failed;

static void run_all(void)
{
    const struct CMUnitTest tests[] = {
        TEST(misuse_ends_the_program),
        TEST(a_delay_lasts_over_the_wrap_of_the_tick),
        TEST(a_deadline_that_has_passed_is_told_and_not_waited_for),
        TEST(a_queue_keeps_its_order_and_is_full_or_empty_in_time),
        TEST(whoever_waits_for_a_queue_is_woken),
        TEST(a_mutex_is_one_tasks_at_a_time),
        TEST(a_recursive_mutex_is_given_as_often_as_it_was_taken),
        TEST(notification_bits_gather_until_they_are_taken),
        TEST(notifications_that_are_given_are_counted),
        TEST(a_task_that_was_deleted_gives_its_memory_back),
    };

    failed = cmocka_run_group_tests_name("freertos_double", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    signal(SIGABRT, SIG_DFL);
    for (size_t i = 0; argc > 1 && i < COUNT_OF(misuses); i++)
        if (strcmp(argv[1], misuses[i].name) == 0)
            double_run(misuses[i].function);
    if (argc > 1)
        return 0;
    double_run(run_all);
    return failed;
}
