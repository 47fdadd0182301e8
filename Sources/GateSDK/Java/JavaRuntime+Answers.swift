// What comes back of a call.

extension JavaRuntime {
    static let answers: [(String, String)] = [
        (
            "Answer",
            #"""
            package PACKAGE.runtime;

            import java.io.IOException;
            import java.io.InputStream;
            import java.net.http.HttpResponse;
            import java.nio.charset.StandardCharsets;

            /** How the body of a success is read. */
            @FunctionalInterface
            public interface Answer<T> {
                T read(HttpResponse<InputStream> response) throws IOException;

                /** JSON; null where there is no body. */
                static <T> Answer<T> json(Shape<T> shape) {
                    return response -> {
                        String text = text(response);
                        try {
                            return text.isEmpty() ? null : shape.read(Json.parse(text));
                        } catch (IllegalArgumentException failure) {
                            throw new ApiException(response, text, failure);
                        }
                    };
                }

                /** JSON of a type. */
                static <T> Answer<T> json(Class<T> type) {
                    return json(Shape.of(type));
                }

                //+xml
                /** XML, or JSON where the answer says so; null where there is no body. */
                static <T> Answer<T> xml(Shape<T> shape, XmlForm.Element element) {
                    return response -> {
                        String type = response.headers().firstValue("content-type").orElse("");
                        if (!type.matches("(?i)[^;]*\\bxml\\s*(;.*)?")) {
                            return json(shape).read(response);
                        }
                        byte[] bytes;
                        try (InputStream body = response.body()) {
                            bytes = body.readAllBytes();
                        }
                        try {
                            return bytes.length == 0 ? null : shape.read(Xml.parse(bytes, element));
                        } catch (IllegalArgumentException failure) {
                            String text = new String(bytes, StandardCharsets.UTF_8);
                            throw new ApiException(response, text, failure);
                        }
                    };
                }

                /** XML of a type. */
                static <T> Answer<T> xml(Class<T> type, XmlForm.Element element) {
                    return xml(Shape.of(type), element);
                }

                /** XML or JSON of the first of some shapes that takes it, or any. */
                static Answer<Object> either(XmlForm.Element element, Shape<?>... shapes) {
                    return either(xml(Object.class, element), shapes);
                }

                //-xml
                /** JSON of the first of some shapes that takes it, or any JSON. */
                static Answer<Object> either(Shape<?>... shapes) {
                    return either(json(Object.class), shapes);
                }

                private static Answer<Object> either(Answer<Object> any, Shape<?>... shapes) {
                    return response -> {
                        Object value = any.read(response);
                        for (Shape<?> shape : shapes) {
                            try {
                                return shape.read(value);
                            } catch (IllegalArgumentException failure) {
                                // Perhaps the next one takes it.
                            }
                        }
                        return value;
                    };
                }

                /** Text. */
                static Answer<String> text() {
                    return Answer::text;
                }

                /** Bytes as they come; whoever reads them closes them. */
                static Answer<InputStream> binary() {
                    return HttpResponse::body;
                }

                /** Events as they come; whoever reads them closes them. */
                static Answer<Events> events() {
                    return response -> new Events(response.body());
                }

                /** No body. */
                static Answer<Void> nothing() {
                    return response -> {
                        response.body().close();
                        return null;
                    };
                }

                private static String text(HttpResponse<InputStream> response) throws IOException {
                    try (InputStream body = response.body()) {
                        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
                    }
                }
            }

            """#
        ),
        (
            "Events",
            #"""
            package PACKAGE.runtime;

            import java.io.BufferedReader;
            import java.io.IOException;
            import java.io.InputStream;
            import java.io.InputStreamReader;
            import java.io.UncheckedIOException;
            import java.nio.charset.StandardCharsets;
            import java.util.Iterator;
            import java.util.NoSuchElementException;

            /** Events of a {@code text/event-stream}, once. */
            public final class Events implements Iterable<ServerSentEvent>, AutoCloseable {
                private final BufferedReader lines;

                Events(InputStream body) {
                    lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
                }

                @Override
                public void close() {
                    try {
                        lines.close();
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                }

                @Override
                public Iterator<ServerSentEvent> iterator() {
                    return new Iterator<>() {
                        private String id = "";
                        private ServerSentEvent next;

                        @Override
                        public boolean hasNext() {
                            if (next == null) {
                                next = read();
                            }
                            return next != null;
                        }

                        @Override
                        public ServerSentEvent next() {
                            if (!hasNext()) {
                                throw new NoSuchElementException();
                            }
                            ServerSentEvent event = next;
                            next = null;
                            return event;
                        }

                        private ServerSentEvent read() {
                            String event = "message";
                            StringBuilder data = new StringBuilder();
                            for (String line = line(); line != null; line = line()) {
                                if (line.isEmpty()) {
                                    if (data.length() > 0) {
                                        data.setLength(data.length() - 1);
                                        return new ServerSentEvent(event, data.toString(), id);
                                    }
                                    event = "message";
                                    continue;
                                }
                                String[] field = line.split(": ?", 2);
                                String text = field.length > 1 ? field[1] : "";
                                switch (field[0]) {
                                    case "data" -> data.append(text).append('\n');
                                    case "event" -> event = text;
                                    case "id" -> id = text;
                                    default -> {}
                                }
                            }
                            return null;
                        }
                    };
                }

                private String line() {
                    try {
                        return lines.readLine();
                    } catch (IOException failure) {
                        throw new ConnectionException("the events end early", failure);
                    }
                }
            }

            """#
        ),
        (
            "ServerSentEvent",
            #"""
            package PACKAGE.runtime;

            /** An event of a {@code text/event-stream}. */
            public record ServerSentEvent(String event, String data, String id) {}

            """#
        ),
        (
            "Result",
            #"""
            package PACKAGE.runtime;

            import java.net.http.HttpResponse;

            /** What a call gave, with the answer that it came in. */
            public record Result<T>(T value, HttpResponse<?> response) {
                /** The gateway's name of the request, for its logs. */
                @Nullable
                public String requestId() {
                    return requestId(response);
                }

                static String requestId(HttpResponse<?> response) {
                    return response.headers()
                            .firstValue("x-amzn-requestid")
                            .or(() -> response.headers().firstValue("apigw-requestid"))
                            .orElse(null);
                }
            }

            """#
        ),
    ]
}
