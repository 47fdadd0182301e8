// Tests of the connection, the same for every API.

extension JavaSocketPackage {
    static let connectionTests = #"""
        package PACKAGE.runtime;

        import static org.junit.jupiter.api.Assertions.assertEquals;
        import static org.junit.jupiter.api.Assertions.assertFalse;
        import static org.junit.jupiter.api.Assertions.assertNull;
        import static org.junit.jupiter.api.Assertions.assertThrows;
        import static org.junit.jupiter.api.Assertions.assertTrue;

        import java.io.IOException;
        import java.net.URI;
        import java.net.http.WebSocket;
        import java.nio.ByteBuffer;
        import java.time.Duration;
        import java.util.ArrayList;
        import java.util.List;
        import java.util.Map;
        import java.util.concurrent.BlockingQueue;
        import java.util.concurrent.CompletableFuture;
        import java.util.concurrent.LinkedBlockingQueue;
        import java.util.concurrent.TimeUnit;
        import org.junit.jupiter.api.Test;
        import org.junit.jupiter.api.Timeout;

        /** The connection, over a WebSocket that is made up. */
        @Timeout(20)
        class ConnectionTest {
            private static final Duration SOON = Duration.ofSeconds(10);

            private static final class Fake implements WebSocket {
                final URI uri;
                final Map<String, String> headers;
                final WebSocket.Listener listener;
                final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
                final BlockingQueue<String> controls = new LinkedBlockingQueue<>();
                volatile long demand;
                volatile boolean isOver;

                Fake(URI uri, Map<String, String> headers, WebSocket.Listener listener) {
                    this.uri = uri;
                    this.headers = headers;
                    this.listener = listener;
                }

                /** A message in two parts. */
                void message(String text) {
                    int half = text.length() / 2;
                    listener.onText(this, text.substring(0, half), false);
                    listener.onText(this, text.substring(half), true);
                }

                void close(int code) {
                    isOver = true;
                    listener.onClose(this, code, "");
                }

                @Override
                public CompletableFuture<WebSocket> sendText(CharSequence text, boolean isLast) {
                    sent.add(text.toString());
                    return CompletableFuture.completedFuture(this);
                }

                @Override
                public CompletableFuture<WebSocket> sendBinary(ByteBuffer bytes, boolean isLast) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public CompletableFuture<WebSocket> sendPing(ByteBuffer bytes) {
                    controls.add("ping");
                    return CompletableFuture.completedFuture(this);
                }

                @Override
                public CompletableFuture<WebSocket> sendPong(ByteBuffer bytes) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public CompletableFuture<WebSocket> sendClose(int code, String reason) {
                    controls.add("close " + code);
                    close(code);
                    return CompletableFuture.completedFuture(this);
                }

                @Override
                public void request(long count) {
                    demand += Math.min(count, 1_000_000);
                }

                @Override
                public String getSubprotocol() {
                    return "";
                }

                @Override
                public boolean isOutputClosed() {
                    return isOver;
                }

                @Override
                public boolean isInputClosed() {
                    return isOver;
                }

                @Override
                public void abort() {
                    isOver = true;
                    controls.add("abort");
                }
            }

            private sealed interface Event {}

            private record Said(Text data) implements Event {}

            public record Text(String text) {}

            private record Refused(Refusal data) implements Event {}

            private record Other(Object data) implements Event {}

            private static final class Options extends SocketOptions<Options> {
                Options() {
                    super("ws://api.test/prod");
                }
            }

            private static final class Probe extends SocketClient<Event> {
                final BlockingQueue<Fake> made;

                private Probe(Options options, BlockingQueue<Fake> made, List<String> selector) {
                    super(
                            new Definition<Event>(selector, Refused::new, Other::new)
                                    .event("said", Shape.of(Text.class), Said::new)
                                    .header("key", "x-api-key")
                                    .sigV4("iam"),
                            options);
                    this.made = made;
                }

                static Probe of(Options options, String... selector) {
                    BlockingQueue<Fake> made = new LinkedBlockingQueue<>();
                    options.dialer(
                            (uri, headers, listener) -> {
                                Fake fake = new Fake(uri, headers, listener);
                                made.add(fake);
                                return CompletableFuture.completedFuture(fake);
                            });
                    List<String> path = selector.length == 0 ? List.of("action") : List.of(selector);
                    return new Probe(options, made, path);
                }

                static Probe of() {
                    return of(new Options());
                }

                void say(Object message) {
                    send("say", message);
                }

                /** The next WebSocket that is made. */
                Fake next() {
                    try {
                        return made.poll(SOON.toMillis(), TimeUnit.MILLISECONDS);
                    } catch (InterruptedException failure) {
                        throw new AssertionError(failure);
                    }
                }

                Fake opened() {
                    connect();
                    return next();
                }
            }

            @Test
            void sendsByTheRoutes() {
                try (Probe probe = Probe.of()) {
                    Fake socket = probe.opened();
                    probe.say(new Text("hello"));
                    assertEquals("{\"text\":\"hello\",\"action\":\"say\"}", socket.sent.poll());
                    assertEquals(SocketState.OPEN, probe.state());
                }
            }

            @Test
            void setsMembersInsideOfMembers() {
                try (Probe probe = Probe.of(new Options(), "meta", "kind")) {
                    Fake socket = probe.opened();
                    probe.say(Map.of("meta", Map.of("id", 1)));
                    assertEquals("{\"meta\":{\"id\":1,\"kind\":\"say\"}}", socket.sent.poll());
                    probe.say(Map.of());
                    assertEquals("{\"meta\":{\"kind\":\"say\"}}", socket.sent.poll());
                }
            }

            @Test
            void tellsParametersAndCredentials() {
                Options options = new Options().query("name", "a b").query("none", null);
                options.header("x-room", "7").credential("key", () -> "secret");
                try (Probe probe = Probe.of(options)) {
                    Fake socket = probe.opened();
                    assertEquals("ws://api.test/prod?name=a%20b", socket.uri.toString());
                    assertEquals(Map.of("x-room", "7", "x-api-key", "secret"), socket.headers);
                }
            }

            @Test
            void signsInTheQuery() {
                AwsCredentials keys = new AwsCredentials("AKID", "secret", "t/", "eu-west-1");
                Options options = new Options().query("name", "x+ y").credential("iam", () -> keys);
                try (Probe probe = Probe.of(options)) {
                    String query = probe.opened().uri.getRawQuery();
                    assertTrue(
                            query.matches(
                                    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID%2F\\d{8}"
                                            + "%2Feu-west-1%2Fexecute-api%2Faws4_request"
                                            + "&X-Amz-Date=\\d{8}T\\d{6}Z&X-Amz-Expires=300"
                                            + "&X-Amz-Security-Token=t%2F&X-Amz-SignedHeaders=host&name=x%2B%20y"
                                            + "&X-Amz-Signature=[0-9a-f]{64}"),
                            query);
                }
            }

            @Test
            void hearsKindsRefusalsAndOthers() {
                Probe probe = Probe.of(new Options().reconnects(0));
                Fake socket = probe.opened();
                socket.message("{\"action\":\"said\",\"text\":\"hello\"}");
                socket.message("{\"message\":\"Forbidden\",\"connectionId\":\"c\",\"requestId\":\"r\"}");
                socket.message("{\"message\":\"Bad\",\"connectionId\":\"c\",\"messageId\":\"m\"}");
                socket.message("{\"other\":1}");
                socket.message("{\"action\":\"said\"}");
                socket.message("text");
                byte[] bytes = "{\"action\":\"said\",\"text\":\"é\"}".getBytes();
                socket.listener.onBinary(socket, ByteBuffer.wrap(bytes, 0, 27), false);
                socket.listener.onBinary(socket, ByteBuffer.wrap(bytes, 27, bytes.length - 27), true);
                socket.close(1001);
                List<Event> heard = new ArrayList<>();
                probe.events().forEach(heard::add);
                assertEquals(
                        List.of(
                                new Said(new Text("hello")),
                                new Refused(new Refusal("Forbidden", "c", "r")),
                                new Refused(new Refusal("Bad", "c", "m")),
                                new Other(Map.of("other", 1L)),
                                new Other(Map.of("action", "said")),
                                new Other("text"),
                                new Said(new Text("é"))),
                        heard);
            }

            @Test
            void connectsAgainAndSendsWhatWaits() throws Exception {
                BlockingQueue<String> told = new LinkedBlockingQueue<>();
                Options options = new Options().onOpen(() -> told.add("open"));
                options.onClose(end -> told.add("close " + end.code()));
                try (Probe probe = Probe.of(options)) {
                    probe.opened().close(1006);
                    probe.say(new Text("later"));
                    Fake next = probe.next();
                    assertEquals("{\"text\":\"later\",\"action\":\"say\"}", next.sent.poll());
                    next.listener.onError(next, new IOException("reset"));
                    for (int count = 0; count < 3; count += 1) {
                        assertEquals("open", told.poll(10, TimeUnit.SECONDS));
                    }
                }
                assertEquals("close 1000", told.poll(10, TimeUnit.SECONDS));
            }

            @Test
            void givesUpInTheEnd() throws Exception {
                BlockingQueue<SocketEnd> ends = new LinkedBlockingQueue<>();
                Probe probe = Probe.of(new Options().reconnects(2).onClose(ends::add));
                for (int code = 4001; code <= 4003; code += 1) {
                    Fake socket = code == 4001 ? probe.opened() : probe.next();
                    while (probe.state() != SocketState.OPEN) {
                        Thread.sleep(1);
                    }
                    socket.close(code);
                }
                assertEquals(new SocketEnd(4003, ""), ends.poll(10, TimeUnit.SECONDS));
                assertEquals(SocketState.CLOSED, probe.state());
                assertNull(probe.receive(SOON));
                assertThrows(SocketException.class, () -> probe.say(Map.of()));
                assertEquals(0, probe.made.size());
            }

            @Test
            void failsWhenTheFirstAttemptDoes() {
                Options options = new Options();
                Probe probe = Probe.of(options);
                IOException cause = new IOException("refused");
                Dialer refusing = (uri, headers, listener) -> CompletableFuture.failedFuture(cause);
                Probe failing = new Probe(options.dialer(refusing), probe.made, List.of("action"));
                SocketException failure = assertThrows(SocketException.class, failing::connect);
                assertEquals("no connection: java.io.IOException: refused", failure.getMessage());
                assertEquals(0, failure.status());
                assertEquals(SocketState.CLOSED, failing.state());
                probe.opened();
                assertThrows(SocketException.class, probe::connect);
                probe.close();
            }

            @Test
            void waitsNoLongerThanAsked() {
                CompletableFuture<WebSocket> never = new CompletableFuture<>();
                Options options = new Options().timeout(Duration.ofMillis(20));
                options.dialer((uri, headers, listener) -> never);
                Probe probe = new Probe(options, new LinkedBlockingQueue<>(), List.of("action"));
                assertThrows(SocketException.class, probe::connect);
                assertTrue(never.isCancelled());
                assertNull(probe.receive(Duration.ofMillis(1)));
            }

            @Test
            void closesInGoodOrder() {
                Probe probe = Probe.of();
                Fake socket = probe.opened();
                socket.message("1");
                probe.close();
                probe.close();
                assertEquals("close 1000", socket.controls.poll());
                assertEquals(new Other(1L), probe.receive(SOON));
                assertNull(probe.receive(SOON));
                assertEquals(0, probe.made.size());
                probe.opened();
                assertEquals(SocketState.OPEN, probe.state());
                probe.close();
            }

            @Test
            void isHeldUpByEventsThatNobodyTakes() {
                try (Probe probe = Probe.of()) {
                    Fake socket = probe.opened();
                    for (int index = 0; index < 1_000; index += 1) {
                        socket.message("1");
                    }
                    long demand = socket.demand;
                    assertEquals(2_000, demand);
                    probe.receive(SOON);
                    assertEquals(demand + 1, socket.demand);
                }
            }

            @Test
            void asksWhetherTheConnectionLives() throws Exception {
                try (Probe probe = Probe.of(new Options().keepAlive(Duration.ofMillis(10)))) {
                    Fake socket = probe.opened();
                    assertEquals("ping", socket.controls.poll(10, TimeUnit.SECONDS));
                    Fake next = probe.next();
                    assertTrue(socket.controls.contains("abort"));
                    assertFalse(next == socket);
                }
            }

            @Test
            void readsNoMessageWithoutEnd() {
                try (Probe probe = Probe.of()) {
                    Fake socket = probe.opened();
                    for (int index = 0; index <= 16; index += 1) {
                        socket.listener.onText(socket, " ".repeat(65_536), false);
                    }
                    assertEquals("close 1009", socket.controls.poll());
                }
            }
        }

        """#
}
