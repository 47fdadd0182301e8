package petstore.runtime;

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
