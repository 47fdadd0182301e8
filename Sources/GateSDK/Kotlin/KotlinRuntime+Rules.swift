// `Rules.kt`: what values have to satisfy, looked at before a request goes out.

extension KotlinRuntime {
    static let rules = #"""
        package PACKAGE.runtime

        import java.math.BigDecimal
        import java.math.RoundingMode
        import java.util.concurrent.ConcurrentHashMap
        import java.util.regex.Pattern
        import java.util.regex.PatternSyntaxException

        /** That of a type, which may hold itself. */
        internal open class TypeRule(make: () -> Rule) : Rule {
            private val rule by lazy(make)

            override fun check(value: Any?, place: String, found: MutableList<Violation>) =
                rule.check(value, place, found)
        }

        /** One of some, by the text of a member. */
        internal class ChoiceRule(
            private val member: String,
            private vararg val rules: Pair<String, Rule>
        ) : Rule {
            override fun check(value: Any?, place: String, found: MutableList<Violation>) {
                val tag = (value as? Map<*, *>)?.get(member)
                rules.firstOrNull { it.first == tag }?.second?.check(value, place, found)
            }
        }

        /** What is said of a value and of what it holds; each is about values of its own kind. */
        internal class ValueRule(
            private val minimum: String? = null,
            private val maximum: String? = null,
            private val excludesMinimum: Boolean = false,
            private val excludesMaximum: Boolean = false,
            private val multipleOf: String? = null,
            private val minLength: Int? = null,
            private val maxLength: Int? = null,
            private val pattern: String? = null,
            private val minItems: Int? = null,
            private val maxItems: Int? = null,
            private val hasUniqueItems: Boolean = false,
            private val minProperties: Int? = null,
            private val maxProperties: Int? = null,
            private val elements: Rule? = null,
            members: List<Pair<String, Rule>> = emptyList(),
            private val others: Rule? = null
        ) : Rule {
            private val members = members.toMap()

            override fun check(value: Any?, place: String, found: MutableList<Violation>) {
                val wrong = when (value) {
                    is Number -> decimal(value)?.let { number(it, value is Double) }
                    is String -> text(value)
                    is Collection<*> -> list(value)
                    is Map<*, *> -> bounds(value.size, minProperties, maxProperties, "members")
                    else -> null
                }
                wrong?.mapTo(found) { Violation(place, it) }
                if (value is Collection<*> && elements != null) {
                    value.forEachIndexed { index, element ->
                        elements.check(element, "$place[$index]", found)
                    }
                }
                if (value is Map<*, *>) {
                    for ((name, member) in value) {
                        (members[name as String] ?: others)?.check(member, "$place.$name", found)
                    }
                }
            }

            private fun number(value: BigDecimal, isFloating: Boolean): List<String> {
                val least = minimum?.toBigDecimalOrNull()
                val most = maximum?.toBigDecimalOrNull()
                val below = least != null && value <= least && (excludesMinimum || value < least)
                val above = most != null && value >= most && (excludesMaximum || value > most)
                return listOfNotNull(
                    if (!below) null
                    else if (excludesMinimum) "is not greater than $minimum" else "is less than $minimum",
                    if (!above) null
                    else if (excludesMaximum) "is not less than $maximum" else "is greater than $maximum",
                    if (isMultiple(value, isFloating)) null else "is not a multiple of $multipleOf"
                )
            }

            private fun isMultiple(value: BigDecimal, isFloating: Boolean): Boolean {
                val step = multipleOf?.toBigDecimalOrNull() ?: return true
                // What differs by more digits than that is not worth its computation.
                if (step.signum() == 0 || Math.abs(value.scale() - step.scale()) > 1_000) return true
                if (value.remainder(step).signum() == 0) return true
                // As near as floating-point numbers come: 0.1 * 3.
                val nearest = value.divide(step, 0, RoundingMode.HALF_EVEN).multiply(step)
                val difference = Math.abs(value.toDouble() - nearest.toDouble())
                return isFloating && difference <= 4e-16 * Math.abs(value.toDouble())
            }

            private fun text(value: String): List<String> {
                val length = value.codePointCount(0, value.length)
                val isLike = pattern == null || Patterns.find(pattern, value)
                val found =
                    bounds(length, minLength, maxLength, "characters", "is shorter than", "is longer than")
                return if (isLike) found else found + "does not match $pattern"
            }

            private fun list(value: Collection<*>): List<String> {
                val isUnique = !hasUniqueItems || value.mapTo(HashSet(), ::comparable).size == value.size
                val found = bounds(value.size, minItems, maxItems, "items")
                return if (isUnique) found else found + "has equal items"
            }

            private fun bounds(
                size: Int,
                least: Int?,
                most: Int?,
                unit: String,
                under: String = "has fewer than",
                over: String = "has more than"
            ) = listOfNotNull(
                if (least != null && size < least) "$under $least $unit" else null,
                if (most != null && size > most) "$over $most $unit" else null
            )

            private fun comparable(value: Any?): Any? = when (value) {
                is Number -> decimal(value)?.let {
                    if (it.signum() == 0) BigDecimal.ZERO else it.stripTrailingZeros()
                }
                is Collection<*> -> value.map(::comparable)
                is Map<*, *> -> value.mapValues { comparable(it.value) }
                else -> value
            }

            private fun decimal(value: Number): BigDecimal? = value.toString().toBigDecimalOrNull()
        }

        /** Patterns of JSON Schema, which are ECMAScript's; what Java does not read is passed by. */
        private object Patterns {
            private val known = ConcurrentHashMap<String, List<Pattern>>()

            fun find(pattern: String, text: String): Boolean = try {
                known.getOrPut(pattern) { read(pattern) }.all { it.matcher(text).find() }
            } catch (failure: StackOverflowError) {
                true
            }

            private fun read(pattern: String): List<Pattern> = try {
                listOf(Pattern.compile(translated(pattern)))
            } catch (failure: PatternSyntaxException) {
                emptyList()
            }

            /** `$` is the very end, and classes do not nest. */
            private fun translated(pattern: String): String {
                val out = StringBuilder()
                var isClass = false
                var at = 0
                while (at < pattern.length) {
                    val letter = pattern[at++]
                    when {
                        letter == '\\' && at < pattern.length -> out.append(letter).append(pattern[at++])
                        isClass && letter in "[&" -> out.append('\\').append(letter)
                        !isClass && letter == '$' -> out.append("\\z")
                        else -> out.append(letter)
                    }
                    if (letter == '[' || letter == ']') isClass = letter == '['
                }
                return out.toString()
            }
        }

        """#

    static let ruleTests = #"""
        package PACKAGE.runtime

        import java.math.BigDecimal
        import org.junit.jupiter.api.Assertions.assertEquals
        import org.junit.jupiter.api.Test

        /** What values have to satisfy. */
        class RuleTest {
            private fun wrong(rule: Rule, value: Any?): List<String> {
                val found = ArrayList<Violation>()
                rule.check(plain(value), "body", found)
                return found.map { it.toString() }
            }

            @Test
            fun comparesNumbersExactly() {
                val rule = ValueRule(minimum = "1", maximum = "9007199254740993", multipleOf = "0.1")
                assertEquals(listOf("body is less than 1"), wrong(rule, 0))
                assertEquals(listOf("body is greater than 9007199254740993"), wrong(rule, 9007199254740994))
                val exact = BigDecimal("2.70")
                for (fine in listOf<Any?>(1, 9007199254740993, 1.3, exact, "text", null, true)) {
                    assertEquals(emptyList<String>(), wrong(rule, fine))
                }
                val tenths = ValueRule(multipleOf = "0.1")
                for (fine in listOf(0.3, 0.1 * 3, 1e300)) {
                    assertEquals(emptyList<String>(), wrong(tenths, fine))
                }
                for (odd in listOf(0.35, 1e-300, BigDecimal("0.30000000000000004"))) {
                    assertEquals(listOf("body is not a multiple of 0.1"), wrong(tenths, odd))
                }
                assertEquals(1, wrong(ValueRule(multipleOf = "2"), 100000000000000001).size)
                assertEquals(listOf("body is not a multiple of 0.1"), wrong(rule, 1.25))
                val open = ValueRule("0", "1", excludesMinimum = true, excludesMaximum = true)
                assertEquals(listOf("body is not greater than 0"), wrong(open, 0.0))
                assertEquals(listOf("body is not less than 1"), wrong(open, 1))
            }

            @Test
            fun countsScalars() {
                val rule = ValueRule(minLength = 2, maxLength = 3)
                assertEquals(listOf("body is shorter than 2 characters"), wrong(rule, "\uD83D\uDE00"))
                assertEquals(emptyList<String>(), wrong(rule, "\uD83D\uDE00a\uD83D\uDE00"))
                assertEquals(listOf("body is longer than 3 characters"), wrong(rule, "abcd"))
            }

            @Test
            fun readsPatterns() {
                val rule = ValueRule(pattern = "^[a-z[&]+$")
                assertEquals(emptyList<String>(), wrong(rule, "a[&"))
                assertEquals(listOf("body does not match ^[a-z[&]+$"), wrong(rule, "a\n"))
                assertEquals(emptyList<String>(), wrong(ValueRule(pattern = "b"), "abc"))
                assertEquals(emptyList<String>(), wrong(ValueRule(pattern = "(?<"), "abc"))
                val long = "ab".repeat(100_000)
                assertEquals(emptyList<String>(), wrong(ValueRule(pattern = "^(a|b)*$"), long))
            }

            private object Tree : TypeRule({
                ValueRule(
                    maxProperties = 2,
                    members = listOf(
                        "name" to ValueRule(maxLength = 1),
                        "children" to ValueRule(elements = Tree)
                    ),
                    others = ValueRule(hasUniqueItems = true, maxItems = 2)
                )
            })

            @Test
            fun tellsWhere() {
                val leaf = mapOf("name" to "ab", "x" to listOf(1, 1.0, 2))
                val children = listOf(mapOf("name" to "a"), leaf)
                val found = wrong(Tree, mapOf("children" to children, "a" to 1, "b" to 2))
                val expected = listOf(
                    "body has more than 2 members",
                    "body.children[1].name is longer than 1 characters",
                    "body.children[1].x has more than 2 items",
                    "body.children[1].x has equal items"
                )
                assertEquals(expected, found)
                val choice = ChoiceRule("kind", "tree" to Tree)
                assertEquals(emptyList<String>(), wrong(choice, mapOf("kind" to "other", "name" to "ab")))
                assertEquals(
                    listOf("body.name is longer than 1 characters"),
                    wrong(choice, mapOf("kind" to "tree", "name" to "ab"))
                )
            }
        }

        """#
}
