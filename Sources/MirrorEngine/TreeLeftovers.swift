/// What builds that were killed leave in trees.
enum TreeLeftovers {
    /// Whether a name is one that `Files.temporaryName` makes.
    static func isLeftover(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 5, parts[0].isEmpty, parts[parts.count - 1] == "tmp" else {
            return false
        }
        let process = parts[parts.count - 3]
        return !process.isEmpty && process.allSatisfy { $0 >= "0" && $0 <= "9" }
            && parts[parts.count - 2].allSatisfy { $0.isASCII && ($0.isNumber || $0.isLowercase) }
    }
}
