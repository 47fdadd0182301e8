// `Markup.swift`: XML by a schema's keywords.

extension SwiftRuntime {
    static let markup = #"""
        // Values to XML and back, by what a schema's `xml` says: OpenAPI 3.0.3, "XML Object".

        import Foundation

        #if canImport(FoundationXML)
            import FoundationXML
        #endif

        /// What an element holds.
        indirect enum Markup: Sendable {
            case text
            case number
            case boolean
            /// Children by their names, several of one name as a list, else a text.
            case any
            /// An element for each.
            case array(MarkupElement)
            case object([MarkupMember])
            /// Elements by their names.
            case map(Markup)
            /// That of a type, which may hold itself.
            case type(@Sendable () -> Markup)
        }

        /// An element and what it holds.
        struct MarkupElement: Sendable {
            var name: String
            var prefix: String?
            var namespace: String?
            var form: Markup

            init(_ name: String, prefix: String? = nil, namespace: String? = nil, _ form: Markup) {
                self.name = name
                self.prefix = prefix
                self.namespace = namespace
                self.form = form
            }

            /// Deepest nesting of elements that is read or written.
            static let depthMax = 200
        }

        /// A member of an object: an element, an attribute, or elements without one around them.
        struct MarkupMember: Sendable {
            enum Place: Sendable { case element, attribute, unwrapped }

            var name: String
            var element: MarkupElement
            var place: Place

            init(_ name: String, _ element: MarkupElement, as place: Place = .element) {
                self.name = name
                self.element = element
                self.place = place
            }
        }

        extension Body {
            static func xml(_ value: (some Encodable)?, _ element: MarkupElement, as contentType: String)
                throws
                -> Body?
            {
                guard let value else { return nil }
                return Body(contentType: contentType, data: Data(try element.document(Tree(value)).utf8))
            }
        }

        // MARK: Writing

        extension MarkupElement {
            /// A document of a value.
            func document(_ value: Tree) throws -> String {
                var out = #"<?xml version="1.0" encoding="UTF-8"?>"#
                try write(value, [:], 0, to: &out)
                return out
            }

            /// - Parameter scope: Namespaces by their prefixes, `""` for the one without.
            private func write(_ value: Tree, _ scope: [String: String], _ depth: Int, to out: inout String)
                throws
            {
                if depth >= MarkupElement.depthMax {
                    throw UnsendableValue(description: "a value is too deep for XML")
                }
                if case .null = value { return }
                var (scope, form) = (scope, form.settled)
                let tag = qualified
                out += "<\(tag)"
                try declare(in: &scope, to: &out)
                if case .any = form, case .array = value { form = .array(MarkupElement(name, .any)) }
                var content = ""
                switch (form, value) {
                case (.array(let element), .array(let elements)):
                    for each in elements { try element.write(each, scope, depth + 1, to: &content) }
                case (.object(let known), .object(let members)):
                    for member in known {
                        guard let value = members.first(where: { $0.name == member.name })?.value else {
                            continue
                        }
                        try member.write(value, &scope, depth, attributes: &out, to: &content)
                    }
                case (.map(let form), .object(let members)):
                    for member in members {
                        try MarkupElement.named(member.name, form).write(
                            member.value, scope, depth + 1, to: &content)
                    }
                case (.any, .object(let members)):
                    for member in members {
                        let element = try MarkupElement.named(member.name, .any)
                        if case .array(let elements) = member.value {
                            for each in elements { try element.write(each, scope, depth + 1, to: &content) }
                        } else {
                            try element.write(member.value, scope, depth + 1, to: &content)
                        }
                    }
                default: content = try MarkupElement.escaped(value.text, isAttribute: false)
                }
                out += content.isEmpty ? "/>" : ">\(content)</\(tag)>"
            }

            fileprivate var qualified: String { prefix.map { "\($0):\(name)" } ?? name }

            /// Declares the namespace unless it is known already.
            fileprivate func declare(in scope: inout [String: String], to out: inout String) throws {
                guard let namespace, scope[prefix ?? ""] != namespace else { return }
                let text = try MarkupElement.escaped(namespace, isAttribute: true)
                scope[prefix ?? ""] = namespace
                out += " xmlns\(prefix.map { ":\($0)" } ?? "")=\"\(text)\""
            }

            fileprivate func writeElement(
                _ value: Tree, _ scope: [String: String], _ depth: Int, to out: inout String
            ) throws {
                try write(value, scope, depth, to: &out)
            }

            private static func named(_ name: String, _ form: Markup) throws -> MarkupElement {
                guard name.wholeMatch(of: /[\p{L}_][\p{L}\p{N}_.\-]*/) != nil else {
                    throw UnsendableValue(description: "`\(name)` cannot be the name of an element")
                }
                return MarkupElement(name, form)
            }

            fileprivate static func escaped(_ text: String, isAttribute: Bool) throws -> String {
                var out = String.UnicodeScalarView()
                for scalar in text.unicodeScalars {
                    switch scalar {
                    case "&": out += "&amp;".unicodeScalars
                    case "<": out += "&lt;".unicodeScalars
                    case ">": out += "&gt;".unicodeScalars
                    case "\r": out += "&#13;".unicodeScalars
                    case "\"" where isAttribute: out += "&quot;".unicodeScalars
                    case "\n" where isAttribute: out += "&#10;".unicodeScalars
                    case "\t" where isAttribute: out += "&#9;".unicodeScalars
                    case "\n", "\t": out.append(scalar)
                    default:
                        guard scalar.value >= 0x20, scalar.value & 0xfffe != 0xfffe else {
                            throw UnsendableValue(
                                description: "XML cannot hold U+\(String(scalar.value, radix: 16))")
                        }
                        out.append(scalar)
                    }
                }
                return String(out)
            }
        }

        extension MarkupMember {
            fileprivate func write(
                _ value: Tree, _ scope: inout [String: String], _ depth: Int, attributes: inout String,
                to content: inout String
            ) throws {
                if case .null = value { return }
                switch (place, element.form.settled, value) {
                case (.attribute, _, _):
                    try element.declare(in: &scope, to: &attributes)
                    let text = try MarkupElement.escaped(value.text, isAttribute: true)
                    attributes += " \(element.qualified)=\"\(text)\""
                case (.unwrapped, .array(let inner), .array(let elements)):
                    for each in elements { try inner.writeElement(each, scope, depth + 1, to: &content) }
                default: try element.writeElement(value, scope, depth + 1, to: &content)
                }
            }
        }

        extension Markup {
            /// What a type's name stands for.
            fileprivate var settled: Markup {
                var form = self
                for _ in 0..<MarkupElement.depthMax {
                    guard case .type(let next) = form else { return form }
                    form = next()
                }
                return .any
            }
        }

        // MARK: Reading

        extension MarkupElement {
            /// The value of a document.
            func value(of data: Data) throws -> Tree {
                try MarkupReader.root(of: data).value(form)
            }
        }

        /// Why XML cannot be read.
        struct MarkupFault: Error {
            let text: String
        }

        /// An element as it came.
        private final class MarkupNode {
            let name: String
            let attributes: [String: String]
            var children: [MarkupNode] = []
            var text = ""

            init(_ name: String, _ attributes: [String: String]) {
                self.name = name
                self.attributes = attributes
            }

            /// In JSON, as a form says.
            func value(_ form: Markup) -> Tree {
                switch form.settled {
                case .text: return .string(text)
                case .number, .boolean: return MarkupNode.leaf(text, form.settled)
                case .any, .type: return anything
                case .array(let element): return .array(children.map { $0.value(element.form) })
                case .map(let form): return .object(children.map { ($0.name, $0.value(form)) })
                case .object(let members):
                    return .object(
                        members.compactMap { member in self.value(of: member).map { (member.name, $0) } })
                }
            }

            private func value(of member: MarkupMember) -> Tree? {
                let name = member.element.name
                switch (member.place, member.element.form.settled) {
                case (.attribute, let form):
                    return attributes[name].map { MarkupNode.leaf($0, form) }
                case (.unwrapped, .array(let element)):
                    return .array(
                        children.filter { $0.name == element.name }.map { $0.value(element.form) })
                case (_, let form):
                    guard let child = children.first(where: { $0.name == name }) else { return nil }
                    switch form {
                    // An empty element is no number.
                    case .number, .boolean: return child.text.isEmpty ? nil : child.value(form)
                    default: return child.value(form)
                    }
                }
            }

            private static func leaf(_ text: String, _ form: Markup) -> Tree {
                let word = text.trimmingCharacters(in: .whitespacesAndNewlines)
                switch (form, word) {
                case (.boolean, "true"), (.boolean, "1"): return .bool(true)
                case (.boolean, "false"), (.boolean, "0"): return .bool(false)
                case (.number, _):
                    let isNumber =
                        word.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil
                    return isNumber ? .number(word) : .string(text)
                default: return .string(text)
                }
            }

            private var anything: Tree {
                if children.isEmpty { return .string(text) }
                var names: [String] = []
                var values: [String: [Tree]] = [:]
                for child in children {
                    if values[child.name] == nil { names.append(child.name) }
                    values[child.name, default: []].append(child.anything)
                }
                return .object(
                    names.map { name in
                        let all = values[name] ?? []
                        return (name, all.count == 1 ? all[0] : .array(all))
                    })
            }
        }

        /// Reads documents without declarations of types and entities.
        private final class MarkupReader: NSObject, XMLParserDelegate {
            private var open: [MarkupNode] = []
            private var root: MarkupNode?
            private var fault: MarkupFault?

            static func root(of data: Data) throws -> MarkupNode {
                // What is not UTF-8 could hide a declaration.
                guard let text = String(validating: data, as: UTF8.self),
                    !text.unicodeScalars.contains("\0")
                else {
                    throw MarkupFault(text: "XML that is not UTF-8")
                }
                var content = text.unicodeScalars[...]
                if content.first == "\u{feff}" { content.removeFirst() }
                if content.starts(with: "<?xml".unicodeScalars), let end = String(content).range(of: "?>") {
                    let head = String(content)[..<end.lowerBound].lowercased()
                    if let place = head.range(of: "encoding"), !head[place.upperBound...].contains("utf-8"),
                        !head[place.upperBound...].contains("us-ascii")
                    {
                        throw MarkupFault(text: "XML that is not UTF-8")
                    }
                    content = String(String(content)[end.upperBound...]).unicodeScalars[...]
                }
                let rest = String(content)
                if rest.contains("<!DOCTYPE") { throw MarkupFault(text: "XML with a document type") }
                let reader = MarkupReader()
                let parser = XMLParser(data: Data(rest.utf8))
                parser.shouldProcessNamespaces = true
                parser.shouldResolveExternalEntities = false
                parser.delegate = reader
                let isRead = parser.parse()
                if let fault = reader.fault { throw fault }
                guard isRead, let root = reader.root else {
                    throw MarkupFault(text: "XML that cannot be read, at line \(parser.lineNumber)")
                }
                return root
            }

            func parser(
                _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
                qualifiedName: String?, attributes: [String: String]
            ) {
                if open.count >= MarkupElement.depthMax {
                    fault = MarkupFault(text: "XML that is too deep")
                    parser.abortParsing()
                    return
                }
                let local = attributes.map {
                    ($0.key.split(separator: ":").last.map(String.init) ?? "", $0.value)
                }
                let node = MarkupNode(
                    name.split(separator: ":").last.map(String.init) ?? name,
                    Dictionary(local) { first, _ in first })
                if let parent = open.last { parent.children.append(node) } else { root = node }
                open.append(node)
            }

            func parser(
                _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
                qualifiedName: String?
            ) {
                if !open.isEmpty { open.removeLast() }
            }

            func parser(_ parser: XMLParser, foundCharacters string: String) { open.last?.text += string }

            func parser(_ parser: XMLParser, foundCDATA block: Data) {
                open.last?.text += String(decoding: block, as: UTF8.self)
            }
        }

        """#
}
