package petstore.runtime;

import petstore.runtime.Encoding.Multipart;
import petstore.runtime.Encoding.Pair;
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
    private final Map<String, Check> checks = new LinkedHashMap<>();
    String accept = "application/json";
    BodyPublisher body = BodyPublishers.noBody();

    public Request(String method, String path) {
        this.method = method;
        this.path = path;
    }

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
