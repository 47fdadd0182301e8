// How values stand in XML: OpenAPI 3.0.3, "XML Object".

/// The name of an element or attribute.
package struct XMLName: Hashable, Sendable {
    package var local: String
    package var prefix: String?
    /// A URI.
    package var namespace: String?

    package init(_ local: String) { self.local = local }

    /// As it stands in a tag: `sample:pet`.
    package var qualified: String { prefix.map { "\($0):\(local)" } ?? local }
}

/// What an element holds.
package indirect enum XMLForm: Hashable, Sendable {
    /// A leaf whose JSON is a text, a number, or true or false.
    case text, number, boolean
    /// Told by what is there: children by their names, several of one name as a list, else a text.
    case any
    /// An element for each.
    case array(XMLElement)
    case object([XMLMember])
    /// Elements by their names.
    case map(XMLForm)
    /// That of a type, by number: `ClientAPI.xmlTypes`.
    case type(Int)
}

/// An element with a name of its own.
package struct XMLElement: Hashable, Sendable {
    package var name: XMLName
    package var form: XMLForm

    package init(name: XMLName, form: XMLForm) {
        self.name = name
        self.form = form
    }
}

/// A member of an object in XML.
package struct XMLMember: Hashable, Sendable {
    /// Its name in JSON.
    package var member: String
    /// The element or attribute. Of an array without a wrapper, `form` is the array and its element's name counts.
    package var element: XMLElement
    package var isAttribute: Bool
    /// Whether an array's elements stand in the object's element itself.
    package var isUnwrapped: Bool
}

extension XMLForm {
    /// The types whose forms it refers to.
    var types: [Int] {
        switch self {
        case .type(let index): [index]
        case .array(let element): element.form.types
        case .object(let members): members.flatMap(\.element.form.types)
        case .map(let form): form.types
        case .text, .number, .boolean, .any: []
        }
    }
}
