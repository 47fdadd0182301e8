package petstore.runtime;

/** A member that may be absent, and null where it is present. */
public record Field<T>(boolean isPresent, @Nullable T value) {
    private static final Field<?> ABSENT = new Field<>(false, null);

    /** No member. */
    @SuppressWarnings("unchecked")
    public static <T> Field<T> absent() {
        return (Field<T>) ABSENT;
    }

    /** A member with a value, or with null. */
    public static <T> Field<T> of(@Nullable T value) {
        return new Field<>(true, value);
    }
}
