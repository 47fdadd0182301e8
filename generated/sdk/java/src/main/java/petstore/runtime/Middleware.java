package petstore.runtime;

import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** Wraps each attempt of each call. */
@FunctionalInterface
public interface Middleware {
    CompletableFuture<HttpResponse<InputStream>> send(HttpRequest request, Transport next);
}
