// `Xml.kt`: plain values to XML and back, by what the API says of elements (OpenAPI 3.0.3, "XML Object").

extension KotlinRuntime {
    static let xml = #"""
        package PACKAGE.runtime

        import java.io.StringReader
        import javax.xml.parsers.SAXParserFactory
        import org.xml.sax.Attributes
        import org.xml.sax.InputSource
        import org.xml.sax.SAXException
        import org.xml.sax.ext.DefaultHandler2

        /** The name of an element or attribute. */
        internal data class XmlName(
            val local: String,
            val prefix: String? = null,
            val namespace: String? = null
        ) {
            val qualified get() = if (prefix == null) local else "$prefix:$local"
        }

        /** What an element holds. */
        internal interface XmlForm {
            /** Writes a plain value into an element that is open. */
            fun write(value: Any?, into: XmlNode)

            /** Reads an element as a plain value. */
            fun read(node: XmlNode): Any?
        }

        /** An element with a name of its own. */
        internal class XmlElement(val name: XmlName, val form: XmlForm) : Format {
            /** A plain value as a document; null is none. */
            fun print(value: Any?): String? =
                plain(value)?.let { "<?xml version=\"1.0\"?>" + node(it).print() }

            /** A document as a plain value. */
            override fun parse(text: String): Any? = form.read(XmlParser.parse(text))

            fun node(value: Any?) = XmlNode(name.qualified).also {
                it.declare(name)
                form.write(value, it)
            }
        }

        /** An element of a document; one that was read has names without prefixes. */
        internal class XmlNode(val name: String) {
            val attributes = LinkedHashMap<String, String>()
            val nodes = ArrayList<XmlNode>()
            var text = ""

            fun declare(name: XmlName) {
                if (name.namespace == null) return
                attributes[if (name.prefix == null) "xmlns" else "xmlns:${name.prefix}"] = name.namespace
            }

            fun print(): String {
                val fields = attributes.map { (name, value) -> " $name=\"${escaped(value)}\"" }
                val head = name + fields.joinToString("")
                if (nodes.isEmpty() && text == "") return "<$head/>"
                return "<$head>" + escaped(text) + nodes.joinToString("") { it.print() } + "</$name>"
            }

            private fun escaped(text: String): String {
                val out = StringBuilder()
                for (letter in text) {
                    when (letter) {
                        '&' -> out.append("&amp;")
                        '<' -> out.append("&lt;")
                        '>' -> out.append("&gt;")
                        '"' -> out.append("&quot;")
                        '\n', '\r', '\t' -> out.append("&#${letter - '\u0000'};")
                        else -> {
                            val isKnown = letter >= ' ' && letter < '\uFFFE'
                            require(isKnown) { "XML holds no U+%04X".format(letter - '\u0000') }
                            out.append(letter)
                        }
                    }
                }
                return out.toString()
            }
        }

        /** A type's form, which may hold itself. */
        internal open class XmlType(make: () -> XmlForm) : XmlForm {
            private val form by lazy(make)

            override fun write(value: Any?, into: XmlNode) = form.write(value, into)

            override fun read(node: XmlNode): Any? = form.read(node)
        }

        /** A text, a number, or true or false. */
        internal enum class XmlLeaf : XmlForm {
            TEXT, NUMBER, BOOLEAN;

            override fun write(value: Any?, into: XmlNode) {
                into.text = if (value == null) "" else scalar(value)
            }

            override fun read(node: XmlNode): Any? = read(node.text)

            fun read(text: String): Any? = when (this) {
                TEXT -> text
                NUMBER -> text.trim().let { it.toLongOrNull() ?: it.toBigDecimalOrNull() ?: text }
                BOOLEAN -> when (text.trim()) {
                    "true", "1" -> true
                    "false", "0" -> false
                    else -> text
                }
            }
        }

        /** Told by what is there: elements by their names, several of one name as a list, else a text. */
        internal object XmlAny : XmlForm {
            override fun write(value: Any?, into: XmlNode) {
                when (value) {
                    null -> return
                    is Map<*, *> -> for ((name, member) in value) {
                        for (element in member as? Collection<*> ?: listOf(member)) {
                            into.nodes += XmlNode(named(name)).also { write(element, it) }
                        }
                    }
                    is Collection<*> -> value.forEach { element ->
                        into.nodes += XmlNode("item").also { write(element, it) }
                    }
                    else -> into.text = scalar(value)
                }
            }

            override fun read(node: XmlNode): Any? {
                if (node.nodes.isEmpty() && node.attributes.isEmpty()) return node.text
                val members = LinkedHashMap<String, Any?>(node.attributes)
                for ((name, nodes) in node.nodes.groupBy { it.name }) {
                    members[name] = if (nodes.size == 1) read(nodes[0]) else nodes.map { read(it) }
                }
                return members
            }

            /** A name that comes with a value. */
            fun named(name: Any?): String {
                val text = name.toString()
                require(NAME.matches(text)) { "\"$text\" cannot be an element of XML" }
                return text
            }

            private val NAME = Regex("[\\p{L}_][\\p{L}\\p{N}_.-]*")
        }

        /** An element for each. */
        internal class XmlList(val element: XmlElement) : XmlForm {
            override fun write(value: Any?, into: XmlNode) {
                for (inner in value as? Collection<*> ?: listOf(value)) into.nodes += element.node(inner)
            }

            override fun read(node: XmlNode): Any? =
                node.nodes.filter { it.name == element.name.local }.map { element.form.read(it) }
        }

        /** Elements by their names. */
        internal class XmlMap(private val form: XmlForm) : XmlForm {
            override fun write(value: Any?, into: XmlNode) {
                for ((name, member) in value as? Map<*, *> ?: return) {
                    into.nodes += XmlNode(XmlAny.named(name)).also { form.write(member, it) }
                }
            }

            override fun read(node: XmlNode): Any? = node.nodes.map { it.name to form.read(it) }.toMap()
        }

        /** A member of an object. */
        internal class XmlMember(
            val member: String,
            val element: XmlElement,
            val isAttribute: Boolean = false,
            /** Whether a list's elements stand in the object's element itself. */
            val isUnwrapped: Boolean = false
        )

        /** Members as elements and attributes. */
        internal class XmlObject(private vararg val members: XmlMember) : XmlForm {
            override fun write(value: Any?, into: XmlNode) {
                val plain = value as? Map<*, *> ?: return
                for (member in members) {
                    val inner = plain[member.member] ?: continue
                    val name = member.element.name
                    when {
                        member.isAttribute -> {
                            if (name.prefix != null) into.declare(name)
                            into.attributes[name.qualified] = scalar(inner)
                        }
                        member.isUnwrapped -> member.element.form.write(inner, into)
                        else -> into.nodes += member.element.node(inner)
                    }
                }
            }

            override fun read(node: XmlNode): Any? {
                val made = LinkedHashMap<String, Any?>()
                for (member in members) {
                    val element = member.element
                    if (member.isAttribute) {
                        val text = node.attributes[element.name.local] ?: continue
                        made[member.member] = element.form.read(XmlNode("").also { it.text = text })
                    } else if (member.isUnwrapped) {
                        made[member.member] = element.form.read(node)
                    } else {
                        val inner = node.nodes.firstOrNull { it.name == element.name.local } ?: continue
                        made[member.member] = if (inner.isNil) null else element.form.read(inner)
                    }
                }
                return made
            }

            private val XmlNode.isNil get() = attributes["nil"] == "true" && nodes.isEmpty() && text == ""
        }

        /** Reads documents: without DTDs, and not deeper than JSON. */
        private class XmlParser : DefaultHandler2() {
            private val open = ArrayList<XmlNode>()
            private val texts = ArrayList<StringBuilder>()
            private var root: XmlNode? = null

            override fun startDTD(name: String?, publicId: String?, systemId: String?) =
                throw SAXException("DTDs are not read")

            override fun resolveEntity(publicId: String?, systemId: String?) =
                InputSource(StringReader(""))

            override fun startElement(
                uri: String?,
                local: String,
                qualified: String?,
                fields: Attributes
            ) {
                if (open.size >= DEPTH_MAX) throw SAXException("deeper than $DEPTH_MAX elements")
                val node = XmlNode(local)
                for (index in 0 until fields.length) {
                    node.attributes[fields.getLocalName(index)] = fields.getValue(index)
                }
                open.lastOrNull()?.nodes?.add(node)
                open += node
                texts += StringBuilder()
                root = root ?: node
            }

            override fun characters(letters: CharArray, start: Int, length: Int) {
                texts.lastOrNull()?.append(letters, start, length)
            }

            override fun endElement(uri: String?, local: String?, qualified: String?) {
                val text = texts.removeAt(texts.size - 1).toString()
                val node = open.removeAt(open.size - 1)
                // Between elements it is layout.
                if (node.nodes.isEmpty()) node.text = text
            }

            companion object {
                const val DEPTH_MAX = 512

                fun parse(text: String): XmlNode {
                    val factory = SAXParserFactory.newInstance()
                    factory.isNamespaceAware = true
                    val handler = XmlParser()
                    try {
                        val reader = factory.newSAXParser().xmlReader
                        reader.contentHandler = handler
                        reader.entityResolver = handler
                        reader.errorHandler = handler
                        reader.setProperty("http://xml.org/sax/properties/lexical-handler", handler)
                        reader.parse(InputSource(StringReader(text.trimStart('\uFEFF'))))
                    } catch (failure: SAXException) {
                        throw IllegalArgumentException(failure.message, failure)
                    }
                    return handler.root ?: throw IllegalArgumentException("no element")
                }
            }
        }

        """#

    static let xmlTests = #"""
        package PACKAGE.runtime

        import java.math.BigDecimal
        import org.junit.jupiter.api.Assertions.assertEquals
        import org.junit.jupiter.api.Assertions.assertNull
        import org.junit.jupiter.api.Assertions.assertThrows
        import org.junit.jupiter.api.Assertions.assertTrue
        import org.junit.jupiter.api.Test
        import org.junit.jupiter.api.function.Executable

        /** XML, by forms that are made up. */
        class XmlTest {
            private fun element(name: String, form: XmlForm) = XmlElement(XmlName(name), form)

            private object Pet : XmlType({
                XmlObject(
                    XmlMember("id", XmlElement(XmlName("id"), XmlLeaf.NUMBER), isAttribute = true),
                    XmlMember("name", XmlElement(XmlName("name"), XmlLeaf.TEXT)),
                    XmlMember("isGood", XmlElement(XmlName("good"), XmlLeaf.BOOLEAN)),
                    XmlMember("tags", XmlElement(
                        XmlName("labels"), XmlList(XmlElement(XmlName("label"), XmlLeaf.TEXT))
                    )),
                    XmlMember("photos", XmlElement(
                        XmlName("photos"), XmlList(XmlElement(XmlName("photo"), XmlLeaf.TEXT))
                    ), isUnwrapped = true),
                    XmlMember("friend", XmlElement(XmlName("pet", "p", "urn:pets"), Pet)),
                    XmlMember("notes", XmlElement(XmlName("notes"), XmlMap(XmlLeaf.NUMBER))),
                    XmlMember("rest", XmlElement(XmlName("rest"), XmlAny))
                )
            })

            private val pet = XmlElement(XmlName("pet", "p", "urn:pets"), Pet)

            @Test
            fun writesAndReads() {
                val value = mapOf(
                    "id" to 7L,
                    "name" to "<a> & \"b\"\n",
                    "isGood" to true,
                    "tags" to listOf("x", ""),
                    "photos" to listOf("1", "2"),
                    "friend" to mapOf("name" to "c", "photos" to emptyList<Any>()),
                    "notes" to mapOf("a" to BigDecimal("1.50")),
                    "rest" to mapOf("a" to "1", "b" to listOf("2", mapOf("c" to "3")))
                )
                val text = "<?xml version=\"1.0\"?><p:pet xmlns:p=\"urn:pets\" id=\"7\">" +
                    "<name>&lt;a&gt; &amp; &quot;b&quot;&#10;</name><good>true</good>" +
                    "<labels><label>x</label><label/></labels><photo>1</photo><photo>2</photo>" +
                    "<p:pet xmlns:p=\"urn:pets\"><name>c</name></p:pet><notes><a>1.50</a></notes>" +
                    "<rest><a>1</a><b>2</b><b><c>3</c></b></rest></p:pet>"
                assertEquals(text, pet.print(value))
                assertEquals(value, pet.parse(text))
                assertNull(pet.print(null))
            }

            @Test
            fun readsWhatOthersWrite() {
                val text = "\uFEFF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- x -->\n" +
                    "<q:pet xmlns:q='urn:pets'\n id=' 8 '" +
                    " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'>\n" +
                    "  <q:name>a<![CDATA[<b>]]></q:name>\n  <good>0</good><unknown/>" +
                    "<friend xsi:nil='true'/><q:pet xsi:nil='true'/><notes/>\n</q:pet>"
                val expected = mapOf(
                    "id" to 8L,
                    "name" to "a<b>",
                    "isGood" to false,
                    "photos" to emptyList<Any>(),
                    "friend" to null,
                    "notes" to emptyMap<String, Any>()
                )
                assertEquals(expected, pet.parse(text))
                val list = element("list", XmlList(element("n", XmlLeaf.NUMBER)))
                val read = list.parse("<list><n>1</n><n>2.5</n><n>x</n></list>")
                assertEquals(listOf(1L, BigDecimal("2.5"), "x"), read)
            }

            @Test
            fun answersMayBeJsonAllTheSame() {
                val answer = Answer.json(Read.map(Read.any), element("a", XmlMap(XmlLeaf.NUMBER)))
                for (text in listOf("\n<a><n>1</n></a>", " {\"n\":1}")) {
                    val response = HttpResponse(200, emptyMap(), text.byteInputStream())
                    assertEquals(mapOf("n" to 1L), answer.read(response))
                }
                val response = HttpResponse(200, emptyMap(), "<a".byteInputStream())
                assertThrows(ApiException::class.java, Executable { answer.read(response) })
            }

            @Test
            fun refusesWhatIsNoGood() {
                val any = element("a", XmlAny)
                val bomb = "<!DOCTYPE a [<!ENTITY b \"c\"><!ENTITY d SYSTEM \"file:///etc/passwd\">]>" +
                    "<a>&b;&d;</a>"
                val deep = "<a>".repeat(600) + "</a>".repeat(600)
                val entity = "<a>&d;</a>"
                for (wrong in listOf("", "<a>", "<a/><b/>", "text", bomb, deep, entity, "<b:a/>")) {
                    val parse = Executable { any.parse(wrong) }
                    assertThrows(IllegalArgumentException::class.java, parse, wrong)
                }
                for (wrong in listOf("\u0000", mapOf("a b" to 1), mapOf("a><b" to 1))) {
                    assertThrows(IllegalArgumentException::class.java, Executable { any.print(wrong) })
                }
                assertTrue(any.print("\uD83D\uDE00").orEmpty().endsWith("<a>\uD83D\uDE00</a>"))
            }
        }

        """#
}
