// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore

import petstore.runtime.ApiException
import petstore.runtime.HttpResponse

/** An answer with status 404. */
class ProblemNotFoundException internal constructor(
    response: HttpResponse,
    body: Any?
) : ApiException(response, body) {
    /** The body as the API declares it; null where it is something else. */
    val model: Problem? get() = read(Problem)
}
