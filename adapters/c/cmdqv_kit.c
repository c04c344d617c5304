/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "cmdqv_kit.h"

#include <errno.h>
#include <ctype.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define WORDS (CMDQV_PAGE_BYTES / 4)
#define BLOCK_WORDS 1024u
#define BUFFER 0x10000u
/* No line of the checker is longer. */
#define LINE 256u

static struct {
    int in, out;
    char input[BUFFER];
    size_t begin, end;
    char output[BUFFER];
    size_t filled;
    /* Commands that came while an answer was waited for, in order. */
    char (*aside)[LINE];
    size_t aside_first, aside_count, aside_room;
    /* The page as the device sees it, and as the checker was last told. */
    volatile uint32_t page[WORDS];
    uint32_t shadow[WORDS];
    bool mapped;
    /* The checker has hung up: what is asked of the host fails, until the function that asks returns. */
    bool gone;
    uint64_t base;
    const struct cmdqv_device *device;
    void *opaque;
} kit;

static void die(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("cmdqv_kit: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    exit(1);
}

/* ---- Lines ---- */

/* False where the checker no longer reads. */
static bool flush_output(void)
{
    size_t done = 0;
    while (done < kit.filled) {
        ssize_t count = write(kit.out, kit.output + done, kit.filled - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            kit.filled = 0;
            return false;
        }
        done += (size_t)count;
    }
    kit.filled = 0;
    return true;
}

static void say(const char *format, ...)
{
    char line[LINE];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (length < 0 || (size_t)length >= sizeof line) die("a line is too long");
    if (kit.filled + (size_t)length > sizeof kit.output) flush_output();
    memcpy(kit.output + kit.filled, line, (size_t)length);
    kit.filled += (size_t)length;
}

/* The next line as it comes in, without its end; false at the end of input. Only before waiting is anything sent. */
static bool next_line(char line[LINE])
{
    for (;;) {
        char *start = kit.input + kit.begin;
        char *newline = memchr(start, '\n', kit.end - kit.begin);
        if (newline) {
            size_t length = (size_t)(newline - start);
            if (length >= LINE) die("a line of %zu characters came", length);
            memcpy(line, start, length);
            line[length] = '\0';
            kit.begin += length + 1;
            return true;
        }
        memmove(kit.input, start, kit.end - kit.begin);
        kit.end -= kit.begin;
        kit.begin = 0;
        if (kit.end == sizeof kit.input) die("a line without end came");
        if (!flush_output()) return false;
        ssize_t count = read(kit.in, kit.input + kit.end, sizeof kit.input - kit.end);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        kit.end += (size_t)count;
    }
}

static void set_aside(const char line[LINE])
{
    if (kit.aside_first + kit.aside_count == kit.aside_room) {
        if (kit.aside_count > 0) memmove(kit.aside, kit.aside + kit.aside_first, kit.aside_count * LINE);
        kit.aside_first = 0;
        if (kit.aside_count == kit.aside_room) {
            kit.aside_room = kit.aside_room ? 2 * kit.aside_room : 64;
            kit.aside = realloc(kit.aside, kit.aside_room * LINE);
            if (!kit.aside) die("out of memory");
        }
    }
    memcpy(kit.aside[kit.aside_first + kit.aside_count++], line, LINE);
}

static bool next_command(char line[LINE])
{
    if (kit.aside_count == 0) return next_line(line);
    memcpy(line, kit.aside[kit.aside_first++], LINE);
    kit.aside_count--;
    return true;
}

/* A number, hex with 0x or decimal, that is all of a word. */
static uint64_t number(const char *word)
{
    char *end;
    bool is_hex = word && !strncmp(word, "0x", 2);
    const char *digits = is_hex ? word + 2 : word;
    /* strtoull() would take blanks, signs and a second 0x. */
    if (!digits || !(is_hex ? isxdigit((unsigned char)digits[0]) : isdigit((unsigned char)digits[0])) || !strncmp(digits + 1, "x", 1)) {
        die("'%s' came where a number belongs", word ? word : "");
    }
    errno = 0;
    uint64_t value = strtoull(digits, &end, is_hex ? 16 : 10);
    if (errno || *end) die("'%s' came where a number belongs", word);
    return value;
}

/* ---- The page ---- */

/* The hardware changed a word. A store of ours to it that was not told yet stands. */
static void page_changed(uint64_t offset, uint64_t value)
{
    if (offset % 4 || offset / 4 >= WORDS) die("a word of the page at 0x%" PRIx64 " came", offset);
    size_t word = offset / 4;
    if (kit.page[word] == kit.shadow[word]) kit.page[word] = (uint32_t)value;
    kit.shadow[word] = (uint32_t)value;
}

static bool take_page(char *line)
{
    if (strncmp(line, "PAGE ", 5)) return false;
    char *rest = NULL;
    char *offset = strtok_r(line + 5, " ", &rest);
    uint64_t at = number(offset);
    page_changed(at, number(strtok_r(NULL, " ", &rest)));
    return true;
}

/* The answer to what was just said: its value, 0 for plain OK, or minus an errno. */
static int64_t answer(void);

static void tell_store(size_t word)
{
    uint32_t stored = kit.page[word];
    kit.shadow[word] = stored;
    say("HOST page 0x%zx 0x%" PRIx32 "\n", word * 4, stored);
    int64_t left = answer();
    /* What the hardware made of it: a dropped store leaves what was there. */
    if (left >= 0) kit.page[word] = kit.shadow[word] = (uint32_t)left;
}

void cmdqv_host_flush_page(void)
{
    if (!kit.mapped) return;
    for (size_t block = 0; block < WORDS; block += BLOCK_WORDS) {
        if (!memcmp((const void *)(kit.page + block), kit.shadow + block, BLOCK_WORDS * 4)) continue;
        for (size_t word = block; word < block + BLOCK_WORDS; word++) {
            if (kit.page[word] != kit.shadow[word]) tell_store(word);
        }
    }
}

void cmdqv_host_store(uint64_t offset, uint32_t value)
{
    if (offset % 4 || offset / 4 >= WORDS) die("a store to the page at 0x%" PRIx64, offset);
    cmdqv_host_flush_page();
    kit.page[offset / 4] = value;
    tell_store(offset / 4);
}

/* ---- Requests ---- */

static const struct { const char *name; int number; } errnos[] = {
    {"EPERM", EPERM}, {"ENOENT", ENOENT}, {"ESRCH", ESRCH}, {"EINTR", EINTR}, {"EIO", EIO}, {"ENXIO", ENXIO},
    {"E2BIG", E2BIG}, {"EBADF", EBADF}, {"EAGAIN", EAGAIN}, {"ENOMEM", ENOMEM}, {"EACCES", EACCES},
    {"EFAULT", EFAULT}, {"EBUSY", EBUSY}, {"EEXIST", EEXIST}, {"EXDEV", EXDEV}, {"ENODEV", ENODEV},
    {"EINVAL", EINVAL}, {"ENFILE", ENFILE}, {"EMFILE", EMFILE}, {"ENOTTY", ENOTTY}, {"EFBIG", EFBIG},
    {"ENOSPC", ENOSPC}, {"EROFS", EROFS}, {"EDOM", EDOM}, {"ERANGE", ERANGE}, {"EDEADLK", EDEADLK},
    {"ENOSYS", ENOSYS}, {"ENODATA", ENODATA}, {"ETIME", ETIME}, {"EREMOTEIO", EREMOTEIO}, {"EPROTO", EPROTO}, {"EOVERFLOW", EOVERFLOW}, {"EOPNOTSUPP", EOPNOTSUPP},
    {"ETIMEDOUT", ETIMEDOUT}, {"ESTALE", ESTALE}, {"ECANCELED", ECANCELED},
};

/* An errno that this libc does not have is still a refusal. */
static int errno_of(const char *name)
{
    for (size_t i = 0; i < sizeof errnos / sizeof errnos[0]; i++) {
        if (!strcmp(errnos[i].name, name)) return errnos[i].number;
    }
    return EIO;
}

static int64_t answer(void)
{
    char line[LINE];
    for (;;) {
        if (kit.gone || !next_line(line)) {
            kit.gone = true;
            return -EIO;
        }
        if (take_page(line)) continue;
        if (!strcmp(line, "OK")) return 0;
        if (!strncmp(line, "OK ", 3)) return (int64_t)number(line + 3);
        if (!strncmp(line, "ERR ", 4)) return -errno_of(line + 4);
        set_aside(line);
    }
}

/* Stores come before any question: the host answers to what the page is by then. */
#define ASK(...) (cmdqv_host_flush_page(), say(__VA_ARGS__), answer())

int cmdqv_host_viommu_alloc(void) { return (int)ASK("HOST viommu_alloc\n"); }

int cmdqv_host_viommu_destroy(void) { return (int)ASK("HOST viommu_destroy\n"); }

int cmdqv_host_mmap(volatile uint32_t **page)
{
    cmdqv_host_flush_page();
    if (!kit.mapped) {
        /* Words that are not zero follow before the answer. */
        memset((void *)kit.page, 0, sizeof kit.page);
        memset(kit.shadow, 0, sizeof kit.shadow);
    }
    say("HOST mmap\n");
    int code = (int)answer();
    if (code) return code;
    kit.mapped = true;
    *page = kit.page;
    return 0;
}

int cmdqv_host_munmap(void)
{
    int code = (int)ASK("HOST munmap\n");
    if (!code) kit.mapped = false;
    return code;
}

int64_t cmdqv_host_hw_queue_alloc(uint32_t index, uint64_t address, uint64_t length)
{
    return ASK("HOST hw_queue_alloc %" PRIu32 " 0x%" PRIx64 " 0x%" PRIx64 "\n", index, address, length);
}

int cmdqv_host_hw_queue_destroy(int64_t id) { return (int)ASK("HOST hw_queue_destroy %" PRIu64 "\n", (uint64_t)id); }

bool cmdqv_host_is_ram(uint64_t address, uint64_t length)
{
    return ASK("HOST is_ram 0x%" PRIx64 " 0x%" PRIx64 "\n", address, length) == 1;
}

int cmdqv_host_guest_map(uint64_t offset, uint64_t length)
{
    return (int)ASK("HOST guest_map 0x%" PRIx64 " 0x%" PRIx64 "\n", offset, length);
}

int cmdqv_host_guest_unmap(uint64_t offset, uint64_t length)
{
    return (int)ASK("HOST guest_unmap 0x%" PRIx64 " 0x%" PRIx64 "\n", offset, length);
}

void cmdqv_host_raise_interrupt(void) { say("IRQ raise 0\n"); }

/* ---- Commands ---- */

static void power_off(void)
{
    if (kit.opaque && kit.device->power_off) kit.device->power_off(kit.opaque);
    kit.opaque = NULL;
    kit.mapped = false;
}

static void power_on(unsigned queues)
{
    power_off();
    kit.opaque = kit.device->power_on(queues);
    cmdqv_host_flush_page();
    if (kit.opaque) say("OK\n");
    else say("FAIL the device cannot be made with %u queues\n", queues);
}

static void do_access(const char *name, char **rest)
{
    uint64_t address = number(strtok_r(NULL, " ", rest));
    unsigned size = name[strlen(name) - 1] == 'q' ? 8 : 4;
    if (address < kit.base) {
        say("FAIL 0x%" PRIx64 " lies below the region, which begins at 0x%" PRIx64 "\n", address, kit.base);
        return;
    }
    uint64_t offset = address - kit.base;
    if (name[0] == 'r') {
        uint64_t value = kit.device->read(kit.opaque, offset, size);
        cmdqv_host_flush_page();
        say("OK 0x%016" PRIx64 "\n", value);
    } else {
        kit.device->write(kit.opaque, offset, size, number(strtok_r(NULL, " ", rest)));
        cmdqv_host_flush_page();
        say("OK\n");
    }
}

static void event(char **rest)
{
    uint64_t map0 = number(strtok_r(NULL, " ", rest));
    uint64_t map1 = number(strtok_r(NULL, " ", rest));
    kit.device->event(kit.opaque, map0, map1, number(strtok_r(NULL, " ", rest)) != 0);
}

static void command(char *line)
{
    char *rest = NULL;
    const char *name = strtok_r(line, " ", &rest);
    if (!name) name = "";
    if (!strcmp(name, "cmdqv_power_on")) {
        power_on((unsigned)number(strtok_r(NULL, " ", &rest)));
        return;
    }
    bool is_access = !strcmp(name, "readl") || !strcmp(name, "readq") || !strcmp(name, "writel") || !strcmp(name, "writeq");
    if (is_access || !strncmp(name, "cmdqv_", 6)) {
        if (!kit.opaque) {
            say("FAIL there is no device; cmdqv_power_on makes one\n");
            return;
        }
    }
    if (is_access) {
        do_access(name, &rest);
        return;
    }
    if (!strcmp(name, "cmdqv_attach")) kit.device->attach(kit.opaque);
    else if (!strcmp(name, "cmdqv_detach")) kit.device->detach(kit.opaque);
    else if (!strcmp(name, "cmdqv_reset")) kit.device->reset(kit.opaque);
    else if (!strcmp(name, "cmdqv_event")) event(&rest);
    else {
        say("FAIL Unknown command '%s'\n", name);
        return;
    }
    cmdqv_host_flush_page();
    say("OK\n");
}

/* Until the checker has nothing more to say. */
static void serve(int in, int out)
{
    char line[LINE];
    kit.in = in;
    kit.out = out;
    kit.begin = kit.end = kit.filled = kit.aside_first = kit.aside_count = 0;
    kit.gone = false;
    while (!kit.gone && next_command(line)) {
        if (!take_page(line)) command(line);
    }
    flush_output();
    power_off();
}

static int listen_on(const char *path)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof name.sun_path) die("%s: the path of a socket has %zu characters at the most", path, sizeof name.sun_path - 1);
    strcpy(name.sun_path, path);
    /* One that an earlier run left; anything else is not ours to remove. */
    struct stat found;
    if (!lstat(path, &found) && S_ISSOCK(found.st_mode)) unlink(path);
    int socket_fd = socket(AF_UNIX, SOCK_STREAM, 0);
    if (socket_fd < 0 || bind(socket_fd, (struct sockaddr *)&name, sizeof name) || listen(socket_fd, 1)) die("%s: %s", path, strerror(errno));
    return socket_fd;
}

int cmdqv_serve(const struct cmdqv_device *device, int argc, char **argv)
{
    const char *path = NULL;
    kit.device = device;
    /* A checker that has hung up is told by write(). */
    signal(SIGPIPE, SIG_IGN);
    for (int i = 1; i < argc; i++) {
        if (i + 1 < argc && !strcmp(argv[i], "--unix")) path = argv[++i];
        else if (i + 1 < argc && !strcmp(argv[i], "--base")) kit.base = number(argv[++i]);
        else die("unknown argument %s; known are --unix PATH and --base ADDRESS", argv[i]);
    }
    if (!path) {
        /* A stray printf() must not be taken for an answer. */
        int out = dup(STDOUT_FILENO);
        if (out < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0) die("%s", strerror(errno));
        serve(STDIN_FILENO, out);
        free(kit.aside);
        return 0;
    }
    /* One checker after another. */
    for (int listening = listen_on(path);;) {
        int connection = accept(listening, NULL, NULL);
        if (connection < 0 && errno == EINTR) continue;
        if (connection < 0) die("%s: %s", path, strerror(errno));
        serve(connection, connection);
        close(connection);
    }
}
