// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore.models;

import petstore.runtime.Wrapper;

public record NewPetType(String value) implements Wrapper<String> {
    public static final NewPetType CAT = new NewPetType("cat");
    public static final NewPetType DOG = new NewPetType("dog");
    public static final NewPetType FISH = new NewPetType("fish");

    @Override
    public String toString() {
        return value;
    }
}
