/*
 * grpc-health: a server of grpc.health.v1.Health for a probe to ask, over plaintext HTTP/2.
 *
 *   grpc-health PORT FILE     SERVING while FILE exists, else NOT_SERVING; about a service NAME, FILE.NAME counts
 *
 * One process per connection, one request at a time on it. Of HTTP/2 it speaks what a health check needs: whatever the headers of a
 * request say, its message is taken for a HealthCheckRequest, so nothing has to be unpacked.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DATA, HEADERS, SETTINGS = 4, PING = 6, MAX_FRAME = 16384, PREFACE = 24 };
enum { END_STREAM = 1, ACK = 1, END_HEADERS = 4, PADDED = 8 };

static int read_all(int peer, void *buffer, size_t length)
{
    for (size_t done = 0; done < length;) {
        ssize_t some = read(peer, (char *)buffer + done, length - done);
        if (some <= 0)
            return 0;
        done += (size_t)some;
    }
    return 1;
}

static void send_frame(int peer, int type, int flags, uint32_t stream, const void *payload, size_t length)
{
    unsigned char frame[9 + 256] = {0, 0, (unsigned char)length, (unsigned char)type, (unsigned char)flags};
    uint32_t id = htonl(stream);
    memcpy(frame + 5, &id, 4);
    memcpy(frame + 9, payload, length);
    if (write(peer, frame, 9 + length) < 0)
        _exit(1);
}

/* The service that a framed HealthCheckRequest { string service = 1 } asks for; names are short here. */
static void read_service(const unsigned char *message, size_t length, char *service, size_t capacity)
{
    service[0] = 0;
    if (length > 7 && message[5] == 0x0a && message[6] < 0x80 && message[6] < capacity && 7u + message[6] <= length) {
        memcpy(service, message + 7, message[6]);
        service[message[6]] = 0;
    }
}

static void answer(int peer, uint32_t stream, const char *file, const unsigned char *message, size_t length)
{
    /* :status 200 by its index; content-type and grpc-status as literals (RFC 7541, appendix A and 6.2.2). */
    static const char headers[] = "\x88\x0f\x10\x10" "application/grpc";
    static const char trailers[] = "\x00\x0b" "grpc-status" "\x01" "0";
    char service[128], path[4096];
    read_service(message, length, service, sizeof service);
    snprintf(path, sizeof path, "%s%s%s", file, service[0] ? "." : "", service);
    const unsigned char response[] = {0, 0, 0, 0, 2, 0x08, access(path, F_OK) == 0 ? 1 : 2};

    send_frame(peer, HEADERS, END_HEADERS, stream, headers, sizeof headers - 1);
    send_frame(peer, DATA, 0, stream, response, sizeof response);
    send_frame(peer, HEADERS, END_HEADERS | END_STREAM, stream, trailers, sizeof trailers - 1);
}

static void serve(int peer, const char *file)
{
    static unsigned char payload[MAX_FRAME], message[MAX_FRAME];
    unsigned char head[9];
    size_t message_length = 0;

    if (!read_all(peer, payload, PREFACE) || memcmp(payload, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", PREFACE) != 0)
        return;
    send_frame(peer, SETTINGS, 0, 0, "", 0);
    while (read_all(peer, head, sizeof head)) {
        size_t length = (size_t)head[0] << 16 | (size_t)head[1] << 8 | head[2];
        int type = head[3], flags = head[4];
        uint32_t stream;
        memcpy(&stream, head + 5, 4);
        stream = ntohl(stream);
        if (length > sizeof payload || !read_all(peer, payload, length))
            return;
        if (type == SETTINGS && !(flags & ACK))
            send_frame(peer, SETTINGS, ACK, 0, "", 0);
        if (type == PING && !(flags & ACK))
            send_frame(peer, PING, ACK, 0, payload, length);
        if (type == HEADERS)
            message_length = 0;
        if (type == DATA && !(flags & PADDED) && message_length + length <= sizeof message) {
            memcpy(message + message_length, payload, length);
            message_length += length;
        }
        if ((type == DATA || type == HEADERS) && flags & END_STREAM)
            answer(peer, stream, file, message, message_length);
    }
}

static void end(int number)
{
    (void)number;
    _exit(0);
}

int main(int argc, char **argv)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int on = 1, listener;

    if (argc != 3) {
        fputs("usage: grpc-health PORT FILE\n", stderr);
        return 2;
    }
    /* As the first process of a container it would not be ended by a signal without a handler. */
    signal(SIGTERM, end);
    signal(SIGCHLD, SIG_IGN);
    address.sin_port = htons((uint16_t)atoi(argv[1]));
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 16) != 0) {
        perror(argv[1]);
        return 1;
    }
    for (;;) {
        int peer = accept(listener, NULL, NULL);
        if (peer >= 0 && fork() == 0) {
            close(listener);
            serve(peer, argv[2]);
            _exit(0);
        }
        close(peer);
    }
}
