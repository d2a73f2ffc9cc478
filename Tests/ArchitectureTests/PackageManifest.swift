/// The targets that a Package.swift declares, read from its text.
///
/// SwiftPM could describe the package, but not while it runs these tests: it holds its own lock.
struct PackageManifest {
    /// The kinds of target that hold code of the program.
    enum Kind: String, CaseIterable {
        case target, executableTarget, systemLibrary, testTarget
    }

    /// One declaration.
    struct Target: Equatable {
        var name: String
        var kind: Kind
        var dependencies: Set<String>
        var path: String?
    }

    let targets: [Target]

    init(_ source: String) {
        var found: [Target] = []
        for kind in Kind.allCases {
            var rest = source[...]
            while let call = rest.firstRange(of: ".\(kind.rawValue)(") {
                rest = rest[call.upperBound...]
                let body = PackageManifest.balanced(rest)
                guard let name = PackageManifest.strings(body, after: "name:").first else {
                    continue
                }
                found.append(
                    Target(
                        name: name, kind: kind,
                        dependencies: Set(PackageManifest.list(body, after: "dependencies:")),
                        path: PackageManifest.strings(body, after: "path:").first))
            }
        }
        targets = found
    }

    /// The text up to the parenthesis that closes one opened before it.
    private static func balanced(_ text: Substring) -> Substring {
        var depth = 1
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            if depth == 0 { return text[..<index] }
        }
        return text
    }

    private static func list(_ text: Substring, after label: String) -> [String] {
        guard let start = text.firstRange(of: label) else { return [] }
        let list = text[start.upperBound...].prefix { $0 != "]" }
        return strings(list, after: "[")
    }

    /// The string literals that follow a label.
    private static func strings(_ text: Substring, after label: String) -> [String] {
        guard let start = text.firstRange(of: label) else { return [] }
        let parts = text[start.upperBound...].split(
            separator: "\"", omittingEmptySubsequences: false)
        return parts.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
