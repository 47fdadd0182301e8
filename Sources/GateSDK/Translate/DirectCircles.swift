// Unions and names that are what they are part of, with nothing between: `A` is `A` or a text, `B` is another name for
// `C` and `C` for `B`. Such an alternative says nothing, and most languages cannot write it.

/// Takes circles of unions and names apart.
struct DirectCircles {
    private var types: [ClientType]
    private var isDone: [Bool]
    private var open = Set<Int>()

    /// The types of an API without such circles.
    static func broken(_ types: [ClientType]) -> [ClientType] {
        var circles = DirectCircles(types)
        for index in types.indices { circles.visit(index) }
        return circles.types
    }

    private init(_ types: [ClientType]) {
        self.types = types
        isDone = [Bool](repeating: false, count: types.count)
    }

    /// Whether a shape is, without anything between, a type that is being looked at.
    private mutating func leadsBack(_ shape: Shape) -> Bool {
        guard case .named(let index) = shape.unwrapped else { return false }
        if open.contains(index) || open.count >= SDKLimits.depthMax { return true }
        visit(index)
        return false
    }

    private mutating func visit(_ index: Int) {
        if isDone[index] { return }
        open.insert(index)
        switch types[index].form {
        case .object, .enumeration: break
        case .alias(let shape): if leadsBack(shape) { types[index].form = .alias(.any) }
        case .union(var union):
            union.members = union.members.filter { !leadsBack($0.shape) }
            switch union.members.count {
            case 0: types[index].form = .alias(.any)
            case 1 where union.discriminator == nil: types[index].form = .alias(union.members[0].shape)
            default: types[index].form = .union(union)
            }
        }
        open.remove(index)
        isDone[index] = true
    }
}
