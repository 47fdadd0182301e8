package petstore.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import petstore.runtime.Encoding.Pair;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;

/** The transport, against answers that are made up. */
class TransportTest {
    private static final Answer<Object> ANY = Answer.json(Object.class);

    record Reply(
            int statusCode, HttpRequest request, HttpHeaders headers, InputStream body)
            implements HttpResponse<InputStream> {
        static CompletableFuture<HttpResponse<InputStream>> of(
                int status, String text, String... headers) {
            Map<String, List<String>> fields = new HashMap<>();
            for (int index = 0; index < headers.length; index += 2) {
                fields.put(headers[index], List.of(headers[index + 1]));
            }
            return CompletableFuture.completedFuture(
                    new Reply(
                            status,
                            null,
                            HttpHeaders.of(fields, (name, value) -> true),
                            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
        }

        @Override
        public Optional<HttpResponse<InputStream>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return request.uri();
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }

    private static final class Options extends ClientOptions<Options> {}

    private static final class Probe extends Client {
        final List<HttpRequest> sent;

        private Probe(Options options, List<HttpRequest> sent) {
            super(
                    new Definition("http://api.test/prod", "probe/1")
                            .header("key", "x-api-key")
                            .sigV4("iam"),
                    options);
            this.sent = sent;
        }

        @SafeVarargs
        static Probe of(
                Options options,
                Supplier<CompletableFuture<HttpResponse<InputStream>>>... replies) {
            List<HttpRequest> sent = new ArrayList<>();
            options.transport(
                    request -> {
                        sent.add(request);
                        return replies[Math.min(sent.size(), replies.length) - 1].get();
                    });
            return new Probe(options, sent);
        }

        @SafeVarargs
        static Probe of(Supplier<CompletableFuture<HttpResponse<InputStream>>>... replies) {
            return of(new Options(), replies);
        }

        Call<Object> get() {
            return call(new Request("GET", "/a"), ANY);
        }

        Call<Object> post() {
            return call(new Request("POST", "/a"), ANY);
        }

        Call<Object> secured(String scheme) {
            return call(new Request("GET", "/a").secured(scheme), ANY);
        }

        String header(int index, String name) {
            return sent.get(index).headers().firstValue(name).orElse(null);
        }
    }

    private static CompletableFuture<HttpResponse<InputStream>> fine() {
        return Reply.of(200, "{\"n\": 1}");
    }

    private static CompletableFuture<HttpResponse<InputStream>> busy() {
        return Reply.of(503, "", "retry-after", "0");
    }

    private static CompletableFuture<HttpResponse<InputStream>> reset() {
        return CompletableFuture.failedFuture(new IOException("reset"));
    }

    @Test
    void readsJson() {
        Probe probe = Probe.of(TransportTest::fine);
        assertEquals(Map.of("n", 1L), probe.get().send());
        assertEquals("http://api.test/prod/a", probe.sent.get(0).uri().toString());
        assertEquals("probe/1", probe.header(0, "user-agent"));
    }

    @Test
    void triesAgainWhatIsSafe() {
        Probe probe = Probe.of(TransportTest::busy, TransportTest::reset, TransportTest::fine);
        assertEquals(Map.of("n", 1L), probe.get().send());
        assertEquals(3, probe.sent.size());
    }

    @Test
    void doesNotSendAPostTwice() {
        Probe probe = Probe.of(TransportTest::busy, TransportTest::fine);
        assertEquals(503, assertThrows(ApiException.class, probe.post()::send).status());
        assertEquals(1, probe.sent.size());
    }

    @Test
    void sendsAPostAgainWithAnIdempotencyKey() {
        Probe probe = Probe.of(TransportTest::busy, TransportTest::fine);
        probe.post().idempotencyKey("k").send();
        assertEquals("k", probe.header(0, "idempotency-key"));
        assertEquals("k", probe.header(1, "idempotency-key"));
    }

    @Test
    void sendsAgainWhatWasThrottled() {
        Probe probe = Probe.of(() -> Reply.of(429, ""), TransportTest::fine);
        probe.post().send();
        assertEquals(2, probe.sent.size());
    }

    @Test
    void tellsTheGatewaysFailuresFromTheApis() {
        String[] headers = {"x-amzn-errortype", "ForbiddenException:x", "x-amzn-requestid", "r1"};
        Probe probe = Probe.of(() -> Reply.of(403, "{\"message\": \"Forbidden\"}", headers));
        GatewayException refused = assertThrows(GatewayException.class, probe.get()::send);
        assertEquals("ForbiddenException", refused.type());
        assertEquals("r1", refused.requestId());
        assertEquals("403 Forbidden", refused.getMessage());
        Probe own = Probe.of(() -> Reply.of(404, "no"));
        ApiException failure = assertThrows(ApiException.class, own.get()::send);
        assertFalse(failure instanceof GatewayException);
        assertEquals("no", failure.body());
    }

    @Test
    void tellsThatNoAnswerCame() {
        Probe probe = Probe.of(new Options().retries(0), TransportTest::reset);
        assertThrows(ConnectionException.class, probe.get()::send);
    }

    @Test
    void waitsNoLongerThanAsked() {
        CompletableFuture<HttpResponse<InputStream>> never = new CompletableFuture<>();
        Probe probe = Probe.of(() -> never);
        Call<Object> call = probe.post().timeout(Duration.ofMillis(20));
        assertThrows(CallTimeoutException.class, call::send);
        assertTrue(never.isCancelled());
    }

    @Test
    void endsWhenItIsCancelled() {
        CompletableFuture<HttpResponse<InputStream>> never = new CompletableFuture<>();
        Probe probe = Probe.of(() -> never);
        probe.get().sendAsync().cancel(true);
        assertTrue(never.isCancelled());
        assertEquals(1, probe.sent.size());
    }

    @Test
    void showsAnApiKeyWhereTheOperationAsksForOne() {
        Options options = new Options().credential("key", () -> "secret");
        Probe probe = Probe.of(options, TransportTest::fine);
        probe.secured("key").send();
        probe.get().send();
        assertEquals("secret", probe.header(0, "x-api-key"));
        assertNull(probe.header(1, "x-api-key"));
    }

    @Test
    void signs() {
        AwsCredentials keys = new AwsCredentials("AKID", "secret", "t", "eu-west-1");
        Probe probe =
                Probe.of(new Options().credential("iam", () -> keys), TransportTest::fine);
        probe.secured("iam").send();
        assertTrue(
                probe.header(0, "authorization")
                        .matches(
                                "AWS4-HMAC-SHA256 Credential=AKID/\\d{8}/eu-west-1/execute-api/.*, "
                                        + "SignedHeaders=host;x-amz-date;x-amz-security-token, "
                                        + "Signature=[0-9a-f]{64}"));
        assertFalse(keys.toString().contains("secret"));
    }

    @Test
    void passesThroughMiddlewareInOrder() {
        List<String> order = new ArrayList<>();
        Options options = new Options();
        for (String name : List.of("a", "b")) {
            options.middleware(
                    (request, next) -> {
                        order.add(name);
                        return next.send(request);
                    });
        }
        Probe.of(options, TransportTest::fine).get().send();
        assertEquals(List.of("a", "b"), order);
    }

    @Test
    void knowsStagesOfAws() {
        Options options = new Options().stage("a1", "eu-west-1", "prod");
        Probe probe = Probe.of(options, TransportTest::fine);
        probe.get().send();
        String url = "https://a1.execute-api.eu-west-1.amazonaws.com/prod/a";
        assertEquals(url, probe.sent.get(0).uri().toString());
    }

    @Test
    void writesParameters() {
        List<Integer> list = List.of(1, 2);
        assertEquals(
                List.of(new Pair("a", "1"), new Pair("a", "2")), Encoding.pairs("a", list));
        assertEquals(List.of(new Pair("a", "1,2")), Encoding.joined("a", list, ","));
        Map<String, Object> object = Map.of("R", 100);
        assertEquals(List.of(new Pair("a", "R,100")), Encoding.joined("a", object, ","));
        assertEquals(List.of(new Pair("a", "R=100")), Encoding.joined("a", object, ",", "="));
        assertEquals(List.of(), Encoding.pairs("a", null));
        Map<String, Object> nested = Map.of("a", Map.of("b", 1.0));
        assertEquals(List.of(new Pair("f[a][b]", "1")), Encoding.deepObject("f", nested));
        assertEquals("a/b%20c", Encoding.segments("a/b c"));
    }

    @Test
    void writesPaths() {
        List<Integer> list = List.of(3, 4);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("R", 100);
        object.put("a/b", ".");
        for (boolean isExploded : List.of(true, false)) {
            assertEquals("a%2Fb%20c~", Encoding.segment("a/b c~", isExploded));
            assertEquals("3,4", Encoding.segment(list, isExploded));
            assertEquals(".5", Encoding.label(5, isExploded));
            assertEquals(";p=5", Encoding.matrix("p", 5, isExploded));
            assertEquals(";p", Encoding.matrix("p", "", isExploded));
        }
        assertEquals("R,100,a%2Fb,.", Encoding.segment(object, false));
        assertEquals("R=100,a%2Fb=.", Encoding.segment(object, true));
        assertEquals(".3,4", Encoding.label(list, false));
        assertEquals(".3.4", Encoding.label(list, true));
        assertEquals(".R,100,a%2Fb,.", Encoding.label(object, false));
        assertEquals(".R=100.a%2Fb=.", Encoding.label(object, true));
        assertEquals(";p=3,4", Encoding.matrix("p", list, false));
        assertEquals(";p=3;p=4", Encoding.matrix("p", list, true));
        assertEquals(";p=R,100,a%2Fb,.", Encoding.matrix("p", object, false));
        assertEquals(";R=100;a%2Fb=.", Encoding.matrix("p", object, true));
        for (Object wrong : Arrays.asList("", ".", "..", List.of(), null)) {
            assertThrows(IllegalArgumentException.class, () -> Encoding.segment(wrong, false));
        }
        assertThrows(IllegalArgumentException.class, () -> Encoding.label(List.of(), true));
    }

    @Test
    void writesCookies() {
        Probe probe = Probe.of(TransportTest::fine);
        Request request = new Request("GET", "/a").cookie("s", "a b,\"é;%=/");
        request.cookie("ids", List.of(1, 2)).cookie("tags", List.of("x", "y"), ",");
        probe.call(request.cookie("none", null), ANY).send();
        String expected = "s=a%20b%2C%22%C3%A9%3B%25=/; ids=1; ids=2; tags=x%2Cy";
        assertEquals(expected, probe.header(0, "cookie"));
    }

    @Test
    void readsEvents() {
        String text = "event: tick\ndata: a\ndata: b\nid: 7\n\n: note\n\ndata: c\n\n";
        Probe probe = Probe.of(() -> Reply.of(200, text));
        List<ServerSentEvent> seen = new ArrayList<>();
        try (Events events = probe.call(new Request("GET", "/a"), Answer.events()).send()) {
            events.forEach(seen::add);
        }
        assertEquals(
                List.of(
                        new ServerSentEvent("tick", "a\nb", "7"),
                        new ServerSentEvent("message", "c", "7")),
                seen);
    }

    private record Page(List<Integer> items, @Nullable String next) {}

    @Test
    void goesThroughPages() {
        Client probe =
                Probe.of(
                        () -> Reply.of(200, "{\"items\": [1, 2], \"next\": \"b\"}"),
                        () -> Reply.of(200, "{\"items\": [3]}"));
        class Pages extends Call<Map<String, Object>> {
            Pages() {
                super(
                        probe,
                        new Request("GET", "/a"),
                        Answer.json(Shape.map(Shape.of(Object.class))));
            }

            Iterable<?> all() {
                return pages(
                        "after",
                        page -> (List<?>) page.get("items"),
                        page -> (String) page.get("next"));
            }
        }
        List<Object> seen = new ArrayList<>();
        new Pages().all().forEach(seen::add);
        assertEquals(List.of(1L, 2L, 3L), seen);
    }

    public sealed interface Pet permits Cat, Dog, Name {}

    public record Kind(String value) implements Wrapper<String> {}

    public record Cat(
            Kind kind,
            OffsetDateTime born,
            @Member("pet-name") @Nullable String petName,
            Field<String> owner,
            @Member(readOnly = true) @Nullable Long id,
            @Rest Map<String, Object> more)
            implements Pet {}

    public record Dog(@Nullable Integer bark, @Nullable byte[] photo) implements Pet {}

    public record Name(String value) implements Pet, Wrapper<String> {}

    public record Money(
            BigDecimal number,
            @Member(decimalText = true) List<BigDecimal> texts,
            @Member(decimalText = true) Field<BigDecimal> field) {}

    @Test
    void keepsDecimalsExact() {
        String long20 = "12345678901234567890.10";
        String text =
                "{\"number\":0.10,\"texts\":[\"" + long20 + "\"],\"field\":\"1E+3\"}";
        Money money = Shape.of(Money.class).read(Json.parse(text));
        assertEquals(new BigDecimal("0.10"), money.number());
        assertEquals(List.of(new BigDecimal(long20)), money.texts());
        assertEquals(text.replace("1E+3", "1000"), Json.print(Codec.plain(money)));
        assertEquals(new BigDecimal("1.0"), Shape.decimalText().read("1.0"));
        assertEquals(BigDecimal.ONE, Shape.of(BigDecimal.class).read(1L));
        for (Object wrong : List.of(1L, "one")) {
            assertThrows(IllegalArgumentException.class, () -> Shape.decimalText().read(wrong));
        }
    }

    @Test
    void readsAndWritesObjects() {
        String text =
                "{\"kind\":\"big\",\"born\":\"2026-01-31T12:00:00Z\",\"pet-name\":\"F\","
                        + "\"owner\":null,\"age\":1.50}";
        Shape<Pet> shape = Shape.of(Pet.class);
        Cat cat = assertInstanceOf(Cat.class, shape.read(Json.parse(text)));
        assertEquals(new Kind("big"), cat.kind());
        assertEquals(Field.of(null), cat.owner());
        assertEquals(text, Json.print(Codec.plain(cat)));
        Cat sent = new Cat(cat.kind(), cat.born(), null, Field.absent(), 7L, Map.of());
        assertEquals(
                "{\"kind\":\"big\",\"born\":\"2026-01-31T12:00:00Z\"}",
                Json.print(Codec.plain(sent)));
        assertEquals(new Name("x"), shape.read("x"));
        assertInstanceOf(Dog.class, shape.read(Json.parse("{\"bark\": 3, \"photo\": \"AQI=\"}")));
        IllegalArgumentException failure =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Shape.of(Cat.class).read(Map.of("kind", "big")));
        assertEquals("Cat.born: missing", failure.getMessage());
    }

    @Test
    void readsAndWritesJson() {
        String text = "[\"\\u00e9\\n\",-1.5e3,12345678901234567890,true,null,{},[]]";
        assertEquals(
                "[\"é\\u000a\",-1.5E+3,12345678901234567890,true,null,{},[]]",
                Json.print(Json.parse(text)));
        for (String wrong : List.of("", "[1,]", "{\"a\":1,}", "01", "\"\\x\"", "nul", "1 2")) {
            assertThrows(IllegalArgumentException.class, () -> Json.parse(wrong), wrong);
        }
        assertThrows(IllegalArgumentException.class, () -> Json.parse("[".repeat(100_000)));
    }

    @Test
    void writesForms() {
        Dog dog = new Dog(3, new byte[] {1});
        assertEquals("bark=3&photo=AQ%3D%3D", Encoding.form(dog));
        Encoding.Multipart parts = Encoding.Multipart.of(dog);
        String body = new String(parts.bytes(), StandardCharsets.ISO_8859_1);
        assertTrue(body.contains("name=\"bark\"\r\n\r\n3\r\n"));
        assertTrue(body.contains("name=\"photo\"; filename=\"photo\"\r\n"));
    }
}
