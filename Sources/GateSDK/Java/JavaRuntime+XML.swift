// XML of values and back, for APIs that speak it.

extension JavaRuntime {
    static let xml: [(String, String)] = [
        (
            "XmlForm",
            #"""
            package PACKAGE.runtime;

            import java.util.List;
            import java.util.function.Supplier;

            /** How a value stands in XML. */
            public sealed interface XmlForm {
                /** What holds no elements, but for what may hold anything. */
                enum Leaf implements XmlForm {
                    TEXT,
                    NUMBER,
                    BOOLEAN,
                    ANY
                }

                /** An element for each of a list's. */
                record Array(Element element) implements XmlForm {}

                /** An element or attribute for each member. */
                record Members(List<Member> members) implements XmlForm {}

                /** Elements by their names. */
                record Entries(XmlForm form) implements XmlForm {}

                /** What is made when it is first needed: it may hold itself. */
                record Later(Supplier<XmlForm> making) implements XmlForm {}

                /** An element, or an attribute. */
                record Element(
                        String name, @Nullable String prefix, @Nullable String namespace, XmlForm form) {
                    String qualified() {
                        return prefix == null ? name : prefix + ":" + name;
                    }
                }

                /** A member of an object; a list without a wrapper stands in the object's own element. */
                record Member(String name, Element element, boolean isAttribute, boolean isUnwrapped) {}

                static Element element(String name, XmlForm form) {
                    return new Element(name, null, null, form);
                }

                static Element element(String name, String prefix, String namespace, XmlForm form) {
                    return new Element(name, prefix, namespace, form);
                }

                static XmlForm array(Element element) {
                    return new Array(element);
                }

                static XmlForm object(Member... members) {
                    return new Members(List.of(members));
                }

                static XmlForm map(XmlForm form) {
                    return new Entries(form);
                }

                static XmlForm later(Supplier<XmlForm> making) {
                    return new Later(making);
                }

                static Member member(String name, Element element) {
                    return new Member(name, element, false, false);
                }

                static Member attribute(String name, Element element) {
                    return new Member(name, element, true, false);
                }

                static Member unwrapped(String name, Element element) {
                    return new Member(name, element, false, true);
                }

                /** What stands behind names. */
                default XmlForm resolved() {
                    XmlForm form = this;
                    while (form instanceof Later later) {
                        form = later.making.get();
                    }
                    return form;
                }
            }

            """#
        ),
        (
            "Xml",
            #"""
            package PACKAGE.runtime;

            import PACKAGE.runtime.XmlForm.Element;
            import PACKAGE.runtime.XmlForm.Leaf;
            import PACKAGE.runtime.XmlForm.Member;
            import java.io.ByteArrayInputStream;
            import java.math.BigDecimal;
            import java.util.ArrayDeque;
            import java.util.ArrayList;
            import java.util.Collection;
            import java.util.Deque;
            import java.util.HashMap;
            import java.util.HashSet;
            import java.util.LinkedHashMap;
            import java.util.List;
            import java.util.Map;
            import java.util.Set;
            import java.util.regex.Pattern;
            import javax.xml.stream.XMLInputFactory;
            import javax.xml.stream.XMLStreamConstants;
            import javax.xml.stream.XMLStreamException;
            import javax.xml.stream.XMLStreamReader;

            /** Plain values, as {@link Json} has them, to XML and back. */
            final class Xml {
                private static final int DEPTH_MAX = 512;
                private static final String INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";
                private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.-]*");

                private final StringBuilder out = new StringBuilder();

                private Xml() {}

                // Writing.

                /** The text of a document. */
                static String print(Object value, Element element) {
                    Xml xml = new Xml();
                    xml.out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
                    xml.write(element, value, Map.of());
                    return xml.out.toString();
                }

                private void write(Element element, Object value, Map<String, String> scope) {
                    XmlForm form = element.form().resolved();
                    Map<String, String> names = new HashMap<>(scope);
                    Set<String> declared = new HashSet<>();
                    out.append('<').append(element.qualified());
                    declare(element, names, declared);
                    if (form instanceof XmlForm.Members object && value instanceof Map<?, ?> members) {
                        for (Member member : object.members()) {
                            Object own = members.get(member.name());
                            if (member.isAttribute() && own != null) {
                                if (member.element().prefix() != null) {
                                    declare(member.element(), names, declared);
                                }
                                String text = escaped(String.valueOf(own), true);
                                out.append(' ').append(member.element().qualified());
                                out.append("=\"").append(text).append('"');
                            }
                        }
                    }
                    int start = out.length();
                    out.append('>');
                    writeContent(form, value, names);
                    if (out.length() == start + 1) {
                        out.setLength(start);
                        out.append("/>");
                    } else {
                        out.append("</").append(element.qualified()).append('>');
                    }
                }

                /** Tells what a prefix stands for, where that is not known. */
                private void declare(Element element, Map<String, String> names, Set<String> declared) {
                    String prefix = element.prefix() == null ? "" : element.prefix();
                    String namespace = element.namespace();
                    if (namespace == null || namespace.equals(names.get(prefix)) || !declared.add(prefix)) {
                        return;
                    }
                    names.put(prefix, namespace);
                    out.append(prefix.isEmpty() ? " xmlns" : " xmlns:").append(prefix);
                    out.append("=\"").append(escaped(namespace, true)).append('"');
                }

                private void writeContent(XmlForm form, Object value, Map<String, String> names) {
                    if (value == null) {
                        return;
                    }
                    if (form instanceof XmlForm.Array array) {
                        Collection<?> elements = value instanceof Collection<?> list ? list : List.of(value);
                        elements.forEach(element -> write(array.element(), element, names));
                    } else if (form instanceof XmlForm.Members object && value instanceof Map<?, ?> members) {
                        writeMembers(object, members, names);
                    } else if (value instanceof Map<?, ?> members) {
                        XmlForm inner = form instanceof XmlForm.Entries entries ? entries.form() : Leaf.ANY;
                        members.forEach((name, member) -> writeOther((String) name, inner, member, names));
                    } else if (value instanceof Collection<?> elements) {
                        elements.forEach(element -> writeOther("item", Leaf.ANY, element, names));
                    } else {
                        boolean isNumber = value instanceof Number;
                        out.append(escaped(isNumber ? Json.number((Number) value) : value.toString(), false));
                    }
                }

                private void writeMembers(
                        XmlForm.Members object, Map<?, ?> members, Map<String, String> names) {
                    Map<Object, Object> others = new LinkedHashMap<>(members);
                    for (Member member : object.members()) {
                        Object own = others.remove(member.name());
                        if (member.isAttribute() || own == null) {
                            continue;
                        }
                        if (member.isUnwrapped()) {
                            writeContent(member.element().form().resolved(), own, names);
                        } else {
                            write(member.element(), own, names);
                        }
                    }
                    others.forEach((name, member) -> writeOther((String) name, Leaf.ANY, member, names));
                }

                /** An element whose name the API does not tell. */
                private void writeOther(String name, XmlForm form, Object value, Map<String, String> names) {
                    if (!NAME.matcher(name).matches()) {
                        throw new IllegalArgumentException("\"" + name + "\" cannot be a name in XML");
                    }
                    if (form == Leaf.ANY && value instanceof Collection<?> elements) {
                        elements.forEach(element -> write(XmlForm.element(name, form), element, names));
                    } else if (value != null) {
                        write(XmlForm.element(name, form), value, names);
                    }
                }

                private static String escaped(String text, boolean isAttribute) {
                    StringBuilder out = new StringBuilder(text.length());
                    text.codePoints()
                            .forEach(
                                    scalar -> {
                                        boolean isSpace = scalar == '\t' || scalar == '\n' || scalar == '\r';
                                        boolean isSurrogate = scalar >= 0xd800 && scalar <= 0xdfff;
                                        if (scalar < ' ' && !isSpace || isSurrogate || (scalar | 1) == 0xffff) {
                                            String name = String.format("U+%04X", scalar);
                                            throw new IllegalArgumentException(name + " cannot stand in XML");
                                        }
                                        switch (scalar) {
                                            case '&' -> out.append("&amp;");
                                            case '<' -> out.append("&lt;");
                                            case '>' -> out.append("&gt;");
                                            case '"' -> out.append(isAttribute ? "&quot;" : "\"");
                                            default -> {
                                                if (scalar == '\r' || isSpace && isAttribute) {
                                                    out.append("&#").append(scalar).append(';');
                                                } else {
                                                    out.appendCodePoint(scalar);
                                                }
                                            }
                                        }
                                    });
                    return out.toString();
                }

                // Reading.

                private static final class Node {
                    final String name;
                    final Map<String, String> attributes = new LinkedHashMap<>();
                    final List<Node> children = new ArrayList<>();
                    final StringBuilder text = new StringBuilder();
                    boolean isNull;

                    Node(String name) {
                        this.name = name;
                    }

                    /** The first child of a name. */
                    Node child(String wanted) {
                        return children.stream()
                                .filter(child -> child.name.equals(wanted))
                                .findFirst()
                                .orElse(null);
                    }
                }

                /** What a document says; IllegalArgumentException where it is none. */
                static Object parse(byte[] document, Element element) {
                    try {
                        return value(read(document), element.form());
                    } catch (XMLStreamException failure) {
                        throw new IllegalArgumentException("no XML: " + failure.getMessage(), failure);
                    }
                }

                private static Node read(byte[] document) throws XMLStreamException {
                    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
                    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
                    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
                    XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(document));
                    Deque<Node> open = new ArrayDeque<>();
                    open.push(new Node(""));
                    while (reader.hasNext()) {
                        switch (reader.next()) {
                            case XMLStreamConstants.START_ELEMENT -> {
                                if (open.size() > DEPTH_MAX) {
                                    throw new IllegalArgumentException("XML is nested too deeply");
                                }
                                Node node = new Node(reader.getLocalName());
                                for (int index = 0; index < reader.getAttributeCount(); index += 1) {
                                    String name = reader.getAttributeLocalName(index);
                                    if (INSTANCE.equals(reader.getAttributeNamespace(index))) {
                                        boolean isTrue = reader.getAttributeValue(index).matches("true|1");
                                        node.isNull = node.isNull || name.equals("nil") && isTrue;
                                    } else {
                                        node.attributes.put(name, reader.getAttributeValue(index));
                                    }
                                }
                                open.peek().children.add(node);
                                open.push(node);
                            }
                            case XMLStreamConstants.END_ELEMENT -> open.pop();
                            case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                                    open.peek().text.append(reader.getText());
                            case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                                    throw new IllegalArgumentException("XML with a DTD is not read");
                            default -> {}
                        }
                    }
                    return open.peek().children.get(0);
                }

                private static Object value(Node node, XmlForm wanted) {
                    XmlForm form = wanted.resolved();
                    if (node.isNull) {
                        return null;
                    }
                    if (form instanceof XmlForm.Array array) {
                        return elements(node, array);
                    }
                    if (form instanceof XmlForm.Members object) {
                        return members(node, object);
                    }
                    if (form instanceof XmlForm.Entries entries) {
                        Map<String, Object> members = new LinkedHashMap<>();
                        node.children.forEach(child -> members.put(child.name, value(child, entries.form())));
                        return members;
                    }
                    boolean isText = node.children.isEmpty() && node.attributes.isEmpty();
                    boolean isTold = form != Leaf.ANY || isText;
                    return isTold ? leaf(node.text.toString(), form) : others(node, Set.of());
                }

                private static List<Object> elements(Node node, XmlForm.Array array) {
                    List<Object> elements = new ArrayList<>();
                    for (Node child : node.children) {
                        if (child.name.equals(array.element().name())) {
                            elements.add(value(child, array.element().form()));
                        }
                    }
                    return elements;
                }

                private static Map<String, Object> members(Node node, XmlForm.Members object) {
                    Map<String, Object> members = new LinkedHashMap<>();
                    Set<String> known = new HashSet<>();
                    for (Member member : object.members()) {
                        Element element = member.element();
                        XmlForm form = element.form().resolved();
                        if (member.isAttribute()) {
                            known.add("@" + element.name());
                            String text = node.attributes.get(element.name());
                            if (text != null) {
                                members.put(member.name(), leaf(text, form));
                            }
                        } else if (member.isUnwrapped() && form instanceof XmlForm.Array array) {
                            known.add(array.element().name());
                            members.put(member.name(), elements(node, array));
                        } else {
                            known.add(element.name());
                            Node child = node.child(element.name());
                            if (child != null) {
                                members.put(member.name(), value(child, form));
                            }
                        }
                    }
                    others(node, known).forEach(members::putIfAbsent);
                    return members;
                }

                /** Attributes and elements that the API does not tell of: several of one name are a list. */
                private static Map<String, Object> others(Node node, Set<String> known) {
                    Map<String, Object> members = new LinkedHashMap<>();
                    node.attributes.forEach(
                            (name, text) -> {
                                if (!known.contains("@" + name)) {
                                    members.put(name, text);
                                }
                            });
                    Map<String, List<Object>> several = new LinkedHashMap<>();
                    for (Node child : node.children) {
                        if (!known.contains(child.name)) {
                            List<Object> list = several.computeIfAbsent(child.name, name -> new ArrayList<>());
                            list.add(value(child, Leaf.ANY));
                        }
                    }
                    several.forEach((name, list) -> members.put(name, list.size() == 1 ? list.get(0) : list));
                    return members;
                }

                private static Object leaf(String text, XmlForm form) {
                    String word = text.strip();
                    if (form == Leaf.BOOLEAN && word.matches("true|false|0|1")) {
                        return word.equals("true") || word.equals("1");
                    }
                    if (form == Leaf.NUMBER) {
                        try {
                            BigDecimal number = new BigDecimal(word);
                            boolean isLong = number.scale() == 0 && number.precision() < 19;
                            return isLong ? (Object) number.longValue() : number;
                        } catch (NumberFormatException failure) {
                            return text;
                        }
                    }
                    return text;
                }
            }

            """#
        ),
    ]
}
