// What types of an API are made with: annotations of records, and what a value of JSON is read as.

extension JavaRuntime {
    static let values: [(String, String)] = [
        (
            "Member",
            #"""
            package PACKAGE.runtime;

            import java.lang.annotation.ElementType;
            import java.lang.annotation.Retention;
            import java.lang.annotation.RetentionPolicy;
            import java.lang.annotation.Target;

            /** How a component of a record stands in JSON. */
            @Retention(RetentionPolicy.RUNTIME)
            @Target(ElementType.RECORD_COMPONENT)
            public @interface Member {
                /** Its name, where that is not the component's. */
                String value() default "";

                /** Whether only answers carry it: requests leave it out. */
                boolean readOnly() default false;

                /** Whether the decimals that it holds are text in JSON. */
                boolean decimalText() default false;
            }

            """#
        ),
        (
            "Nullable",
            #"""
            package PACKAGE.runtime;

            import java.lang.annotation.ElementType;
            import java.lang.annotation.Retention;
            import java.lang.annotation.RetentionPolicy;
            import java.lang.annotation.Target;

            /** Marks what may be null, which stands for absence. */
            @Retention(RetentionPolicy.RUNTIME)
            @Target({ElementType.METHOD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
            public @interface Nullable {
                /** Whether null is a value, which is sent. */
                boolean required() default false;
            }

            """#
        ),
        (
            "Rest",
            #"""
            package PACKAGE.runtime;

            import java.lang.annotation.ElementType;
            import java.lang.annotation.Retention;
            import java.lang.annotation.RetentionPolicy;
            import java.lang.annotation.Target;

            /** Marks the component that holds an object's further members. */
            @Retention(RetentionPolicy.RUNTIME)
            @Target(ElementType.RECORD_COMPONENT)
            public @interface Rest {}

            """#
        ),
        (
            "Union",
            #"""
            package PACKAGE.runtime;

            import java.lang.annotation.ElementType;
            import java.lang.annotation.Retention;
            import java.lang.annotation.RetentionPolicy;
            import java.lang.annotation.Target;

            /** Which of its types an object of a sealed interface is, by one of its members. */
            @Retention(RetentionPolicy.RUNTIME)
            @Target(ElementType.TYPE)
            public @interface Union {
                /** The member that tells. */
                String value();

                /** What its values mean. */
                Case[] cases();

                /** One value and its type. */
                @interface Case {
                    String tag();

                    Class<?> type();
                }
            }

            """#
        ),
        (
            "Wrapper",
            #"""
            package PACKAGE.runtime;

            /** A record of one component, which stands in JSON without an object around it. */
            public interface Wrapper<T> {
                T value();
            }

            """#
        ),
        (
            "Field",
            #"""
            package PACKAGE.runtime;

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

            """#
        ),
        (
            "Shape",
            #"""
            package PACKAGE.runtime;

            import java.lang.reflect.ParameterizedType;
            import java.lang.reflect.Type;
            import java.math.BigDecimal;
            import java.util.ArrayList;
            import java.util.Arrays;
            import java.util.Collection;
            import java.util.LinkedHashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.stream.Stream;

            /** What a value of JSON is read as. */
            public record Shape<T>(Type type) {
                /** Most zeros that a decimal's text is filled with. */
                private static final int DIGITS_MAX = 100;

                /** Stands for a decimal that is text in JSON. */
                static final Type DECIMAL_TEXT =
                        new Type() {
                            @Override
                            public String toString() {
                                return "decimal text";
                            }
                        };

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

                /** A decimal that is text. */
                public static Shape<BigDecimal> decimalText() {
                    return new Shape<>(DECIMAL_TEXT);
                }

                /** A type whose decimals are text. */
                static Type decimalText(Type type) {
                    if (type instanceof ParameterizedType generic) {
                        Stream<Type> arguments = Arrays.stream(generic.getActualTypeArguments());
                        List<Type> texts = arguments.map(Shape::decimalText).toList();
                        return new Generic((Class<?>) generic.getRawType(), texts);
                    }
                    return type == BigDecimal.class ? DECIMAL_TEXT : type;
                }

                /** Decimals, in whatever lists and maps, as texts. */
                public static Object texts(Object value) {
                    if (value instanceof BigDecimal decimal) {
                        boolean isShort = Math.abs(decimal.scale()) <= DIGITS_MAX;
                        return isShort ? decimal.toPlainString() : decimal.toString();
                    }
                    if (value instanceof Collection<?> elements) {
                        List<Object> list = new ArrayList<>(elements.size());
                        elements.forEach(element -> list.add(texts(element)));
                        return list;
                    }
                    if (value instanceof Map<?, ?> members) {
                        Map<Object, Object> map = new LinkedHashMap<>();
                        members.forEach((name, member) -> map.put(name, texts(member)));
                        return map;
                    }
                    return value;
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

            """#
        ),
    ]
}
