// Suggestions: the known name that was probably meant. Distances are counted on Unicode scalars, caseless ASCII.

/// The candidate nearest to `name` when it is near enough to be a slip: at most one edit per three characters,
/// never more than three. The first of equally near ones; nil for names above 80 characters. Candidates behind the
/// first 1,000 are not looked at: hostile files misspell thousands of names among thousands.
package func nearestName(_ name: String, among candidates: [String]) -> String? {
    let wanted = NearestName.folded(name)
    guard !wanted.isEmpty, wanted.count <= NearestName.lengthMax else { return nil }
    let distanceMax = min(3, max(1, wanted.count / 3))
    let size = name.utf8.count
    let letters = NearestName.letters(name)
    var best: (name: String, distance: Int)?
    for candidate in candidates.prefix(NearestName.candidatesMax) where candidate != name {
        let bound = best.map { $0.distance - 1 } ?? distanceMax
        // An edit changes a scalar, which is up to four bytes, and so at most eight letters of the two names.
        guard abs(candidate.utf8.count - size) <= 4 * distanceMax,
            (letters ^ NearestName.letters(candidate)).nonzeroBitCount <= 8 * distanceMax
        else { continue }
        let other = NearestName.folded(candidate)
        if other.dropLast().elementsEqual(wanted) { return candidate }
        guard bound > 0, abs(other.count - wanted.count) <= bound, other.count <= NearestName.lengthMax else {
            continue
        }
        let distance = NearestName.distance(wanted, other, bound: bound)
        if distance <= bound { best = (candidate, distance) }
    }
    return best?.name
}

private enum NearestName {
    /// Longer names are not compared, in characters: the cost is quadratic.
    static let lengthMax = 80
    static let candidatesMax = 1000

    static func folded(_ name: String) -> [UInt32] {
        name.unicodeScalars.map { $0.value &- 0x41 < 26 ? $0.value | 0x20 : $0.value }
    }

    /// One bit for each kind of byte that a name holds, capitals as small letters.
    static func letters(_ name: String) -> UInt64 {
        var set: UInt64 = 0
        for byte in name.utf8 { set |= 1 << UInt64((byte &- 0x41 < 26 ? byte | 0x20 : byte) & 63) }
        return set
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment); more than `bound` for
    /// all that is farther.
    static func distance(_ left: [UInt32], _ right: [UInt32], bound: Int) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for column in 0..<right.count {
                let isSame = left[row] == right[column]
                var cost = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            // A swap reaches over one row.
            if min(current.min() ?? 0, last.min() ?? 0) > bound { return bound + 1 }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
