internal import MirrorBase

/// What is wrong with the text of a wish, and which of its characters.
public struct WishSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The mistakes that a wish may hold.
    public enum Reason: Sendable, Hashable {
        /// Nothing is written.
        case empty
        /// An alternative before or after `|` is missing.
        case missingAlternative
        /// A name is missing after `@`, or before what follows a name.
        case missingName
        /// A character that no name holds.
        case badCharacter(Character)
        /// A version without an operator before it.
        case missingOperator
        /// An operator that is none.
        case badOperator(String)
        /// No version follows the operator.
        case missingVersion
        /// A character that no version holds.
        case badVersionCharacter(Character)
        /// A pattern of versions, with a relation other than equality.
        case globWithRelation(VersionRelation)
        /// `(` or `[` without its end.
        case unclosed(Character)
        /// A version is given twice.
        case secondVersion
        /// A list of architectures is given twice.
        case secondArchitectureList
        /// Nothing between `[` and `]`.
        case emptyArchitectureList
        /// No architecture follows `:`.
        case missingArchitecture
        /// A name that is no architecture.
        case unknownArchitecture(String)
        /// No suite follows `/`.
        case missingSuite
        /// No stream follows the `:` of a module.
        case missingStream
        /// No profile follows `/`.
        case missingProfile
        /// A character that no suite holds.
        case badSuiteCharacter(Character)
        /// Something that a path or a group cannot have.
        case notForKind(what: String, kind: WishTarget.Kind)
        /// A group among alternatives that are none.
        case groupAmongNames
        /// Text that belongs to nothing.
        case leftOver(String)
    }

    /// What is wrong.
    public var reason: Reason
    /// The characters it is about, counted from the beginning of the wish.
    public var range: Range<Int>

    init(_ reason: Reason, _ range: Range<Int>) {
        self.reason = reason
        self.range = range
    }

    /// What is wrong, in one sentence that starts in lower case.
    public var description: String {
        switch reason {
        case .empty: "the wish is empty"
        case .missingAlternative: "an alternative is missing beside `|`"
        case .missingName: "a name is missing"
        case .badCharacter(let character): "`\(character)` cannot be in a package name"
        case .missingOperator: "an operator is missing before the version"
        case .badOperator(let text): "unknown operator `\(text)`"
        case .missingVersion: "a version is missing after the operator"
        case .badVersionCharacter(let character): "`\(character)` cannot be in a version"
        case .globWithRelation(let relation):
            "a pattern of versions goes with `=`, not with `\(relation.rawValue)`"
        case .unclosed(let character): "`\(character)` is never closed"
        case .secondVersion: "the version is given twice"
        case .secondArchitectureList: "the architectures are given twice"
        case .emptyArchitectureList: "the list of architectures is empty"
        case .missingArchitecture: "an architecture is missing after `:`"
        case .unknownArchitecture(let name): "unknown architecture `\(name)`"
        case .missingSuite: "a suite is missing after `/`"
        case .missingStream: "a stream is missing after `:`"
        case .missingProfile: "a profile is missing after `/`"
        case .badSuiteCharacter(let character): "`\(character)` cannot be in a suite"
        case .notForKind(let what, let kind):
            "\(what) cannot go with \(WishSyntaxError.words(kind))"
        case .groupAmongNames: "a group cannot be the alternative of a package"
        case .leftOver(let text): "`\(text)` is out of place here"
        }
    }

    /// What to do about it.
    public var hints: [String] {
        switch reason {
        case .missingOperator, .badOperator:
            let operators = VersionRelation.allCases.map { "`\($0.rawValue)`" }
            return ["the operators are \(operators.joined(separator: ", "))"]
        case .unknownArchitecture(let name): return ArchitectureName.hints(for: name)
        case .leftOver, .badCharacter(","):
            return [
                "a wish reads `name (>= version) [architecture]`; alternatives stand between `|`"
            ]
        default: return []
        }
    }

    private static func words(_ kind: WishTarget.Kind) -> String {
        switch kind {
        case .name: "a name"
        case .glob: "a pattern of names"
        case .path: "a path"
        case .group, .environment: "a group"
        case .module: "a module"
        }
    }
}

extension ArchitectureName {
    /// What an unknown architecture may have meant.
    static func hints(for name: String) -> [String] {
        let near = Suggestion.near(name, among: all)
        if near.isEmpty {
            let names = aliases.map { "`\($0.name)`" }
            return ["the architectures are \(names.joined(separator: ", ")), or their kernel names"]
        }
        return ["did you mean \(near.map { "`\($0)`" }.joined(separator: " or "))?"]
    }
}
