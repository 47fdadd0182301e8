// How requests are written and signed.

extension JavaRuntime {
    static let requests: [(String, String)] = [
        (
            "Encoding",
            #"""
            package PACKAGE.runtime;

            import java.io.ByteArrayOutputStream;
            import java.net.URLEncoder;
            import java.nio.charset.StandardCharsets;
            import java.util.ArrayList;
            import java.util.Collection;
            import java.util.List;
            import java.util.Map;
            import java.util.UUID;
            import java.util.stream.Collectors;

            /** How parameters and bodies are written. */
            final class Encoding {
                private Encoding() {}

                /** A name and a value, as they are sent. */
                record Pair(String name, String value) {
                    String encoded() {
                        return encode(name) + "=" + encode(value);
                    }
                }

                /** Percent-encodes all but RFC 3986's unreserved characters. */
                static String encode(String text) {
                    return URLEncoder.encode(text, StandardCharsets.UTF_8)
                            .replace("+", "%20")
                            .replace("*", "%2A")
                            .replace("%7E", "~");
                }

                private static String scalar(Object plain) {
                    if (plain instanceof Map || plain instanceof Collection) {
                        return Json.print(plain);
                    }
                    return plain instanceof Number number ? Json.number(number) : String.valueOf(plain);
                }

                /** A segment of a path. */
                static String segment(Object value) {
                    Object plain = Codec.plain(value);
                    Collection<?> parts = plain instanceof Collection<?> list ? list : List.of(plain);
                    String text =
                            parts.stream().map(part -> encode(scalar(part))).collect(Collectors.joining(","));
                    if (text.isEmpty() || text.equals(".") || text.equals("..")) {
                        throw new IllegalArgumentException("\"" + text + "\" cannot be a segment of a path");
                    }
                    return text;
                }

                /** The rest of a path: its slashes stay. */
                static String segments(Object value) {
                    List<String> parts = List.of(scalar(Codec.plain(value)).split("/", -1));
                    return parts.stream().map(Encoding::segment).collect(Collectors.joining("/"));
                }

                /** One pair for each element of a list, for each member of an object. */
                static List<Pair> pairs(String name, Object value) {
                    Object plain = Codec.plain(value);
                    List<Pair> pairs = new ArrayList<>();
                    if (plain instanceof Collection<?> elements) {
                        elements.forEach(element -> pairs.add(new Pair(name, scalar(element))));
                    } else if (plain instanceof Map<?, ?> members) {
                        members.forEach((key, member) -> pairs.add(new Pair((String) key, scalar(member))));
                    } else if (plain != null) {
                        pairs.add(new Pair(name, scalar(plain)));
                    }
                    return pairs;
                }

                /** One pair, with something between the values. */
                static List<Pair> joined(String name, Object value, String separator) {
                    Object plain = Codec.plain(value);
                    List<String> parts = new ArrayList<>();
                    if (plain instanceof Collection<?> elements) {
                        elements.forEach(element -> parts.add(scalar(element)));
                    } else if (plain instanceof Map<?, ?> members) {
                        members.forEach((key, member) -> parts.addAll(List.of((String) key, scalar(member))));
                    } else {
                        return pairs(name, plain);
                    }
                    return List.of(new Pair(name, String.join(separator, parts)));
                }

                /** {@code name[member]=value} */
                static List<Pair> deepObject(String name, Object value) {
                    if (!(Codec.plain(value) instanceof Map<?, ?> members)) {
                        return pairs(name, value);
                    }
                    List<Pair> pairs = new ArrayList<>();
                    members.forEach((key, member) -> pairs.addAll(deepObject(name + "[" + key + "]", member)));
                    return pairs;
                }

                /** {@code application/x-www-form-urlencoded} */
                static String form(Object value) {
                    return Codec.members(value).entrySet().stream()
                            .flatMap(member -> pairs(member.getKey(), member.getValue()).stream())
                            .map(Pair::encoded)
                            .collect(Collectors.joining("&"));
                }

                /** A body of {@code multipart/form-data}: bytes become files. */
                record Multipart(String type, byte[] bytes) {
                    static Multipart of(Object value) {
                        String boundary = UUID.randomUUID().toString();
                        ByteArrayOutputStream out = new ByteArrayOutputStream();
                        Codec.members(value)
                                .forEach(
                                        (name, member) -> {
                                            if (!(member instanceof Collection<?> parts)) {
                                                part(out, boundary, name, member);
                                                return;
                                            }
                                            parts.forEach(part -> part(out, boundary, name, part));
                                        });
                        out.writeBytes(utf8("--" + boundary + "--\r\n"));
                        return new Multipart("multipart/form-data; boundary=" + boundary, out.toByteArray());
                    }

                    private static void part(
                            ByteArrayOutputStream out, String boundary, String name, Object value) {
                        if (value == null) {
                            return;
                        }
                        String quoted =
                                name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
                        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + quoted;
                        if (value instanceof byte[] bytes) {
                            String file = "\"; filename=\"" + quoted;
                            String type = "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
                            out.writeBytes(utf8(head + file + type));
                            out.writeBytes(bytes);
                        } else {
                            out.writeBytes(utf8(head + "\"\r\n\r\n" + scalar(Codec.plain(value))));
                        }
                        out.writeBytes(utf8("\r\n"));
                    }

                    private static byte[] utf8(String text) {
                        return text.getBytes(StandardCharsets.UTF_8);
                    }
                }
            }

            """#
        ),
        (
            "Request",
            #"""
            package PACKAGE.runtime;

            import PACKAGE.runtime.Encoding.Multipart;
            import PACKAGE.runtime.Encoding.Pair;
            import java.net.http.HttpRequest.BodyPublisher;
            import java.net.http.HttpRequest.BodyPublishers;
            import java.net.http.HttpResponse;
            import java.util.ArrayList;
            import java.util.HashMap;
            import java.util.LinkedHashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.Set;
            import java.util.function.BiFunction;

            /** What an operation sends, and how its failures are told. A parameter set again is replaced. */
            public final class Request {
                /** Headers that are the transport's own matter. */
                private static final Set<String> OWN =
                        Set.of("connection", "content-length", "expect", "host", "upgrade");

                final String method;
                final String path;
                final Map<String, List<Pair>> query = new LinkedHashMap<>();
                final Map<String, String> headers = new LinkedHashMap<>();
                final Map<String, List<Pair>> cookies = new LinkedHashMap<>();
                final List<List<String>> security = new ArrayList<>();
                final Map<Integer, BiFunction<HttpResponse<?>, Object, ApiException>> failures =
                        new HashMap<>();
                String accept = "application/json";
                BodyPublisher body = BodyPublishers.noBody();

                public Request(String method, String path) {
                    this.method = method;
                    this.path = path;
                }

                /** A query parameter: a pair for each value. */
                public Request query(String name, Object value) {
                    query.put(name, Encoding.pairs(name, value));
                    return this;
                }

                /** A query parameter: one pair with something between the values. */
                public Request query(String name, Object value, String separator) {
                    query.put(name, Encoding.joined(name, value, separator));
                    return this;
                }

                /** A query parameter of style {@code deepObject}. */
                public Request deepObject(String name, Object value) {
                    query.put(name, Encoding.deepObject(name, value));
                    return this;
                }

                /** A header, lists with commas. */
                public Request header(String name, Object value) {
                    for (Pair pair : Encoding.joined(name, value, ",")) {
                        if (!OWN.contains(name.toLowerCase())) {
                            headers.put(name, pair.value());
                        }
                    }
                    return this;
                }

                /** A cookie. */
                public Request cookie(String name, Object value) {
                    cookies.put(name, Encoding.joined(name, value, ","));
                    return this;
                }

                /** A body of JSON. */
                public Request json(String type, Object value) {
                    return body(type, Json.print(Codec.plain(value)));
                }

                /** A body of form fields, by the members of an object. */
                public Request form(Object value) {
                    return body("application/x-www-form-urlencoded", Encoding.form(value));
                }

                /** A body of parts, by the members of an object; bytes become files. */
                public Request multipart(Object value) {
                    Multipart parts = Multipart.of(value);
                    return body(parts.type(), BodyPublishers.ofByteArray(parts.bytes()));
                }

                /** A body of text. */
                public Request body(String type, String text) {
                    return body(type, BodyPublishers.ofString(text));
                }

                /** A body as it is. */
                public Request body(String type, BodyPublisher publisher) {
                    headers.put("content-type", type);
                    body = publisher;
                    return this;
                }

                /** One way to show who calls: all of some schemes. */
                public Request secured(String... schemes) {
                    security.add(List.of(schemes));
                    return this;
                }

                /** The media type that is asked for. */
                public Request accept(String type) {
                    accept = type;
                    return this;
                }

                /** What a status that is no success is told as. */
                public Request fails(
                        int status, BiFunction<HttpResponse<?>, Object, ApiException> failure) {
                    failures.put(status, failure);
                    return this;
                }
            }

            """#
        ),
        (
            "Signer",
            #"""
            package PACKAGE.runtime;

            import java.net.URI;
            import java.net.http.HttpResponse.BodySubscriber;
            import java.net.http.HttpResponse.BodySubscribers;
            import java.nio.ByteBuffer;
            import java.nio.charset.StandardCharsets;
            import java.security.GeneralSecurityException;
            import java.security.MessageDigest;
            import java.time.Instant;
            import java.time.ZoneOffset;
            import java.time.format.DateTimeFormatter;
            import java.util.Arrays;
            import java.util.HexFormat;
            import java.util.List;
            import java.util.Map;
            import java.util.TreeMap;
            import java.util.concurrent.Flow;
            import java.util.regex.Matcher;
            import java.util.regex.Pattern;
            import java.util.stream.Collectors;
            import javax.crypto.Mac;
            import javax.crypto.spec.SecretKeySpec;

            /** Signature Version 4 for {@code execute-api}. */
            final class Signer {
                private static final Pattern REGION = Pattern.compile("\\.execute-api\\.([^.]+)\\.");
                private static final DateTimeFormatter TIME =
                        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

                private Signer() {}

                /** Adds the headers that sign a request. */
                static void sign(
                        Request request, URI uri, Map<String, String> fields, AwsCredentials credentials) {
                    String host = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
                    String time = TIME.format(Instant.now());
                    fields.put("x-amz-date", time);
                    if (credentials.sessionToken() != null) {
                        fields.put("x-amz-security-token", credentials.sessionToken());
                    }
                    Map<String, String> signed = new TreeMap<>(Map.of("host", host));
                    fields.forEach(
                            (name, value) -> {
                                String lower = name.toLowerCase();
                                if (lower.startsWith("x-amz-") || lower.equals("content-type")) {
                                    signed.put(lower, value.strip().replaceAll(" +", " "));
                                }
                            });
                    String names = String.join(";", signed.keySet());
                    String canonical =
                            String.join(
                                    "\n",
                                    request.method,
                                    path(uri),
                                    query(uri),
                                    signed.entrySet().stream()
                                            .map(field -> field.getKey() + ":" + field.getValue() + "\n")
                                            .collect(Collectors.joining()),
                                    names,
                                    digest(bytes(request)));
                    String region = region(credentials, host);
                    String scope = time.substring(0, 8) + "/" + region + "/execute-api/aws4_request";
                    byte[] key = utf8("AWS4" + credentials.secretAccessKey());
                    for (String part : scope.split("/")) {
                        key = hmac(key, part);
                    }
                    String text = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + digest(utf8(canonical));
                    String owner = credentials.accessKeyId() + "/" + scope;
                    String signature = HexFormat.of().formatHex(hmac(key, text));
                    fields.put(
                            "authorization",
                            String.format(
                                    "AWS4-HMAC-SHA256 Credential=%s, SignedHeaders=%s, Signature=%s",
                                    owner, names, signature));
                }

                private static String region(AwsCredentials credentials, String host) {
                    if (credentials.region() != null) {
                        return credentials.region();
                    }
                    Matcher found = REGION.matcher(host);
                    if (!found.find()) {
                        throw new IllegalArgumentException("the credentials need a region");
                    }
                    return found.group(1);
                }

                private static String path(URI uri) {
                    String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
                    return Arrays.stream(path.split("/", -1))
                            .map(Encoding::encode)
                            .collect(Collectors.joining("/"));
                }

                private static String query(URI uri) {
                    String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
                    return Arrays.stream(query.split("&"))
                            .filter(pair -> !pair.isEmpty())
                            .map(pair -> pair.contains("=") ? pair : pair + "=")
                            .sorted((a, b) -> a.replace('=', '\0').compareTo(b.replace('=', '\0')))
                            .collect(Collectors.joining("&"));
                }

                private static byte[] bytes(Request request) {
                    BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
                    request.body.subscribe(
                            new Flow.Subscriber<ByteBuffer>() {
                                @Override
                                public void onSubscribe(Flow.Subscription subscription) {
                                    whole.onSubscribe(subscription);
                                }

                                @Override
                                public void onNext(ByteBuffer bytes) {
                                    whole.onNext(List.of(bytes));
                                }

                                @Override
                                public void onError(Throwable failure) {
                                    whole.onError(failure);
                                }

                                @Override
                                public void onComplete() {
                                    whole.onComplete();
                                }
                            });
                    return whole.getBody().toCompletableFuture().join();
                }

                private static String digest(byte[] bytes) {
                    try {
                        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
                    } catch (GeneralSecurityException failure) {
                        throw new IllegalStateException(failure);
                    }
                }

                private static byte[] hmac(byte[] key, String text) {
                    try {
                        Mac mac = Mac.getInstance("HmacSHA256");
                        mac.init(new SecretKeySpec(key, "HmacSHA256"));
                        return mac.doFinal(utf8(text));
                    } catch (GeneralSecurityException failure) {
                        throw new IllegalStateException(failure);
                    }
                }

                private static byte[] utf8(String text) {
                    return text.getBytes(StandardCharsets.UTF_8);
                }
            }

            """#
        ),
    ]
}
