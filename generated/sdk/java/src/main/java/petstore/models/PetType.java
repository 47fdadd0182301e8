// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore.models;

import petstore.runtime.Wrapper;

public record PetType(String value) implements Wrapper<String> {
    public static final PetType CAT = new PetType("cat");
    public static final PetType DOG = new PetType("dog");
    public static final PetType FISH = new PetType("fish");

    @Override
    public String toString() {
        return value;
    }
}
