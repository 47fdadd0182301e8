// What the first service answers clients that do not ask for `application/json`: HAL. A thing has links to what can be
// done with it and to what belongs to it, a list has its entries embedded, times are texts, and a list of one entry is
// that entry. AWS: "API Gateway API reference", the sample answers of each operation (read 2026-11-27); operations
// whose samples have no links answer plain JSON (HypertextKind.swift has those that do).

import GateJSON

/// The HAL form of one operation's answers.
struct Hypertext: Sendable {
    private let kind: HypertextKind
    private let isList: Bool
    /// The path of the request, and what it asked for.
    private let path: String
    private let target: String
    private let query: [QueryPair]
    /// Seconds since 1970.
    private let now: Int
    private let isCreation: Bool

    /// nil when the client asks for JSON, or the answer has no such form.
    init?(_ operation: Operation, _ request: ControlRequest, _ query: [QueryPair], now: Int) {
        if operation.service != .rest || request.field("accept")?.contains("application/json") ?? false { return nil }
        guard let (kind, isList) = HypertextKind.of(operation.name) else { return nil }
        self.kind = kind
        self.isList = isList
        path = String(decoding: request.path, as: UTF8.self)
        target = String(decoding: request.target, as: UTF8.self)
        self.query = query
        self.now = now
        isCreation = operation.verb == "POST"
    }

    /// The document of an answer in the operation's shape.
    func document(_ answer: JSONValue) -> JSONValue {
        if isList { return list(answer) }
        var place = path
        if isCreation {
            // Resources are made with a POST to their parent.
            let collection = kind.name == "resource" ? Hypertext.parent(of: path) : path
            place = "\(collection)/\(answer[kind.identifier]?.string ?? "")"
        }
        return thing(kind, answer, place, isEmbedded: false)
    }

    // MARK: Lists

    private func list(_ answer: JSONValue) -> JSONValue {
        let items = (answer["item"]?.array ?? []).map { item in
            thing(kind, item, "\(path)/\(item[kind.identifier]?.string ?? "")", isEmbedded: true)
        }
        var links = JSONObject()
        links["curies"] = Hypertext.collapsed(kind.curies.map(Hypertext.curie))
        links["self"] = ["href": .string(target)]
        var relations = kind.collectionLinks.map { ($0.relation, link($0.href, path, path, "")) }
        if !items.isEmpty {
            let places = items.map { item -> JSONValue in ["href": item["_links"]?["self"]?["href"] ?? ""] }
            relations.append(("item", Hypertext.collapsed(places)))
        }
        if let position = answer["position"]?.string {
            var parts = ["position=" + Hypertext.encoded(position)]
            parts += query.filter { $0.name != "position" }.map { "\($0.name)=\(Hypertext.encoded($0.value))" }
            relations.append(("next", ["href": .string(path + "?" + parts.joined(separator: "&"))]))
        }
        for (name, value) in relations.sorted(by: { $0.0 < $1.0 }) { links[name] = value }
        var document: JSONValue = ["_links": .object(links)]
        if !items.isEmpty { document["_embedded"] = ["item": Hypertext.collapsed(items)] }
        return document
    }

    // MARK: Things

    private func thing(
        _ kind: HypertextKind, _ value: JSONValue, _ place: String, isEmbedded: Bool
    ) -> JSONValue {
        var links = JSONObject()
        var curies = kind.curies
        var relations: [(String, JSONValue)] = []
        for entry in kind.links where isThere(entry, value) {
            relations.append((entry.relation, link(entry.href, place, Hypertext.parent(of: place), root(value))))
        }
        var embedded = JSONObject()
        for child in kind.children {
            guard let members = children(child, value) else { continue }
            let childKind = HypertextKind.named(child.kind)
            var places: [JSONValue] = []
            var things: [JSONValue] = []
            for (name, member) in members {
                let childPlace = place + child.path + (name.isEmpty ? "" : "/" + name)
                places.append(Hypertext.place(childPlace, name, isNamed: true))
                if member.object?.isEmpty == false {
                    things.append(thing(childKind, member, childPlace, isEmbedded: true))
                }
            }
            relations.append((child.relation, Hypertext.collapsed(places)))
            if !things.isEmpty {
                embedded[child.relation] = Hypertext.collapsed(things)
                curies += childKind.curies
            }
        }
        if !isEmbedded {
            let names = Set(curies.map(\.name)).sorted()
            let pages = Dictionary(curies.map { ($0.name, $0) }) { first, _ in first }
            links["curies"] = Hypertext.collapsed(names.compactMap { pages[$0] }.map(Hypertext.curie))
        }
        let name = kind.title.flatMap { value[$0]?.string }
        let suffix = kind.name == "model" ? "?flatten=false" : ""
        links["self"] = Hypertext.place(place + suffix, name ?? "", isNamed: isEmbedded || kind.name == "method")
        for (name, value) in relations.sorted(by: { $0.0 < $1.0 }) { links[name] = value }
        var document: JSONValue = ["_links": .object(links)]
        let hidden = Set(kind.children.map(\.member))
        for (name, member) in (value.object ?? JSONObject()).sorted(by: { $0.name < $1.name }) {
            if !hidden.contains(name) { document[name] = Hypertext.collapsed(within: member) }
        }
        if !embedded.isEmpty { document["_embedded"] = .object(embedded) }
        return document
    }

    /// The members of a thing that are things themselves, by name; one without a name has the empty one.
    private func children(_ child: HypertextKind.Child, _ value: JSONValue) -> [(String, JSONValue)]? {
        guard let member = value[child.member], let object = member.object else { return nil }
        return child.isSingle ? [("", member)] : object.isEmpty ? nil : object.map { ($0.name, $0.value) }
    }

    private func isThere(_ entry: HypertextKind.Link, _ value: JSONValue) -> Bool {
        switch entry.relation {
        // The root of an API stays.
        case "resource:delete": value["parentId"] != nil
        case "stage:flush-cache": value["cacheClusterEnabled"]?.bool ?? false
        default: true
        }
    }

    private func root(_ value: JSONValue) -> String { value["rootResourceId"]?.string ?? "" }

    // MARK: Links

    /// `$` is the thing's place, `^` that of its collection, `~` that of what the collection belongs to, `%` the root
    /// resource, `#` the thing's own name and `@` a range of days; what is in braces is left to the client.
    private func link(_ href: String, _ place: String, _ collection: String, _ root: String) -> JSONValue {
        var text = ""
        for character in href {
            switch character {
            case "$": text += place
            case "^": text += collection
            case "~": text += Hypertext.parent(of: collection)
            case "%": text += root
            case "#": text += place.split(separator: "/").last ?? ""
            case "@":
                let days = (now / 86_400 - 30, now / 86_400)
                text += "startDate=\(ControlTime.text(days.0 * 86_400).prefix(10))"
                text += "&endDate=\(ControlTime.text(days.1 * 86_400).prefix(10))"
            default: text.append(character)
            }
        }
        return text.contains("{") ? ["href": .string(text), "templated": true] : ["href": .string(text)]
    }

    private static func place(_ href: String, _ name: String, isNamed: Bool) -> JSONValue {
        if name.isEmpty { return ["href": .string(href)] }
        let title: JSONValue = .string(name)
        var place: JSONValue = ["href": .string(href)]
        if isNamed { place["name"] = title }
        place["title"] = title
        return place
    }

    private static func curie(_ curie: HypertextKind.Curie) -> JSONValue {
        [
            "href": .string("https://docs.aws.amazon.com/apigateway/latest/developerguide/\(curie.page)-{rel}.html"),
            "name": .string(curie.name), "templated": true,
        ]
    }

    private static func parent(of place: String) -> String {
        String(place.prefix(upTo: place.lastIndex(of: "/") ?? place.endIndex))
    }

    /// RFC 3986 §2.3: all but unreserved characters.
    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }

    /// A list of one is its entry.
    private static func collapsed(_ values: [JSONValue]) -> JSONValue {
        values.count == 1 ? values[0] : .array(values)
    }

    private static func collapsed(within value: JSONValue) -> JSONValue {
        switch value {
        case .array(let values): collapsed(values.map(collapsed(within:)))
        case .object(let members):
            .object(JSONObject(members.map { ($0.name, collapsed(within: $0.value)) }))
        case .null, .bool, .number, .string: value
        }
    }
}
