// Made by gatewright from Pet store 1.0: a change here is lost.

package petstore.models;

public record Pet(long id, PetType type, String name, double price) {}
