// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore;

import java.net.http.HttpResponse;
import petstore.models.Problem;
import petstore.runtime.ApiException;
import petstore.runtime.Nullable;
import petstore.runtime.Shape;

/** An answer with status 404. */
public final class ProblemNotFoundException extends ApiException {
    private static final long serialVersionUID = 1L;

    ProblemNotFoundException(HttpResponse<?> response, Object body) {
        super(response, body);
    }

    /** The body as the API declares it; null where it is something else. */
    @Nullable
    public Problem model() {
        return read(Shape.of(Problem.class));
    }
}
