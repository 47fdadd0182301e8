package petstore.runtime;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Plain values, as {@link Json} has them, to what an API declares, and back. */
final class Codec {
    private static final Map<Class<?>, Plan> PLANS = new ConcurrentHashMap<>();

    private Codec() {}

    /** A component of a record. */
    private record Part(
            String name,
            Type type,
            Method accessor,
            Nullable nullable,
            boolean isRest,
            boolean isReadOnly,
            boolean isDecimalText) {
        static Part of(RecordComponent component) {
            Member member = component.getAnnotation(Member.class);
            boolean isNamed = member != null && !member.value().isEmpty();
            boolean isText = member != null && member.decimalText();
            Type type = component.getGenericType();
            return new Part(
                    isNamed ? member.value() : component.getName(),
                    isText ? Shape.decimalText(type) : type,
                    component.getAccessor(),
                    component.getAnnotation(Nullable.class),
                    component.isAnnotationPresent(Rest.class),
                    member != null && member.readOnly(),
                    isText);
        }

        /** What is written of a value: decimals as text, where they are. */
        Object written(Object value) {
            if (!isDecimalText) {
                return value;
            }
            boolean isField = value instanceof Field<?> field && field.isPresent();
            return isField
                    ? Field.of(Shape.texts(((Field<?>) value).value()))
                    : Shape.texts(value);
        }

        boolean isField() {
            return type instanceof ParameterizedType generic && generic.getRawType() == Field.class;
        }
    }

    /** How a record is made. */
    private record Plan(Constructor<?> constructor, List<Part> parts, Set<String> names) {
        static Plan of(Class<?> type) {
            return PLANS.computeIfAbsent(type, Plan::make);
        }

        private static Plan make(Class<?> type) {
            List<Part> parts = new ArrayList<>();
            List<Class<?>> types = new ArrayList<>();
            Set<String> names = new LinkedHashSet<>();
            for (RecordComponent component : type.getRecordComponents()) {
                Part part = Part.of(component);
                parts.add(part);
                types.add(component.getType());
                names.add(part.name);
            }
            try {
                Class<?>[] signature = types.toArray(Class<?>[]::new);
                return new Plan(type.getConstructor(signature), parts, names);
            } catch (NoSuchMethodException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    // Reading.

    /** A value of a type; IllegalArgumentException where it cannot be one. */
    static Object read(Type type, Object value) {
        if (type instanceof ParameterizedType generic) {
            return value == null ? null : readGeneric(generic, value);
        }
        if (type == Shape.DECIMAL_TEXT) {
            return value == null ? null : readDecimal(value);
        }
        Class<?> wanted = (Class<?>) type;
        if (value == null && !wanted.isPrimitive() || wanted == Object.class) {
            return value;
        }
        if (wanted.isRecord()) {
            return readRecord(wanted, value);
        }
        if (wanted.isInterface()) {
            return readUnion(wanted, value);
        }
        if (value instanceof String text) {
            return readText(wanted, text);
        }
        if (value instanceof Number number) {
            return readNumber(wanted, number);
        }
        if (value instanceof Boolean && (wanted == boolean.class || wanted == Boolean.class)) {
            return value;
        }
        throw wrong(wanted, value);
    }

    private static Object readGeneric(ParameterizedType type, Object value) {
        Type[] arguments = type.getActualTypeArguments();
        if (type.getRawType() == List.class && value instanceof Collection<?> elements) {
            List<Object> list = new ArrayList<>(elements.size());
            elements.forEach(element -> list.add(read(arguments[0], element)));
            return list;
        }
        if (type.getRawType() == Map.class && value instanceof Map<?, ?> members) {
            Map<String, Object> map = new LinkedHashMap<>();
            members.forEach((name, member) -> map.put((String) name, read(arguments[1], member)));
            return map;
        }
        throw wrong((Class<?>) type.getRawType(), value);
    }

    private static Object readText(Class<?> wanted, String text) {
        try {
            if (wanted == String.class) {
                return text;
            }
            if (wanted == LocalDate.class) {
                return LocalDate.parse(text);
            }
            if (wanted == OffsetDateTime.class) {
                return readTime(text);
            }
            if (wanted == UUID.class) {
                return UUID.fromString(text);
            }
            if (wanted == byte[].class) {
                return Base64.getMimeDecoder().decode(text);
            }
        } catch (DateTimeException failure) {
            throw new IllegalArgumentException(failure.getMessage(), failure);
        }
        throw wrong(wanted, text);
    }

    /** A time of RFC 3339; without a zone it is UTC's. */
    private static OffsetDateTime readTime(String text) {
        Object time =
                DateTimeFormatter.ISO_DATE_TIME.parseBest(
                        text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
        return time instanceof LocalDateTime local
                ? local.atOffset(ZoneOffset.UTC)
                : (OffsetDateTime) time;
    }

    private static BigDecimal readDecimal(Object value) {
        if (value instanceof String text) {
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException failure) {
                throw new IllegalArgumentException("no decimal: " + text, failure);
            }
        }
        throw wrong(BigDecimal.class, value);
    }

    private static Object readNumber(Class<?> wanted, Number number) {
        if (wanted == BigDecimal.class) {
            return number instanceof BigDecimal ? number : BigDecimal.valueOf(number.longValue());
        }
        try {
            if (wanted == long.class || wanted == Long.class) {
                return whole(number);
            }
            if (wanted == int.class || wanted == Integer.class) {
                return Math.toIntExact(whole(number));
            }
        } catch (ArithmeticException failure) {
            throw wrong(wanted, number);
        }
        if (wanted == double.class || wanted == Double.class) {
            return number.doubleValue();
        }
        throw wrong(wanted, number);
    }

    private static long whole(Number number) {
        return number instanceof BigDecimal decimal ? decimal.longValueExact() : number.longValue();
    }

    private static Object readRecord(Class<?> type, Object value) {
        Plan plan = Plan.of(type);
        if (Wrapper.class.isAssignableFrom(type)) {
            return make(plan, List.of(read(plan.parts.get(0).type, value)));
        }
        if (!(value instanceof Map<?, ?> members)) {
            throw wrong(type, value);
        }
        List<Object> arguments = new ArrayList<>(plan.parts.size());
        for (Part part : plan.parts) {
            try {
                arguments.add(readPart(part, plan, members));
            } catch (IllegalArgumentException failure) {
                String place = type.getSimpleName() + "." + part.accessor.getName();
                throw new IllegalArgumentException(place + ": " + failure.getMessage(), failure);
            }
        }
        return make(plan, arguments);
    }

    private static Object readPart(Part part, Plan plan, Map<?, ?> members) {
        if (part.isRest) {
            Map<Object, Object> rest = new LinkedHashMap<>(members);
            rest.keySet().removeAll(plan.names);
            return read(part.type, rest);
        }
        boolean isPresent = members.containsKey(part.name);
        Object member = members.get(part.name);
        if (part.isField()) {
            Type inner = ((ParameterizedType) part.type).getActualTypeArguments()[0];
            return isPresent ? Field.of(read(inner, member)) : Field.absent();
        }
        if (part.nullable == null && member == null) {
            throw new IllegalArgumentException(isPresent ? "null" : "missing");
        }
        return read(part.type, member);
    }

    private static Object make(Plan plan, List<Object> arguments) {
        try {
            return plan.constructor.newInstance(arguments.toArray());
        } catch (InvocationTargetException failure) {
            throw new IllegalArgumentException(failure.getCause());
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Which type it is, by the member that tells, else by how much of the value a type knows. */
    private static Object readUnion(Class<?> type, Object value) {
        Union union = type.getAnnotation(Union.class);
        if (union != null && value instanceof Map<?, ?> members) {
            Object tag = members.get(union.value());
            for (Union.Case known : union.cases()) {
                if (known.tag().equals(tag)) {
                    return read(known.type(), value);
                }
            }
        }
        Object best = null;
        IllegalArgumentException failure = null;
        for (Class<?> candidate : type.getPermittedSubclasses()) {
            try {
                Object made = read(candidate, value);
                if (best == null || known(made, value) > known(best, value)) {
                    best = made;
                }
            } catch (IllegalArgumentException other) {
                failure = other;
            }
        }
        if (best == null) {
            throw failure;
        }
        return best;
    }

    private static int known(Object made, Object value) {
        Plan plan = Plan.of(made.getClass());
        if (made instanceof Wrapper) {
            return plan.parts.get(0).type == Object.class ? 0 : 1;
        }
        return 1 + (int) ((Map<?, ?>) value).keySet().stream().filter(plan.names::contains).count();
    }

    private static IllegalArgumentException wrong(Class<?> wanted, Object value) {
        String found = value == null ? "null" : value.getClass().getSimpleName();
        return new IllegalArgumentException(
                found + " where " + wanted.getSimpleName() + " was expected");
    }

    // Writing.

    /** What {@link Json} prints. */
    static Object plain(Object value) {
        if (value instanceof Wrapper<?> wrapper) {
            Part part = Plan.of(wrapper.getClass()).parts.get(0);
            return plain(part.written(wrapper.value()));
        }
        if (value instanceof Record || value instanceof Map) {
            Map<String, Object> members = members(value);
            members.replaceAll((name, member) -> plain(member));
            return members;
        }
        if (value instanceof Collection<?> elements) {
            List<Object> list = new ArrayList<>(elements.size());
            elements.forEach(element -> list.add(plain(element)));
            return list;
        }
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        if (value instanceof OffsetDateTime time) {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
        }
        boolean isPlain = value == null || value instanceof Boolean || value instanceof Number;
        return isPlain ? value : value.toString();
    }

    /** The members that are sent, with their values as they are. */
    static Map<String, Object> members(Object value) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, member) -> members.put(String.valueOf(name), member));
            return members;
        }
        Map<String, Object> rest = Map.of();
        for (Part part : Plan.of(value.getClass()).parts) {
            Object member = part.written(get(part, value));
            if (part.isRest) {
                rest = member == null ? rest : members(member);
            } else if (part.isReadOnly) {
                continue;
            } else if (member instanceof Field<?> field) {
                if (field.isPresent()) {
                    members.put(part.name, field.value());
                }
            } else if (member != null || part.nullable != null && part.nullable.required()) {
                members.put(part.name, member);
            } else if (part.nullable == null) {
                String type = value.getClass().getSimpleName();
                throw new IllegalArgumentException(type + "." + part.name + " is missing");
            }
        }
        rest.forEach(members::putIfAbsent);
        tag(value.getClass(), members);
        return members;
    }

    /** Tells which type of a union it is, where no component does. */
    private static void tag(Class<?> type, Map<String, Object> members) {
        for (Class<?> parent : type.getInterfaces()) {
            Union union = parent.getAnnotation(Union.class);
            if (union == null) {
                continue;
            }
            for (Union.Case known : union.cases()) {
                if (known.type() == type) {
                    members.putIfAbsent(union.value(), known.tag());
                }
            }
        }
    }

    private static Object get(Part part, Object value) {
        try {
            return part.accessor.invoke(value);
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
