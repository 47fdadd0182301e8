package petstore.runtime;

/** What is wrong with a request: where, as in {@code body.tags[2].name}, and what. */
public record Violation(String place, String text) {
    @Override
    public String toString() {
        return place + " " + text;
    }
}
