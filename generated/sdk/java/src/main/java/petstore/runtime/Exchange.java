package petstore.runtime;

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
import java.util.List;
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
        List<Violation> violations =
                client.checksRequests ? call.request.violations() : List.of();
        if (!violations.isEmpty()) {
            outcome.completeExceptionally(new InvalidRequestException(violations));
            return outcome;
        }
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
