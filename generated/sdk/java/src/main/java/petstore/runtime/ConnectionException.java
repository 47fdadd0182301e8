package petstore.runtime;

/** No answer came. */
public class ConnectionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConnectionException(String message, Throwable cause) {
        super(message, cause);
    }
}
