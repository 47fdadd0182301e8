package petstore.runtime;

/** No answer came in time. */
public final class CallTimeoutException extends ConnectionException {
    private static final long serialVersionUID = 1L;

    CallTimeoutException(String message, Throwable cause) {
        super(message, cause);
    }
}
