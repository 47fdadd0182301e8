// Places of one kind, reported together so that a large file does not repeat one sentence.

/// The first place, some more, and how many there are.
package struct Places: Sendable {
    /// Most places that are shown beside the first.
    package static let labelsMax = 3

    package let first: SourceRange
    package private(set) var others: [SourceRange] = []
    package private(set) var count = 1

    package init(at first: SourceRange) { self.first = first }

    package mutating func add(_ place: SourceRange) {
        count += 1
        if others.count < Places.labelsMax { others.append(place) }
    }

    /// Labels of the other places; the last says how many are left.
    package var labels: [Diagnostic.Label] {
        let rest = count - 1 - others.count
        var labels = others.map { Diagnostic.Label($0, "and here") }
        if rest > 0, let last = labels.popLast() { labels.append(.init(last.range, "here, and \(rest) more")) }
        return labels
    }
}

/// Places by what was found there, in the order in which they were met.
package struct PlacesByName: Sendable {
    package private(set) var entries: [(name: String, places: Places)] = []
    private var indices: [String: Int] = [:]

    package init() {}

    package mutating func add(_ name: String, at place: SourceRange) {
        if let index = indices[name] {
            entries[index].places.add(place)
        } else {
            indices[name] = entries.count
            entries.append((name, Places(at: place)))
        }
    }
}
