// Fuzz entry of XML bodies: reading ends on any bytes, what it makes is JSON, and what is written from that can be
// read again, with the same value from the second time on.

import GateBytes
import GateCompiler
import GateJSON
import GatePlan
import GateSchema
import GateSource
import GateTree
import GateXML

let xmlTarget = FuzzTarget(
    name: "xml",
    seeds: { XMLSeeds.texts.map { Array($0.utf8) } },
    dictionary: XMLSeeds.words.map { Array($0.utf8) },
    run: fuzzXML)

private func fuzzXML(_ bytes: [UInt8]) -> UInt64 {
    var outcome = Outcome()
    var reader = XMLReader()
    for (place, tables) in XMLSeeds.tables.enumerated() {
        guard let first = json(bytes, &reader, tables, &outcome) else { continue }
        outcome.add(place + 1)
        outcome.add(magnitudeOf: first.count)
        guard let second = json(xml(first, tables), &reader, tables, &outcome) else {
            preconditionFailure("what was written cannot be read")
        }
        guard let third = json(xml(second, tables), &reader, tables, &outcome) else {
            preconditionFailure("what was written again cannot be read")
        }
        precondition(second == third, "writing is not stable")
    }
    return outcome.value
}

private func json(
    _ bytes: [UInt8], _ reader: inout XMLReader, _ tables: XMLTables, _ outcome: inout Outcome
) -> [UInt8]? {
    var out = ByteBuffer()
    do throws(XMLFailure) {
        try bytes.withByteView { (view) throws(XMLFailure) in try reader.read(view, shape: 0, tables, into: &out) }
    } catch {
        switch error {
        case .malformed: outcome.add(101)
        case .documentType: outcome.add(102)
        case .tooDeep, .tooLarge, .tooManyAttributes, .tooManyNamespaces: outcome.add(103)
        case .root, .item: outcome.add(104)
        }
        return nil
    }
    return [UInt8](out.view)
}

private func xml(_ json: [UInt8], _ tables: XMLTables) -> [UInt8] {
    var tape = JSONTape()
    var out = ByteBuffer()
    json.withByteView { view in
        do throws(JSONFailure) {
            try tape.read(view)
        } catch {
            preconditionFailure("the value is not JSON: \(error.problem) at \(error.offset)")
        }
        XMLWriter.append(tape.root, shape: 0, rootName: ByteView("value"), tables, to: &out)
    }
    return [UInt8](out.view)
}

private enum XMLSeeds {
    static let tables: [XMLTables] = [pet, "{}"].map { text in
        let sources = SourceMap()
        let sink = DiagnosticSink()
        let source = sources.add(path: "seed.yaml", bytes: Array(text.utf8))
        guard let root = TreeParser.parse(source, sources: sources, sink: sink) else { stop("the seed is no schema") }
        let registry = SchemaRegistry(dialect: .draft4, sources: sources, sink: sink, load: { _ in nil })
        registry.add(root)
        let plan = StandalonePlan.schema(
            root, dialect: .draft4, sources: SchemaSources(registry), readsXML: true, sink: sink)
        do throws(PlanError) { return XMLTables(try PlanImage(copying: plan)) } catch { stop("the seed is no plan") }
    }

    private static let pet = """
        type: object
        required: [tags, id]
        xml: {name: pet}
        properties:
          id: {type: integer, xml: {attribute: true}}
          price: {type: number, xml: {name: cost}}
          sold: {type: boolean}
          name: {type: string, xml: {namespace: 'urn:n', prefix: n}}
          photos: {type: array, xml: {wrapped: true, name: album}, items: {type: string, xml: {name: photo}}}
          tags: {type: array, items: {$ref: '#'}}
          more: {anyOf: [{type: object, properties: {a: {type: integer}}}, {type: string}]}
        """

    static let texts = [
        "<pet id=\"7\"><cost>1.50</cost><sold>true</sold><n:name xmlns:n=\"urn:n\">a &amp; b</n:name></pet>",
        "<?xml version=\"1.0\"?>\n<pet>\n <album><photo>x</photo><photo/></album>\n <tags id=\"1\"/><tags>t</tags>\n</pet>",
        "<pet xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><name xsi:nil=\"true\"/><more><a>1</a></more></pet>",
        "<a b='c'><!-- d --><![CDATA[<e>]]><f>&#65;</f><f>g</f>h</a>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
    ]
    static let words = [
        "<pet", "</pet>", "<album>", "</album>", "<photo>", "<tags>", "</tags>", "<![CDATA[", "]]>", "<!--", "-->",
        "<?x ?>", "&lt;", "&#x41;", "&#0;", "xmlns=\"urn:n\"", "xmlns:n=\"urn:n\"", "n:", "xsi:nil=\"true\"",
        "<!DOCTYPE",
        "<!ENTITY", "='", "\"/>", "+01.50", "true", "\u{e4}", "\0",
    ]
}
