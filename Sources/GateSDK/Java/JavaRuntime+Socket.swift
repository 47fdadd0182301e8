// The connection of a WebSocket API: `SocketClient`.

extension JavaRuntime {
    static let socket: [(String, String)] = [
        (
            "SocketClient",
            #"""
            package PACKAGE.runtime;

            import java.net.URI;
            import java.net.http.HttpClient;
            import java.net.http.WebSocket;
            import java.net.http.WebSocketHandshakeException;
            import java.time.Duration;
            import java.util.ArrayDeque;
            import java.util.Deque;
            import java.util.Iterator;
            import java.util.LinkedHashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.NoSuchElementException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.ExecutionException;
            import java.util.concurrent.Executor;
            import java.util.concurrent.Future;
            import java.util.concurrent.ThreadLocalRandom;
            import java.util.concurrent.TimeUnit;
            import java.util.concurrent.TimeoutException;
            import java.util.concurrent.locks.Condition;
            import java.util.concurrent.locks.ReentrantLock;
            import java.util.function.BiFunction;
            import java.util.function.Consumer;
            import java.util.function.Function;
            import java.util.function.Supplier;
            import java.util.stream.Collectors;

            /**
             * One connection to a WebSocket API, and another one when it is lost. Safe for use by many threads.
             *
             * @param <E> What comes.
             */
            public abstract class SocketClient<E> implements AutoCloseable {
                /** Events that wait to be taken; then the connection is held up. */
                private static final int EVENTS_MAX = 1_000;
                /** Longest pause between attempts, in milliseconds. */
                private static final long PAUSE_MAX = 20_000;
                /** What a connection has to last for attempts to be counted anew, in nanoseconds. */
                private static final long STEADY = TimeUnit.SECONDS.toNanos(10);
                private static final Executor THREADS =
                        task -> {
                            Thread thread = new Thread(task, "socket");
                            thread.setDaemon(true);
                            thread.start();
                        };

                private final Definition<E> definition;
                private final String url;
                private final Map<String, String> query;
                private final Map<String, String> headers;
                private final Map<String, Supplier<?>> credentials;
                private final int reconnects;
                private final Duration timeout;
                private final Duration keepAlive;
                private final Dialer dialer;
                private final Runnable onOpen;
                private final Consumer<SocketEnd> onClose;
                private final ReentrantLock lock = new ReentrantLock();
                private final Condition changed = lock.newCondition();
                /** Held while a message is sent: messages go one after another. */
                private final ReentrantLock sending = new ReentrantLock(true);
                private final Deque<E> events = new ArrayDeque<>();
                private SocketState state = SocketState.CLOSED;
                private SocketConnection connection;
                private long openedAt;
                private int attempts;
                private CompletableFuture<Void> told = CompletableFuture.completedFuture(null);

                protected SocketClient(Definition<E> definition, SocketOptions<?> options) {
                    this.definition = definition;
                    url = options.url;
                    query = new LinkedHashMap<>(options.query);
                    headers = new LinkedHashMap<>(options.headers);
                    credentials = Map.copyOf(options.credentials);
                    reconnects = options.reconnects;
                    timeout = options.timeout;
                    keepAlive = options.keepAlive;
                    boolean isGiven = options.dialer != null;
                    dialer = isGiven ? options.dialer : Dialer.of(HttpClient.newHttpClient());
                    onOpen = options.onOpen;
                    onClose = options.onClose;
                }

                /** What is the same for all connections of an API. */
                protected static final class Definition<E> {
                    private final List<String> selector;
                    private final Function<Refusal, E> refused;
                    private final Function<Object, E> other;
                    private final Map<String, Function<Object, E>> events = new LinkedHashMap<>();
                    private final Map<String, BiFunction<Handshake, Object, Handshake>> schemes =
                            new LinkedHashMap<>();

                    /** By the members that lead to a message's kind. */
                    public Definition(
                            List<String> selector, Function<Refusal, E> refused, Function<Object, E> other) {
                        this.selector = selector;
                        this.refused = refused;
                        this.other = other;
                    }

                    /** A kind of message that comes. */
                    public <T> Definition<E> event(String kind, Shape<T> shape, Function<T, E> made) {
                        events.put(kind, value -> made.apply(shape.read(value)));
                        return this;
                    }

                    /** A key in a header, as it is. */
                    public Definition<E> header(String scheme, String name) {
                        schemes.put(scheme, (handshake, key) -> handshake.with(name, String.valueOf(key)));
                        return this;
                    }

                    /** Signature Version 4, in the query. */
                    public Definition<E> sigV4(String scheme) {
                        schemes.put(scheme, (handshake, keys) -> handshake.signed((AwsCredentials) keys));
                        return this;
                    }

                    private E read(String text) {
                        Object value;
                        try {
                            value = Json.parse(text);
                        } catch (IllegalArgumentException notJson) {
                            return other.apply(text);
                        }
                        Object kind = value;
                        for (String name : selector) {
                            kind = kind instanceof Map<?, ?> members ? members.get(name) : null;
                        }
                        Function<Object, E> known = kind instanceof String ? events.get(kind) : null;
                        try {
                            return known == null ? unknown(value) : known.apply(value);
                        } catch (IllegalArgumentException notThat) {
                            return other.apply(value);
                        }
                    }

                    private E unknown(Object value) {
                        if (value instanceof Map<?, ?> members) {
                            Object request = members.get("requestId");
                            request = request == null ? members.get("messageId") : request;
                            if (members.get("message") instanceof String message
                                    && members.get("connectionId") instanceof String connection
                                    && request instanceof String id) {
                                return refused.apply(new Refusal(message, connection, id));
                            }
                        }
                        return other.apply(value);
                    }
                }

                private record Handshake(URI uri, Map<String, String> headers) {
                    Handshake with(String name, String value) {
                        headers.put(name, value);
                        return this;
                    }

                    Handshake signed(AwsCredentials credentials) {
                        return new Handshake(Presigner.presign(uri, credentials), headers);
                    }
                }

                public final SocketState state() {
                    lock.lock();
                    try {
                        return state;
                    } finally {
                        lock.unlock();
                    }
                }

                // What comes.

                /** Each event until there is no connection any more. An event goes to one reader. */
                public final Iterable<E> events() {
                    return () ->
                            new Iterator<>() {
                                private E next;

                                @Override
                                public boolean hasNext() {
                                    if (next == null) {
                                        next = take(Long.MAX_VALUE);
                                    }
                                    return next != null;
                                }

                                @Override
                                public E next() {
                                    if (!hasNext()) {
                                        throw new NoSuchElementException();
                                    }
                                    E event = next;
                                    next = null;
                                    return event;
                                }
                            };
                }

                /** The next event; null where none comes in time, or where there is no connection any more. */
                @Nullable
                public final E receive(Duration time) {
                    return take(time.toNanos());
                }

                private E take(long nanoseconds) {
                    SocketConnection held = null;
                    E event;
                    try {
                        lock.lockInterruptibly();
                        try {
                            long rest = nanoseconds;
                            while (events.isEmpty()) {
                                if (state == SocketState.CLOSED || rest <= 0) {
                                    return null;
                                }
                                rest = changed.awaitNanos(rest);
                            }
                            event = events.poll();
                            if (connection != null && connection.isHeld && events.size() < EVENTS_MAX) {
                                held = connection;
                                held.isHeld = false;
                            }
                        } finally {
                            lock.unlock();
                        }
                    } catch (InterruptedException failure) {
                        throw interrupted(failure);
                    }
                    if (held != null) {
                        held.resume();
                    }
                    return event;
                }

                // What is sent.

                /** Sends any JSON; waits for the next connection where there is none, as long as may be. */
                public final void sendMessage(Object message) {
                    String text = Json.print(Codec.plain(message));
                    long end = System.nanoTime() + timeout.toNanos();
                    try {
                        if (!sending.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                            throw late();
                        }
                        try {
                            opened(end).send(text, end);
                        } finally {
                            sending.unlock();
                        }
                    } catch (InterruptedException failure) {
                        throw interrupted(failure);
                    } catch (TimeoutException failure) {
                        throw late();
                    }
                }

                /** Sends a message of a route. */
                protected final void send(String route, Object message) {
                    sendMessage(told(Codec.plain(message), definition.selector, route));
                }

                /** A message with its route at the end of the selector's members. */
                private static Object told(Object message, List<String> selector, String route) {
                    if (selector.isEmpty()) {
                        return route;
                    }
                    Map<Object, Object> members = new LinkedHashMap<>();
                    if (message instanceof Map<?, ?> own) {
                        members.putAll(own);
                    }
                    String name = selector.get(0);
                    Object inner = members.get(name);
                    members.put(name, told(inner, selector.subList(1, selector.size()), route));
                    return members;
                }

                /** The connection, once there is one. */
                private SocketConnection opened(long end) throws InterruptedException {
                    lock.lockInterruptibly();
                    try {
                        while (state != SocketState.OPEN || connection.isOver()) {
                            if (state == SocketState.CLOSED) {
                                throw new SocketException("there is no connection");
                            }
                            if (changed.awaitNanos(end - System.nanoTime()) <= 0) {
                                throw late();
                            }
                        }
                        return connection;
                    } finally {
                        lock.unlock();
                    }
                }

                private SocketException late() {
                    return new SocketException("not sent within " + timeout.toMillis() + " ms");
                }

                private static SocketException interrupted(InterruptedException failure) {
                    Thread.currentThread().interrupt();
                    return new SocketException("interrupted", 0, failure);
                }

                // The connection.

                /** Opens the connection; fails when the first attempt does. */
                public final void connect() {
                    if (!turn(SocketState.CLOSED, SocketState.CONNECTING)) {
                        throw new SocketException("connected already");
                    }
                    try {
                        dial();
                    } catch (RuntimeException failure) {
                        turn(SocketState.CONNECTING, SocketState.CLOSED);
                        throw failure;
                    }
                }

                /** Ends the connection for good, or the attempts to make one. */
                @Override
                public final void close() {
                    SocketConnection last;
                    boolean wasWanted;
                    lock.lock();
                    try {
                        last = connection;
                        connection = null;
                        wasWanted = state != SocketState.CLOSED;
                        state = SocketState.CLOSED;
                        attempts = 0;
                        changed.signalAll();
                    } finally {
                        lock.unlock();
                    }
                    if (last != null) {
                        last.end();
                    }
                    if (wasWanted) {
                        tell(() -> onClose.accept(new SocketEnd(WebSocket.NORMAL_CLOSURE, "")));
                    }
                }

                /** Tells callers of the client, one thing after another. */
                private void tell(Runnable action) {
                    lock.lock();
                    try {
                        told =
                                told.thenRunAsync(action, THREADS)
                                        .exceptionally(
                                                failure -> {
                                                    Thread own = Thread.currentThread();
                                                    own.getUncaughtExceptionHandler()
                                                            .uncaughtException(own, failure);
                                                    return null;
                                                });
                    } finally {
                        lock.unlock();
                    }
                }

                /** Goes from one state to another, where it is in the first. */
                private boolean turn(SocketState from, SocketState to) {
                    lock.lock();
                    try {
                        if (state != from) {
                            return false;
                        }
                        state = to;
                        connection = null;
                        attempts = to == SocketState.CLOSED ? 0 : attempts;
                        changed.signalAll();
                        return true;
                    } finally {
                        lock.unlock();
                    }
                }

                private void dial() {
                    Handshake handshake = handshake();
                    SocketConnection made = new SocketConnection(keepAlive, new Ears());
                    lock.lock();
                    try {
                        if (state != SocketState.CONNECTING) {
                            throw new SocketException("closed meanwhile");
                        }
                        connection = made;
                    } finally {
                        lock.unlock();
                    }
                    Future<WebSocket> dialled = dialer.dial(handshake.uri, handshake.headers, made);
                    try {
                        made.onOpen(dialled.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
                    } catch (InterruptedException failure) {
                        dialled.cancel(true);
                        made.end();
                        throw interrupted(failure);
                    } catch (TimeoutException failure) {
                        dialled.cancel(true);
                        made.end();
                        String message = "no connection within " + timeout.toMillis() + " ms";
                        throw new SocketException(message, 0, failure);
                    } catch (ExecutionException failure) {
                        Throwable cause = failure.getCause();
                        int status = 0;
                        if (cause instanceof WebSocketHandshakeException refused
                                && refused.getResponse() != null) {
                            status = refused.getResponse().statusCode();
                        }
                        String message = "no connection: " + (status == 0 ? cause : "status " + status);
                        throw new SocketException(message, status, cause);
                    }
                }

                /** The address and the headers, with all that the API asks for. */
                private Handshake handshake() {
                    String told =
                            query.entrySet().stream()
                                    .map(pair -> List.of(pair.getKey(), pair.getValue()).stream())
                                    .map(pair -> pair.map(Percent::encode).collect(Collectors.joining("=")))
                                    .collect(Collectors.joining("&"));
                    String separator = told.isEmpty() ? "" : url.contains("?") ? "&" : "?";
                    URI uri = URI.create(url + separator + told);
                    Handshake handshake = new Handshake(uri, new LinkedHashMap<>(headers));
                    for (String scheme : definition.schemes.keySet()) {
                        Supplier<?> provider = credentials.get(scheme);
                        if (provider != null) {
                            handshake = definition.schemes.get(scheme).apply(handshake, provider.get());
                        }
                    }
                    return handshake;
                }

                /** Tries to connect again, after a pause that grows and varies. */
                private void again(SocketEnd end) {
                    long pause;
                    lock.lock();
                    try {
                        if (state != SocketState.WAITING) {
                            return;
                        }
                        if (attempts >= reconnects) {
                            turn(SocketState.WAITING, SocketState.CLOSED);
                            tell(() -> onClose.accept(end));
                            return;
                        }
                        long most = Math.min(PAUSE_MAX, 200L << Math.min(attempts, 10));
                        pause = ThreadLocalRandom.current().nextLong(most + 1);
                        attempts += 1;
                    } finally {
                        lock.unlock();
                    }
                    CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS, THREADS)
                            .execute(this::dialAgain);
                }

                private void dialAgain() {
                    if (!turn(SocketState.WAITING, SocketState.CONNECTING)) {
                        return;
                    }
                    try {
                        dial();
                    } catch (RuntimeException failure) {
                        turn(SocketState.CONNECTING, SocketState.WAITING);
                        again(new SocketEnd(SocketConnection.LOST, String.valueOf(failure.getMessage())));
                    }
                }

                /** What a connection tells of itself. */
                private final class Ears implements SocketConnection.Ears {
                    @Override
                    public boolean opened(SocketConnection told) {
                        lock.lock();
                        try {
                            if (connection != told || state != SocketState.CONNECTING) {
                                return false;
                            }
                            state = SocketState.OPEN;
                            openedAt = System.nanoTime();
                            changed.signalAll();
                        } finally {
                            lock.unlock();
                        }
                        tell(onOpen);
                        return true;
                    }

                    @Override
                    public boolean heard(SocketConnection told, String text) {
                        E event = definition.read(text);
                        lock.lock();
                        try {
                            if (connection != told) {
                                return true;
                            }
                            events.add(event);
                            changed.signalAll();
                            told.isHeld = events.size() >= EVENTS_MAX;
                            return !told.isHeld;
                        } finally {
                            lock.unlock();
                        }
                    }

                    @Override
                    public void lost(SocketConnection told, SocketEnd end) {
                        lock.lock();
                        try {
                            if (connection != told || state != SocketState.OPEN) {
                                return;
                            }
                            connection = null;
                            if (System.nanoTime() - openedAt >= STEADY) {
                                attempts = 0;
                            }
                            state = SocketState.WAITING;
                            changed.signalAll();
                        } finally {
                            lock.unlock();
                        }
                        again(end);
                    }
                }
            }

            """#
        )
    ]
}
