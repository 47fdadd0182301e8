// The Java methods that values in templates have, by number. A name that is not here is no method of any value and
// gives null. Which receiver has which, and what they do, is the machine's business.

/// A method; the raw value is stored in plans.
package enum TemplateMethod: UInt32, CaseIterable, Sendable {
    // Of several kinds of values
    case toString = 0, equals, hashCode, getClass, compareTo, isEmpty, size, contains, indexOf, lastIndexOf
    // Strings
    case length, charAt, codePointAt, compareToIgnoreCase, concat, endsWith, startsWith, equalsIgnoreCase
    case format, getBytes, intern, join, matches, regionMatches, replace, replaceAll, replaceFirst, split
    case substring, toLowerCase, toUpperCase, trim, valueOf, toCharArray, subSequence, contentEquals, copyValueOf
    case strip, isBlank, `repeat`
    // Lists and sets
    case add, addAll, clear, containsAll, get, remove, removeAll, retainAll, set, subList, iterator, listIterator
    case toArray, addFirst, addLast, getFirst, getLast
    // Iterators
    case hasNext, next
    // Maps and entries
    case containsKey, containsValue, entrySet, keySet, put, putAll, putIfAbsent, values, getKey, getValue, setValue
    case getOrDefault
    // Numbers and Booleans
    case intValue, longValue, doubleValue, floatValue, shortValue, byteValue, booleanValue, isNaN, isInfinite
    case parseInt, parseLong, parseDouble, parseBoolean, toHexString, toBinaryString, toOctalString
    case max, min, abs, signum, sum, compare, bitCount, reverse
    // What templates are given
    case body, json, path, params, getBody
    case escapeJavaScript, parseJson, urlEncode, urlDecode, base64Encode, base64Decode
    // `$foreach`
    case getIndex, getCount, getParent, isFirst, isLast
    // Classes
    case getName, getSimpleName
    // More of strings, lists, maps and the number classes' static methods
    case codePointBefore, codePointCount, offsetByCodePoints, stripLeading, stripTrailing, clone
    case logicalAnd, logicalOr, logicalXor, getBoolean, isFinite, highestOneBit, lowestOneBit
    case numberOfLeadingZeros, numberOfTrailingZeros, rotateLeft, rotateRight, reverseBytes
    case toUnsignedString, toUnsignedLong
    // Characters
    case charValue, isDigit, isLetter, isLetterOrDigit, isUpperCase, isLowerCase, isWhitespace, getNumericValue
    // Still more static methods of numbers
    case decode, parseUnsignedInt, parseUnsignedLong, getInteger, getLong, divideUnsigned, remainderUnsigned
    case compareUnsigned, doubleToLongBits
    // Long numbers and decimal fractions
    case negate, plus, subtract, multiply, divide, mod, remainder, pow, gcd, bitLength, testBit, not, getLowestSetBit
    case shiftLeft, shiftRight, intValueExact, longValueExact, scale, precision, unscaledValue, setScale
    case stripTrailingZeros, toBigInteger, toPlainString, toEngineeringString, movePointLeft, movePointRight

    /// The method of a name, nil for a name that no value knows.
    package init?(name: String) {
        guard let method = TemplateMethod.names[name] else { return nil }
        self = method
    }

    private static let names: [String: TemplateMethod] = {
        var names: [String: TemplateMethod] = [:]
        for method in allCases { names["\(method)"] = method }
        return names
    }()
}
