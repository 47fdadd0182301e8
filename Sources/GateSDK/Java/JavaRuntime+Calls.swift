// The call with its attempts and failures.

extension JavaRuntime {
    static let calls: [(String, String)] = [
        (
            "Call",
            #"""
            package PACKAGE.runtime;

            import java.time.Duration;
            import java.util.Iterator;
            import java.util.LinkedHashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.NoSuchElementException;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.ExecutionException;
            import java.util.function.Function;

            /** A call that is ready to be sent, as often as wanted; for one thread. */
            public class Call<T> {
                private final Client client;
                protected final Request request;
                final Answer<T> answer;
                final Map<String, String> headers = new LinkedHashMap<>();
                int retries;
                Duration timeout;
                boolean isIdempotent;

                protected Call(Client client, Request request, Answer<T> answer) {
                    this.client = client;
                    this.request = request;
                    this.answer = answer;
                    retries = client.retries;
                    timeout = client.timeout;
                }

                /** Attempts after the first. */
                public final Call<T> retries(int count) {
                    retries = count;
                    return this;
                }

                /** How long one attempt may take. */
                public final Call<T> timeout(Duration time) {
                    timeout = time;
                    return this;
                }

                /** Sent with this call. */
                public final Call<T> header(String name, String value) {
                    headers.put(name, value);
                    return this;
                }

                /** Sent as {@code Idempotency-Key}; makes the call safe to send again. */
                public final Call<T> idempotencyKey(String key) {
                    isIdempotent = true;
                    return header("idempotency-key", key);
                }

                /** Sends, and waits for what the operation gives. Interruption ends the call. */
                public final T send() {
                    return sendForResult().value();
                }

                /** Sends, and waits for what the operation gives together with the answer. */
                public final Result<T> sendForResult() {
                    CompletableFuture<Result<T>> result = sendAsync();
                    try {
                        return result.get();
                    } catch (InterruptedException failure) {
                        result.cancel(true);
                        Thread.currentThread().interrupt();
                        throw new ConnectionException("interrupted", failure);
                    } catch (ExecutionException failure) {
                        Throwable cause = failure.getCause();
                        boolean isOwn = cause instanceof ApiException || cause instanceof ConnectionException;
                        //+rules
                        isOwn = isOwn || cause instanceof InvalidRequestException;
                        //-rules
                        if (isOwn) {
                            // The place that waits tells more than the thread that read the answer.
                            cause.fillInStackTrace();
                        }
                        if (cause instanceof RuntimeException told) {
                            throw told;
                        }
                        throw new ConnectionException("the call failed", cause);
                    }
                }

                /** Sends without waiting; cancelling the future ends the call. */
                public final CompletableFuture<Result<T>> sendAsync() {
                    return new Exchange<>(client, this).start();
                }

                /** Each element of all pages, which are asked for when they are needed. */
                protected final <E> Iterable<E> pages(
                        String parameter, Function<T, List<E>> items, Function<T, String> following) {
                    return () ->
                            new Iterator<>() {
                                private Iterator<E> page = List.<E>of().iterator();
                                private String token;
                                private boolean isLast;

                                @Override
                                public boolean hasNext() {
                                    while (!page.hasNext() && !isLast) {
                                        turn();
                                    }
                                    return page.hasNext();
                                }

                                @Override
                                public E next() {
                                    if (!hasNext()) {
                                        throw new NoSuchElementException();
                                    }
                                    return page.next();
                                }

                                private void turn() {
                                    if (token != null) {
                                        request.query(parameter, token);
                                    }
                                    T answer = send();
                                    List<E> elements = items.apply(answer);
                                    page = elements == null ? page : elements.iterator();
                                    String next = following.apply(answer);
                                    isLast = next == null || next.isEmpty() || next.equals(token);
                                    token = next;
                                }
                            };
                }
            }

            """#
        ),
        (
            "Exchange",
            #"""
            package PACKAGE.runtime;

            import java.io.IOException;
            import java.io.InputStream;
            import java.net.http.HttpRequest;
            import java.net.http.HttpResponse;
            import java.nio.charset.StandardCharsets;
            import java.time.DateTimeException;
            import java.time.Duration;
            import java.time.Instant;
            import java.time.ZonedDateTime;
            import java.time.format.DateTimeFormatter;
            //+rules
            import java.util.List;
            //-rules
            import java.util.Set;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.CompletionException;
            import java.util.concurrent.ThreadLocalRandom;
            import java.util.concurrent.TimeUnit;
            import java.util.concurrent.TimeoutException;

            /** One call under way: its attempts and the pauses between them. */
            final class Exchange<T> {
                private static final Set<String> SAFE = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS");
                private static final Set<Integer> TRANSIENT = Set.of(408, 500, 502, 503, 504);
                private static final long PAUSE_MAX = 20_000;
                private static final long RETRY_AFTER_MAX = 60_000;

                private final Client client;
                private final Call<T> call;
                private final boolean isSafe;
                private final CompletableFuture<Result<T>> outcome = new CompletableFuture<>();
                private volatile CompletableFuture<HttpResponse<InputStream>> sent;
                private volatile InputStream body;
                private int attempt;

                Exchange(Client client, Call<T> call) {
                    this.client = client;
                    this.call = call;
                    isSafe = call.isIdempotent || SAFE.contains(call.request.method);
                }

                CompletableFuture<Result<T>> start() {
                    outcome.whenComplete(
                            (result, failure) -> {
                                if (outcome.isCancelled()) {
                                    abandon();
                                }
                            });
                    //+rules
                    List<Violation> violations =
                            client.checksRequests ? call.request.violations() : List.of();
                    if (!violations.isEmpty()) {
                        outcome.completeExceptionally(new InvalidRequestException(violations));
                        return outcome;
                    }
                    //-rules
                    send();
                    return outcome;
                }

                private void send() {
                    if (outcome.isDone()) {
                        return;
                    }
                    try {
                        HttpRequest request = client.request(call);
                        sent = client.transport.send(request);
                    } catch (RuntimeException failure) {
                        outcome.completeExceptionally(failure);
                        return;
                    }
                    sent.thenApply(this::read)
                            .orTimeout(call.timeout.toMillis(), TimeUnit.MILLISECONDS)
                            .whenComplete(this::end);
                }

                private Result<T> read(HttpResponse<InputStream> response) {
                    body = response.body();
                    try {
                        if (response.statusCode() / 100 == 2) {
                            return new Result<>(call.answer.read(response), response);
                        }
                        throw failure(response);
                    } catch (IOException failure) {
                        throw new CompletionException(failure);
                    }
                }

                private ApiException failure(HttpResponse<InputStream> response) throws IOException {
                    Object told;
                    try (InputStream bytes = response.body()) {
                        told = new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
                    }
                    try {
                        told = Json.parse((String) told);
                    } catch (IllegalArgumentException notJson) {
                        // The text itself is told.
                    }
                    if (response.headers().firstValue(GatewayException.HEADER).isPresent()) {
                        return new GatewayException(response, told);
                    }
                    return call.request
                            .failures
                            .getOrDefault(response.statusCode(), ApiException::new)
                            .apply(response, told);
                }

                private void end(Result<T> result, Throwable thrown) {
                    if (thrown == null) {
                        if (!outcome.complete(result)) {
                            abandon();
                        }
                        return;
                    }
                    Throwable failure = told(thrown);
                    long pause = pause(failure);
                    if (pause < 0 || attempt >= call.retries) {
                        outcome.completeExceptionally(failure);
                        return;
                    }
                    attempt += 1;
                    CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS).execute(this::send);
                }

                private Throwable told(Throwable thrown) {
                    boolean isWrapped = thrown instanceof CompletionException && thrown.getCause() != null;
                    Throwable cause = isWrapped ? thrown.getCause() : thrown;
                    if (cause instanceof TimeoutException) {
                        abandon();
                        String message = "no answer within " + call.timeout.toMillis() + " ms";
                        return new CallTimeoutException(message, cause);
                    }
                    if (cause instanceof IOException) {
                        return new ConnectionException(cause.toString(), cause);
                    }
                    return cause;
                }

                /** Milliseconds until the next attempt; negative where there is none. */
                private long pause(Throwable failure) {
                    long most = Math.min(PAUSE_MAX, 200L << Math.min(attempt, 10));
                    long pause = ThreadLocalRandom.current().nextLong(most + 1);
                    if (failure instanceof ConnectionException) {
                        return isSafe ? pause : -1;
                    }
                    if (!(failure instanceof ApiException answered)) {
                        return -1;
                    }
                    int status = answered.status();
                    boolean isTransient = status == 429 || isSafe && TRANSIENT.contains(status);
                    return isTransient ? Math.max(pause, retryAfter(answered.response())) : -1;
                }

                private static long retryAfter(HttpResponse<?> response) {
                    String text = response.headers().firstValue("retry-after").orElse("0").strip();
                    long pause;
                    try {
                        pause =
                                text.matches("\\d{1,9}")
                                        ? Long.parseLong(text) * 1000
                                        : Duration.between(Instant.now(), moment(text)).toMillis();
                    } catch (DateTimeException failure) {
                        return 0;
                    }
                    return Math.min(Math.max(pause, 0), RETRY_AFTER_MAX);
                }

                private static Instant moment(String text) {
                    return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
                }

                /** Ends what is under way: nobody waits for it any more. */
                private void abandon() {
                    CompletableFuture<?> request = sent;
                    if (request != null) {
                        request.cancel(true);
                    }
                    InputStream bytes = body;
                    if (bytes != null) {
                        try {
                            bytes.close();
                        } catch (IOException failure) {
                            // It ends either way.
                        }
                    }
                }
            }

            """#
        ),
        (
            "ApiException",
            #"""
            package PACKAGE.runtime;

            import java.net.http.HttpResponse;
            import java.util.Map;

            /** An answer that is no success, or that is not what the API declares. */
            public class ApiException extends RuntimeException {
                private static final long serialVersionUID = 1L;

                private final transient HttpResponse<?> response;
                private final transient Object body;

                public ApiException(HttpResponse<?> response, Object body) {
                    this(response, body, null);
                }

                ApiException(HttpResponse<?> response, Object body, Throwable cause) {
                    super(response.statusCode() + said(body, cause), cause);
                    this.response = response;
                    this.body = body;
                }

                private static String said(Object body, Throwable cause) {
                    Object message = cause == null ? null : cause.getMessage();
                    if (message == null && body instanceof Map<?, ?> members) {
                        Object lower = members.get("message");
                        message = lower == null ? members.get("Message") : lower;
                    }
                    return message == null ? "" : " " + message;
                }

                public final int status() {
                    return response.statusCode();
                }

                /** JSON where it is some, as maps, lists and plain values; else text. */
                public final Object body() {
                    return body;
                }

                /** The answer with its headers. */
                public final HttpResponse<?> response() {
                    return response;
                }

                /** The gateway's name of the request, for its logs. */
                @Nullable
                public final String requestId() {
                    return Result.requestId(response);
                }

                /** The body as what the API declares; null where it is something else. */
                @Nullable
                protected final <T> T read(Shape<T> shape) {
                    try {
                        return shape.read(body);
                    } catch (IllegalArgumentException failure) {
                        return null;
                    }
                }
            }

            """#
        ),
        (
            "GatewayException",
            #"""
            package PACKAGE.runtime;

            import java.net.http.HttpResponse;

            /** A failure that the gateway itself answered with: the backend may not know of the call. */
            public final class GatewayException extends ApiException {
                static final String HEADER = "x-amzn-errortype";
                private static final long serialVersionUID = 1L;

                private final String type;

                GatewayException(HttpResponse<?> response, Object body) {
                    super(response, body);
                    type = response.headers().firstValue(HEADER).orElse("").split(":")[0];
                }

                /**
                 * Which of the gateway's failures it is: {@code AccessDeniedException}, {@code
                 * BadRequestException}, {@code ExpiredTokenException}, {@code ForbiddenException}, {@code
                 * IncompleteSignatureException}, {@code InternalServerErrorException}, {@code
                 * InvalidSignatureException}, {@code LimitExceededException}, {@code
                 * MissingAuthenticationTokenException}, {@code RequestTooLargeException}, {@code
                 * TooManyRequestsException}, {@code UnauthorizedException}, {@code
                 * UnrecognizedClientException}, {@code UnsupportedMediaTypeException}, or one that is new.
                 */
                public String type() {
                    return type;
                }
            }

            """#
        ),
        (
            "ConnectionException",
            #"""
            package PACKAGE.runtime;

            /** No answer came. */
            public class ConnectionException extends RuntimeException {
                private static final long serialVersionUID = 1L;

                ConnectionException(String message, Throwable cause) {
                    super(message, cause);
                }
            }

            """#
        ),
        (
            "CallTimeoutException",
            #"""
            package PACKAGE.runtime;

            /** No answer came in time. */
            public final class CallTimeoutException extends ConnectionException {
                private static final long serialVersionUID = 1L;

                CallTimeoutException(String message, Throwable cause) {
                    super(message, cause);
                }
            }

            """#
        ),
    ]
}
