package petstore.runtime;

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
