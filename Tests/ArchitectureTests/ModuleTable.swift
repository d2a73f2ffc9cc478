/// The module table of ARCHITECTURE.md as data: what each target may import.
enum ModuleTable {
    /// What one target may import.
    struct Row: Sendable {
        /// Targets of this package.
        var project: Set<String>
        /// Modules of the system and the toolchain.
        var system: Set<String> = []
        /// Whether it wraps a C library or the operating system, and may say `unsafe`.
        var wrapsC = false
    }

    static let rows: [String: Row] = [
        "MirrorBase": Row(project: []),
        "SystemIO": Row(
            project: ["MirrorBase"], system: ["Glibc", "Synchronization"], wrapsC: true),
        "Archive": Row(
            project: ["MirrorBase", "SystemIO", "CArchive", "CLZMA", "CCrypto"],
            system: ["Glibc", "Synchronization"], wrapsC: true),
        "PackageModel": Row(project: ["MirrorBase"]),
        "Resolver": Row(project: ["MirrorBase", "PackageModel"]),
        "DebianRepository": Row(project: ["MirrorBase", "PackageModel"]),
        "YAML": Row(project: ["MirrorBase", "CYAML"], system: ["Glibc"], wrapsC: true),
        "SQLite": Row(project: ["CSQLite"], wrapsC: true),
        "RPMPackage": Row(project: ["MirrorBase"]),
        "RPMRepository": Row(
            project: ["MirrorBase", "PackageModel", "RPMPackage", "YAML", "SQLite"],
            system: ["Synchronization"]),
        "Manifest": Row(project: ["MirrorBase", "YAML"]),
        "OpenPGP": Row(
            project: ["MirrorBase", "SystemIO", "CGPGME"], system: ["Glibc", "Synchronization"],
            wrapsC: true),
        "Transfer": Row(
            project: ["MirrorBase", "SystemIO", "CCurl"], system: ["Glibc", "Synchronization"],
            wrapsC: true),
        "Store": Row(
            project: ["MirrorBase", "SystemIO", "SQLite"],
            system: ["Glibc", "Synchronization", "FoundationEssentials"]),
        "PackageDiff": Row(project: ["MirrorBase", "PackageModel"]),
        "MirrorEngine": Row(
            project: [
                "MirrorBase", "SystemIO", "Archive", "PackageModel", "PackageDiff", "Resolver",
                "DebianRepository", "RPMPackage", "RPMRepository", "YAML", "Manifest", "OpenPGP",
                "Transfer", "Store",
            ], system: ["Synchronization", "FoundationEssentials"]),
        "MirrorQuestions": Row(
            project: [
                "MirrorBase", "SystemIO", "Archive", "PackageModel", "PackageDiff", "Resolver",
                "DebianRepository", "RPMPackage", "RPMRepository", "YAML", "Manifest", "OpenPGP",
                "Transfer", "Store", "MirrorEngine",
            ], system: ["Synchronization"]),
        "CommandLineKit": Row(project: ["MirrorBase"], system: ["Synchronization"]),
        "mirror": Row(
            project: [
                "MirrorBase", "SystemIO", "MirrorEngine", "MirrorQuestions", "PackageDiff",
                "Manifest", "CommandLineKit",
            ],
            system: ["Glibc", "Synchronization", "FoundationEssentials"]),
    ]

    /// System libraries: a module map and a `shim.h` each, no Swift.
    static let systemLibraries: Set<String> = [
        "CArchive", "CCrypto", "CCurl", "CGPGME", "CLZMA", "CSQLite", "CYAML",
    ]

    /// The one file outside the C wrappers that may say `unsafe`: the byte search.
    static let byteSearchFile = "ByteSearch.swift"

    /// The targets along a circle of imports, `nil` where there is none.
    static func cycle(in imports: [String: Set<String>]) -> [String]? {
        var done: Set<String> = []
        func visit(_ target: String, _ path: [String]) -> [String]? {
            if let start = path.firstIndex(of: target) { return path[start...] + [target] }
            if done.contains(target) { return nil }
            for next in (imports[target] ?? []).sorted() {
                if let found = visit(next, path + [target]) { return found }
            }
            done.insert(target)
            return nil
        }
        for target in imports.keys.sorted() {
            if let found = visit(target, []) { return found }
        }
        return nil
    }
}
