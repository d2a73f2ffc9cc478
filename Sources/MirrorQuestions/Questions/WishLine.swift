internal import Manifest
internal import MirrorBase
internal import MirrorEngine

/// A wish as an item of a list of the manifest.
struct WishLine {
    /// The words of the short form, without `?` and a condition where they can be set apart.
    var text: String
    /// For which architectures it holds.
    var architectures: ArchitectureFilter
    /// For which distros it holds.
    var distros: DistroFilter
    private let isOptional: Bool
    private let recommends: Bool?
    /// Whether a condition behind the text would be that of its last alternative alone.
    private let hasAlternatives: Bool
    private let isLong: Bool

    /// A wish as it says itself.
    ///
    /// - Parameter isLong: Whether it is written as a mapping.
    init(_ wish: Wish, isLong: Bool = false) {
        hasAlternatives = wish.text.contains("|")
        isOptional = wish.isOptional
        recommends = wish.recommends
        distros = wish.distros
        architectures = wish.architectures
        self.isLong = isLong
        text = wish.text
        if hasAlternatives {
            // The long form with its condition put in the words of the short one.
            if architectures != .all, text.hasSuffix("]"), let open = text.lastIndex(of: "[") {
                text = WishLine.trimmed(text[..<open])
            }
            return
        }
        for _ in 0..<2 {
            if text.hasSuffix("]"), let open = text.lastIndex(of: "[") {
                text = WishLine.trimmed(text[..<open])
            } else if isOptional, text.hasSuffix("?") {
                text = WishLine.trimmed(text.dropLast())
            }
        }
        if let own = wish.alternatives.first?.architectures, own != .all { architectures = own }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    /// The item.
    ///
    /// - Parameter inBrackets: Whether it stands in a list in brackets.
    func item(inBrackets: Bool = false) -> String {
        let needsLong = distros != .all || recommends != nil
        if isLong || needsLong || (hasAlternatives && architectures != .all) { return long }
        var words = text
        if isOptional, !hasAlternatives { words += "?" }
        if architectures != .all {
            let names = architectures.included + architectures.excluded.map { "!\($0)" }
            words += " [\(names.joined(separator: " "))]"
        }
        let plain = YAMLScalar.text(words)
        return inBrackets ? YAMLScalar.inFlow(plain) : plain
    }

    private var long: String {
        func list(_ included: [String], _ excluded: [String]) -> String {
            (included.map { YAMLScalar.inFlow(YAMLScalar.text($0)) }
                + excluded.map { YAMLScalar.quoted("!\($0)") }).joined(separator: ", ")
        }
        var parts = ["name: \(YAMLScalar.quoted(text))"]
        if architectures != .all {
            parts.append("arch: [\(list(architectures.included, architectures.excluded))]")
        }
        if distros != .all {
            parts.append("distros: [\(list(distros.included, distros.excluded))]")
        }
        if isOptional { parts.append("optional: yes") }
        if let recommends { parts.append("recommends: \(recommends ? "yes" : "no")") }
        return "{\(parts.joined(separator: ", "))}"
    }
}

extension ArchitectureFilter {
    /// The same without one architecture; `nil` where none is left.
    func without(_ name: String) -> ArchitectureFilter? {
        if included.isEmpty { return ArchitectureFilter(excluded: excluded + [name]) }
        let rest = included.filter { !ArchitectureName.areSame($0, name) }
        return rest.isEmpty ? nil : ArchitectureFilter(included: rest, excluded: excluded)
    }
}

extension DistroFilter {
    /// The same without one distro; `nil` where none is left.
    func without(_ name: String) -> DistroFilter? {
        let rest = included.filter { $0 != name }
        if rest.isEmpty, !included.isEmpty { return nil }
        // What remains may be a pattern that fits.
        let other = DistroFilter(included: rest, excluded: excluded)
        return other.allows(name)
            ? DistroFilter(included: rest, excluded: excluded + [name]) : other
    }
}

/// Texts as YAML writes them.
enum YAMLScalar {
    /// A text as an item of a list, in quotes only where it needs them.
    static func text(_ text: String) -> String {
        let first = text.unicodeScalars.first
        let isPlain =
            first.map { !"-?:,[]{}#&*!|>'\"%@` ".unicodeScalars.contains($0) } ?? false
            && !text.contains(": ") && !text.contains(" #") && !text.hasSuffix(":")
            && !text.hasSuffix(" ")
            && !["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"]
                .contains(text.lowercased())
        return isPlain ? text : quoted(text)
    }

    /// A text within brackets, where more signs mean something.
    static func inFlow(_ text: String) -> String {
        text.hasPrefix("\"") || !text.contains(where: { ",[]{}:".contains($0) })
            ? text : quoted(text)
    }

    /// A text in quotes.
    static func quoted(_ text: String) -> String { JSONText.quoted(text) }
}
