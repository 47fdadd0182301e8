// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore.models;

import java.util.List;
import petstore.runtime.Nullable;

public record NewPet(NewPetType type, String name, double price, @Nullable List<String> tags) {
    /** Takes what is required at once, the rest one by one. */
    public static final class Builder {
        private final NewPetType type;
        private final String name;
        private final double price;
        private List<String> tags;

        public Builder(NewPetType type, String name, double price) {
            this.type = type;
            this.name = name;
            this.price = price;
        }

        public Builder tags(List<String> tags) {
            this.tags = tags;
            return this;
        }

        public NewPet build() {
            return new NewPet(type, name, price, tags);
        }
    }
}
