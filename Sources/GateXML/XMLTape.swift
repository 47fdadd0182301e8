// XML as a flat tape, read by libxml2 (Sources/CXml2/shim.h): elements, attributes and runs of text in document
// order. Names and text are copied; prefixes are resolved to namespaces and then gone. Comments and
// processing instructions are dropped, a document type declaration is refused. Text is UTF-8, whatever its declaration
// says.
//
//     element     text = local name     space = namespace     end = entry behind its subtree
//     attribute   text = local name     space = namespace     its value is the text entry behind it
//     text        text                  end = the next entry
//
// Invariant: an element's attributes stand before its other children; blank text beside elements is left out.

import CXml2
import GateBytes

/// Bounds of XML bodies.
package enum XMLLimits {
    /// Longest text read, in bytes. AWS: "API Gateway quotas", payload size.
    package static let bytesMax = 10_485_760
    /// Deepest nesting of elements. Ours: each level becomes at most two levels of JSON, which has 512.
    package static let depthMax = 200
    /// Most attributes of an element. Ours: libxml2 compares each with all others.
    package static let attributesMax = 1_000
    /// Most namespaces that are declared around an element. Ours: libxml2 looks through all of them for each name.
    package static let namespacesMax = 256
    /// Most elements, attributes and runs of text. Ours.
    package static let nodesMax = 1_000_000
    /// Longest JSON text that one body becomes, in bytes. Ours: names of members can be longer than those of elements.
    package static let outputBytesMax = 32 << 20
}

/// Why a body could not be read.
package enum XMLFailure: Error, Equatable, Sendable {
    /// libxml2's reason and place, from 1; 0 where it has none.
    case malformed(reason: String, line: Int, column: Int)
    case documentType
    case tooDeep
    case tooLarge
    case tooManyAttributes
    case tooManyNamespaces
    /// The root element has another name or namespace than the schema gives it.
    case root(found: String, expected: String)
    /// An element of a wrapped array that is no item.
    case item(found: String, expected: String)

    /// What was found and where, for an error text.
    package var wording: String {
        switch self {
        case .malformed(let reason, 0, _): reason.isEmpty ? "no element" : reason
        case .malformed(let reason, let line, let column): "\(reason) at line \(line), column \(column)"
        case .documentType: "a document type declaration, which is not accepted"
        case .tooDeep: "more than \(XMLLimits.depthMax) levels"
        case .tooLarge: "too large"
        case .tooManyAttributes: "more than \(XMLLimits.attributesMax) attributes of one element"
        case .tooManyNamespaces: "more than \(XMLLimits.namespacesMax) namespaces"
        case .root(let found, let expected): "root element `\(found)`, expected `\(expected)`"
        case .item(let found, let expected): "element `\(found)` in a list of `\(expected)`"
        }
    }
}

/// A run of the tape's text.
struct XMLText {
    var start = 0
    var count = 0
}

/// An entry of a tape.
struct XMLNode {
    enum Kind {
        case element
        case attribute
        case text
    }

    let kind: Kind
    var text: XMLText
    var space = XMLText()
    var end: Int
}

/// A reusable document.
struct XMLTape: ~Copyable {
    /// An element whose end has not been read.
    private struct Open {
        let element: Int
        /// The entry behind its attributes.
        let content: Int
        let spaces: Int
    }

    private(set) var nodes: [XMLNode] = []
    private var bytes = ByteBuffer(capacity: 1024)
    private var open: [Open] = []
    /// How many entries there were when an element last closed.
    private var closed = 0
    private var spaces = 0
    private var stop: XMLFailure?

    /// libxml2 wants to be set up once, before threads use it.
    private static let isReady: Bool = {
        xmlInitParser()
        return true
    }()

    init() { precondition(XMLTape.isReady) }

    func view(_ text: XMLText) -> ByteView { bytes.view.slice(text.start, text.start + text.count) }

    /// Appends the runs of text right inside of an element.
    func appendText(of element: Int, to out: inout ByteBuffer) {
        var index = element + 1
        while index < nodes[element].end {
            if nodes[index].kind == .text { out.append(view(nodes[index].text)) }
            index = nodes[index].end
        }
    }

    /// Reads one document; on failure the tape is empty.
    mutating func read(_ source: ByteView) throws(XMLFailure) {
        nodes.removeAll(keepingCapacity: true)
        open.removeAll(keepingCapacity: true)
        bytes.removeAll()
        closed = 0
        spaces = 0
        stop = nil
        if source.count > XMLLimits.bytesMax { throw .tooLarge }
        try XMLTape.scan(source)
        let outcome = withUnsafeMutablePointer(to: &self) { tape in
            gate_xml_read(source.base, Int32(source.count), &XMLTape.events, tape)
        }
        if outcome.status == 0, !nodes.isEmpty { return }
        nodes.removeAll(keepingCapacity: true)
        switch outcome.status {
        case 2: throw stop ?? .tooLarge
        case 3: throw .documentType
        case 4: throw .tooLarge
        default:
            let reason = withUnsafeBytes(of: outcome.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            throw .malformed(reason: reason, line: Int(outcome.line), column: Int(outcome.column))
        }
    }

    // MARK: Events

    nonisolated(unsafe) private static var events = gate_xml_events(
        start: { tape, name, space, spaces, count, attributes in
            guard let tape = XMLTape.tape(tape) else { return 1 }
            return tape.pointee.start(name, space, Int(spaces), Int(count), attributes) ? 0 : 1
        },
        end: { tape in
            XMLTape.tape(tape)?.pointee.end()
            return 0
        },
        text: { tape, text, length in
            guard let tape = XMLTape.tape(tape), let text else { return 1 }
            return tape.pointee.append(text: ByteView(base: text, count: Int(length))) ? 0 : 1
        })

    private static func tape(_ user: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLTape>? {
        user?.assumingMemoryBound(to: XMLTape.self)
    }

    private mutating func copy(_ text: ByteView) -> XMLText {
        let start = bytes.count
        bytes.append(text)
        return XMLText(start: start, count: text.count)
    }

    private mutating func copy(_ text: UnsafePointer<UInt8>?) -> XMLText {
        guard let text else { return XMLText() }
        var count = 0
        while text[count] != 0 { count += 1 }
        return copy(ByteView(base: text, count: count))
    }

    private mutating func append(_ node: XMLNode) -> Bool {
        if nodes.count >= XMLLimits.nodesMax || bytes.count > XMLLimits.outputBytesMax {
            stop = .tooLarge
            return false
        }
        nodes.append(node)
        return true
    }

    /// Attributes come as five pointers each: local name, prefix, namespace, start and end of the value.
    private mutating func start(
        _ name: UnsafePointer<UInt8>?, _ space: UnsafePointer<UInt8>?, _ spaces: Int, _ count: Int,
        _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
    ) -> Bool {
        dropBlank()
        self.spaces += spaces
        if open.count == XMLLimits.depthMax || self.spaces > XMLLimits.namespacesMax {
            stop = open.count == XMLLimits.depthMax ? .tooDeep : .tooManyNamespaces
            return false
        }
        let element = nodes.count
        open.append(Open(element: element, content: element + 1 + 2 * count, spaces: spaces))
        guard append(XMLNode(kind: .element, text: copy(name), space: copy(space), end: 0)) else { return false }
        guard let attributes else { return count == 0 }
        for index in 0..<count {
            let fields = attributes + index * 5
            let attribute = XMLNode(
                kind: .attribute, text: copy(fields[0]), space: copy(fields[2]), end: nodes.count + 2)
            guard append(attribute), let start = fields[3], let end = fields[4] else { return false }
            let value = copy(ByteView(base: start, count: end - start))
            guard append(XMLNode(kind: .text, text: value, end: nodes.count + 1)) else { return false }
        }
        return true
    }

    private mutating func end() {
        guard let element = open.last else { return }
        // Blank text behind the last of an element's elements.
        if element.content < nodes.count - 1 { dropBlank() }
        open.removeLast()
        spaces -= element.spaces
        nodes[element.element].end = nodes.count
        closed = nodes.count
    }

    private mutating func append(text: ByteView) -> Bool {
        if open.isEmpty { return true }
        if hasTextLast {
            bytes.append(text)
            nodes[nodes.count - 1].text.count += text.count
            return true
        }
        return append(XMLNode(kind: .text, text: copy(text), end: nodes.count + 1))
    }

    /// Whether the last entry is text of the innermost open element.
    private var hasTextLast: Bool {
        guard let element = open.last else { return false }
        return nodes.count > max(element.content, closed)
    }

    /// Takes away text of blanks alone that stands at the end of the innermost element's content.
    private mutating func dropBlank() {
        if hasTextLast, let last = nodes.last, XMLTape.isBlank(view(last.text)) { nodes.removeLast() }
    }

    static func isBlank(_ text: ByteView) -> Bool {
        for index in 0..<text.count where !isSpace(text[index]) { return false }
        return true
    }

    /// XML 1.0 §2.3, `S`.
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }

    // MARK: Before libxml2

    /// Refuses what libxml2 would take another encoding for, and tags with so many attributes that it would take
    /// minutes: the quoted values between a `<` and its `>`, which no well-formed tag has a further `<` in.
    private static func scan(_ source: ByteView) throws(XMLFailure) {
        let hasMark = source.count >= 3 && source[0] == 0xef && source[1] == 0xbb && source[2] == 0xbf
        let text = hasMark ? source.dropFirst(3) : source
        if text.isEmpty { throw .malformed(reason: "an empty text", line: 0, column: 0) }
        if text[0] != 0x3c, !isSpace(text[0]) {
            throw .malformed(reason: "text where the root element starts", line: 1, column: 1)
        }
        var isTag = false
        var quote: UInt8 = 0
        var count = 0
        for index in 0..<text.count {
            let byte = text[index]
            switch byte {
            case 0x3c:
                isTag = true
                quote = 0
                count = 0
            case 0x3e: if quote == 0 { isTag = false }
            case 0x22, 0x27:
                if quote == byte {
                    quote = 0
                } else if quote == 0, isTag {
                    quote = byte
                    count += 1
                    if count > XMLLimits.attributesMax { throw .tooManyAttributes }
                }
            case 0: throw .malformed(reason: "NUL, or an encoding that is not UTF-8", line: 0, column: 0)
            default: break
            }
        }
    }
}
