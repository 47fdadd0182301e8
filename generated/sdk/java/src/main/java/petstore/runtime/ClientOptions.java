package petstore.runtime;

import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** How a client behaves. */
public abstract class ClientOptions<Self extends ClientOptions<Self>> {
    final Map<String, Supplier<?>> credentials = new LinkedHashMap<>();
    final Map<String, String> headers = new LinkedHashMap<>();
    final List<Middleware> middleware = new ArrayList<>();
    String baseUrl;
    boolean checksRequests;
    int retries = 2;
    Duration timeout = Duration.ofSeconds(30);
    Transport transport;

    /** Where the API is, with the stage. */
    public Self baseUrl(String url) {
        baseUrl = url;
        return self();
    }

    /** A stage of an API on AWS. */
    public Self stage(String apiId, String region, String stage) {
        String domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
        return baseUrl(
                "https://" + apiId + ".execute-api." + region + "." + domain + "/" + stage);
    }

    /** Attempts after the first; 2 unless given. */
    public Self retries(int count) {
        retries = count;
        return self();
    }

    /** How long one attempt may take; 30 seconds unless given. */
    public Self timeout(Duration time) {
        timeout = time;
        return self();
    }

    /**
     * Whether requests are held against the API's constraints before they are sent; false unless
     * given. One that does not keep to them is not sent.
     */
    public Self checksRequests(boolean isWanted) {
        checksRequests = isWanted;
        return self();
    }

    /** Sent with every call. */
    public Self header(String name, String value) {
        headers.put(name, value);
        return self();
    }

    /** Wraps each attempt; the first one given is the outermost. */
    public Self middleware(Middleware step) {
        middleware.add(step);
        return self();
    }

    /** Another HTTP client: proxies, certificates, executors. */
    public Self httpClient(HttpClient client) {
        return transport(request -> client.sendAsync(request, BodyHandlers.ofInputStream()));
    }

    /** Another way to send. */
    public Self transport(Transport transport) {
        this.transport = transport;
        return self();
    }

    /** What to show for a security scheme, asked for each time that it is needed. */
    public Self credential(String scheme, Supplier<?> provider) {
        credentials.put(scheme, provider);
        return self();
    }

    @SuppressWarnings("unchecked")
    private Self self() {
        return (Self) this;
    }
}
