// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore;

import java.util.Map;
import petstore.runtime.Answer;
import petstore.runtime.Call;
import petstore.runtime.Client;
import petstore.runtime.Request;
import petstore.runtime.Shape;

/** What a call of `search` may be told. */
public final class SearchCall extends Call<Map<String, Object>> {
    SearchCall(Client client, Request request) {
        super(client, request, Answer.json(Shape.map(Shape.of(Object.class))));
    }

    public SearchCall acceptLanguage(String value) {
        request.header("Accept-Language", value);
        return this;
    }
}
