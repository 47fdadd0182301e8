package petstore.runtime

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
