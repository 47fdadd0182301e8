package petstore.runtime;

import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;

/** Sends one request. */
@FunctionalInterface
public interface Transport {
    CompletableFuture<HttpResponse<InputStream>> send(HttpRequest request);
}
