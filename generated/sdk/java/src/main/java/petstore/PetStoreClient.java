// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore;

import java.util.Map;
import petstore.models.NewPet;
import petstore.models.Pet;
import petstore.runtime.Answer;
import petstore.runtime.Call;
import petstore.runtime.Client;
import petstore.runtime.Request;
import petstore.runtime.Shape;

/** The example that `make run` serves. */
public final class PetStoreClient extends Client {
    private static final Definition DEFINITION =
            new Definition(null, "pet-store/1.0").header("apiKey", "x-api-key");

    public PetStoreClient(PetStoreOptions options) {
        super(DEFINITION, options);
    }

    /** A page for people */
    public Call<String> welcome() {
        return call(new Request("GET", "/").accept("text/html"), Answer.text());
    }

    /** GET /pets */
    public ListPetsCall listPets() {
        return new ListPetsCall(this, new Request("GET", "/pets"));
    }

    /** POST /pets */
    public Call<Pet> createPet(NewPet body) {
        return call(
                new Request("POST", "/pets")
                        .json("application/json", body)
                        .check("body", body, ValueRules.NEW_PET),
                Answer.json(Pet.class));
    }

    /**
     * GET /pets/{petId}
     *
     * @param petId The pet's number
     */
    public Call<Pet> getPet(long petId) {
        return call(
                new Request("GET", "/pets/" + segment(petId))
                        .fails(404, ProblemNotFoundException::new),
                Answer.json(Pet.class));
    }

    /**
     * Needs the API key
     *
     * @param petId The pet's number
     */
    public Call<Void> deletePet(long petId) {
        return call(
                new Request("DELETE", "/pets/" + segment(petId)).secured("apiKey"),
                Answer.nothing());
    }

    /**
     * GET /search
     *
     * @param q What to look for; without it the gateway answers 400
     */
    public SearchCall search(String q) {
        return new SearchCall(this, new Request("GET", "/search").query("q", q));
    }

    /** POST /files/{proxy} */
    public Call<Map<String, Object>> files(String proxy) {
        return call(
                new Request("POST", "/files/" + segments(proxy)),
                Answer.json(Shape.map(Shape.of(Object.class))));
    }
}
