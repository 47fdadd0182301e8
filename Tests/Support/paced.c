/* Load at a fixed rate: paced PORT PATH RATE SECONDS CONNECTIONS
 *
 * A request is due every 1/RATE seconds, whether the server has answered the ones before or not, and its latency counts
 * from that moment: a server that stalls is charged for all who would have come meanwhile, which generators that wait
 * for answers do not see. Prints one line: requests, failures, and the latencies in microseconds at 50, 90, 99 and
 * 99.9 percent and the largest. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/* Answers of the benches have 1 KB and their head. */
enum { ANSWER_MAX = 16 * 1024, CONNECTIONS_MAX = 1024, TIMER = -1 };

struct connection {
    int fd, length;
    /* When the request that it carries was due, in nanoseconds; 0 when it carries none. */
    int64_t due;
    char answer[ANSWER_MAX];
};

static struct connection connections[CONNECTIONS_MAX];
static int idle[CONNECTIONS_MAX], idle_count;
static char request[1024];
static int request_length;
static uint32_t *latencies;
static int64_t answered, failed;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void give_up(const char *what) {
    perror(what);
    exit(1);
}

static int connect_to(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) give_up("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

/* The length of a whole answer at the start of a text; 0 while it is not whole. Its head has to tell the length. */
static int whole(char *text, int length) {
    char *end = memmem(text, (size_t)length, "\r\n\r\n", 4);
    if (!end) return 0;
    *end = 0;
    char *field = strcasestr(text, "\r\ncontent-length:");
    long body = field ? atol(field + 17) : -1;
    *end = '\r';
    if (body < 0 || body > ANSWER_MAX) give_up("an answer without a length that fits");
    int total = (int)(end + 4 - text) + (int)body;
    return total <= length ? total : 0;
}

static void answer(int index, int64_t time) {
    struct connection *connection = &connections[index];
    ssize_t got = recv(connection->fd, connection->answer + connection->length,
                       sizeof connection->answer - 1 - (size_t)connection->length, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) give_up("a connection was closed");
    connection->length += (int)got;
    connection->answer[connection->length] = 0;
    if (!connection->due || !whole(connection->answer, connection->length)) return;
    if (strncmp(connection->answer, "HTTP/1.1 200", 12) != 0) failed++;
    latencies[answered++] = (uint32_t)((time - connection->due) / 1000);
    connection->due = 0;
    connection->length = 0;
    idle[idle_count++] = index;
}

static int by_size(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

int main(int count, char **arguments) {
    if (count != 6) return fprintf(stderr, "paced PORT PATH RATE SECONDS CONNECTIONS\n"), 2;
    int port = atoi(arguments[1]), used = atoi(arguments[5]);
    double rate = atof(arguments[3]), seconds = atof(arguments[4]);
    if (used < 1 || used > CONNECTIONS_MAX || rate < 1) return 2;
    int64_t total = (int64_t)(rate * seconds), sent = 0;
    double step = 1e9 / rate;
    latencies = malloc((size_t)total * sizeof *latencies);
    request_length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", arguments[2],
                              port);
    int poller = epoll_create1(EPOLL_CLOEXEC), timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (!latencies || poller < 0 || timer < 0) give_up("start");
    for (int index = 0; index < used; index++) {
        connections[index].fd = connect_to(port);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = index};
        if (epoll_ctl(poller, EPOLL_CTL_ADD, connections[index].fd, &event) < 0) give_up("epoll_ctl");
        idle[idle_count++] = index;
    }
    struct epoll_event event = {.events = EPOLLIN, .data.fd = TIMER}, events[256];
    if (epoll_ctl(poller, EPOLL_CTL_ADD, timer, &event) < 0) give_up("epoll_ctl");
    int64_t start = now() + 10000000;
    while (answered < total) {
        int64_t time = now(), due = start + (int64_t)((double)sent * step);
        if (time - start > (int64_t)((seconds + 10) * 1e9)) break;
        while (sent < total && due <= time && idle_count > 0) {
            struct connection *connection = &connections[idle[--idle_count]];
            connection->due = due;
            if (send(connection->fd, request, (size_t)request_length, MSG_NOSIGNAL) != request_length) give_up("send");
            due = start + (int64_t)((double)++sent * step);
        }
        if (sent < total && idle_count > 0) {
            struct itimerspec next = {.it_value = {due / 1000000000, due % 1000000000}};
            timerfd_settime(timer, TFD_TIMER_ABSTIME, &next, NULL);
        }
        int ready = epoll_wait(poller, events, 256, 1000);
        time = now();
        for (int index = 0; index < ready; index++) {
            uint64_t times;
            if (events[index].data.fd != TIMER) answer(events[index].data.fd, time);
            else if (read(timer, &times, sizeof times) < 0 && errno != EAGAIN) give_up("timer");
        }
    }
    qsort(latencies, (size_t)answered, sizeof *latencies, by_size);
    printf("%lld %lld", (long long)answered, (long long)(failed + total - answered));
    double marks[] = {0.5, 0.9, 0.99, 0.999, 1};
    for (int index = 0; index < 5; index++) {
        int64_t place = (int64_t)(marks[index] * (double)answered);
        printf(" %u", answered ? latencies[place < answered ? place : answered - 1] : 0);
    }
    printf("\n");
    return 0;
}
