// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import petstore.models.NewPet;
import petstore.models.NewPetType;
import petstore.runtime.ApiException;
import petstore.runtime.Call;
import petstore.runtime.Json;

/** Each operation once. BASE_URL names the served API; without it these tests are skipped. */
@EnabledIfEnvironmentVariable(named = "BASE_URL", matches = ".+")
@SuppressWarnings("deprecation")
class OperationTest {
    private final PetStoreClient client = client();

    private static PetStoreClient client() {
        PetStoreOptions options = new PetStoreOptions();
        options.baseUrl(System.getenv("BASE_URL"));
        String credentials = System.getenv().getOrDefault("CREDENTIALS", "{}");
        ((Map<?, ?>) Json.parse(credentials))
                .forEach((scheme, value) -> options.credential((String) scheme, () -> value));
        return new PetStoreClient(options);
    }

    /** A call is fine when the API answers it, also with a failure of its own. */
    private static void answered(Call<?> call) {
        try {
            call.send();
        } catch (ApiException failure) {
            assertNotEquals(2, failure.status() / 100, failure.getMessage());
        }
    }

    @Test
    void welcome() {
        answered(client.welcome());
    }

    @Test
    void listPets() {
        answered(client.listPets());
    }

    @Test
    void createPet() {
        answered(client.createPet(new NewPet.Builder(NewPetType.CAT, "sample", 1.0).build()));
    }

    @Test
    void getPet() {
        answered(client.getPet(1L));
    }

    @Test
    void deletePet() {
        answered(client.deletePet(1L));
    }

    @Test
    void search() {
        answered(client.search("sample"));
    }

    @Test
    void files() {
        answered(client.files("sample"));
    }
}
