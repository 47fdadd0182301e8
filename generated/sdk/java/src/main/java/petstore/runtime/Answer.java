package petstore.runtime;

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
