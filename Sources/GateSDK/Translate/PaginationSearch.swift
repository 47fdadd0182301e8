// Answers in pages, told by their form: a query parameter and a member of the answer whose names belong together, and
// one array beside them. Names are those that APIs use; a guess that does not hold costs a method that nobody calls.

/// Finds how an operation's answers are paged.
enum PaginationSearch {
    /// Names of parameters that take a token, in words joined.
    private static let parameters: Set<String> = [
        "nexttoken", "pagetoken", "nextpagetoken", "continuationtoken", "cursor", "after", "position", "marker",
        "startingtoken", "exclusivestartkey", "lastevaluatedkey",
    ]
    /// Names of members that give one.
    private static let tokens: Set<String> = [
        "nexttoken", "nextpagetoken", "continuationtoken", "nextcursor", "cursor", "endcursor", "position",
        "nextmarker",
        "marker", "lastevaluatedkey", "nextposition",
    ]

    static func pagination(of operation: ClientOperation, in api: ClientAPI) -> Pagination? {
        guard operation.method == "GET", case .named(let index)? = operation.result,
            case .object(let object) = api.types[index].form
        else { return nil }
        let asked = operation.parameters.filter {
            $0.location == .query && $0.shape == .string && parameters.contains(joined($0.name))
        }
        let given = object.members.filter { tokens.contains(joined($0.name)) && isText($0.shape, api) }
        let lists = object.members.compactMap { member -> (String, Shape)? in
            guard case .array(let element) = expanded(member.shape.unwrapped, api) else { return nil }
            return (member.name, element)
        }
        guard asked.count == 1, given.count == 1, lists.count == 1 else { return nil }
        return Pagination(
            parameter: asked[0].name, token: given[0].name, items: lists[0].0, element: lists[0].1)
    }

    private static func joined(_ name: String) -> String { Words(name).words.joined() }

    private static func isText(_ shape: Shape, _ api: ClientAPI) -> Bool {
        expanded(shape.unwrapped, api) == .string
    }

    /// The shape behind aliases.
    private static func expanded(_ shape: Shape, _ api: ClientAPI) -> Shape {
        var shape = shape
        for _ in 0..<8 {
            guard case .named(let index) = shape, case .alias(let next) = api.types[index].form else { return shape }
            shape = next.unwrapped
        }
        return shape
    }
}
