// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore;

import java.util.function.Supplier;
import petstore.runtime.ClientOptions;

/** How a PetStoreClient behaves, and what callers show. */
public final class PetStoreOptions extends ClientOptions<PetStoreOptions> {
    public PetStoreOptions apiKey(String value) {
        return credential("apiKey", () -> value);
    }

    public PetStoreOptions apiKey(Supplier<String> value) {
        return credential("apiKey", value);
    }
}
