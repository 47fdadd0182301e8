/* Processes: starting, watching and ending them. The rest of the system calls is in CGateSystem.c. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CGateSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

/* Moves a descriptor above the three that the program gets, so that none overwrites another. */
static int lifted(int fd) { return fd > 2 ? fd : fcntl(fd, F_DUPFD, 3); }

/* The child's part, between vfork and exec: it shares the parent's memory, so it only makes system calls and writes
 * `failure`. */
static void enter(const struct gate_program *program, pid_t parent, volatile int *failure) {
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* A parent that ended before the line above sends no signal. */
    if (getppid() != parent) _exit(127);
    struct sigaction normal;
    memset(&normal, 0, sizeof normal);
    normal.sa_handler = SIG_DFL;
    for (int number = 1; number < 65; number++) sigaction(number, &normal, NULL);
    int input = lifted(program->input), output = lifted(program->output), error = lifted(program->error);
    if (input < 0 || output < 0 || error < 0 || dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(error, 2) < 0) {
        *failure = errno;
        _exit(127);
    }
    /* What this process opened is closed by exec; what it inherited itself would not be. Linux before 5.9 keeps it. */
    syscall(SYS_close_range, 3u, ~0u, 0u);
    if (program->folder[0] && chdir(program->folder) < 0) {
        *failure = errno;
        _exit(127);
    }
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execvpe(program->arguments[0], (char *const *)(uintptr_t)program->arguments,
            (char *const *)(uintptr_t)program->environment);
    *failure = errno;
    _exit(127);
}

/* vfork and not posix_spawn, which cannot ask for the death signal; not fork, which would copy the page tables of a
 * process with large plans. */
__attribute__((noinline)) static pid_t start(const struct gate_program *program, volatile int *failure) {
    pid_t parent = getpid();
    pid_t child = vfork();
    if (child == 0) enter(program, parent, failure);
    return child;
}

int gate_process_start(const struct gate_program *program, int *watched) {
    volatile int failure = 0;
    sigset_t all, old;
    /* No handler of this process may run in the child, on memory that both share. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    pid_t child = start(program, &failure);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (child < 0) return -error;
    if (failure != 0) {
        waitpid(child, NULL, 0);
        return -failure;
    }
    int fd = (int)syscall(SYS_pidfd_open, child, 0);
    if (fd < 0) {
        error = errno;
        gate_process_signal(child, SIGKILL);
        waitpid(child, NULL, 0);
        return -error;
    }
    *watched = fd;
    return child;
}

int gate_process_take(int process, int *code, int *is_signal) {
    int status = 0;
    pid_t taken;
    do taken = waitpid(process, &status, WNOHANG);
    while (taken < 0 && errno == EINTR);
    if (taken == 0) return 0;
    *is_signal = taken > 0 && WIFSIGNALED(status);
    if (taken < 0) *code = 0;
    else if (*is_signal) *code = WTERMSIG(status) + (WCOREDUMP(status) ? 256 : 0);
    else *code = WEXITSTATUS(status);
    return 1;
}

void gate_process_signal(int process, int number) {
    if (process > 1) kill(-process, number);
}

long gate_process_peak(int process) {
    char path[32];
    char text[4096];
    snprintf(path, sizeof path, "/proc/%d/status", process);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return 0;
    ssize_t count = read(fd, text, sizeof text - 1);
    close(fd);
    if (count <= 0) return 0;
    text[count] = 0;
    const char *line = strstr(text, "VmHWM:");
    return line ? strtol(line + 6, NULL, 10) : 0;
}

const char *gate_signal_text(int number) {
    static const char *const texts[] = {
        "signal 0", "hangup", "interrupt", "quit", "illegal instruction", "trace/breakpoint trap", "aborted",
        "bus error", "floating point exception", "killed", "user defined signal 1", "segmentation fault",
        "user defined signal 2", "broken pipe", "alarm clock", "terminated"};
    if (number > 0 && number < (int)(sizeof texts / sizeof texts[0])) return texts[number];
    return "unknown signal";
}

int gate_pipe(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) < 0) return -errno;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return 0;
}

int gate_socket_pair(int ends[2]) {
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) < 0 ? -errno : 0;
}

int gate_memory_file(const void *bytes, size_t count) {
    int fd = memfd_create("program", MFD_CLOEXEC);
    if (fd < 0) return -errno;
    size_t done = 0;
    while (done < count) {
        long put = gate_file_write(fd, (const char *)bytes + done, count - done);
        if (put <= 0) {
            close(fd);
            return put < 0 ? (int)put : -EIO;
        }
        done += (size_t)put;
    }
    lseek(fd, 0, SEEK_SET);
    return fd;
}

long gate_file_read(int fd, void *bytes, size_t count) {
    for (;;) {
        ssize_t got = read(fd, bytes, count);
        if (got >= 0) return got;
        if (errno != EINTR) return -errno;
    }
}
