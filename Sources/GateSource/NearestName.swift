// Suggestions: the known name that was probably meant. Distances are counted on Unicode scalars, caseless ASCII.

/// The candidate nearest to `name` when it is near enough to be a slip: at most one edit per three characters,
/// never more than three. The first of equally near ones; nil for names above 80 characters.
package func nearestName(_ name: String, among candidates: [String]) -> String? {
    let wanted = NearestName.folded(name)
    guard !wanted.isEmpty, wanted.count <= NearestName.lengthMax else { return nil }
    let distanceMax = min(3, max(1, wanted.count / 3))
    if let longer = candidates.first(where: { NearestName.folded($0).dropLast().elementsEqual(wanted) }) {
        return longer
    }
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate != name {
        let other = NearestName.folded(candidate)
        let bound = best.map { $0.distance - 1 } ?? distanceMax
        guard bound >= 0, abs(other.count - wanted.count) <= bound, other.count <= NearestName.lengthMax else {
            continue
        }
        let distance = NearestName.distance(wanted, other)
        if distance <= bound { best = (candidate, distance) }
    }
    return best?.name
}

private enum NearestName {
    /// Longer names are not compared, in characters: the cost is quadratic.
    static let lengthMax = 80

    static func folded(_ name: String) -> [UInt32] {
        name.unicodeScalars.map { $0.value &- 0x41 < 26 ? $0.value | 0x20 : $0.value }
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    static func distance(_ left: [UInt32], _ right: [UInt32]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            for column in 0..<right.count {
                let isSame = left[row] == right[column]
                var cost = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
