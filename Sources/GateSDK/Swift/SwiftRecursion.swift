// Which types hold themselves: Swift's values have to be told, for they lie within each other.

/// The circles of an API's types.
struct SwiftRecursion {
    private let api: ClientAPI
    /// The circle that each type lies in, by number; types alone have one of their own.
    private var circles: [Int]
    private var objectCircles: [Int]
    /// Whether a type holds itself, directly or through others.
    private(set) var isRecursive: [Bool]

    init(_ api: ClientAPI) {
        self.api = api
        let count = api.types.count
        let edges = (0..<count).map { SwiftRecursion.held(by: api.types[$0].form) }
        (circles, isRecursive) = Circles(edges).found
        // Circles through a union end there, as unions in circles keep their members elsewhere.
        let objects = (0..<count).map { index -> [Int] in
            if case .union = api.types[index].form { return [] }
            return edges[index]
        }
        (objectCircles, _) = Circles(objects).found
    }

    /// Whether a member of an object leads back to the object.
    func leadsBack(_ shape: Shape, to owner: Int) -> Bool {
        SwiftRecursion.held(by: .alias(shape)).contains {
            objectCircles[$0] == objectCircles[owner] && isRecursive[owner]
        }
    }

    /// Types that lie within a value: those behind arrays and dictionaries do not, but for names of names.
    private static func held(by form: ClientType.Form) -> [Int] {
        func held(_ shape: Shape) -> [Int] {
            switch shape {
            case .named(let index): [index]
            case .nullable(let inner): held(inner)
            default: []
            }
        }
        return switch form {
        case .object(let object): object.members.flatMap { held($0.shape) }
        case .union(let union): union.members.flatMap { held($0.shape) }
        case .alias(let shape): held(shape)
        case .enumeration: []
        }
    }

    /// Names of shapes that are made of themselves, which Swift's aliases cannot be.
    static func aliasCircles(_ api: ClientAPI) -> [Bool] {
        func named(_ shape: Shape) -> [Int] {
            switch shape {
            case .named(let index): [index]
            case .nullable(let inner), .array(let inner), .map(let inner): named(inner)
            default: []
            }
        }
        let edges = api.types.map { type -> [Int] in
            if case .alias(let shape) = type.form { named(shape) } else { [] }
        }
        return Circles(edges).found.isRecursive
    }
}

/// Tarjan's strongly connected components, without recursion: chains of types may be long.
private struct Circles {
    let found: (circle: [Int], isRecursive: [Bool])

    init(_ edges: [[Int]]) {
        let count = edges.count
        var order = [Int](repeating: -1, count: count)
        var low = [Int](repeating: 0, count: count)
        var circle = [Int](repeating: -1, count: count)
        var isRecursive = [Bool](repeating: false, count: count)
        var open: [Int] = []
        var next = 0
        for root in 0..<count where order[root] < 0 {
            var path: [(node: Int, edge: Int)] = [(root, 0)]
            while let (node, edge) = path.last {
                if edge == 0 {
                    (order[node], low[node]) = (next, next)
                    next += 1
                    open.append(node)
                }
                if edge < edges[node].count {
                    path[path.count - 1].edge += 1
                    let target = edges[node][edge]
                    if target == node { isRecursive[node] = true }
                    if order[target] < 0 {
                        path.append((target, 0))
                    } else if circle[target] < 0 {
                        low[node] = min(low[node], order[target])
                    }
                    continue
                }
                path.removeLast()
                if let parent = path.last?.node { low[parent] = min(low[parent], low[node]) }
                guard low[node] == order[node], let start = open.firstIndex(of: node) else { continue }
                let members = open[start...]
                for member in members {
                    circle[member] = node
                    if members.count > 1 { isRecursive[member] = true }
                }
                open.removeSubrange(start...)
            }
        }
        found = (circle, isRecursive)
    }
}
