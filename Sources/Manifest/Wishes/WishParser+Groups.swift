internal import MirrorBase

/// What stands for things that others list.
extension WishParser {
    mutating func group() throws(WishSyntaxError) -> WishTarget {
        let at = index
        index += 1
        let isEnvironment = peek == "^"
        if isEnvironment { index += 1 }
        let start = index
        while let next = peek, !next.isWhitespace, !"|([<>=".contains(next) { index += 1 }
        let end = withoutMark(start)
        var nameEnd = end
        var target = WishTarget(kind: isEnvironment ? .environment : .group, name: "")
        if let slash = characters[start..<end].firstIndex(of: "/") {
            target.profile = try profile(after: slash, end: end)
            nameEnd = slash
        }
        if !isEnvironment, let colon = characters[start..<nameEnd].firstIndex(of: ":") {
            try checkStream(after: colon, end: nameEnd)
            target.stream = string(colon + 1..<nameEnd)
            target.kind = .module
            nameEnd = colon
        }
        guard nameEnd > start else { throw WishSyntaxError(.missingName, at..<at + 1) }
        try check(start..<nameEnd, extra: "")
        target.name = string(start..<nameEnd)
        return target
    }

    /// The `profile` of `module:stream/profile`.
    private func profile(after slash: Int, end: Int) throws(WishSyntaxError) -> String {
        guard slash + 1 < end else { throw WishSyntaxError(.missingProfile, slash..<slash + 1) }
        try check(slash + 1..<end, extra: "")
        return string(slash + 1..<end)
    }

    private func checkStream(after colon: Int, end: Int) throws(WishSyntaxError) {
        guard colon + 1 < end else { throw WishSyntaxError(.missingStream, colon..<colon + 1) }
        try check(colon + 1..<end, extra: "")
    }

    /// Whether what follows the colon of `name:word` is the stream of a module: it is no architecture, and
    /// not meant to be one.
    private func isStream(_ range: Range<Int>) -> Bool {
        let word = string(range)
        guard !range.isEmpty, ArchitectureName.canonical(word) == nil,
            !["any", "native", "all"].contains(word), (try? check(range, extra: "")) != nil
        else { return false }
        return Suggestion.near(word, among: ArchitectureName.all).isEmpty
    }

    /// `module:stream/profile`; `nil` for what is something else.
    func module(_ range: Range<Int>) throws(WishSyntaxError) -> WishTarget? {
        let slash = characters[range].firstIndex(of: "/")
        let end = slash ?? range.upperBound
        guard let colon = characters[range.lowerBound..<end].firstIndex(of: ":"),
            colon > range.lowerBound, !isEpoch(colon, in: range.lowerBound..<end),
            isStream(colon + 1..<end)
        else { return nil }
        try check(range.lowerBound..<colon, extra: "")
        var target = WishTarget(kind: .module, name: string(range.lowerBound..<colon))
        target.stream = string(colon + 1..<end)
        if let slash { target.profile = try profile(after: slash, end: range.upperBound) }
        return target
    }
}
