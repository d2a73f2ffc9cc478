/// Two versions side by side, so that one sees where they begin to differ.
struct VersionPair {
    /// What both begin with.
    let common: String
    /// What follows in the earlier list.
    let before: String
    /// What follows in the later list.
    let after: String

    /// Splits two versions before the first number or word that differs.
    ///
    /// An epoch of zero is left out where both have it, as rpm's own programs do.
    init(_ before: String, _ after: String) {
        let hasNoEpoch = before.hasPrefix("0:") && after.hasPrefix("0:")
        let old = Array((hasNoEpoch ? before.dropFirst(2) : before[...]).unicodeScalars)
        let new = Array((hasNoEpoch ? after.dropFirst(2) : after[...]).unicodeScalars)
        var length = 0
        while length < min(old.count, new.count), old[length] == new[length] { length += 1 }
        if length < max(old.count, new.count) {
            // `1.9` and `1.10` differ in a number, `1.19` and `1.10` too: not in its last digit.
            while length > 0, Self.isPartOfWord(old[length - 1]) { length -= 1 }
        }
        common = Self.text(old[..<length])
        self.before = Self.text(old[length...])
        self.after = Self.text(new[length...])
    }

    /// One version without an epoch of zero.
    static func shown(_ version: String) -> String { VersionPair(version, version).common }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "a"..."z", "A"..."Z": true
        default: false
        }
    }
}
