package petstore.runtime;

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
            isOwn = isOwn || cause instanceof InvalidRequestException;
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
