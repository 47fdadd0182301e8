package petstore.runtime;

import java.util.List;
import java.util.stream.Collectors;

/** A request that was not sent, for it is not as the API declares it. */
public final class InvalidRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    InvalidRequestException(List<Violation> violations) {
        super(violations.stream().map(Violation::toString).collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    /** All that is wrong. */
    public List<Violation> violations() {
        return violations;
    }
}
