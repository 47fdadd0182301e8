// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore;

import java.util.List;
import petstore.models.Pet;
import petstore.runtime.Answer;
import petstore.runtime.Call;
import petstore.runtime.Client;
import petstore.runtime.Request;
import petstore.runtime.Shape;

/** What a call of `listPets` may be told. */
public final class ListPetsCall extends Call<List<Pet>> {
    ListPetsCall(Client client, Request request) {
        super(client, request, Answer.json(Shape.list(Shape.of(Pet.class))));
    }

    /** Only pets of this type */
    public ListPetsCall type(String value) {
        request.query("type", value);
        return this;
    }

    /** At most so many */
    public ListPetsCall limit(long value) {
        request.query("limit", value);
        return this;
    }
}
