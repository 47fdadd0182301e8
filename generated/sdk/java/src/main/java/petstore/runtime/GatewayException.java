package petstore.runtime;

import java.net.http.HttpResponse;

/** A failure that the gateway itself answered with: the backend may not know of the call. */
public final class GatewayException extends ApiException {
    static final String HEADER = "x-amzn-errortype";
    private static final long serialVersionUID = 1L;

    private final String type;

    GatewayException(HttpResponse<?> response, Object body) {
        super(response, body);
        type = response.headers().firstValue(HEADER).orElse("").split(":")[0];
    }

    /**
     * Which of the gateway's failures it is: {@code AccessDeniedException}, {@code
     * BadRequestException}, {@code ExpiredTokenException}, {@code ForbiddenException}, {@code
     * IncompleteSignatureException}, {@code InternalServerErrorException}, {@code
     * InvalidSignatureException}, {@code LimitExceededException}, {@code
     * MissingAuthenticationTokenException}, {@code RequestTooLargeException}, {@code
     * TooManyRequestsException}, {@code UnauthorizedException}, {@code
     * UnrecognizedClientException}, {@code UnsupportedMediaTypeException}, or one that is new.
     */
    public String type() {
        return type;
    }
}
