// Load and backend of Tests/Support/kinds: as many connections as are asked for, each with one request or message under
// way, for some seconds. Prints how many were answered. The same loop for both, so that servers see the same pattern.
//
//   flood serve PORT                                     a backend: 1 KB of JSON to every request
//   flood http PORT PATH SECONDS CONNECTIONS             requests
//   flood socket PORT PATH SECONDS CONNECTIONS MESSAGE   messages on WebSocket connections, each answered by one frame
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 1 << 16, EVENTS = 256 };

typedef struct {
    int descriptor;
    size_t count;
    char bytes[ROOM];
} Connection;

static void stop(const char *what) {
    fprintf(stderr, "flood: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static struct sockaddr_in loopback(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static Connection *watched(int poller, int descriptor) {
    Connection *connection = calloc(1, sizeof *connection);
    connection->descriptor = descriptor;
    int one = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
    return connection;
}

// Size of the first HTTP message in the bytes; 0 when it is not whole.
static size_t message_size(Connection *connection) {
    char *end = memmem(connection->bytes, connection->count, "\r\n\r\n", 4);
    if (!end) return 0;
    size_t head = end - connection->bytes + 4;
    size_t length = 0;
    for (char *line = connection->bytes; line < end; line = memchr(line, '\n', end - line + 2) + 1)
        if (!strncasecmp(line, "content-length:", 15)) length = strtoul(line + 15, NULL, 10);
    return connection->count >= head + length ? head + length : 0;
}

// Size of the first frame of a server's; 0 when it is not whole.
static size_t frame_size(Connection *connection) {
    const uint8_t *bytes = (const uint8_t *)connection->bytes;
    if (connection->count < 2) return 0;
    size_t length = bytes[1] & 0x7f, head = 2;
    if (length == 126) {
        if (connection->count < 4) return 0;
        length = bytes[2] << 8 | bytes[3];
        head = 4;
    }
    return connection->count >= head + length ? head + length : 0;
}

static void drop(Connection *connection, size_t size) {
    memmove(connection->bytes, connection->bytes + size, connection->count - size);
    connection->count -= size;
}

static void serve(int port) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = loopback(port);
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, 1024)) stop("listen");
    char answer[2048];
    int size = sprintf(answer, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1024\r\n\r\n");
    memset(answer + size, '7', 1024);
    size += 1024;
    int poller = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN}, events[EVENTS];
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int ready = epoll_wait(poller, events, EVENTS, -1);
        for (int index = 0; index < ready; index++) {
            Connection *connection = events[index].data.ptr;
            if (!connection) {
                watched(poller, accept(listener, NULL, NULL));
                continue;
            }
            ssize_t got = recv(connection->descriptor, connection->bytes + connection->count, ROOM - connection->count, 0);
            if (got <= 0) {
                close(connection->descriptor);
                free(connection);
                continue;
            }
            connection->count += got;
            for (size_t request; (request = message_size(connection)) > 0; drop(connection, request))
                if (send(connection->descriptor, answer, size, MSG_NOSIGNAL) != size) stop("send");
        }
    }
}

static Connection *opened(int poller, int port, const char *path, int isSocket) {
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = loopback(port);
    if (connect(descriptor, (void *)&address, sizeof address)) stop("connect");
    Connection *connection = watched(poller, descriptor);
    if (!isSocket) return connection;
    char request[1024];
    int size = snprintf(request, sizeof request,
                        "GET %s HTTP/1.1\r\nHost: flood\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", path);
    if (send(descriptor, request, size, 0) != size) stop("send");
    while (!memmem(connection->bytes, connection->count, "\r\n\r\n", 4)) {
        ssize_t got = recv(descriptor, connection->bytes + connection->count, ROOM - connection->count, 0);
        if (got <= 0) stop("handshake");
        connection->count += got;
    }
    if (strncmp(connection->bytes, "HTTP/1.1 101", 12)) stop("the handshake is refused");
    connection->count = 0;
    return connection;
}

int main(int count, char **arguments) {
    if (count == 3 && !strcmp(arguments[1], "serve")) serve(atoi(arguments[2]));
    int isSocket = count == 7 && !strcmp(arguments[1], "socket");
    if (!isSocket && (count != 6 || strcmp(arguments[1], "http"))) stop("usage: see the head of flood.c");
    static char request[ROOM];
    int size;
    if (isSocket) {
        size_t length = strlen(arguments[6]);
        if (length > 125) stop("a message has at most 125 bytes");
        // A mask of zeros.
        size = sprintf(request, "\x81%c", (char)(0x80 | length)) + 4;
        memset(request + 2, 0, 4);
        memcpy(request + size, arguments[6], length);
        size += length;
    } else {
        size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: flood\r\nUser-Agent: flood\r\n\r\n", arguments[3]);
    }
    int poller = epoll_create1(0), connections = atoi(arguments[5]);
    for (int index = 0; index < connections; index++) {
        Connection *connection = opened(poller, atoi(arguments[2]), arguments[3], isSocket);
        if (send(connection->descriptor, request, size, MSG_NOSIGNAL) != size) stop("send");
    }
    struct epoll_event events[EVENTS];
    unsigned long answers = 0;
    for (double end = now() + atof(arguments[4]); now() < end;) {
        int ready = epoll_wait(poller, events, EVENTS, 100);
        for (int index = 0; index < ready; index++) {
            Connection *connection = events[index].data.ptr;
            ssize_t got = recv(connection->descriptor, connection->bytes + connection->count, ROOM - connection->count, 0);
            if (got <= 0) stop("a connection ended");
            connection->count += got;
            size_t answer = isSocket ? frame_size(connection) : message_size(connection);
            if (answer == 0) continue;
            if (isSocket ? connection->bytes[0] != '\x81' : strncmp(connection->bytes, "HTTP/1.1 200", 12))
                stop("an answer is not as it should be");
            answers++;
            drop(connection, answer);
            if (send(connection->descriptor, request, size, MSG_NOSIGNAL) != size) stop("send");
        }
    }
    printf("%lu\n", answers);
    return 0;
}
