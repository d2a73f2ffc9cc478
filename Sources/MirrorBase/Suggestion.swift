/// Names near a misspelt one.
public enum Suggestion {
    /// The candidates closest to `word`, nearest first, ties in alphabetical order.
    ///
    /// Distance counts insertions, deletions, replacements and swaps of neighbours (optimal string
    /// alignment). A candidate is near when at most a third of `word` (and at least one letter) has to
    /// change, or when one of the two is the beginning of the other.
    public static func near(
        _ word: String, among candidates: some Sequence<String>, limit: Int = 3
    ) -> [String] {
        let wanted = Array(word.utf8)
        let allowed = max(1, wanted.count / 3)
        var found: [(distance: Int, name: String)] = []
        for candidate in candidates where candidate != word {
            let bytes = Array(candidate.utf8)
            if abs(bytes.count - wanted.count) <= allowed {
                let distance = distance(wanted, bytes, limit: allowed)
                if distance <= allowed {
                    found.append((distance, candidate))
                    continue
                }
            }
            if wanted.count >= 3,
                candidate.hasPrefix(word) || (bytes.count >= 4 && word.hasPrefix(candidate))
            {
                found.append((allowed + abs(bytes.count - wanted.count), candidate))
            }
        }
        found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return found.prefix(limit).map(\.name)
    }

    /// Whether two names have nothing in common but what stands behind a dash, as `-tools`.
    public static func sharesOnlyEnd(_ name: String, with word: String) -> Bool {
        guard let dash = name.lastIndex(of: "-"), let other = word.lastIndex(of: "-"),
            name[dash...] == word[other...], name[..<dash] != word[..<other]
        else { return false }
        return near(String(word[..<other]), among: [String(name[..<dash])]).isEmpty
    }

    /// The optimal string alignment distance, or `limit + 1` where it exceeds `limit`.
    static func distance(_ left: [UInt8], _ right: [UInt8], limit: Int) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            var best = row + 1
            for (column, other) in right.enumerated() {
                var value = min(
                    last[column] + (byte == other ? 0 : 1), last[column + 1] + 1,
                    current[column] + 1)
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    value = min(value, beforeLast[column - 1] + 1)
                }
                current.append(value)
                best = min(best, value)
            }
            if best > limit { return limit + 1 }
            (beforeLast, last) = (last, current)
        }
        return min(last[right.count], limit + 1)
    }
}
