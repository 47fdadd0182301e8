package petstore.runtime;

/** A record of one component, which stands in JSON without an object around it. */
public interface Wrapper<T> {
    T value();
}
