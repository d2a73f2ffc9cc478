internal import MirrorBase
internal import YAML

/// How a modules file is read: with an error at the node that is not what it has to be.
extension YAMLNode {
    /// The line, counted from zero.
    var line: Int { span.position.line - 1 }

    /// An error about this node.
    func error(_ problem: String) -> ModulesError {
        ModulesError(problem, line: span.position.line, column: span.position.column)
    }

    /// The entries of a mapping; none where nothing is written.
    var entries: [Entry] {
        get throws(ModulesError) {
            if isNull { return [] }
            guard case .mapping(let entries) = content else {
                throw error("a mapping was expected, not \(kind)")
            }
            return entries
        }
    }

    /// The value of a key; `nil` where the key is not there.
    func member(_ key: String) throws(ModulesError) -> YAMLNode? {
        for entry in try entries where entry.key.text == key { return entry.value }
        return nil
    }

    /// The value of a key that has to be there.
    func required(_ key: String) throws(ModulesError) -> YAMLNode {
        guard let value = try member(key) else { throw error("`\(key)` is missing") }
        return value
    }

    /// The text of a scalar, as it is written: `3.10` is no number here.
    var words: String {
        get throws(ModulesError) {
            guard let text, !text.isEmpty else { throw error("text was expected, not \(kind)") }
            return text
        }
    }

    /// A number of up to 64 bits.
    var number: UInt64 {
        get throws(ModulesError) {
            let text = try words
            guard let number = UInt64(text) else {
                throw error("`\(text)` is no number between 0 and \(UInt64.max)")
            }
            return number
        }
    }

    /// The texts of a list; one where a single text is written, none where nothing is.
    var list: [String] {
        get throws(ModulesError) {
            if isNull { return [] }
            guard case .sequence(let items) = content else {
                guard text != nil else { throw error("a list was expected, not \(kind)") }
                return [try words]
            }
            var list: [String] = []
            list.reserveCapacity(items.count)
            for item in items { list.append(try item.words) }
            return list
        }
    }
}
