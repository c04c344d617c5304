/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What reproducers use of QEMU's libqtest and of glib's test functions, over a device that is a process: the program that
 * CMDQV_DEVICE names, on pipes. Written for the tests of reproducers; a reproducer in a QEMU tree includes the real ones.
 */
#ifndef LIBQTEST_H
#define LIBQTEST_H

#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct QTestState {
    pid_t pid;
    FILE *to, *from;
    /* What the host says to the next command's requests. */
    char answers[0x10000];
    char asked[0x40000];
    char reply[256];
} QTestState;

static inline QTestState *qtest_init(const char *args)
{
    QTestState *qts = calloc(1, sizeof *qts);
    int to[2], from[2];
    const char *program = getenv("CMDQV_DEVICE");
    (void)args;
    if (!qts || !program || pipe(to) || pipe(from)) abort();
    qts->pid = fork();
    if (qts->pid == 0) {
        dup2(to[0], 0);
        dup2(from[1], 1);
        close(to[1]);
        close(from[0]);
        execl("/bin/sh", "sh", "-c", program, (char *)NULL);
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    qts->to = fdopen(to[1], "w");
    qts->from = fdopen(from[0], "r");
    return qts;
}

static inline void qtest_quit(QTestState *qts)
{
    fclose(qts->to);
    waitpid(qts->pid, NULL, 0);
    fclose(qts->from);
    free(qts);
}

static inline void append(char *to, size_t room, const char *line)
{
    if (strlen(to) + strlen(line) + 2 > room) abort();
    strcat(to, line);
    strcat(to, "\n");
}

static inline void cmdqv_hardware(QTestState *qts, const char *line) { fprintf(qts->to, "%s\n", line); }
static inline void cmdqv_answer(QTestState *qts, const char *line) { append(qts->answers, sizeof qts->answers, line); }
static inline const char *cmdqv_asked(QTestState *qts) { return qts->asked; }

/* Says a command and what the host will answer, and reads up to the reply. */
static inline const char *cmdqv_command(QTestState *qts, const char *command)
{
    fprintf(qts->to, "%s\n%s", command, qts->answers);
    fflush(qts->to);
    qts->answers[0] = '\0';
    while (fgets(qts->reply, sizeof qts->reply, qts->from)) {
        qts->reply[strcspn(qts->reply, "\n")] = '\0';
        if (!strncmp(qts->reply, "OK", 2)) return qts->reply;
        if (strncmp(qts->reply, "HOST", 4) && strncmp(qts->reply, "IRQ", 3)) break;
        append(qts->asked, sizeof qts->asked, qts->reply);
    }
    fprintf(stderr, "%s: the device said %s\n", command, qts->reply);
    exit(2);
}

static inline uint64_t read_word(QTestState *qts, const char *command, uint64_t address)
{
    char line[64];
    snprintf(line, sizeof line, "%s 0x%" PRIx64, command, address);
    return strtoull(cmdqv_command(qts, line) + 3, NULL, 0);
}

static inline void write_word(QTestState *qts, const char *command, uint64_t address, uint64_t value)
{
    char line[96];
    snprintf(line, sizeof line, "%s 0x%" PRIx64 " 0x%" PRIx64, command, address, value);
    cmdqv_command(qts, line);
}

static inline uint32_t qtest_readl(QTestState *qts, uint64_t address) { return (uint32_t)read_word(qts, "readl", address); }
static inline uint64_t qtest_readq(QTestState *qts, uint64_t address) { return read_word(qts, "readq", address); }
static inline void qtest_writel(QTestState *qts, uint64_t address, uint32_t value) { write_word(qts, "writel", address, value); }
static inline void qtest_writeq(QTestState *qts, uint64_t address, uint64_t value) { write_word(qts, "writeq", address, value); }

static int failed_checks;
static void (*test_to_run)(void);

#define g_assert(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "not so: %s\n", #condition); \
            failed_checks++; \
        } \
    } while (0)
#define g_assert_cmphex(a, cmp, b) g_assert((uint64_t)(a) cmp (uint64_t)(b))
#define g_test_init(argc, argv, end) ((void)(argc), (void)(argv))
#define qtest_add_func(path, function) (puts(path), test_to_run = (function))

static inline int g_test_run(void)
{
    test_to_run();
    return failed_checks > 0;
}

#endif
