// YAML text into a tree: libyaml's events, the 1.2 core schema on top, CloudFormation's short tags written out.
// No recursion: open nodes are entries of `levels`. The first syntax error ends the reading of the file; all
// other faults (duplicate keys, unknown aliases and tags, complex keys) leave a hole and the reading goes on.

import CYaml
import GateBytes
import GateSource

/// Reads one YAML file.
struct YAMLReader {
    /// An open node.
    private struct Level {
        enum Kind {
            case sequence, mapping
            /// The object a short tag stands for; closes after one value.
            case wrapper
        }
        let kind: Kind
        var expectsKey: Bool
        let anchor: String?
    }

    /// What an anchor names.
    struct Anchor {
        let id: UInt32
        let range: SourceRange
        /// nil while the node is open.
        var expansion: Expansion?
    }

    /// A node to pass over: the rest of a complex key, then the value it introduces.
    private struct Skip {
        var depth: Int
        var nodes: Int
    }

    let parser: UnsafeMutablePointer<yaml_parser_t>
    let bytes: [UInt8]
    let source: SourceID
    let sink: DiagnosticSink
    var marks: YAMLMarks
    var builder: TreeBuilder
    private var levels: [Level] = []
    private var anchors: [String: Anchor] = [:]
    /// The last quoted text, when it takes more than one line: a missing quote makes such ones.
    var longQuote: SourceRange?
    /// Unknown tags reported; one report a tag.
    var unknownTags = Set<String>()
    private var skip: Skip?
    private var documents = 0
    private var firstDocument = 0

    static func read(_ file: SourceFile, _ id: SourceID, limits: TreeLimits, sink: DiagnosticSink) -> Tree? {
        let scan = Encoding.scan(file.bytes, id, forYAML: true)
        if let problem = scan.problem {
            sink.report(problem)
            return nil
        }
        // The parser keeps its own address, so it needs a fixed one.
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else {
            let complaint = YAMLComplaint(problem: "out of memory", context: nil)
            let start = SourceRange(source: id, start: 0, end: 0)
            sink.report(TreeProblem.yamlSyntax(complaint, at: start, context: nil))
            return nil
        }
        defer { yaml_parser_delete(parser) }
        return file.bytes.withUnsafeBufferPointer { text in
            let markSize = Encoding.markSize(file.bytes)
            let content = UnsafeBufferPointer(rebasing: text[markSize...])
            yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
            yaml_parser_set_input_string(parser, content.baseAddress ?? ByteView.empty.base, content.count)
            var reader = YAMLReader(
                parser: parser, bytes: file.bytes, source: id, sink: sink,
                marks: YAMLMarks(file: file, scan: scan),
                builder: TreeBuilder(bytes: file.bytes, source: id, limits: limits, sink: sink))
            guard reader.readStream() else { return nil }
            return Tree(parts: reader.builder.parts, source: id, bytes: file.bytes, isJSON: false, rootID: 0)
        }
    }

    private init(
        parser: UnsafeMutablePointer<yaml_parser_t>, bytes: [UInt8], source: SourceID, sink: DiagnosticSink,
        marks: YAMLMarks, builder: TreeBuilder
    ) {
        self.parser = parser
        self.bytes = bytes
        self.source = source
        self.sink = sink
        self.marks = marks
        self.builder = builder
    }

    // MARK: Events

    private mutating func readStream() -> Bool {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else {
                reportSyntaxError()
                return false
            }
            defer { yaml_event_delete(&event) }
            switch event.type {
            case YAML_STREAM_END_EVENT:
                if documents == 0 || builder.parts.records.isEmpty {
                    sink.report(TreeProblem.noDocument(at: place(0, 0)))
                    return false
                }
                return true
            case YAML_DOCUMENT_START_EVENT:
                documents += 1
                let start = marks.offset(event.start_mark)
                if documents > 1 {
                    let problem = TreeProblem.secondDocument(
                        at: token(start), first: place(firstDocument, firstDocument))
                    sink.report(problem)
                    return false
                }
                firstDocument = start
            case YAML_ALIAS_EVENT, YAML_SCALAR_EVENT, YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT,
                YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
                if skip == nil { node(event) } else { pass(event) }
                if builder.isStopped { return false }
            default: break
            }
        }
    }

    private mutating func node(_ event: yaml_event_t) {
        switch event.type {
        case YAML_SCALAR_EVENT: scalar(event)
        case YAML_ALIAS_EVENT: alias(event)
        case YAML_SEQUENCE_START_EVENT:
            let data = event.data.sequence_start
            open(event, isMapping: false, anchor: data.anchor, tag: data.tag)
        case YAML_MAPPING_START_EVENT:
            let data = event.data.mapping_start
            open(event, isMapping: true, anchor: data.anchor, tag: data.tag)
        default: close(event)
        }
    }

    /// Steps over nodes that have no place in the tree.
    private mutating func pass(_ event: yaml_event_t) {
        guard var rest = skip else { return }
        switch event.type {
        case YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT: rest.depth += 1
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: rest.depth -= 1
        default: break
        }
        if rest.depth == 0 { rest.nodes -= 1 }
        skip = rest.nodes == 0 ? nil : rest
    }

    /// Whether the next node is a key of the innermost mapping.
    private var expectsKey: Bool { levels.last?.expectsKey ?? false }

    /// Notes that a value is complete: closes wrappers around it and turns to the next key.
    private mutating func valueEnded(at end: Int) {
        while let level = levels.last, level.kind == .wrapper {
            let id = builder.frames[builder.frames.count - 1].id
            let expansion = builder.end(at: end)
            levels.removeLast()
            if let anchor = level.anchor { close(anchor: anchor, id: id, expansion) }
        }
        if let level = levels.last, level.kind == .mapping { levels[levels.count - 1].expectsKey = true }
    }

    // MARK: Containers

    private mutating func open(
        _ event: yaml_event_t, isMapping: Bool, anchor: UnsafePointer<UInt8>?, tag: UnsafePointer<UInt8>?
    ) {
        let marked = marks.offset(event.start_mark)
        var start = marked
        if anchor != nil || tag != nil { start = afterProperties(marked, bytes.count) }
        if expectsKey {
            builder.report(.complexKey(isMapping ? .object : .array, at: token(start)))
            skip = Skip(depth: 1, nodes: 2)
            return
        }
        var name = anchor.map { String(cString: $0) }
        let anchorPlace = name == nil ? nil : token(marked)
        if let tag = tag.map({ String(cString: $0) }) {
            if let key = ShortTag.key(tag) {
                guard wrap(key, at: tagRange(marked, start), anchor: name, anchorPlace) else { return }
                name = nil
            } else {
                check(tag, isMapping ? .object : .array, start: start, in: tagRange(marked, start))
            }
        }
        if !levels.isEmpty { levels[levels.count - 1].expectsKey = false }
        guard let id = builder.begin(isObject: isMapping, start: start) else { return }
        if let name, let anchorPlace { anchors[name] = Anchor(id: id, range: anchorPlace, expansion: nil) }
        levels.append(Level(kind: isMapping ? .mapping : .sequence, expectsKey: isMapping, anchor: name))
    }

    private mutating func close(_ event: yaml_event_t) {
        // A block collection ends where the next token starts; its text ends with its last line that says
        // something.
        let id = builder.frames[builder.frames.count - 1].id
        let start = Int(builder.parts.records[Int(id)].start)
        var end = marks.offset(event.end_mark)
        let isFlow = start < bytes.count && (bytes[start] == 0x7b || bytes[start] == 0x5b)
        if !isFlow || marks.offset(event.start_mark) == end { end = max(start, lastTextEnd) }
        lastTextEnd = max(lastTextEnd, end)
        let expansion = builder.end(at: end)
        if let level = levels.popLast(), let anchor = level.anchor { close(anchor: anchor, id: id, expansion) }
        valueEnded(at: end)
    }

    /// The end of the last scalar, alias or flow collection read.
    private var lastTextEnd = 0

    private mutating func close(anchor: String, id: UInt32, _ expansion: Expansion) {
        // The name may have been given to another node inside.
        if anchors[anchor]?.id == id { anchors[anchor]?.expansion = expansion }
    }

    /// Opens the object a short tag stands for. False once stopped.
    private mutating func wrap(
        _ key: String, at tag: SourceRange, anchor: String?, _ anchorPlace: SourceRange?
    ) -> Bool {
        if !levels.isEmpty { levels[levels.count - 1].expectsKey = false }
        guard let id = builder.begin(isObject: true, start: Int(tag.start)) else { return false }
        if let anchor, let anchorPlace { anchors[anchor] = Anchor(id: id, range: anchorPlace, expansion: nil) }
        levels.append(Level(kind: .wrapper, expectsKey: false, anchor: anchor))
        var pending = PendingKey(start: tag.start, end: tag.end)
        var key = key
        key.withUTF8 {
            pending.text = builder.parts.addKey($0)
            pending.hash = KeyHash.hash($0)
        }
        builder.key(pending)
        return true
    }

    // MARK: Scalars and aliases

    private mutating func scalar(_ event: yaml_event_t) {
        let data = event.data.scalar
        let marked = marks.offset(event.start_mark)
        var start = marked
        var end = max(start, marks.offset(event.end_mark))
        let name = data.anchor.map { String(cString: $0) }
        let tag = data.tag.map { String(cString: $0) }
        if name != nil || tag != nil { start = afterProperties(marked, end) }
        let isBlock = data.style == YAML_LITERAL_SCALAR_STYLE || data.style == YAML_FOLDED_SCALAR_STYLE
        if isBlock { while end > start, isBlank(bytes[end - 1]) { end -= 1 } }
        let text = UnsafeBufferPointer(start: UnsafePointer(data.value), count: Int(data.length))
        let isPlain = data.style == YAML_PLAIN_SCALAR_STYLE
        let isQuoted = data.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE || data.style == YAML_SINGLE_QUOTED_SCALAR_STYLE
        if isQuoted { longQuote = event.end_mark.line > event.start_mark.line ? place(start, end) : nil }
        lastTextEnd = max(lastTextEnd, end)
        if expectsKey {
            let isMerge = isPlain && tag == nil && text.elementsEqual([0x3c, 0x3c])
            key(text, start: start, end: end, isMerge: isMerge || tag == "tag:yaml.org,2002:merge")
            if let name {
                let id = builder.detachedString(text)
                anchors[name] = Anchor(id: id, range: token(marked), expansion: Expansion(bytes: text.count))
            }
            return
        }
        var kind = tag == nil && isPlain ? CoreSchema.kind(text) : .string
        var anchor = name
        if let tag {
            if let key = ShortTag.key(tag) {
                guard wrap(key, at: tagRange(marked, start), anchor: name, token(marked)) else { return }
                anchor = nil
            } else {
                kind = self.kind(tag, text, isPlain: isPlain, start: start, end: end, in: tagRange(marked, start))
            }
        }
        add(kind, text, start: start, end: end)
        if builder.isStopped { return }
        if let anchor {
            let id = UInt32(builder.parts.records.count - 1)
            anchors[anchor] = Anchor(id: id, range: token(marked), expansion: Expansion(bytes: text.count))
        }
        valueEnded(at: end)
    }

    private mutating func key(_ text: UnsafeBufferPointer<UInt8>, start: Int, end: Int, isMerge: Bool) {
        var key = PendingKey(start: UInt32(start), end: UInt32(end), isMerge: isMerge)
        key.hash = KeyHash.hash(text)
        switch form(text, start, end) {
        case .verbatim: key.text = Tree.MemberRecord.verbatimKey
        case .quoted: key.text = Tree.MemberRecord.quotedKey
        case .pooled, .made: key.text = builder.parts.addKey(text)
        }
        builder.key(key)
        levels[levels.count - 1].expectsKey = false
    }

    /// Adds a scalar; its text stays in the source where it stands there as it is.
    private mutating func add(
        _ kind: Tree.RecordKind, _ text: UnsafeBufferPointer<UInt8>, start: Int, end: Int
    ) {
        let isTrue = kind == .boolean && CoreSchema.boolean(text) == true
        let form = form(text, start, end)
        if form == .pooled {
            builder.scalar(kind, text: text, start: start, end: end)
        } else {
            builder.scalar(kind, form, start: start, end: end, count: isTrue ? 1 : 0)
        }
    }

    private func form(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Tree.TextForm {
        bytes.withUnsafeBufferPointer { bytes in
            if text.count == end - start, KeyHash.same(text, UnsafeBufferPointer(rebasing: bytes[start..<end])) {
                return .verbatim
            }
            guard end - start == text.count + 2, bytes[start] == 0x22 || bytes[start] == 0x27,
                KeyHash.same(text, UnsafeBufferPointer(rebasing: bytes[start + 1..<end - 1]))
            else { return .pooled }
            return .quoted
        }
    }

    private mutating func alias(_ event: yaml_event_t) {
        let start = marks.offset(event.start_mark)
        let end = max(start, marks.offset(event.end_mark))
        let name = event.data.alias.anchor.map { String(cString: $0) } ?? ""
        lastTextEnd = max(lastTextEnd, end)
        let anchor = anchors[name]
        if anchor == nil {
            let known = anchors.count <= 200 ? anchors.keys.sorted() : []
            let nearest = nearestName(name, among: known)
            builder.report(.aliasUnknown(name, at: place(start, end), nearest: nearest))
        } else if let anchor, anchor.expansion == nil {
            builder.report(.aliasInsideItself(name, at: place(start, end), anchor: anchor.range))
        }
        if expectsKey { return aliasKey(anchor, start: start, end: end) }
        if let anchor, let expansion = anchor.expansion {
            builder.alias(anchor.id, expansion, start: start, end: end)
        } else {
            builder.scalar(.null, .verbatim, start: start, end: end)
        }
        if !builder.isStopped { valueEnded(at: end) }
    }

    /// An alias as a key: the scalar it names, else an error and no member.
    private mutating func aliasKey(_ anchor: Anchor?, start: Int, end: Int) {
        guard let anchor, anchor.expansion != nil else {
            skip = Skip(depth: 0, nodes: 1)
            return
        }
        let record = builder.parts.records[Int(anchor.id)]
        guard record.kind != .array, record.kind != .object else {
            builder.report(.complexKey(record.kind == .array ? .array : .object, at: place(start, end)))
            skip = Skip(depth: 0, nodes: 1)
            return
        }
        let text = builder.parts.text(of: record, in: bytes)
        text.withUnsafeBufferPointer { key($0, start: start, end: end, isMerge: false) }
    }
}
