// How requests are written and signed.

extension JavaRuntime {
    static let requests: [(String, String)] = [
        (
            "Encoding",
            #"""
            package PACKAGE.runtime;

            import java.io.ByteArrayOutputStream;
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
                        return Percent.encode(name) + "=" + Percent.encode(value);
                    }

                    String cookie() {
                        return octets(name).replace("=", "%3D") + "=" + octets(value);
                    }

                    /** Percent-encodes what RFC 6265, 4.1.1 keeps out of a cookie. */
                    private static String octets(String text) {
                        StringBuilder out = new StringBuilder();
                        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
                            boolean isPlain = octet > ' ' && octet < 0x7f && "\",;\\%".indexOf(octet) < 0;
                            out.append(isPlain ? (char) octet : String.format("%%%02X", octet));
                        }
                        return out.toString();
                    }
                }

                private static String scalar(Object plain) {
                    if (plain instanceof Map || plain instanceof Collection) {
                        return Json.print(plain);
                    }
                    return plain instanceof Number number ? Json.number(number) : String.valueOf(plain);
                }

                /** A segment of a path; of an object names and values, or pairs of them. */
                static String segment(Object value, boolean isExploded) {
                    return checked(String.join(",", parts(value, isExploded ? "=" : ",")));
                }

                /** A segment of style {@code label}: {@code .a,b}, or {@code .a.b}. */
                static String label(Object value, boolean isExploded) {
                    List<String> parts = parts(value, isExploded ? "=" : ",");
                    String text = String.join(isExploded ? "." : ",", parts);
                    return checked(parts.isEmpty() ? text : "." + text);
                }

                /** A segment of style {@code matrix}: {@code ;name=a,b}, or {@code ;name=a;name=b}. */
                static String matrix(String name, Object value, boolean isExploded) {
                    boolean isObject = Codec.plain(value) instanceof Map;
                    List<String> parts = parts(value, isExploded ? "=" : ",");
                    if (!isExploded && !parts.isEmpty()) {
                        parts = List.of(String.join(",", parts));
                    }
                    String named = Percent.encode(name);
                    String between = isExploded && isObject ? "" : named + "=";
                    return checked(
                            parts.stream()
                                    .map(part -> ";" + (part.isEmpty() ? named : between + part))
                                    .collect(Collectors.joining()));
                }

                /** Each element of a list; each member of an object, with something after its name. */
                private static List<String> parts(Object value, String between) {
                    Object plain = Codec.plain(value);
                    List<String> parts = new ArrayList<>();
                    if (plain instanceof Collection<?> elements) {
                        elements.forEach(element -> parts.add(Percent.encode(scalar(element))));
                    } else if (plain instanceof Map<?, ?> members) {
                        members.forEach(
                                (name, member) ->
                                        parts.add(
                                                Percent.encode((String) name)
                                                        + between
                                                        + Percent.encode(scalar(member))));
                    } else if (plain != null) {
                        parts.add(Percent.encode(scalar(plain)));
                    }
                    return parts;
                }

                private static String checked(String segment) {
                    if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                        throw new IllegalArgumentException(
                                "\"" + segment + "\" cannot be a segment of a path");
                    }
                    return segment;
                }

                /** The rest of a path: its slashes stay. */
                static String segments(Object value) {
                    List<String> parts = List.of(scalar(Codec.plain(value)).split("/", -1));
                    return parts.stream()
                            .map(part -> segment(part, false))
                            .collect(Collectors.joining("/"));
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
                    return joined(name, value, separator, separator);
                }

                /** One pair, with something between the values and something after the names of members. */
                static List<Pair> joined(String name, Object value, String separator, String between) {
                    Object plain = Codec.plain(value);
                    List<String> parts = new ArrayList<>();
                    if (plain instanceof Collection<?> elements) {
                        elements.forEach(element -> parts.add(scalar(element)));
                    } else if (plain instanceof Map<?, ?> members) {
                        members.forEach((key, member) -> parts.add(key + between + scalar(member)));
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
                //+rules
                private final Map<String, Check> checks = new LinkedHashMap<>();
                //-rules
                String accept = "application/json";
                BodyPublisher body = BodyPublishers.noBody();

                public Request(String method, String path) {
                    this.method = method;
                    this.path = path;
                }

                //+rules
                private record Check(Object value, ValueRule rule) {}

                /** What has to satisfy a rule when requests are looked at. */
                public Request check(String place, Object value, ValueRule rule) {
                    checks.put(place, new Check(value, rule));
                    return this;
                }

                List<Violation> violations() {
                    List<Violation> found = new ArrayList<>();
                    checks.forEach(
                            (place, check) -> check.rule.check(place, Codec.plain(check.value), found));
                    return found;
                }

                //-rules
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
                    return header(name, value, ",");
                }

                /** A header; of an object pairs of names and values. */
                public Request exploded(String name, Object value) {
                    return header(name, value, "=");
                }

                private Request header(String name, Object value, String between) {
                    for (Pair pair : Encoding.joined(name, value, ",", between)) {
                        if (!OWN.contains(name.toLowerCase())) {
                            headers.put(name, pair.value());
                        }
                    }
                    return this;
                }

                /** A cookie for each value. */
                public Request cookie(String name, Object value) {
                    cookies.put(name, Encoding.pairs(name, value));
                    return this;
                }

                /** One cookie with something between the values. */
                public Request cookie(String name, Object value, String separator) {
                    cookies.put(name, Encoding.joined(name, value, separator));
                    return this;
                }

                /** A body of JSON. */
                public Request json(String type, Object value) {
                    return body(type, Json.print(Codec.plain(value)));
                }

                //+xml
                /** A body of XML. */
                public Request xml(String type, Object value, XmlForm.Element element) {
                    return body(type, Xml.print(Codec.plain(value), element));
                }

                //-xml
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
            import java.util.List;
            import java.util.Map;
            import java.util.TreeMap;
            import java.util.concurrent.Flow;
            import java.util.stream.Collectors;

            /** Signs requests by their headers. */
            final class Signer {
                private Signer() {}

                /** Adds the headers that sign a request. */
                static void sign(
                        Request request, URI uri, Map<String, String> fields, AwsCredentials credentials) {
                    String host = Signature.host(uri);
                    Signature signature = new Signature(credentials, host);
                    fields.put("x-amz-date", signature.time);
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
                                    Signature.path(uri),
                                    Signature.query(uri.getRawQuery() == null ? "" : uri.getRawQuery()),
                                    signed.entrySet().stream()
                                            .map(field -> field.getKey() + ":" + field.getValue() + "\n")
                                            .collect(Collectors.joining()),
                                    names,
                                    Signature.digest(bytes(request)));
                    fields.put(
                            "authorization",
                            String.format(
                                    "AWS4-HMAC-SHA256 Credential=%s, SignedHeaders=%s, Signature=%s",
                                    signature.owner(), names, signature.of(canonical)));
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
            }

            """#
        ),
    ]
}
