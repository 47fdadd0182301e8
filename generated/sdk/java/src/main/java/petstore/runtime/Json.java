package petstore.runtime;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as text to maps, lists, strings, numbers, booleans and null, and back. */
public final class Json {
    private static final int DEPTH_MAX = 512;

    private final String text;
    private int at;
    private int depth;

    private Json(String text) {
        this.text = text;
    }

    /** A value: whole numbers are Long where they fit, others BigDecimal. */
    public static Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.skipSpace();
        if (json.at < text.length()) {
            throw json.unexpected();
        }
        return value;
    }

    private Object value() {
        skipSpace();
        char first = peek();
        switch (first) {
            case '{':
                return object();
            case '[':
                return array();
            case '"':
                return string();
            case 't':
                return word("true", true);
            case 'f':
                return word("false", false);
            case 'n':
                return word("null", null);
            default:
                return number();
        }
    }

    private Map<String, Object> object() {
        Map<String, Object> members = new LinkedHashMap<>();
        open();
        while (!closes('}', members.isEmpty())) {
            skipSpace();
            String name = string();
            skipSpace();
            take(':');
            members.put(name, value());
        }
        return members;
    }

    private List<Object> array() {
        List<Object> elements = new ArrayList<>();
        open();
        while (!closes(']', elements.isEmpty())) {
            elements.add(value());
        }
        return elements;
    }

    private void open() {
        at += 1;
        depth += 1;
        if (depth > DEPTH_MAX) {
            throw unexpected();
        }
    }

    /** Whether a bracket closes; else takes the comma before the next element. */
    private boolean closes(char bracket, boolean isEmpty) {
        skipSpace();
        if (peek() == bracket) {
            at += 1;
            depth -= 1;
            return true;
        }
        if (!isEmpty) {
            take(',');
        }
        return false;
    }

    private String string() {
        take('"');
        StringBuilder out = new StringBuilder();
        while (peek() != '"') {
            char letter = text.charAt(at++);
            if (letter < ' ') {
                throw unexpected();
            }
            out.append(letter == '\\' ? escape() : letter);
        }
        at += 1;
        return out.toString();
    }

    private char escape() {
        char letter = peek();
        at += 1;
        switch (letter) {
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                int end = Math.min(at + 4, text.length());
                String digits = text.substring(at, end);
                if (!digits.matches("[0-9a-fA-F]{4}")) {
                    throw unexpected();
                }
                at = end;
                return (char) Integer.parseInt(digits, 16);
            case '"', '\\', '/':
                return letter;
            default:
                throw unexpected();
        }
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw unexpected();
        }
        at += word.length();
        return value;
    }

    private Number number() {
        int start = at;
        while (at < text.length() && "+-.0123456789Ee".indexOf(text.charAt(at)) >= 0) {
            at += 1;
        }
        String digits = text.substring(start, at);
        if (!digits.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d{1,9})?")) {
            at = start;
            throw unexpected();
        }
        if (digits.length() < 19 && digits.matches("-?\\d+")) {
            return Long.valueOf(digits);
        }
        return new BigDecimal(digits);
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at += 1;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw new IllegalArgumentException("JSON ends early");
        }
        return text.charAt(at);
    }

    private void take(char letter) {
        if (peek() != letter) {
            throw unexpected();
        }
        at += 1;
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("no JSON from character " + at);
    }

    /** The text of a value. */
    public static String print(Object value) {
        StringBuilder out = new StringBuilder();
        print(value, out);
        return out.toString();
    }

    private static void print(Object value, StringBuilder out) {
        if (value instanceof Map<?, ?> members) {
            String before = "{";
            for (Map.Entry<?, ?> member : members.entrySet()) {
                print(String.valueOf(member.getKey()), out.append(before));
                print(member.getValue(), out.append(':'));
                before = ",";
            }
            out.append(members.isEmpty() ? "{}" : "}");
        } else if (value instanceof Collection<?> elements) {
            String before = "[";
            for (Object element : elements) {
                print(element, out.append(before));
                before = ",";
            }
            out.append(elements.isEmpty() ? "[]" : "]");
        } else if (value instanceof String string) {
            print(string, out);
        } else if (value instanceof Number number) {
            out.append(number(number));
        } else {
            out.append(value);
        }
    }

    /** A number in digits: {@code 1.0} is {@code 1}. */
    static String number(Number number) {
        if (!(number instanceof Double || number instanceof Float)) {
            return number.toString();
        }
        double value = number.doubleValue();
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(value + " has no digits");
        }
        boolean isWhole = value % 1 == 0 && Math.abs(value) < 1e15;
        return isWhole ? Long.toString((long) value) : number.toString();
    }

    private static void print(String text, StringBuilder out) {
        out.append('"');
        for (int index = 0; index < text.length(); index += 1) {
            char letter = text.charAt(index);
            if (letter == '"' || letter == '\\') {
                out.append('\\').append(letter);
            } else if (letter < ' ') {
                out.append(String.format("\\u%04x", (int) letter));
            } else {
                out.append(letter);
            }
        }
        out.append('"');
    }
}
