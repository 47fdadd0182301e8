// Schemas to how their values stand in XML: the keyword `xml` of OpenAPI.

import GateSource
import GateTree

extension ClientTranslator {
    /// The element that a body is; `name` is for schemas without a name.
    mutating func xmlElement(_ schema: Node?, name: String) -> XMLElement {
        let parts = schema.map { SchemaParts($0, documents) }
        let own = schema.flatMap { documents.resolve($0) }.flatMap { types[$0] }.map { api.types[$0].name }
        let element = XMLElement(name: xmlName(parts, or: own ?? name), form: xmlForm(schema, hint: own ?? name))
        settleXMLTypes(of: element.form)
        return element
    }

    /// The name that a schema gives itself, as XML admits it.
    private func xmlName(_ parts: SchemaParts?, or name: String) -> XMLName {
        let keyword = parts?.first("xml")
        var made = XMLName(ClientTranslator.nameOfXML(keyword?["name"]?.string ?? name))
        made.prefix = keyword?["prefix"]?.string.map(ClientTranslator.nameOfXML)
        made.namespace = keyword?["namespace"]?.string
        // A prefix that stands for nothing is no XML.
        if made.namespace == nil { made.prefix = nil }
        return made
    }

    /// What XML 1.0 does not admit in a name is `_`.
    static func nameOfXML(_ text: String) -> String {
        var made = ""
        for scalar in text.unicodeScalars {
            let starts: Bool =
                switch scalar {
                case "a"..."z", "A"..."Z", "_": true
                default: scalar.value >= 0xc0 && scalar.properties.isAlphabetic && scalar.value < 0x1_0000
                }
            let continues = ("0"..."9").contains(scalar) || scalar == "-" || scalar == "."
            if starts || (continues && !made.isEmpty) {
                made.unicodeScalars.append(scalar)
            } else {
                made += "_"
                if continues { made.unicodeScalars.append(scalar) }
            }
        }
        return made.isEmpty ? "_" : made
    }

    private func xmlForm(_ schema: Node?, hint: String, _ depth: Int = 0) -> XMLForm {
        guard depth < SDKLimits.depthMax, let schema, let node = documents.resolve(schema) else { return .any }
        if let index = types[node] { return .type(index) }
        if let target = onlyReference(node) { return xmlForm(target, hint: hint, depth + 1) }
        return ownXMLForm(SchemaParts(schema, documents), hint: hint, depth)
    }

    private func ownXMLForm(_ parts: SchemaParts, hint: String, _ depth: Int = 0) -> XMLForm {
        if parts.alternatives != nil, parts.properties.isEmpty { return .any }
        if !parts.properties.isEmpty { return .object(parts.properties.map { xmlMember($0.name, $0.schema, depth) }) }
        switch parts.types ?? [] {
        case ["string"]: return .text
        case ["integer"], ["number"]: return .number
        case ["boolean"]: return .boolean
        case ["array"]:
            let items = parts.first("items")
            let name = xmlName(items.map { SchemaParts($0, documents) }, or: xmlName(parts, or: hint).local)
            return .array(XMLElement(name: name, form: xmlForm(items, hint: hint, depth + 1)))
        case ["object"]:
            let additional = parts.first("additionalProperties")
            return .map(additional?.kind == .object ? xmlForm(additional, hint: hint, depth + 1) : .any)
        default: return .any
        }
    }

    private func xmlMember(_ name: String, _ schema: Node, _ depth: Int) -> XMLMember {
        let parts = SchemaParts(schema, documents)
        var form = xmlForm(schema, hint: name, depth + 1)
        let keyword = parts.first("xml")
        let isArray = parts.types == ["array"]
        if isArray {
            // Elements of an array are named by their own schema, else by the array's name or the member.
            let items = parts.first("items")
            let own = xmlName(items.map { SchemaParts($0, documents) }, or: keyword?["name"]?.string ?? name)
            form = .array(XMLElement(name: own, form: xmlForm(items, hint: name, depth + 1)))
        }
        let isLeaf: Bool =
            switch parts.types ?? [] {
            case ["string"], ["integer"], ["number"], ["boolean"]: true
            default: false
            }
        return XMLMember(
            member: name, element: XMLElement(name: xmlName(parts, or: name), form: form),
            isAttribute: isLeaf && keyword?["attribute"]?.boolean == true,
            isUnwrapped: isArray && keyword?["wrapped"]?.boolean != true)
    }

    /// Forms of all types that forms refer to.
    private mutating func settleXMLTypes(of form: XMLForm) {
        var pending = form.types
        guard !pending.isEmpty else { return }
        let nodes = Dictionary(types.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
        while let index = pending.popLast() {
            guard api.xmlTypes[index] == nil, let node = nodes[index] else { continue }
            let form: XMLForm
            if let target = documents.resolve(node), target != node {
                form = xmlForm(target, hint: api.types[index].name)
            } else if let target = onlyReference(node) {
                form = xmlForm(target, hint: api.types[index].name)
            } else {
                form = ownXMLForm(SchemaParts(node, documents), hint: api.types[index].name)
            }
            api.xmlTypes[index] = form
            pending += form.types
        }
    }
}
