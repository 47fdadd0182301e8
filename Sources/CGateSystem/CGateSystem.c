/* The system calls of CGateSystem.h. No state but errno. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CGateSystem.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* Poller */

int gate_poller_create(void) {
    int fd = epoll_create1(EPOLL_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

static int control(int poller, int operation, int fd, uint32_t events, uint64_t token) {
    struct epoll_event event;
    memset(&event, 0, sizeof event);
    event.events = events;
    event.data.u64 = token;
    return epoll_ctl(poller, operation, fd, &event) < 0 ? -errno : 0;
}

int gate_poller_add(int poller, int fd, uint32_t events, uint64_t token) {
    return control(poller, EPOLL_CTL_ADD, fd, events, token);
}

int gate_poller_modify(int poller, int fd, uint32_t events, uint64_t token) {
    return control(poller, EPOLL_CTL_MOD, fd, events, token);
}

int gate_poller_remove(int poller, int fd) { return control(poller, EPOLL_CTL_DEL, fd, 0, 0); }

int gate_wakeup_create(void) {
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return fd < 0 ? -errno : fd;
}

void gate_wakeup_signal(int fd) {
    uint64_t one = 1;
    ssize_t written = write(fd, &one, sizeof one);
    (void)written; /* EAGAIN: the counter is full, so the reader is awake anyway. */
}

void gate_wakeup_clear(int fd) {
    uint64_t value;
    ssize_t got = read(fd, &value, sizeof value);
    (void)got;
}

/* Addresses */

static struct sockaddr *raw(const struct gate_address *address) { return (struct sockaddr *)(void *)address->bytes; }

int gate_address_parse(const char *text, uint16_t port, struct gate_address *address) {
    memset(address, 0, sizeof *address);
    struct sockaddr_in *v4 = (struct sockaddr_in *)(void *)address->bytes;
    if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        address->length = sizeof *v4;
        return 1;
    }
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)(void *)address->bytes;
    if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        address->length = sizeof *v6;
        return 1;
    }
    return 0;
}

int gate_address_resolve(const char *name, uint16_t port, struct gate_address *addresses, int count) {
    struct addrinfo hints;
    struct addrinfo *list = NULL;
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    int result = getaddrinfo(name, NULL, &hints, &list);
    if (result != 0) {
        /* AI_ADDRCONFIG hides `localhost` on machines that have nothing but loopback. */
        hints.ai_flags = 0;
        result = getaddrinfo(name, NULL, &hints, &list);
    }
    if (result != 0) return -1;
    int found = 0;
    for (struct addrinfo *item = list; item && found < count; item = item->ai_next) {
        if (item->ai_family != AF_INET && item->ai_family != AF_INET6) continue;
        if (item->ai_addrlen > sizeof addresses->bytes) continue;
        struct gate_address *address = &addresses[found];
        memset(address, 0, sizeof *address);
        memcpy(address->bytes, item->ai_addr, item->ai_addrlen);
        address->length = item->ai_addrlen;
        if (item->ai_family == AF_INET) ((struct sockaddr_in *)(void *)address->bytes)->sin_port = htons(port);
        if (item->ai_family == AF_INET6) ((struct sockaddr_in6 *)(void *)address->bytes)->sin6_port = htons(port);
        found += 1;
    }
    freeaddrinfo(list);
    return found > 0 ? found : -1;
}

int gate_address_text(const struct gate_address *address, char *text) {
    const struct sockaddr *any = raw(address);
    const char *result = NULL;
    if (any->sa_family == AF_INET) {
        result = inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)any)->sin_addr, text, GATE_ADDRESS_TEXT_MAX);
    } else if (any->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)any;
        if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr)) {
            result = inet_ntop(AF_INET, &v6->sin6_addr.s6_addr[12], text, GATE_ADDRESS_TEXT_MAX);
        } else {
            result = inet_ntop(AF_INET6, &v6->sin6_addr, text, GATE_ADDRESS_TEXT_MAX);
        }
    }
    return result ? (int)strlen(result) : 0;
}

uint16_t gate_address_port(const struct gate_address *address) {
    const struct sockaddr *any = raw(address);
    if (any->sa_family == AF_INET) return ntohs(((const struct sockaddr_in *)(const void *)any)->sin_port);
    return ntohs(((const struct sockaddr_in6 *)(const void *)any)->sin6_port);
}

/* Sockets */

static int is_loopback(const struct gate_address *address) {
    const struct sockaddr *any = raw(address);
    if (any->sa_family == AF_INET) {
        return ntohl(((const struct sockaddr_in *)(const void *)any)->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
    }
    return any->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)(const void *)any)->sin6_addr);
}

/* Nothing is congested between two sockets of one machine. Where the system's choice is BBR, each of their packets would pay for
   its clocks and pacing. */
static void leave_unpaced(int fd, const struct gate_address *address) {
    static const char plain[] = "reno"; /* The one that every kernel has and lets everybody choose. */
    if (is_loopback(address)) setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, plain, sizeof plain - 1);
}

int gate_listen(const struct gate_address *address, int backlog, int shares_port) {
    int family = raw(address)->sa_family;
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
    int one = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (shares_port) setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
    /* Accepted sockets inherit these: fewer system calls per connection. */
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    leave_unpaced(fd, address);
    if (bind(fd, raw(address), address->length) < 0 || listen(fd, backlog) < 0) {
        int error = errno;
        close(fd);
        return -error;
    }
    return fd;
}

uint16_t gate_local_port(int fd) {
    struct gate_address address;
    memset(&address, 0, sizeof address);
    socklen_t length = sizeof address.bytes;
    if (getsockname(fd, (struct sockaddr *)(void *)address.bytes, &length) < 0) return 0;
    return gate_address_port(&address);
}

int gate_accept(int fd, struct gate_address *peer) {
    for (;;) {
        socklen_t length = sizeof peer->bytes;
        int accepted = accept4(fd, (struct sockaddr *)(void *)peer->bytes, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (accepted >= 0) {
            peer->length = length;
            return accepted;
        }
        if (errno != EINTR && errno != ECONNABORTED) return -errno;
    }
}

int gate_connect(const struct gate_address *address, int *is_done) {
    *is_done = 0;
    int fd = socket(raw(address)->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
    int one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    leave_unpaced(fd, address);
    if (connect(fd, raw(address), address->length) == 0) {
        *is_done = 1;
        return fd;
    }
    if (errno == EINPROGRESS || errno == EINTR) return fd;
    int error = errno;
    close(fd);
    return -error;
}

int gate_socket_error(int fd) {
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0) return errno;
    return error;
}

int gate_is_quiet(int fd) {
    char byte;
    ssize_t got = recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

long gate_write_two(int fd, const void *first, size_t first_count, const void *second, size_t second_count) {
    struct iovec parts[2] = {{(void *)(uintptr_t)first, first_count}, {(void *)(uintptr_t)second, second_count}};
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    for (;;) {
        long put = gate_call(SYS_sendmsg, fd, (long)&message, MSG_NOSIGNAL, 0);
        if (put != -EINTR) return put;
    }
}

long gate_file_write(int fd, const void *bytes, size_t count) {
    for (;;) {
        ssize_t put = write(fd, bytes, count);
        if (put >= 0) return put;
        if (errno != EINTR) return -errno;
    }
}

void gate_shutdown_write(int fd) { shutdown(fd, SHUT_WR); }

void gate_close(int fd) { close(fd); }

int gate_open_reserve(void) { return open("/dev/null", O_RDONLY | O_CLOEXEC); }

/* Process, clocks, threads */

void gate_ignore_sigpipe(void) { signal(SIGPIPE, SIG_IGN); }

void gate_sleep_exactly(void) { prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL); }

void gate_rest(int microseconds) {
    struct timespec time = {microseconds / 1000000, microseconds % 1000000 * 1000L};
    nanosleep(&time, NULL);
}

uint64_t gate_monotonic_microseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000u + (uint64_t)time.tv_nsec / 1000u;
}

int64_t gate_wall_milliseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

uint64_t gate_random(void) {
    uint64_t value = 0;
    if (getrandom(&value, sizeof value, 0) != (ssize_t)sizeof value) value = gate_monotonic_microseconds();
    return value;
}

int gate_thread_start(void *(*body)(void *), void *argument, const char *name, uint64_t *thread) {
    pthread_t handle;
    sigset_t all, old;
    /* Signals belong to the main thread: loops and writers never see EINTR for them. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int result = pthread_create(&handle, NULL, body, argument);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (result != 0) return -result;
    pthread_setname_np(handle, name);
    *thread = (uint64_t)handle;
    return 0;
}

void gate_thread_join(uint64_t thread) { pthread_join((pthread_t)thread, NULL); }
