// Tests of XML, for APIs that speak it.

extension JavaPackage {
    static let xmlTests = #"""
        package PACKAGE.runtime;

        import static org.junit.jupiter.api.Assertions.assertEquals;
        import static org.junit.jupiter.api.Assertions.assertThrows;

        import PACKAGE.runtime.XmlForm.Element;
        import PACKAGE.runtime.XmlForm.Leaf;
        import java.net.http.HttpRequest;
        import java.nio.charset.StandardCharsets;
        import java.util.ArrayList;
        import java.util.LinkedHashMap;
        import java.util.List;
        import java.util.Map;
        import org.junit.jupiter.api.Test;

        /** XML of values, and values of XML. */
        class XmlTest {
            private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
            private static final XmlForm PET = XmlForm.later(XmlTest::pet);
            private static final Element ROOT = XmlForm.element("Pet", "p", "urn:pets", PET);

            private static XmlForm pet() {
                Element tag = XmlForm.element("tag", Leaf.TEXT);
                return XmlForm.object(
                        XmlForm.attribute("id", XmlForm.element("id", Leaf.NUMBER)),
                        XmlForm.attribute("lang", XmlForm.element("lang", "q", "urn:q", Leaf.TEXT)),
                        XmlForm.member("name", XmlForm.element("Name", "p", "urn:pets", Leaf.TEXT)),
                        XmlForm.member("isBig", XmlForm.element("isBig", null, "urn:own", Leaf.BOOLEAN)),
                        XmlForm.member("tags", XmlForm.element("tags", XmlForm.array(tag))),
                        XmlForm.unwrapped("notes", XmlForm.element("note", XmlForm.array(tag))),
                        XmlForm.member("parent", XmlForm.element("parent", PET)),
                        XmlForm.member("sizes", XmlForm.element("sizes", XmlForm.map(Leaf.NUMBER))));
            }

            private static Map<String, Object> object(Object... members) {
                Map<String, Object> object = new LinkedHashMap<>();
                for (int index = 0; index < members.length; index += 2) {
                    object.put((String) members[index], members[index + 1]);
                }
                return object;
            }

            private static Object parse(String text) {
                return Xml.parse(text.getBytes(StandardCharsets.UTF_8), ROOT);
            }

            @Test
            void writesAndReads() {
                Map<String, Object> parent = object("name", "", "notes", List.of());
                Map<String, Object> value =
                        object("id", 7L, "lang", "a\"<\n", "name", " <é>&\r", "isBig", true);
                value.put("tags", List.of("a", "b"));
                value.put("notes", List.of("c", "d"));
                value.put("parent", parent);
                value.put("sizes", object("s", 1L));
                value.put("more", List.of("x", object("y", "1")));
                String text =
                        HEAD
                                + "<p:Pet xmlns:p=\"urn:pets\" id=\"7\" xmlns:q=\"urn:q\""
                                + " q:lang=\"a&quot;&lt;&#10;\"><p:Name> &lt;é&gt;&amp;&#13;</p:Name>"
                                + "<isBig xmlns=\"urn:own\">true</isBig>"
                                + "<tags><tag>a</tag><tag>b</tag></tags><tag>c</tag><tag>d</tag>"
                                + "<parent><p:Name/></parent><sizes><s>1</s></sizes>"
                                + "<more>x</more><more><y>1</y></more></p:Pet>";
                assertEquals(text, Xml.print(value, ROOT));
                assertEquals(value, parse(text));
            }

            @Test
            void readsNullsNumbersAndWhatIsNoNumber() {
                String instance = "xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"";
                String text = "<Pet " + instance + " id=\"x\"><Name i:nil=\"true\"/><isBig>1</isBig></Pet>";
                Map<String, Object> expected = object("id", "x", "name", null, "isBig", true);
                expected.put("notes", List.of());
                assertEquals(expected, parse(text));
            }

            private static final class Options extends ClientOptions<Options> {}

            private static final class Probe extends Client {
                Probe(Options options) {
                    super(new Definition("http://api.test", "probe/1"), options);
                }

                Object send(Object body) {
                    Request request = new Request("POST", "/a").xml("text/xml", body, ROOT);
                    return call(request, Answer.either(ROOT, Shape.of(Long.class))).send();
                }
            }

            @Test
            void sendsAndReadsXmlAndJson() {
                List<HttpRequest> sent = new ArrayList<>();
                for (String type : List.of("application/json", "text/xml; charset=utf-8", "a/b+xml")) {
                    boolean isJson = type.endsWith("json");
                    String text = isJson ? "7" : "<Pet><Name>a</Name></Pet>";
                    Options options = new Options();
                    options.transport(
                            request -> {
                                sent.add(request);
                                return TransportTest.Reply.of(200, text, "content-type", type);
                            });
                    Object expected = isJson ? 7L : object("name", "a", "notes", List.of());
                    assertEquals(expected, new Probe(options).send(object("name", "b")));
                }
                HttpRequest first = sent.get(0);
                assertEquals("text/xml", first.headers().firstValue("content-type").orElse(""));
                long length = first.bodyPublisher().orElseThrow().contentLength();
                assertEquals(Xml.print(object("name", "b"), ROOT).length(), length);
            }

            @Test
            void refusesWhatIsNoXml() {
                String external = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hosts\">]><Pet>&b;</Pet>";
                String deep = "<a>".repeat(600) + "</a>".repeat(600);
                for (String wrong : List.of("", "<a>", "<a></b>", "text", external, deep, "<a>&b;</a>")) {
                    assertThrows(IllegalArgumentException.class, () -> parse(wrong), wrong);
                }
                for (Object wrong : List.of("\u0001", "\uD800", "\uFFFF")) {
                    Map<String, Object> value = object("name", wrong);
                    assertThrows(IllegalArgumentException.class, () -> Xml.print(value, ROOT));
                }
                Map<String, Object> named = object("a b", 1);
                assertThrows(IllegalArgumentException.class, () -> Xml.print(named, ROOT));
            }
        }

        """#
}
