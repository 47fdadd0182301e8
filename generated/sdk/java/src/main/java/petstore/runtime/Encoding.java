package petstore.runtime;

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
