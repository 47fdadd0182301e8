package petstore.runtime

import java.math.BigDecimal

/** JSON as text to maps, lists, strings, numbers, booleans and null, and back. */
object Json {
    /** A value: whole numbers are Long where they fit, others BigDecimal. */
    fun parse(text: String): Any? = JsonParser(text).document()

    /** The text of a value. */
    fun print(value: Any?): String = StringBuilder().also { print(value, it) }.toString()

    private fun print(value: Any?, out: StringBuilder) {
        when (value) {
            is Map<*, *> -> {
                out.append('{')
                value.entries.forEachIndexed { index, (name, member) ->
                    if (index > 0) out.append(',')
                    print(name.toString(), out)
                    print(member, out.append(':'))
                }
                out.append('}')
            }
            is Collection<*> -> {
                out.append('[')
                value.forEachIndexed { index, element ->
                    if (index > 0) out.append(',')
                    print(element, out)
                }
                out.append(']')
            }
            is String -> quote(value, out)
            is Number -> out.append(number(value))
            else -> out.append(value)
        }
    }

    /** A number in digits: `1.0` is `1`. */
    internal fun number(number: Number): String {
        if (number is BigDecimal && Math.abs(number.scale()) < 100) return number.toPlainString()
        val value = number.toDouble()
        if (number !is Double && number !is Float) return number.toString()
        require(!value.isNaN() && !value.isInfinite()) { "$value has no digits" }
        val isWhole = value % 1 == 0.0 && Math.abs(value) < 1e15
        return if (isWhole) value.toLong().toString() else number.toString()
    }

    private fun quote(text: String, out: StringBuilder) {
        out.append('"')
        for (letter in text) {
            when {
                letter == '"' || letter == '\\' -> out.append('\\').append(letter)
                letter < ' ' -> out.append("\\u00").append(if (letter < '\u0010') "0" else "1")
                    .append("0123456789abcdef"[letter - '\u0000' and 15])
                else -> out.append(letter)
            }
        }
        out.append('"')
    }
}

private class JsonParser(private val text: String) {
    private var at = 0
    private var depth = 0

    fun document(): Any? {
        val value = value()
        skipSpace()
        if (at < text.length) throw unexpected()
        return value
    }

    private fun value(): Any? {
        skipSpace()
        return when (peek()) {
            '{' -> members()
            '[' -> elements()
            '"' -> string()
            't' -> word("true", true)
            'f' -> word("false", false)
            'n' -> word("null", null)
            else -> number()
        }
    }

    private fun members(): Map<String, Any?> {
        val members = LinkedHashMap<String, Any?>()
        open()
        while (!closes('}', members.isEmpty())) {
            skipSpace()
            val name = string()
            skipSpace()
            take(':')
            members[name] = value()
        }
        return members
    }

    private fun elements(): List<Any?> {
        val elements = ArrayList<Any?>()
        open()
        while (!closes(']', elements.isEmpty())) elements.add(value())
        return elements
    }

    private fun open() {
        at += 1
        depth += 1
        if (depth > DEPTH_MAX) throw unexpected()
    }

    /** Whether a bracket closes; else takes the comma before the next element. */
    private fun closes(bracket: Char, isEmpty: Boolean): Boolean {
        skipSpace()
        if (peek() == bracket) {
            at += 1
            depth -= 1
            return true
        }
        if (!isEmpty) take(',')
        return false
    }

    private fun string(): String {
        take('"')
        val out = StringBuilder()
        while (peek() != '"') {
            val letter = text[at++]
            if (letter < ' ') throw unexpected()
            out.append(if (letter == '\\') escape() else letter)
        }
        at += 1
        return out.toString()
    }

    private fun escape(): Char {
        val letter = peek()
        at += 1
        return when (letter) {
            'b' -> '\b'
            'f' -> '\u000c'
            'n' -> '\n'
            'r' -> '\r'
            't' -> '\t'
            '"', '\\', '/' -> letter
            'u' -> {
                val digits = text.substring(at, minOf(at + 4, text.length))
                if (!HEX.matches(digits)) throw unexpected()
                at += 4
                Integer.parseInt(digits, 16).toChar()
            }
            else -> throw unexpected()
        }
    }

    private fun word(word: String, value: Any?): Any? {
        if (!text.startsWith(word, at)) throw unexpected()
        at += word.length
        return value
    }

    private fun number(): Number {
        val start = at
        while (at < text.length && text[at] in "+-.0123456789Ee") at += 1
        val digits = text.substring(start, at)
        if (!NUMBER.matches(digits)) {
            at = start
            throw unexpected()
        }
        val isShort = digits.length < 19 && digits.none { it in ".eE" }
        return if (isShort) digits.toLong() else BigDecimal(digits)
    }

    private fun skipSpace() {
        while (at < text.length && text[at] in " \t\r\n") at += 1
    }

    private fun peek(): Char =
        if (at < text.length) text[at] else throw IllegalArgumentException("JSON ends early")

    private fun take(letter: Char) {
        if (peek() != letter) throw unexpected()
        at += 1
    }

    private fun unexpected() = IllegalArgumentException("no JSON from character $at")

    private companion object {
        const val DEPTH_MAX = 512
        val HEX = Regex("[0-9a-fA-F]{4}")
        val NUMBER = Regex("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,9})?")
    }
}
