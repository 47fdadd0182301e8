package petstore.runtime;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

/** What a value of JSON is read as. */
public record Shape<T>(Type type) {
    /** A type without arguments. */
    public static <T> Shape<T> of(Class<T> type) {
        return new Shape<>(type);
    }

    /** A list. */
    public static <T> Shape<List<T>> list(Shape<T> element) {
        return new Shape<>(new Generic(List.class, List.of(element.type)));
    }

    /** An object with any keys. */
    public static <T> Shape<Map<String, T>> map(Shape<T> value) {
        return new Shape<>(new Generic(Map.class, List.of(String.class, value.type)));
    }

    @SuppressWarnings("unchecked")
    T read(Object value) {
        return (T) Codec.read(type, value);
    }

    private record Generic(Class<?> rawType, List<Type> arguments) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public Type getRawType() {
            return rawType;
        }

        @Override
        public Type getOwnerType() {
            return null;
        }
    }
}
