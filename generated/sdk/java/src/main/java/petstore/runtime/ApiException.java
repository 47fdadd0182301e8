package petstore.runtime;

import java.net.http.HttpResponse;
import java.util.Map;

/** An answer that is no success, or that is not what the API declares. */
public class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient HttpResponse<?> response;
    private final transient Object body;

    public ApiException(HttpResponse<?> response, Object body) {
        this(response, body, null);
    }

    ApiException(HttpResponse<?> response, Object body, Throwable cause) {
        super(response.statusCode() + said(body, cause), cause);
        this.response = response;
        this.body = body;
    }

    private static String said(Object body, Throwable cause) {
        Object message = cause == null ? null : cause.getMessage();
        if (message == null && body instanceof Map<?, ?> members) {
            Object lower = members.get("message");
            message = lower == null ? members.get("Message") : lower;
        }
        return message == null ? "" : " " + message;
    }

    public final int status() {
        return response.statusCode();
    }

    /** JSON where it is some, as maps, lists and plain values; else text. */
    public final Object body() {
        return body;
    }

    /** The answer with its headers. */
    public final HttpResponse<?> response() {
        return response;
    }

    /** The gateway's name of the request, for its logs. */
    @Nullable
    public final String requestId() {
        return Result.requestId(response);
    }

    /** The body as what the API declares; null where it is something else. */
    @Nullable
    protected final <T> T read(Shape<T> shape) {
        try {
            return shape.read(body);
        } catch (IllegalArgumentException failure) {
            return null;
        }
    }
}
