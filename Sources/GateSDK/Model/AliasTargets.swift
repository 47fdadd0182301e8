// What names of types stand for in languages whose types have no second names. An alias that holds itself keeps a type
// of its own.

/// Shapes behind aliases.
struct AliasTargets {
    let api: ClientAPI
    /// Aliases that hold themselves, by number.
    let circles: Set<Int>

    init(_ api: ClientAPI) {
        self.api = api
        var circles = Set<Int>()
        var done = Set<Int>()
        func visit(_ shape: Shape, _ open: [Int]) {
            switch shape {
            case .array(let inner), .map(let inner), .nullable(let inner): visit(inner, open)
            case .named(let index):
                guard case .alias(let inner) = api.types[index].form else { return }
                if open.contains(index) { circles.insert(index) }
                guard done.insert(index).inserted else { return }
                visit(inner, open + [index])
            default: return
            }
        }
        for index in api.types.indices { visit(.named(index), []) }
        self.circles = circles
    }

    /// Whether a type is more than another name.
    func isDeclared(_ index: Int) -> Bool {
        if case .alias = api.types[index].form { return circles.contains(index) }
        return true
    }

    func target(_ shape: Shape) -> Shape {
        switch shape {
        case .named(let index):
            guard case .alias(let inner) = api.types[index].form, !circles.contains(index) else { return shape }
            return target(inner)
        case .nullable(let inner): return .nullable(target(inner).unwrapped)
        case .array(let inner): return .array(target(inner))
        case .map(let inner): return .map(target(inner))
        default: return shape
        }
    }

    /// What a circular alias holds; anything where that is only itself.
    func content(ofCircle index: Int) -> Shape {
        guard case .alias(let inner) = api.types[index].form else { return .any }
        let shape = target(inner)
        return shape.unwrapped == .named(index) ? .any : shape
    }
}
