internal import MirrorBase
internal import RPMRepository

/// The rule that packages of modules are not published without their documents.
///
/// Without it a client counts them as ordinary packages, and hides them as soon as the stream is enabled.
struct ModularPackages {
    private let documented: Set<ModuleArtifact.Parts>
    private let known: Set<ModuleArtifact.Parts>
    /// The names that published streams have given up.
    private let given: Set<String>

    /// - Parameters:
    ///   - repositories: The documents of the repositories that packages come from.
    ///   - published: The documents that are published.
    init(_ repositories: [[ModuleDocument]], published: [ModuleDocument]) {
        func artifacts(_ documents: [ModuleDocument]) -> Set<ModuleArtifact.Parts> {
            Set(documents.compactMap(\.build).flatMap(\.artifacts).compactMap(\.parts))
        }
        known = artifacts(repositories.flatMap { $0 })
        documented = artifacts(published)
        given = Set(published.compactMap(\.build).flatMap(\.demodularized))
    }

    /// Whether a package belongs to a module and no published document says so.
    ///
    /// It belongs to one where a document of its repositories says so, where its header does (`isLabelled`), or
    /// where its release is one that module builds give.
    func lacksDocument(_ package: ModuleArtifact.Parts, isLabelled: Bool = false) -> Bool {
        if documented.contains(package) { return false }
        if known.contains(package) { return true }
        if given.contains(package.name) { return false }
        return isLabelled
            || ModularPackages.hasModularRelease(package.version)
    }

    /// Whether a version ends in what module builds append: `.module_el9+…`, `.module+el8.…`.
    static func hasModularRelease(_ version: String) -> Bool {
        let release = version.split(separator: "-").last ?? ""
        return release.contains(".module_") || release.contains(".module+")
    }

    /// The error of publishing these packages; `nil` where there are none.
    static func refusal(_ packages: [ModuleArtifact.Parts]) -> MirrorError? {
        if packages.isEmpty { return nil }
        let problems = packages.map { package in
            MirrorError.Problem(
                "`\(package.name)-\(package.version).\(package.architecture)` belongs to a module whose document is missing"
            )
        }
        return MirrorError(
            .integrity, problems: problems, context: ["publishing packages of modules"])
    }
}
