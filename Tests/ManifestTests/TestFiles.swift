import MirrorBase
import SystemIO
import Testing

@testable import Manifest

/// The files that tests read: data beside the tests, and what the project ships.
enum TestFiles {
    static let here = FilePath(#filePath).parent
    static let project = here.parent.parent
    static let goldens = here / "Goldens"

    /// The names in a folder that end so, sorted.
    static func names(in folder: FilePath, ending: String) -> [String] {
        let names = (try? Files.list(folder)) ?? []
        return names.filter { $0.hasSuffix(ending) }.sorted()
    }

    static let shippedDistros = names(in: project / "distros", ending: ".yaml")
    static let mistakes = names(in: goldens, ending: ".yaml")

    static func shippedManifest() throws -> Manifest {
        try Manifest(file: "packages.yaml", bytes: Files.read(project / "packages.yaml"))
    }

    static func shippedDistro(_ name: String) throws -> Distro {
        try Distro(file: "distros/\(name)", bytes: Files.read(project / "distros" / name))
    }

    /// Compares with a recorded text, and records it instead where `MIRROR_RECORD` is set.
    static func expect(_ text: String, isRecordedIn name: String) throws {
        let path = goldens / name
        if Environment["MIRROR_RECORD"] != nil {
            try Files.replace(path, with: Array(text.utf8))
        }
        let recorded = try Files.readIfPresent(path).map { String(decoding: $0, as: UTF8.self) }
        #expect(text == recorded)
    }
}

/// The mistakes in a text, as printed; empty where there are none.
func mistakes(_ read: () throws -> Void) -> String {
    do {
        try read()
        return ""
    } catch {
        return (error as? ManifestErrors)?.description ?? "\(error)"
    }
}

/// Numbers that are the same in every run.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
