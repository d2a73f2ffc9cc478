// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let tests: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableExperimentalFeature("Lifetimes"),
    .treatAllWarnings(as: .error),
]

/// The import direction is written down here and, as data, in ArchitectureTests: SwiftPM does not stop an
/// undeclared transitive import.
let package = Package(
    name: "mirror",
    products: [
        .executable(name: "mirror", targets: ["mirror"])
    ],
    targets: [
        .systemLibrary(
            name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CGPGME", pkgConfig: "gpgme", providers: [.apt(["libgpgme-dev"])]),
        .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        .target(name: "MirrorBase", swiftSettings: strict),
        .target(name: "SystemIO", dependencies: ["MirrorBase"], swiftSettings: strict),
        .target(
            name: "Archive",
            dependencies: ["MirrorBase", "SystemIO", "CArchive", "CLZMA", "CCrypto"],
            swiftSettings: strict),
        .target(name: "PackageModel", dependencies: ["MirrorBase"], swiftSettings: strict),
        .target(
            name: "Resolver", dependencies: ["MirrorBase", "PackageModel"], swiftSettings: strict),
        .target(
            name: "DebianRepository", dependencies: ["MirrorBase", "PackageModel"],
            swiftSettings: strict),
        .target(name: "YAML", dependencies: ["MirrorBase", "CYAML"], swiftSettings: strict),
        .target(name: "SQLite", dependencies: ["CSQLite"], swiftSettings: strict),
        .target(name: "RPMPackage", dependencies: ["MirrorBase"], swiftSettings: strict),
        .target(
            name: "RPMRepository",
            dependencies: ["MirrorBase", "PackageModel", "RPMPackage", "YAML", "SQLite"],
            swiftSettings: strict),
        .target(name: "Manifest", dependencies: ["MirrorBase", "YAML"], swiftSettings: strict),
        .target(
            name: "OpenPGP", dependencies: ["MirrorBase", "SystemIO", "CGPGME"],
            swiftSettings: strict),
        .target(
            name: "Transfer", dependencies: ["MirrorBase", "SystemIO", "CCurl"],
            swiftSettings: strict),
        .target(
            name: "Store", dependencies: ["MirrorBase", "SystemIO", "SQLite"],
            swiftSettings: strict),
        .target(
            name: "PackageDiff", dependencies: ["MirrorBase", "PackageModel"],
            swiftSettings: strict),
        .target(
            name: "MirrorEngine",
            dependencies: [
                "MirrorBase", "SystemIO", "Archive", "PackageModel", "PackageDiff", "Resolver",
                "DebianRepository",
                "RPMPackage", "RPMRepository", "YAML", "Manifest", "OpenPGP", "Transfer", "Store",
            ],
            swiftSettings: strict),
        .target(
            name: "MirrorQuestions",
            dependencies: [
                "MirrorBase", "SystemIO", "Archive", "PackageModel", "PackageDiff", "Resolver",
                "DebianRepository",
                "RPMPackage", "RPMRepository", "YAML", "Manifest", "OpenPGP", "Transfer", "Store",
                "MirrorEngine",
            ],
            swiftSettings: strict),
        .target(name: "CommandLineKit", dependencies: ["MirrorBase"], swiftSettings: strict),
        .executableTarget(
            name: "mirror",
            dependencies: [
                "MirrorBase", "SystemIO", "MirrorEngine", "MirrorQuestions", "PackageDiff",
                "Manifest", "CommandLineKit",
            ],
            swiftSettings: strict),

        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "MirrorBase", "SystemIO", "Archive", "PackageModel", "DebianRepository",
                "RPMPackage", "RPMRepository", "Resolver", "MirrorEngine",
            ],
            path: "Benchmarks", swiftSettings: strict),

        .target(
            name: "MirrorTestSupport", dependencies: ["MirrorBase", "SystemIO"],
            path: "Tests/MirrorTestSupport", swiftSettings: tests),
        .executableTarget(
            name: "Demo", dependencies: ["SystemIO", "MirrorTestSupport"], path: "Tests/Demo",
            swiftSettings: tests),
        .testTarget(
            name: "MirrorTestSupportTests",
            dependencies: ["MirrorBase", "SystemIO", "MirrorTestSupport"], swiftSettings: tests),
        .testTarget(
            name: "MirrorBaseTests", dependencies: ["MirrorBase", "MirrorTestSupport"],
            swiftSettings: tests),
        .testTarget(
            name: "SystemIOTests", dependencies: ["MirrorBase", "SystemIO", "MirrorTestSupport"],
            swiftSettings: tests),
        .testTarget(
            name: "ArchiveTests",
            dependencies: ["MirrorBase", "SystemIO", "Archive", "MirrorTestSupport"],
            swiftSettings: tests),
        .testTarget(
            name: "PackageModelTests",
            dependencies: ["MirrorBase", "SystemIO", "PackageModel", "MirrorTestSupport"],
            swiftSettings: tests),
        .testTarget(
            name: "ResolverTests",
            dependencies: [
                "MirrorBase", "SystemIO", "Archive", "PackageModel", "Resolver", "DebianRepository",
                "RPMRepository", "MirrorTestSupport",
            ],
            exclude: ["Goldens"], swiftSettings: tests),
        .testTarget(
            name: "ScenarioTests",
            dependencies: [
                "MirrorBase", "SystemIO", "PackageModel", "Resolver", "DebianRepository",
                "RPMRepository", "Manifest", "MirrorEngine", "MirrorTestSupport",
            ],
            exclude: ["apt", "client", "deb", "rpm"], swiftSettings: tests),
        .testTarget(
            name: "DebianRepositoryTests",
            dependencies: [
                "MirrorBase", "SystemIO", "PackageModel", "DebianRepository", "MirrorTestSupport",
            ],
            swiftSettings: tests),
        .testTarget(
            name: "YAMLTests", dependencies: ["MirrorBase", "YAML", "MirrorTestSupport"],
            swiftSettings: tests),
        .testTarget(
            name: "RPMPackageTests",
            dependencies: [
                "MirrorBase", "SystemIO", "Archive", "OpenPGP", "RPMPackage", "MirrorTestSupport",
            ],
            swiftSettings: tests),
        .testTarget(
            name: "RPMRepositoryTests",
            dependencies: [
                "MirrorBase", "SystemIO", "Archive", "PackageModel", "RPMPackage", "RPMRepository",
                "SQLite", "MirrorTestSupport",
            ],
            swiftSettings: tests),
        .testTarget(
            name: "ManifestTests",
            dependencies: ["MirrorBase", "SystemIO", "YAML", "Manifest", "MirrorTestSupport"],
            exclude: ["Goldens"], swiftSettings: tests),
        .testTarget(
            name: "OpenPGPTests",
            dependencies: ["MirrorBase", "SystemIO", "OpenPGP", "MirrorTestSupport"],
            swiftSettings: tests),
        .testTarget(
            name: "TransferTests",
            dependencies: ["MirrorBase", "SystemIO", "Transfer", "MirrorTestSupport"],
            swiftSettings: tests),
        .testTarget(
            name: "StoreTests",
            dependencies: ["MirrorBase", "SystemIO", "SQLite", "Store", "MirrorTestSupport"],
            swiftSettings: tests),
        .testTarget(
            name: "SQLiteTests", dependencies: ["SystemIO", "SQLite", "MirrorTestSupport"],
            swiftSettings: tests),
        .testTarget(
            name: "PackageDiffTests",
            dependencies: [
                "MirrorBase", "SystemIO", "PackageModel", "PackageDiff", "MirrorTestSupport",
            ],
            exclude: ["Browser", "Goldens"], swiftSettings: tests),
        .testTarget(
            name: "MirrorEngineTests",
            dependencies: [
                "MirrorBase", "SystemIO", "Archive", "OpenPGP", "PackageModel", "Resolver",
                "RPMPackage", "RPMRepository", "Manifest", "Store", "MirrorEngine",
                "MirrorTestSupport",
            ],
            exclude: ["Conflicts", "Goldens"], swiftSettings: tests),
        .testTarget(
            name: "MirrorQuestionsTests",
            dependencies: [
                "MirrorBase", "SystemIO", "Archive", "DebianRepository", "PackageModel",
                "PackageDiff", "RPMRepository", "Store", "MirrorEngine", "MirrorQuestions",
                "MirrorTestSupport",
            ],
            swiftSettings: tests),
        .testTarget(
            name: "CommandLineKitTests",
            dependencies: ["MirrorBase", "CommandLineKit", "MirrorTestSupport"],
            swiftSettings: tests),
        .testTarget(
            name: "ArchitectureTests", dependencies: ["SystemIO", "MirrorTestSupport"],
            swiftSettings: tests),
        .testTarget(
            name: "ConformanceTests",
            dependencies: [
                "MirrorBase", "SystemIO", "Archive", "Store", "RPMRepository", "MirrorTestSupport",
                "mirror",
            ],
            exclude: ["Programs"], swiftSettings: tests),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "MirrorBase", "SystemIO", "CommandLineKit", "SQLite", "Store",
                "MirrorTestSupport", "mirror",
            ],
            exclude: ["Goldens"], swiftSettings: tests),
    ],
    swiftLanguageModes: [.v6]
)
