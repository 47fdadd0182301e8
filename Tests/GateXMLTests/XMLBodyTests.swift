// XML bodies by OpenAPI's `xml` rules: what they become, what is refused, and the way back.

import GateBytes
import GateCompiler
import GateJSON
import GatePlan
import GateSchema
import GateSource
import GateTree
import Testing

@testable import GateXML

@Suite struct XMLBodyTests {
    private func tables(_ schema: String) throws -> XMLTables {
        let sources = SourceMap()
        let sink = DiagnosticSink()
        let source = sources.add(path: "schema.yaml", bytes: Array(schema.utf8))
        let root = try #require(TreeParser.parse(source, sources: sources, sink: sink))
        let registry = SchemaRegistry(dialect: .openAPI30, sources: sources, sink: sink, load: { _ in nil })
        registry.add(root)
        let plan = StandalonePlan.schema(
            root, dialect: .openAPI30, sources: SchemaSources(registry), readsXML: true, sink: sink)
        #expect(sink.diagnostics.isEmpty)
        return XMLTables(try PlanImage(copying: plan))
    }

    private func json(_ bytes: [UInt8], _ tables: XMLTables) throws(XMLFailure) -> String {
        var reader = XMLReader()
        var out = ByteBuffer()
        try bytes.withByteView { (view) throws(XMLFailure) in try reader.read(view, shape: 0, tables, into: &out) }
        return String(out.view)
    }

    private func xml(_ json: String, _ tables: XMLTables) throws -> String {
        var tape = JSONTape()
        var out = ByteBuffer()
        try Array(json.utf8).withByteView { view in
            try tape.read(view)
            XMLWriter.append(tape.root, shape: 0, rootName: ByteView("value"), tables, to: &out)
        }
        return String(out.view)
    }

    /// Reads `text` by `schema`; without a `back`, what is written is `text` again.
    private func check(_ schema: String, _ text: String, _ expected: String, back: String? = nil) throws {
        let tables = try tables(schema)
        let value = try json(Array(text.utf8), tables)
        #expect(value == expected)
        #expect(try xml(value, tables) == back ?? text)
    }

    private func failure(_ text: [UInt8], _ schema: String = "{}") throws -> XMLFailure? {
        let tables = try tables(schema)
        do throws(XMLFailure) { _ = try json(text, tables) } catch { return error }
        return nil
    }

    private func failure(_ text: String, _ schema: String = "{}") throws -> XMLFailure? {
        try failure(Array(text.utf8), schema)
    }

    // MARK: Values

    @Test func textHasTheTypesOfItsSchema() throws {
        try check(
            """
            {type: object, xml: {name: pet}, properties: {id: {type: integer}, price: {type: number},
             sold: {type: boolean}, name: {type: string}, zip: {}}}
            """,
            "<pet><id>7</id><price>1.50</price><sold>true</sold><name> a&amp;b </name><zip>007</zip></pet>",
            #"{"id":7,"price":1.50,"sold":true,"name":" a&b ","zip":"007"}"#)
    }

    @Test func numbersAreWrittenAsJSONWritesThem() throws {
        let schema = "{type: array, items: {type: number}}"
        try check(
            schema, "<a><n>+007.50</n><n>.5</n><n>-5.</n><n>1e3</n><n>0</n></a>", "[7.50,0.5,-5,1e3,0]",
            back: "<value><item>7.50</item><item>0.5</item><item>-5</item><item>1e3</item><item>0</item></value>")
    }

    @Test func whatIsNoNumberStaysTextForTheCheckToRefuse() throws {
        try check(
            "{type: object, xml: {name: o}, properties: {n: {type: integer}}}", "<o><n>1,5</n></o>", #"{"n":"1,5"}"#)
        try check("{type: integer}", "<value>NaN</value>", "\"NaN\"")
    }

    @Test func attributesAndNamespaces() throws {
        try check(
            """
            {type: object, xml: {name: b, namespace: 'urn:b', prefix: x}, properties: {
             id: {type: integer, xml: {attribute: true}},
             name: {type: string, xml: {namespace: 'urn:n', prefix: n}}}}
            """,
            #"<x:b xmlns:x="urn:b" id="7"><n:name xmlns:n="urn:n">a</n:name></x:b>"#, #"{"id":7,"name":"a"}"#)
    }

    @Test func aNameInAnotherNamespaceIsAnotherMember() throws {
        let schema = "{type: object, properties: {a: {type: integer, xml: {name: n, namespace: 'urn:1'}}}}"
        let tables = try tables(schema)
        #expect(try json(Array(#"<o xmlns="urn:1"><n>1</n></o>"#.utf8), tables) == #"{"a":1}"#)
        #expect(try json(Array(#"<o xmlns="urn:2"><n>1</n></o>"#.utf8), tables) == #"{"n":"1"}"#)
    }

    /// OpenAPI 3.0.3, "XML Arrays".
    @Test(arguments: [
        ("items: {type: string}", "<animals>a</animals><animals>b</animals>"),
        ("items: {type: string, xml: {name: animal}}, xml: {name: aliens}", "<animal>a</animal><animal>b</animal>"),
        ("items: {type: string}, xml: {wrapped: true}", "<animals><animals>a</animals><animals>b</animals></animals>"),
        (
            "items: {type: string, xml: {name: animal}}, xml: {name: aliens, wrapped: true}",
            "<aliens><animal>a</animal><animal>b</animal></aliens>"
        ),
        (
            "items: {type: string}, xml: {name: aliens, wrapped: true}",
            "<aliens><aliens>a</aliens><aliens>b</aliens></aliens>"
        ),
    ])
    func arrays(rules: String, text: String) throws {
        try check(
            "{type: object, xml: {name: zoo}, properties: {animals: {type: array, \(rules)}}}", "<zoo>\(text)</zoo>",
            #"{"animals":["a","b"]}"#)
    }

    @Test func itemsMayBeScatteredAndOneIsAList() throws {
        let schema = "{type: object, xml: {name: o}, required: [t, u], properties: {t: {type: array, items: {}}, "
        let tables = try tables(schema + "n: {type: string}, u: {type: array, items: {type: integer}}}}")
        let text = "<o>\n  <t>1</t>\n  <n>x</n>\n  <t>2</t>\n</o>"
        #expect(try json(Array(text.utf8), tables) == #"{"t":["1","2"],"n":"x","u":[]}"#)
        #expect(try json(Array("<o><u>5</u><t/></o>".utf8), tables) == #"{"u":[5],"t":[""]}"#)
    }

    @Test func combinedSchemasAreReadAsOne() throws {
        try check(
            """
            {xml: {name: c}, allOf: [{type: object, properties: {a: {type: integer}}},
             {oneOf: [{type: object, properties: {b: {type: boolean}}}, {type: object, properties: {c: {enum: [1]}}}]}]}
            """,
            "<c><a>1</a><b>false</b><c>1</c></c>", #"{"a":1,"b":false,"c":1}"#)
    }

    @Test func cyclesAreRead() throws {
        try check(
            "{type: object, xml: {name: n}, properties: {v: {type: integer}, next: {$ref: '#'}}}",
            "<n><v>1</v><n><v>2</v></n></n>", #"{"v":1,"next":{"v":2}}"#)
    }

    @Test func nothingIsLeftOutInSilence() throws {
        try check(
            "{type: object, xml: {name: o}, properties: {a: {type: string}}}",
            "<o><a>1</a><b>2</b><b>3</b>text</o>", ##"{"a":"1","b":["2","3"],"#text":"text"}"##)
        try check(
            "{type: object, xml: {name: o}, properties: {a: {type: string}}}", "<o><a>1</a><a>2</a></o>",
            #"{"a":["1","2"]}"#)
        try check(
            "{type: object, xml: {name: o}, properties: {a: {type: string}}}", "<o><a><b>1</b></a></o>",
            #"{"a":{"b":"1"}}"#)
    }

    @Test func nilIsNull() throws {
        let space = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
        try check(
            "{type: object, xml: {name: o}, properties: {a: {type: integer, nullable: true}, b: {type: integer, "
                + "nullable: true}}}",
            "<o><a \(space) xsi:nil=\"true\"/><b/></o>", #"{"a":null,"b":null}"#,
            back: "<o><a \(space) xsi:nil=\"true\"/><b \(space) xsi:nil=\"true\"/></o>")
    }

    @Test func textIsWhatXMLSaysItIs() throws {
        let tables = try tables("{}")
        let text = "<?xml version=\"1.0\"?><a><!-- c -->x<![CDATA[<y>]]>&#233;&quot;<?p i?>\r\nz</a>"
        #expect(try json(Array(text.utf8), tables) == #""x<y>é\"\nz""#)
        #expect(try json([0xef, 0xbb, 0xbf] + Array("<a>1</a>".utf8), tables) == "\"1\"")
    }

    @Test func blankTextBelongsToTheElementThatHoldsNothingElse() throws {
        try check("{}", "<value><a> </a><b>x</b></value>", #"{"a":" ","b":"x"}"#)
    }

    // MARK: Refusals

    @Test(arguments: [
        "", "x", "<a>", "<a></b>", "<a/><b/>", "<a b=c/>", "<x:a/>", "<a>&b;</a>", "\u{0}<a/>", "<a>\u{1}</a>",
    ])
    func whatIsNotXMLIsRefused(text: String) throws {
        guard case .malformed = try failure(text) else { return #expect(Bool(false), "\(text) is read") }
    }

    @Test func placesAreNamed() throws {
        let found = try #require(try failure("<a>\n <b></c>\n</a>"))
        #expect(found.wording.hasSuffix("at line 2, column 9"), "\(found.wording)")
    }

    @Test func documentTypesAreRefusedBeforeTheirEntities() throws {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"x\"><!ENTITY c \"&b;&b;\">]><a d=\"&c;\">&c;</a>"
        #expect(try failure(bomb) == .documentType)
        #expect(try failure("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>") == .documentType)
    }

    @Test func encodingsOtherThanUTF8AreRefused() throws {
        let wide: [UInt8] = [0xff, 0xfe] + "<a/>".utf8.flatMap { [$0, 0] }
        guard case .malformed = try failure(wide) else { return #expect(Bool(false), "UTF-16 is read") }
        let latin = Array("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>".utf8) + [0xe9] + Array("</a>".utf8)
        guard case .malformed = try failure(latin) else { return #expect(Bool(false), "Latin-1 is read") }
    }

    @Test func rootsAndItemsHaveTheirNames() throws {
        #expect(try failure("<b/>", "{xml: {name: a}}") == .root(found: "b", expected: "a"))
        #expect(
            try failure("<a/>", "{xml: {name: a, namespace: 'urn:a'}}") == .root(found: "{}a", expected: "{urn:a}a"))
        let list = "{type: object, properties: {l: {type: array, xml: {wrapped: true}, items: {xml: {name: i}}}}}"
        #expect(try failure("<o><l><i/><k/></l></o>", list) == .item(found: "k", expected: "i"))
    }

    @Test func depthIsBounded() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
        }
        #expect(try failure(nested(XMLLimits.depthMax)) == nil)
        #expect(try failure(nested(XMLLimits.depthMax + 1)) == .tooDeep)
    }

    @Test func attributesAreBounded() throws {
        func tag(_ count: Int) -> String { "<a " + (0..<count).map { "a\($0)='>'" }.joined(separator: " ") + "/>" }
        #expect(try failure(tag(XMLLimits.attributesMax)) == nil)
        #expect(try failure(tag(XMLLimits.attributesMax + 1)) == .tooManyAttributes)
        let text = String(repeating: "a='b' ", count: XMLLimits.attributesMax + 1)
        #expect(try failure("<a>\(text)</a>") == nil)
    }

    @Test func namespacesAreBounded() throws {
        func nested(_ count: Int) -> String {
            let outer = (0..<count - 1).map { "xmlns:n\($0)='urn:\($0)'" }.joined(separator: " ")
            return "<a \(outer)><b xmlns='urn:b'/><c xmlns='urn:c'/></a>"
        }
        #expect(try failure(nested(XMLLimits.namespacesMax)) == nil)
        #expect(try failure(nested(XMLLimits.namespacesMax + 1)) == .tooManyNamespaces)
    }

    @Test func sizeIsBounded() throws {
        func text(_ size: Int) -> [UInt8] {
            Array("<a>".utf8) + [UInt8](repeating: 0x20, count: size - 7) + Array("</a>".utf8)
        }
        #expect(try failure(text(XMLLimits.bytesMax)) == nil)
        #expect(try failure(text(XMLLimits.bytesMax + 1)) == .tooLarge)
    }

    @Test func nodesAreBounded() throws {
        // The element around them is one.
        func many(_ count: Int) -> String { "<a>" + String(repeating: "<b/>", count: count - 1) + "</a>" }
        #expect(try failure(many(XMLLimits.nodesMax)) == nil)
        #expect(try failure(many(XMLLimits.nodesMax + 1)) == .tooLarge)
    }

    @Test func outputIsBounded() throws {
        // `{"…":""},` of 1,008 bytes an item, `[` and `]`; the first item's text fills up what is left.
        let name = String(repeating: "n", count: 1_000)
        let tables = try tables(
            "{type: array, items: {type: object, properties: {\(name): {type: string, xml: {name: a}}}}}")
        let count = (XMLLimits.outputBytesMax - 2) / 1_008
        let rest = XMLLimits.outputBytesMax - 2 - (count * 1_008 - 1)
        func text(_ rest: Int) -> [UInt8] {
            let first = "<i><a>" + String(repeating: "x", count: rest) + "</a></i>"
            return Array(("<o>" + first + String(repeating: "<i><a/></i>", count: count - 1) + "</o>").utf8)
        }
        #expect(try json(text(rest), tables).utf8.count == XMLLimits.outputBytesMax)
        #expect(throws: XMLFailure.tooLarge) { try json(text(rest + 1), tables) }
    }
}
