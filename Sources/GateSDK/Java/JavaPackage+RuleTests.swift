// Tests of rules, the same for every API that has some.

extension JavaPackage {
    static let ruleTests = #"""
        package PACKAGE.runtime;

        import static org.junit.jupiter.api.Assertions.assertEquals;
        import static org.junit.jupiter.api.Assertions.assertThrows;

        import java.io.IOException;
        import java.math.BigDecimal;
        import java.util.ArrayList;
        import java.util.LinkedHashMap;
        import java.util.List;
        import java.util.Map;
        import java.util.concurrent.CompletableFuture;
        import org.junit.jupiter.api.Test;

        /** What values have to satisfy. */
        class RuleTest {
            private static ValueRule rule() {
                return new ValueRule();
            }

            private static List<String> wrong(ValueRule rule, Object value) {
                List<Violation> found = new ArrayList<>();
                rule.check("body", Codec.plain(value), found);
                return found.stream().map(Violation::toString).toList();
            }

            @Test
            void comparesNumbersExactly() {
                ValueRule rule = rule().minimum("1").maximum("9007199254740993").multipleOf("0.1");
                assertEquals(List.of("body is less than 1"), wrong(rule, 0));
                String above = "body is greater than 9007199254740993";
                assertEquals(List.of(above), wrong(rule, 9007199254740994L));
                BigDecimal decimal = new BigDecimal("2.70");
                for (Object fine : List.of(1, 9007199254740993L, 1.3, decimal, "text", true)) {
                    assertEquals(List.of(), wrong(rule, fine));
                }
                assertEquals(List.of(), wrong(rule, null));
                assertEquals(List.of(), wrong(rule().multipleOf("0.1"), 0.3));
                assertEquals(List.of(), wrong(rule().multipleOf("1"), new BigDecimal("1E+1000000000")));
                assertEquals(List.of("body is not a multiple of 0.1"), wrong(rule, 1.25));
                ValueRule open = rule().minimum("0").excludesMinimum().maximum("1").excludesMaximum();
                assertEquals(List.of("body is not greater than 0"), wrong(open, 0.0));
                assertEquals(List.of("body is not less than 1"), wrong(open, 1));
            }

            @Test
            void countsScalars() {
                ValueRule rule = rule().minLength(2).maxLength(3);
                assertEquals(List.of("body is shorter than 2 characters"), wrong(rule, "\uD83D\uDE00"));
                assertEquals(List.of(), wrong(rule, "\uD83D\uDE00a\uD83D\uDE00"));
                assertEquals(List.of("body is longer than 3 characters"), wrong(rule, "abcd"));
            }

            @Test
            void readsPatterns() {
                ValueRule rule = rule().pattern("^[a-z[&]+$");
                assertEquals(List.of(), wrong(rule, "a[&"));
                assertEquals(List.of("body does not match ^[a-z[&]+$"), wrong(rule, "a\n"));
                assertEquals(List.of(), wrong(rule().pattern("b"), "abc"));
                assertEquals(List.of(), wrong(rule().pattern("(?<"), "abc"));
                assertEquals(List.of(), wrong(rule().pattern("^(a|b)*$"), "ab".repeat(100_000)));
            }

            private static final ValueRule TREE = ValueRule.later(RuleTest::tree);

            private static ValueRule tree() {
                return rule().maxProperties(2)
                        .members(
                                Map.entry("name", rule().maxLength(1)),
                                Map.entry("children", rule().elements(TREE)))
                        .others(rule().hasUniqueItems().maxItems(2));
            }

            @Test
            void tellsWhere() {
                Map<String, Object> leaf = new LinkedHashMap<>();
                leaf.put("name", "ab");
                leaf.put("x", List.of(1, 1.0, 2));
                Map<String, Object> root = new LinkedHashMap<>();
                root.put("children", List.of(Map.of("name", "a"), leaf));
                root.put("a", 1);
                root.put("b", 2);
                assertEquals(
                        List.of(
                                "body has more than 2 members",
                                "body.children[1].name is longer than 1 characters",
                                "body.children[1].x has more than 2 items",
                                "body.children[1].x has equal items"),
                        wrong(TREE, root));
                ValueRule choice = ValueRule.choice("kind", Map.entry("tree", TREE));
                assertEquals(List.of(), wrong(choice, Map.of("kind", "other", "name", "ab")));
                List<String> longer = List.of("body.name is longer than 1 characters");
                assertEquals(longer, wrong(choice, Map.of("kind", "tree", "name", "ab")));
            }

            private static final class Options extends ClientOptions<Options> {}

            private static final class Probe extends Client {
                Probe(Options options) {
                    super(new Definition("http://api.test", "probe/1"), options);
                }

                Call<Object> list(Object limit) {
                    Request request = new Request("GET", "/a").query("limit", limit);
                    request.check("query limit", limit, rule().minimum("1"));
                    return call(request, Answer.json(Object.class));
                }
            }

            @Test
            void sendsNothingThatIsWrong() {
                List<Object> sent = new ArrayList<>();
                for (boolean checks : List.of(true, false)) {
                    Options options = new Options().retries(0).checksRequests(checks);
                    options.transport(
                            request -> {
                                sent.add(request);
                                return CompletableFuture.failedFuture(new IOException("reset"));
                            });
                    Probe probe = new Probe(options);
                    assertThrows(ConnectionException.class, probe.list(1)::send);
                    assertThrows(ConnectionException.class, probe.list(null)::send);
                    Class<? extends RuntimeException> expected =
                            checks ? InvalidRequestException.class : ConnectionException.class;
                    RuntimeException failure = assertThrows(expected, probe.list(0)::send);
                    if (failure instanceof InvalidRequestException invalid) {
                        assertEquals("query limit is less than 1", invalid.getMessage());
                        Violation known = new Violation("query limit", "is less than 1");
                        assertEquals(List.of(known), invalid.violations());
                    }
                }
                assertEquals(5, sent.size());
            }
        }

        """#
}
