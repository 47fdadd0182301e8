/* System calls and structures that Swift cannot import or would import awkwardly: epoll, eventfd, accept4, socket
 * addresses, getaddrinfo. Every function returns what the system call returns, with -errno for failures, so that
 * nobody reads errno across a language border. */
#ifndef GATE_CGATESYSTEM_H
#define GATE_CGATESYSTEM_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* An IPv4 or IPv6 address with its port; the bytes are a sockaddr. */
struct gate_address {
    uint32_t length;
    _Alignas(8) uint8_t bytes[28];
};

/* Longest textual address with its end: INET6_ADDRSTRLEN. */
enum { GATE_ADDRESS_TEXT_MAX = 46 };

int gate_poller_create(void);
int gate_poller_add(int poller, int fd, uint32_t events, uint64_t token);
int gate_poller_modify(int poller, int fd, uint32_t events, uint64_t token);
int gate_poller_remove(int poller, int fd);

static inline uint64_t gate_event_token(const struct epoll_event *events, int index) { return events[index].data.u64; }
static inline uint32_t gate_event_flags(const struct epoll_event *events, int index) { return events[index].events; }

int gate_wakeup_create(void);
void gate_wakeup_signal(int fd);
void gate_wakeup_clear(int fd);

/* 1 when `text` is a literal address. */
int gate_address_parse(const char *text, uint16_t port, struct gate_address *address);
/* How many addresses were found; -1 when the name has none or the question failed. Blocks. */
int gate_address_resolve(const char *name, uint16_t port, struct gate_address *addresses, int count);
/* Writes the address as text; its length. */
int gate_address_text(const struct gate_address *address, char *text);
uint16_t gate_address_port(const struct gate_address *address);

/* A bound, listening, non-blocking socket. */
int gate_listen(const struct gate_address *address, int backlog, int shares_port);
uint16_t gate_local_port(int fd);
int gate_accept(int fd, struct gate_address *peer);
/* A non-blocking socket that connects; 1 in `is_done` when it already has. */
int gate_connect(const struct gate_address *address, int *is_done);
/* The pending error of a socket: 0 when connecting succeeded. */
int gate_socket_error(int fd);
/* 1 when the peer has neither closed nor sent anything. */
int gate_is_quiet(int fd);

/* A system call, or -errno. In line, because the kernel's way through a socket is so deep that the processor forgets where
 * functions return to: each function between a handler and its system call costs a mispredicted return behind it (10 ns
 * on the machine this was measured on). Nor are recv, send and sendmsg used: in a program with threads each of them also
 * marks a place where the thread can be cancelled, with two atomic operations, and nobody cancels threads here. */
static inline long gate_call(long number, long first, long second, long third, long fourth) {
#if defined(__x86_64__)
    register long r10 __asm__("r10") = fourth;
    register long r8 __asm__("r8") = 0;
    register long r9 __asm__("r9") = 0;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(first), "S"(second), "d"(third), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = first;
    register long x1 __asm__("x1") = second;
    register long x2 __asm__("x2") = third;
    register long x3 __asm__("x3") = fourth;
    register long x4 __asm__("x4") = 0;
    register long x5 __asm__("x5") = 0;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
#else
    long result = syscall(number, first, second, third, fourth, 0L, 0L);
    return result < 0 ? -errno : result;
#endif
}

/* Like epoll_wait(2); 0 when a signal came. */
static inline int gate_poller_wait(int poller, struct epoll_event *events, int count, int timeout_milliseconds) {
    long ready = gate_call(SYS_epoll_pwait, poller, (long)events, count, timeout_milliseconds);
    return ready == -EINTR ? 0 : (int)ready;
}

/* Like recv(2). */
static inline long gate_read(int fd, void *bytes, size_t count) {
    for (;;) {
        long got = gate_call(SYS_recvfrom, fd, (long)bytes, (long)count, 0);
        if (got != -EINTR) return got;
    }
}

/* Like send(2), without a signal when the peer has gone. */
static inline long gate_write(int fd, const void *bytes, size_t count) {
    for (;;) {
        long put = gate_call(SYS_sendto, fd, (long)bytes, (long)count, MSG_NOSIGNAL);
        if (put != -EINTR) return put;
    }
}

/* The same for two runs of bytes. */
long gate_write_two(int fd, const void *first, size_t first_count, const void *second, size_t second_count);
/* Like write(2), for pipes and files. */
long gate_file_write(int fd, const void *bytes, size_t count);
void gate_shutdown_write(int fd);
void gate_close(int fd);
int gate_open_reserve(void);

void gate_ignore_sigpipe(void);
/* The calling thread's sleeps end when they should, not up to 50 microseconds later. */
void gate_sleep_exactly(void);
/* Does nothing for so long, or until a signal comes. */
void gate_rest(int microseconds);
uint64_t gate_monotonic_microseconds(void);
int64_t gate_wall_milliseconds(void);
uint64_t gate_random(void);

/* Starts a detached or joinable thread; 0 when it runs. */
int gate_thread_start(void *(*body)(void *), void *argument, const char *name, uint64_t *thread);
void gate_thread_join(uint64_t thread);

/* Processes. */

/* What a process starts with. Arrays end with NULL; the first argument is looked for in PATH, after the change of
 * folder. Descriptors become 0, 1 and 2. */
struct gate_program {
    const char *const *arguments;
    const char *const *environment;
    const char *folder;
    int input, output, error;
};

/* Starts a program in a session and process group of its own, with signals as they are by default and no other
 * descriptor. It is killed when the calling thread ends. The process id, or -errno; `watched` becomes a descriptor that
 * is readable once the process has ended. */
int gate_process_start(const struct gate_program *program, int *watched);
/* Takes the status of an ended process: 1 when it has, 0 when it still runs. `code` is its exit status, or the number
 * of the signal that ended it, plus 256 with a core dump, when `is_signal` is 1. */
int gate_process_take(int process, int *code, int *is_signal);
/* Sends a signal to a process and all of its group. */
void gate_process_signal(int process, int number);
/* The most memory a process has had, in kilobytes; 0 when unknown. */
long gate_process_peak(int process);
/* The name of a signal as Go prints it (`killed`), which is how AWS words the end of a runtime. */
const char *gate_signal_text(int number);

/* A pipe: `ends[0]` reads and does not block, `ends[1]` writes. Both are closed by exec. */
int gate_pipe(int ends[2]);
/* Two sockets that are connected with one another; neither blocks, both are closed by exec. */
int gate_socket_pair(int ends[2]);
/* A file in memory that holds `bytes` and is read from its start. */
int gate_memory_file(const void *bytes, size_t count);
/* Like read(2), for pipes and files. */
long gate_file_read(int fd, void *bytes, size_t count);

#endif
