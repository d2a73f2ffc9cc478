/// Lists in a sentence.
enum Enumeration {
    /// "`a`, `b` and `c`"; beyond `limit` "`a`, `b` and 7 more".
    static func and(_ items: [String], atMost limit: Int = .max) -> String {
        joined(items, by: "and", atMost: limit)
    }

    /// "`a`, `b` or `c`"; beyond `limit` "`a`, `b` or 7 more".
    static func or(_ items: [String], atMost limit: Int = .max) -> String {
        joined(items, by: "or", atMost: limit)
    }

    private static func joined(_ items: [String], by word: String, atMost limit: Int) -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        if items.count <= limit {
            return items.dropLast().joined(separator: ", ") + " \(word) \(last)"
        }
        let shown = items.prefix(limit - 1)
        return shown.joined(separator: ", ") + " \(word) \(items.count - shown.count) more"
    }
}
