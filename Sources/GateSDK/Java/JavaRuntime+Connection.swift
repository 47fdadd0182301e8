// What a `SocketClient` is made of.

extension JavaRuntime {
    static let connection: [(String, String)] = [
        (
            "SocketConnection",
            #"""
            package PACKAGE.runtime;

            import java.io.ByteArrayOutputStream;
            import java.net.http.WebSocket;
            import java.nio.ByteBuffer;
            import java.nio.charset.StandardCharsets;
            import java.time.Duration;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CompletionStage;
            import java.util.concurrent.ExecutionException;
            import java.util.concurrent.TimeUnit;
            import java.util.concurrent.TimeoutException;

            /** One WebSocket: its messages in whole, its pings, its end. */
            final class SocketConnection implements WebSocket.Listener {
                /** Status of a connection that ended without one (RFC 6455, 7.1.5). */
                static final int LOST = 1006;

                private static final int TOO_LARGE = 1009;
                /** Longest message that is read, in characters; API Gateway sends 128 KB. */
                private static final int MESSAGE_MAX = 1_048_576;
                /** How long the other side may take to end a connection too, in milliseconds. */
                private static final long END_MAX = 2_000;

                /** Whom a connection tells. */
                interface Ears {
                    /** Whether it is wanted. */
                    boolean opened(SocketConnection told);

                    /** A message; whether more may come. */
                    boolean heard(SocketConnection told, String text);

                    void lost(SocketConnection told, SocketEnd end);
                }

                private final Duration keepAlive;
                private final Ears ears;
                private final StringBuilder text = new StringBuilder();
                private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                private final CompletableFuture<Void> ended = new CompletableFuture<>();
                private CompletableFuture<WebSocket> sent = CompletableFuture.completedFuture(null);
                private volatile WebSocket socket;
                private volatile long heardAt;
                /** Whether it waits until events are taken. */
                volatile boolean isHeld;

                SocketConnection(Duration keepAlive, Ears ears) {
                    this.keepAlive = keepAlive;
                    this.ears = ears;
                }

                boolean isOver() {
                    return socket.isOutputClosed();
                }

                /** Reads on. */
                void resume() {
                    heardAt = System.nanoTime();
                    socket.request(1);
                }

                /** Sends a message, after the one before. */
                void send(String message, long end) throws InterruptedException, TimeoutException {
                    try {
                        sent.exceptionally(failure -> null).get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                        sent = socket.sendText(message, true);
                        sent.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                    } catch (ExecutionException failure) {
                        drop(LOST, "not sent: " + failure.getCause());
                        throw new SocketException("lost while a message was sent", 0, failure.getCause());
                    } catch (TimeoutException failure) {
                        drop(LOST, "a message was not taken in time");
                        throw failure;
                    }
                }

                /** Ends it in good order, if the other side does so soon. */
                void end() {
                    WebSocket last = socket;
                    if (last == null) {
                        return;
                    }
                    isHeld = false;
                    last.sendClose(WebSocket.NORMAL_CLOSURE, "");
                    last.request(Long.MAX_VALUE);
                    try {
                        ended.get(END_MAX, TimeUnit.MILLISECONDS);
                    } catch (InterruptedException failure) {
                        Thread.currentThread().interrupt();
                    } catch (ExecutionException | TimeoutException failure) {
                        // It ends either way.
                    }
                    last.abort();
                }

                /** Ends it at once. */
                private void drop(int code, String reason) {
                    socket.abort();
                    lost(code, reason);
                }

                private void lost(int code, String reason) {
                    ended.complete(null);
                    ears.lost(this, new SocketEnd(code, reason));
                }

                // What a WebSocket tells.

                @Override
                public void onOpen(WebSocket opened) {
                    synchronized (this) {
                        if (socket != null) {
                            return;
                        }
                        socket = opened;
                        if (!ears.opened(this)) {
                            opened.abort();
                            return;
                        }
                    }
                    resume();
                    if (!keepAlive.isZero()) {
                        pingLater();
                    }
                }

                @Override
                public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean isLast) {
                    return take(text.length() + data.length(), () -> text.append(data), isLast);
                }

                /** The gateway sends text; other bytes are read as such. */
                @Override
                public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean isLast) {
                    byte[] part = new byte[data.remaining()];
                    data.get(part);
                    return take(
                            bytes.size() + part.length,
                            () -> {
                                bytes.writeBytes(part);
                                if (isLast) {
                                    text.append(bytes.toString(StandardCharsets.UTF_8));
                                    bytes.reset();
                                }
                            },
                            isLast);
                }

                private CompletionStage<?> take(int size, Runnable append, boolean isLast) {
                    heardAt = System.nanoTime();
                    if (size > MESSAGE_MAX) {
                        socket.sendClose(TOO_LARGE, "").whenComplete((done, failure) -> socket.abort());
                        lost(TOO_LARGE, "a message of more than " + MESSAGE_MAX + " characters");
                        return null;
                    }
                    append.run();
                    boolean goesOn = true;
                    if (isLast) {
                        String message = text.toString();
                        text.setLength(0);
                        goesOn = ears.heard(this, message);
                    }
                    if (goesOn) {
                        socket.request(1);
                    }
                    return null;
                }

                @Override
                public CompletionStage<?> onPing(WebSocket from, ByteBuffer data) {
                    resume();
                    return null;
                }

                @Override
                public CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
                    resume();
                    return null;
                }

                @Override
                public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                    lost(code, reason);
                    return null;
                }

                @Override
                public void onError(WebSocket from, Throwable failure) {
                    lost(LOST, String.valueOf(failure.getMessage()));
                }

                // Pings.

                private void pingLater() {
                    CompletableFuture.delayedExecutor(keepAlive.toNanos(), TimeUnit.NANOSECONDS)
                            .execute(this::ping);
                }

                private void ping() {
                    if (ended.isDone() || socket.isOutputClosed()) {
                        return;
                    }
                    if (!isHeld && System.nanoTime() - heardAt > 2 * keepAlive.toNanos()) {
                        drop(LOST, "no answer to a ping");
                        return;
                    }
                    socket.sendPing(ByteBuffer.allocate(0));
                    pingLater();
                }
            }

            """#
        ),
        (
            "SocketOptions",
            #"""
            package PACKAGE.runtime;

            import java.net.http.HttpClient;
            import java.time.Duration;
            import java.util.LinkedHashMap;
            import java.util.Map;
            import java.util.function.Consumer;
            import java.util.function.Supplier;

            /** How a connection behaves, and what its handshake tells. */
            public abstract class SocketOptions<Self extends SocketOptions<Self>> {
                final String url;
                final Map<String, String> query = new LinkedHashMap<>();
                final Map<String, String> headers = new LinkedHashMap<>();
                final Map<String, Supplier<?>> credentials = new LinkedHashMap<>();
                int reconnects = 10;
                Duration timeout = Duration.ofSeconds(30);
                Duration keepAlive = Duration.ofSeconds(20);
                Dialer dialer;
                Runnable onOpen = () -> {};
                Consumer<SocketEnd> onClose = end -> {};

                /** Where the API is, {@code wss://…}, with the stage. */
                protected SocketOptions(String url) {
                    this.url = url;
                }

                /** Sent with the handshake, in the query; null takes it away. */
                public Self query(String name, @Nullable String value) {
                    return put(query, name, value);
                }

                /** Sent with the handshake; null takes it away. */
                public Self header(String name, @Nullable String value) {
                    return put(headers, name, value);
                }

                /** What to show for a security scheme, asked for each time that it is needed. */
                public Self credential(String scheme, Supplier<?> provider) {
                    credentials.put(scheme, provider);
                    return self();
                }

                /** Attempts to connect again in a row; 10 unless given, 0 for none. */
                public Self reconnects(int count) {
                    reconnects = count;
                    return self();
                }

                /** How long a handshake may take, and how long a message waits; 30 seconds unless given. */
                public Self timeout(Duration time) {
                    timeout = time;
                    return self();
                }

                /** How often a ping asks whether the connection lives; 20 seconds unless given, 0 is never. */
                public Self keepAlive(Duration pause) {
                    keepAlive = pause;
                    return self();
                }

                /** Another HTTP client: proxies, certificates, executors. */
                public Self httpClient(HttpClient client) {
                    return dialer(Dialer.of(client));
                }

                /** Another way to connect. */
                public Self dialer(Dialer dialer) {
                    this.dialer = dialer;
                    return self();
                }

                /** Called each time that a connection is there. */
                public Self onOpen(Runnable action) {
                    onOpen = action;
                    return self();
                }

                /** Called once there is no connection any more and none is tried. */
                public Self onClose(Consumer<SocketEnd> action) {
                    onClose = action;
                    return self();
                }

                private Self put(Map<String, String> values, String name, String value) {
                    if (value == null) {
                        values.remove(name);
                    } else {
                        values.put(name, value);
                    }
                    return self();
                }

                @SuppressWarnings("unchecked")
                private Self self() {
                    return (Self) this;
                }
            }

            """#
        ),
        (
            "Dialer",
            #"""
            package PACKAGE.runtime;

            import java.net.URI;
            import java.net.http.HttpClient;
            import java.net.http.WebSocket;
            import java.util.Map;
            import java.util.concurrent.CompletableFuture;

            /** Makes one connection. */
            @FunctionalInterface
            public interface Dialer {
                CompletableFuture<WebSocket> dial(
                        URI uri, Map<String, String> headers, WebSocket.Listener listener);

                /** By an HTTP client. */
                static Dialer of(HttpClient client) {
                    return (uri, headers, listener) -> {
                        WebSocket.Builder builder = client.newWebSocketBuilder();
                        headers.forEach(
                                (name, value) -> {
                                    if (!name.equalsIgnoreCase("sec-websocket-protocol")) {
                                        builder.header(name, value);
                                        return;
                                    }
                                    String[] names = value.split(" *, *");
                                    String[] more = new String[names.length - 1];
                                    System.arraycopy(names, 1, more, 0, more.length);
                                    builder.subprotocols(names[0], more);
                                });
                        return builder.buildAsync(uri, listener);
                    };
                }
            }

            """#
        ),
        (
            "Presigner",
            #"""
            package PACKAGE.runtime;

            import java.net.URI;
            import java.util.LinkedHashMap;
            import java.util.Map;
            import java.util.stream.Collectors;

            /** Signs handshakes by their queries. */
            final class Presigner {
                private Presigner() {}

                /** An address with a signature that is good for five minutes. */
                static URI presign(URI uri, AwsCredentials credentials) {
                    String host = Signature.host(uri);
                    Signature signature = new Signature(credentials, host);
                    Map<String, String> added = new LinkedHashMap<>();
                    added.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
                    added.put("X-Amz-Credential", signature.owner());
                    added.put("X-Amz-Date", signature.time);
                    added.put("X-Amz-Expires", "300");
                    added.put("X-Amz-SignedHeaders", "host");
                    if (credentials.sessionToken() != null) {
                        added.put("X-Amz-Security-Token", credentials.sessionToken());
                    }
                    // To signatures, a plus is no blank.
                    String own = uri.getRawQuery() == null ? "" : uri.getRawQuery().replace("+", "%20") + "&";
                    String query =
                            Signature.query(
                                    added.entrySet().stream()
                                            .map(pair -> pair.getKey() + "=" + Percent.encode(pair.getValue()))
                                            .collect(Collectors.joining("&", own, "")));
                    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
                    String canonical =
                            String.join(
                                    "\n",
                                    "GET",
                                    Signature.path(uri),
                                    query,
                                    "host:" + host,
                                    "",
                                    "host",
                                    Signature.digest(new byte[0]));
                    String base = uri.getScheme() + "://" + uri.getRawAuthority() + path;
                    return URI.create(base + "?" + query + "&X-Amz-Signature=" + signature.of(canonical));
                }
            }

            """#
        ),
        (
            "SocketState",
            #"""
            package PACKAGE.runtime;

            /** What a connection is doing. */
            public enum SocketState {
                /** Nothing: none is wanted, or none is tried any more. */
                CLOSED,
                CONNECTING,
                OPEN,
                /** It was lost, and is made again after a pause. */
                WAITING
            }

            """#
        ),
        (
            "SocketEnd",
            #"""
            package PACKAGE.runtime;

            /** How a connection ended: a status of RFC 6455, 1006 where none was told. */
            public record SocketEnd(int code, String reason) {}

            """#
        ),
        (
            "SocketException",
            #"""
            package PACKAGE.runtime;

            /** There is no connection. */
            public final class SocketException extends RuntimeException {
                private static final long serialVersionUID = 1L;

                private final int status;

                SocketException(String message) {
                    this(message, 0, null);
                }

                SocketException(String message, int status, Throwable cause) {
                    super(message, cause);
                    this.status = status;
                }

                /** The status of the answer that refused the handshake; 0 where none came. */
                public int status() {
                    return status;
                }
            }

            """#
        ),
        (
            "Refusal",
            #"""
            package PACKAGE.runtime;

            /** What the gateway says of a message that it could not handle. */
            public record Refusal(String message, String connectionId, String requestId) {}

            """#
        ),
    ]
}
