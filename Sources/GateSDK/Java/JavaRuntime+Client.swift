// The client: its options, its credentials, the request of an attempt.

extension JavaRuntime {
    static let client: [(String, String)] = [
        (
            "BasicCredentials",
            #"""
            package PACKAGE.runtime;

            /** User and password of HTTP Basic. */
            public record BasicCredentials(String username, String password) {
                @Override
                public String toString() {
                    return "BasicCredentials[username=" + username + "]";
                }
            }

            """#
        ),
        (
            "ClientOptions",
            #"""
            package PACKAGE.runtime;

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
                //+rules
                boolean checksRequests;
                //-rules
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

                //+rules
                /**
                 * Whether requests are held against the API's constraints before they are sent; false unless
                 * given. One that does not keep to them is not sent.
                 */
                public Self checksRequests(boolean isWanted) {
                    checksRequests = isWanted;
                    return self();
                }

                //-rules
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

            """#
        ),
        (
            "Client",
            #"""
            package PACKAGE.runtime;

            import PACKAGE.runtime.Encoding.Pair;
            import java.net.URI;
            import java.net.http.HttpClient;
            import java.net.http.HttpRequest;
            import java.nio.charset.StandardCharsets;
            import java.time.Duration;
            import java.util.ArrayList;
            import java.util.Base64;
            import java.util.LinkedHashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.TreeMap;
            import java.util.function.Function;
            import java.util.function.Supplier;
            import java.util.stream.Collectors;

            /** What clients have in common. Safe for use by many threads. */
            public abstract class Client {
                private final Definition definition;
                private final Map<String, Supplier<?>> credentials;
                private final Map<String, String> headers;
                private final String baseUrl;
                //+rules
                final boolean checksRequests;
                //-rules
                final int retries;
                final Duration timeout;
                final Transport transport;

                protected Client(Definition definition, ClientOptions<?> options) {
                    String url = options.baseUrl == null ? definition.baseUrl : options.baseUrl;
                    if (url == null) {
                        throw new IllegalArgumentException("baseUrl is missing: the API names no server");
                    }
                    if (options.transport == null) {
                        options.httpClient(HttpClient.newHttpClient());
                    }
                    this.definition = definition;
                    baseUrl = url.replaceAll("/+$", "");
                    credentials = Map.copyOf(options.credentials);
                    headers = new LinkedHashMap<>(options.headers);
                    //+rules
                    checksRequests = options.checksRequests;
                    //-rules
                    retries = options.retries;
                    timeout = options.timeout;
                    Transport chain = options.transport;
                    for (int index = options.middleware.size() - 1; index >= 0; index -= 1) {
                        Middleware step = options.middleware.get(index);
                        Transport next = chain;
                        chain = request -> step.send(request, next);
                    }
                    transport = chain;
                }

                /** What is the same for all clients of an API. */
                protected static final class Definition {
                    private final String baseUrl;
                    private final String userAgent;
                    private final Map<String, Scheme> schemes = new LinkedHashMap<>();

                    public Definition(@Nullable String baseUrl, String userAgent) {
                        this.baseUrl = baseUrl;
                        this.userAgent = userAgent;
                    }

                    /** A key or token in a header, as it is. */
                    public Definition header(String scheme, String name) {
                        schemes.put(scheme, new Scheme("header", name));
                        return this;
                    }

                    /** A key in the query string. */
                    public Definition query(String scheme, String name) {
                        schemes.put(scheme, new Scheme("query", name));
                        return this;
                    }

                    /** A token of OAuth 2 or OpenID Connect. */
                    public Definition bearer(String scheme) {
                        schemes.put(scheme, new Scheme("bearer", ""));
                        return this;
                    }

                    /** User and password. */
                    public Definition basic(String scheme) {
                        schemes.put(scheme, new Scheme("basic", ""));
                        return this;
                    }

                    /** Signature Version 4. */
                    public Definition sigV4(String scheme) {
                        schemes.put(scheme, new Scheme("sigV4", ""));
                        return this;
                    }
                }

                private record Scheme(String kind, String name) {}

                protected final <T> Call<T> call(Request request, Answer<T> answer) {
                    return new Call<>(this, request, answer);
                }

                /** A segment of a path. */
                protected static String segment(Object value) {
                    return Encoding.segment(value, false);
                }

                /** A segment of a path; of an object pairs of names and values. */
                protected static String exploded(Object value) {
                    return Encoding.segment(value, true);
                }

                /** A segment of a path that begins with a dot. */
                protected static String label(Object value, boolean isExploded) {
                    return Encoding.label(value, isExploded);
                }

                /** Parameters of a segment of a path. */
                protected static String matrix(String name, Object value, boolean isExploded) {
                    return Encoding.matrix(name, value, isExploded);
                }

                /** The rest of a path: its slashes stay. */
                protected static String segments(Object value) {
                    return Encoding.segments(value);
                }

                /** The request of one attempt. */
                final HttpRequest request(Call<?> call) {
                    Request request = call.request;
                    Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                    fields.put("accept", request.accept);
                    fields.put("user-agent", definition.userAgent);
                    fields.putAll(headers);
                    fields.putAll(request.headers);
                    fields.putAll(call.headers);
                    if (!request.cookies.isEmpty()) {
                        fields.put("cookie", encoded(request.cookies, Pair::cookie, "; "));
                    }
                    Map<String, List<Pair>> query = new LinkedHashMap<>(request.query);
                    AwsCredentials signer = authorize(request, fields, query);
                    String text = encoded(query, Pair::encoded, "&");
                    String separator = text.isEmpty() ? "" : request.path.contains("?") ? "&" : "?";
                    URI uri = URI.create(baseUrl + request.path + separator + text);
                    if (signer != null) {
                        Signer.sign(request, uri, fields, signer);
                    }
                    HttpRequest.Builder builder =
                            HttpRequest.newBuilder(uri).method(request.method, request.body);
                    if (uri.getScheme().equals("http")) {
                        // No attempt to upgrade to HTTP/2, which servers without TLS seldom know.
                        builder.version(HttpClient.Version.HTTP_1_1);
                    }
                    fields.forEach(builder::setHeader);
                    return builder.build();
                }

                private static String encoded(
                        Map<String, List<Pair>> parameters, Function<Pair, String> form, String separator) {
                    return parameters.values().stream()
                            .flatMap(List::stream)
                            .map(form)
                            .collect(Collectors.joining(separator));
                }

                /** Shows the first of the operation's ways for which there are credentials. */
                private AwsCredentials authorize(
                        Request request, Map<String, String> fields, Map<String, List<Pair>> query) {
                    List<String> way =
                            request.security.stream()
                                    .filter(credentials.keySet()::containsAll)
                                    .findFirst()
                                    .orElse(new ArrayList<>());
                    AwsCredentials signer = null;
                    for (String name : way) {
                        Scheme scheme = definition.schemes.get(name);
                        Object value = credentials.get(name).get();
                        if (value instanceof AwsCredentials keys) {
                            signer = keys;
                        } else if (value instanceof BasicCredentials user) {
                            String pair = user.username() + ":" + user.password();
                            byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
                            fields.put("authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
                        } else if (scheme.kind.equals("bearer")) {
                            fields.put("authorization", "Bearer " + value);
                        } else if (scheme.kind.equals("query")) {
                            query.put(scheme.name, List.of(new Pair(scheme.name, String.valueOf(value))));
                        } else {
                            fields.put(scheme.name, String.valueOf(value));
                        }
                    }
                    return signer;
                }
            }

            """#
        ),
        (
            "Transport",
            #"""
            package PACKAGE.runtime;

            import java.io.InputStream;
            import java.net.http.HttpRequest;
            import java.net.http.HttpResponse;
            import java.util.concurrent.CompletableFuture;

            /** Sends one request. */
            @FunctionalInterface
            public interface Transport {
                CompletableFuture<HttpResponse<InputStream>> send(HttpRequest request);
            }

            """#
        ),
        (
            "Middleware",
            #"""
            package PACKAGE.runtime;

            import java.io.InputStream;
            import java.net.http.HttpRequest;
            import java.net.http.HttpResponse;
            import java.util.concurrent.CompletableFuture;

            /** Wraps each attempt of each call. */
            @FunctionalInterface
            public interface Middleware {
                CompletableFuture<HttpResponse<InputStream>> send(HttpRequest request, Transport next);
            }

            """#
        ),
    ]
}
