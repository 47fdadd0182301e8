package petstore.runtime;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What a value of JSON, if it is of a kind, and all that it holds have to satisfy. */
public class ValueRule {
    /** Digits by which a number and a step may differ; what differs by more is passed by. */
    private static final int DIGITS_MAX = 1_000;

    private BigDecimal minimum;
    private BigDecimal maximum;
    private boolean excludesMinimum;
    private boolean excludesMaximum;
    private BigDecimal multipleOf;
    private int minLength;
    private int maxLength = Integer.MAX_VALUE;
    private String pattern;
    private Pattern compiled;
    private int minItems;
    private int maxItems = Integer.MAX_VALUE;
    private boolean hasUniqueItems;
    private int minProperties;
    private int maxProperties = Integer.MAX_VALUE;
    private ValueRule elements;
    private final Map<String, ValueRule> members = new HashMap<>();
    private ValueRule others;

    /** A rule that is made when it is first needed: it may hold itself. */
    public static ValueRule later(Supplier<ValueRule> making) {
        return new ValueRule() {
            private volatile ValueRule made;

            @Override
            void check(String place, Object value, List<Violation> found) {
                if (made == null) {
                    made = making.get();
                }
                made.check(place, value, found);
            }
        };
    }

    /** One of some rules, by the text of a member. */
    @SafeVarargs
    public static ValueRule choice(String member, Map.Entry<String, ValueRule>... rules) {
        Map<String, ValueRule> known = table(rules);
        return new ValueRule() {
            @Override
            void check(String place, Object value, List<Violation> found) {
                Object tag = value instanceof Map<?, ?> members ? members.get(member) : null;
                ValueRule rule = tag instanceof String ? known.get(tag) : null;
                if (rule != null) {
                    rule.check(place, value, found);
                }
            }
        };
    }

    public ValueRule minimum(String number) {
        minimum = decimal(number);
        return this;
    }

    public ValueRule maximum(String number) {
        maximum = decimal(number);
        return this;
    }

    public ValueRule excludesMinimum() {
        excludesMinimum = true;
        return this;
    }

    public ValueRule excludesMaximum() {
        excludesMaximum = true;
        return this;
    }

    public ValueRule multipleOf(String number) {
        multipleOf = decimal(number);
        return this;
    }

    public ValueRule minLength(int count) {
        minLength = count;
        return this;
    }

    public ValueRule maxLength(int count) {
        maxLength = count;
        return this;
    }

    /** A pattern of ECMAScript's; one that Java does not read is passed by. */
    public ValueRule pattern(String text) {
        pattern = text;
        try {
            compiled = Pattern.compile(translated(text));
        } catch (PatternSyntaxException failure) {
            compiled = null;
        }
        return this;
    }

    public ValueRule minItems(int count) {
        minItems = count;
        return this;
    }

    public ValueRule maxItems(int count) {
        maxItems = count;
        return this;
    }

    public ValueRule hasUniqueItems() {
        hasUniqueItems = true;
        return this;
    }

    public ValueRule minProperties(int count) {
        minProperties = count;
        return this;
    }

    public ValueRule maxProperties(int count) {
        maxProperties = count;
        return this;
    }

    /** The rule of a list's elements. */
    public ValueRule elements(ValueRule rule) {
        elements = rule;
        return this;
    }

    /** The rules of an object's members. */
    @SafeVarargs
    public final ValueRule members(Map.Entry<String, ValueRule>... rules) {
        members.putAll(table(rules));
        return this;
    }

    /** The rule of members that have no other. */
    public ValueRule others(ValueRule rule) {
        others = rule;
        return this;
    }

    @SafeVarargs
    private static Map<String, ValueRule> table(Map.Entry<String, ValueRule>... rules) {
        Map<String, ValueRule> table = new HashMap<>();
        for (Map.Entry<String, ValueRule> rule : rules) {
            table.putIfAbsent(rule.getKey(), rule.getValue());
        }
        return table;
    }

    /** Adds what is wrong with a value. */
    void check(String place, Object value, List<Violation> found) {
        if (value instanceof Number number) {
            BigDecimal exact = decimal(Json.number(number));
            if (exact != null) {
                checkNumber(place, exact, found);
            }
        } else if (value instanceof String text) {
            checkText(place, text, found);
        } else if (value instanceof Collection<?> list) {
            checkList(place, list, found);
        } else if (value instanceof Map<?, ?> object) {
            checkBounds(place, object.size(), minProperties, maxProperties, " members", found);
            object.forEach(
                    (name, member) -> {
                        ValueRule rule = members.getOrDefault(name, others);
                        if (rule != null) {
                            rule.check(place + "." + name, member, found);
                        }
                    });
        }
    }

    private void checkNumber(String place, BigDecimal value, List<Violation> found) {
        int below = minimum == null ? 1 : value.compareTo(minimum);
        if (below < 0 || below == 0 && excludesMinimum) {
            String text = excludesMinimum ? "is not greater than " : "is less than ";
            found.add(new Violation(place, text + minimum));
        }
        int above = maximum == null ? -1 : value.compareTo(maximum);
        if (above > 0 || above == 0 && excludesMaximum) {
            String text = excludesMaximum ? "is not less than " : "is greater than ";
            found.add(new Violation(place, text + maximum));
        }
        boolean isComparable =
                multipleOf != null
                        && multipleOf.signum() != 0
                        && Math.abs((long) value.scale() - multipleOf.scale()) <= DIGITS_MAX;
        if (isComparable && value.remainder(multipleOf).signum() != 0) {
            found.add(new Violation(place, "is not a multiple of " + multipleOf));
        }
    }

    private void checkText(String place, String value, List<Violation> found) {
        int length = value.codePointCount(0, value.length());
        if (length < minLength) {
            found.add(new Violation(place, "is shorter than " + minLength + " characters"));
        }
        if (length > maxLength) {
            found.add(new Violation(place, "is longer than " + maxLength + " characters"));
        }
        try {
            if (compiled != null && !compiled.matcher(value).find()) {
                found.add(new Violation(place, "does not match " + pattern));
            }
        } catch (StackOverflowError failure) {
            // Some patterns cannot be looked for in long texts.
        }
    }

    private void checkList(String place, Collection<?> value, List<Violation> found) {
        checkBounds(place, value.size(), minItems, maxItems, " items", found);
        if (hasUniqueItems) {
            Set<Object> different = new HashSet<>();
            value.forEach(element -> different.add(comparable(element)));
            if (different.size() < value.size()) {
                found.add(new Violation(place, "has equal items"));
            }
        }
        if (elements != null) {
            int index = 0;
            for (Object element : value) {
                elements.check(place + "[" + index + "]", element, found);
                index += 1;
            }
        }
    }

    private static void checkBounds(
            String place, int size, int least, int most, String unit, List<Violation> found) {
        if (size < least) {
            found.add(new Violation(place, "has fewer than " + least + unit));
        }
        if (size > most) {
            found.add(new Violation(place, "has more than " + most + unit));
        }
    }

    /** A value that equals others of the same JSON: 1 and 1.0 are one number. */
    private static Object comparable(Object value) {
        if (value instanceof Number number) {
            BigDecimal exact = decimal(Json.number(number));
            return exact == null ? number : exact.stripTrailingZeros();
        }
        if (value instanceof Collection<?> list) {
            List<Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(comparable(element)));
            return elements;
        }
        if (value instanceof Map<?, ?> object) {
            Map<Object, Object> members = new HashMap<>();
            object.forEach((name, member) -> members.put(name, comparable(member)));
            return members;
        }
        return value;
    }

    private static BigDecimal decimal(String number) {
        try {
            return new BigDecimal(number);
        } catch (NumberFormatException failure) {
            return null;
        }
    }

    /** A pattern as Java has it: {@code $} is the very end, and classes do not nest. */
    private static String translated(String pattern) {
        StringBuilder out = new StringBuilder();
        boolean isClass = false;
        for (int at = 0; at < pattern.length(); at += 1) {
            char letter = pattern.charAt(at);
            if (letter == '\\' && at + 1 < pattern.length()) {
                at += 1;
                out.append(letter).append(pattern.charAt(at));
            } else if (isClass && (letter == '[' || letter == '&')) {
                out.append('\\').append(letter);
            } else if (!isClass && letter == '$') {
                out.append("\\z");
            } else {
                out.append(letter);
                isClass = letter == '[' || isClass && letter != ']';
            }
        }
        return out.toString();
    }
}
