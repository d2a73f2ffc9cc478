internal import MirrorBase
internal import YAML

/// Reads the keys of one mapping and notes what is wrong with them.
struct MappingReader {
    let log: ProblemLog
    /// What the mapping describes, for messages: `a repository`.
    let what: String
    let span: SourceSpan
    private let values: [String: YAMLNode.Entry]

    /// Takes `node`, which has to be a mapping whose keys are all `known`; keys that begin with `x-` are
    /// left alone, as a place for anchors.
    init?(_ node: YAMLNode, what: String, known: [String], log: ProblemLog) {
        guard case .mapping(let entries) = node.content else {
            log.report("\(what) has to be a mapping, not \(node.kind)", at: node.span)
            return nil
        }
        self.log = log
        self.what = what
        span = node.span
        var values: [String: YAMLNode.Entry] = [:]
        for entry in entries {
            guard let name = entry.key.text else {
                log.report("a key has to be text, not \(entry.key.kind)", at: entry.key.span)
                continue
            }
            if name.hasPrefix("x-") { continue }
            if known.contains(name) {
                values[name] = entry
            } else {
                log.reportUnknown("key", name, at: entry.key.span, known: known)
            }
        }
        self.values = values
    }

    /// The value of a key; `nil` where the key is not there or has nothing.
    func node(_ key: String) -> YAMLNode? {
        guard let value = values[key]?.value, !value.isNull else { return nil }
        return value
    }

    /// Where a key stands, or the mapping where it does not.
    func keySpan(_ key: String) -> SourceSpan { values[key]?.key.span ?? span }

    /// Whether the key is there, even with nothing.
    func has(_ key: String) -> Bool { values[key] != nil }

    /// Whether the key is there with something: not null, and no list without entries.
    func hasEntries(_ key: String) -> Bool {
        guard let node = node(key) else { return false }
        if case .sequence(let items) = node.content { return !items.isEmpty }
        return true
    }

    /// Notes that a key has to be there and is not, or has nothing.
    func reportMissing(_ key: String) {
        log.report("\(what) has no `\(key)`", at: keySpan(key))
    }

    /// The text of a key.
    func text(_ key: String) -> String? {
        guard let node = node(key) else { return nil }
        return log.text(node, for: "`\(key)`")
    }

    /// The text of a key that has to be there; empty where it is not.
    func requiredText(_ key: String) -> String {
        if node(key) == nil { reportMissing(key) }
        return text(key) ?? ""
    }

    /// The texts of a key that takes one text or a list of them.
    func texts(_ key: String) -> [(text: String, node: YAMLNode)] {
        guard let node = node(key) else { return [] }
        return log.texts(node, for: "`\(key)`")
    }

    /// The truth value of a key.
    func bool(_ key: String) -> Bool? {
        guard let node = node(key) else { return nil }
        if node.bool == nil {
            log.report("`\(key)` has to be `yes` or `no`, not \(node.words)", at: node.span)
        }
        return node.bool
    }

    /// The whole number of a key.
    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let node = node(key) else { return nil }
        return log.integer(node, for: "`\(key)`", in: range)
    }
}

extension ProblemLog {
    /// The text of a scalar.
    func text(_ node: YAMLNode, for what: String) -> String? {
        guard let text = node.text, !node.isNull else {
            report("\(what) has to be text, not \(node.kind)", at: node.span)
            return nil
        }
        if text.isEmpty {
            report("\(what) is empty", at: node.span)
            return nil
        }
        return text
    }

    /// The texts of a scalar or of a list of scalars.
    func texts(_ node: YAMLNode, for what: String) -> [(text: String, node: YAMLNode)] {
        switch node.content {
        case .scalar: return text(node, for: what).map { [($0, node)] } ?? []
        case .sequence(let items):
            return items.compactMap { item in
                text(item, for: "an entry of \(what)").map { ($0, item) }
            }
        case .mapping:
            report("\(what) has to be text or a list, not a mapping", at: node.span)
            return []
        }
    }

    /// The entries of a mapping with text keys.
    func entries(_ node: YAMLNode, for what: String) -> [(name: String, entry: YAMLNode.Entry)] {
        guard case .mapping(let entries) = node.content else {
            report("\(what) has to be a mapping, not \(node.kind)", at: node.span)
            return []
        }
        return entries.compactMap { entry in
            text(entry.key, for: "a key of \(what)").map { ($0, entry) }
        }
    }

    /// The whole number of a scalar.
    func integer(_ node: YAMLNode, for what: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = node.text, let number = Int(text) else {
            report("\(what) has to be a whole number, not \(node.words)", at: node.span)
            return nil
        }
        guard range.contains(number) else {
            report(
                "\(what) has to be from \(range.lowerBound) to \(range.upperBound), not `\(text)`",
                at: node.span)
            return nil
        }
        return number
    }
}

extension YAMLNode {
    /// The node for messages: what a scalar says, in backticks, or what a collection is.
    var words: String {
        if isNull { return "nothing" }
        return text.map { "`\($0)`" } ?? kind
    }
}
