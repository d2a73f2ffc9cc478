import SystemIO

/// Where the project lies: the directory of `Package.swift`.
public enum ProjectRoot {
    /// The directory, found by walking up from this source file.
    public static let path: FilePath = find(from: FilePath(#filePath)) ?? "."

    /// A path in the project.
    public static func / (left: ProjectRoot.Type, right: String) -> FilePath { path / right }

    /// The nearest directory above `start` that holds a `Package.swift`.
    public static func find(from start: FilePath) -> FilePath? {
        var directory = start.parent
        while true {
            if Files.exists(directory / "Package.swift") { return directory }
            if directory.parent == directory || directory.string == "." { return nil }
            directory = directory.parent
        }
    }

    /// The directory into which SwiftPM put the running tests, and with them the executables.
    ///
    /// The tests run inside a bundle in that directory, so it is found from the running program.
    public static var buildDirectory: FilePath? {
        guard let arguments = try? Files.read("/proc/self/cmdline") else { return nil }
        for argument in arguments.split(separator: 0) {
            let text = String(decoding: argument, as: UTF8.self)
            if let end = text.range(of: ".xctest") {
                return FilePath(String(text[..<end.lowerBound])).parent
            }
        }
        for kind in ["debug", "release"] where Files.exists(path / ".build/\(kind)/mirror") {
            return path / ".build/\(kind)"
        }
        return nil
    }
}

extension String {
    /// The first place where `other` stands in this string.
    fileprivate func range(of other: String) -> Range<String.Index>? {
        firstRange(of: other)
    }
}

/// Real repositories, packages and recorded answers, which lie beside a checkout and not in it.
public enum Corpora {
    /// Their directory; `nil` where there is none, and tests that need it skip.
    public static let path: FilePath? = {
        let candidates =
            [Environment["MIRROR_CORPORA"].map { FilePath($0) }].compactMap { $0 }
            + [ProjectRoot.path.parent / "shared/corpora", ProjectRoot.path / "shared/corpora"]
        return candidates.first { Files.exists($0) }
    }()

    /// Whether they are there: the condition of `.enabled(if:)`.
    public static var arePresent: Bool { path != nil }

    /// What a skipped test says.
    public static let notice = "needs the corpora, which lie in ../shared/corpora"

    /// A file or directory of the corpora, `nil` where it is not there.
    public static func file(_ name: String) -> FilePath? {
        guard let path, Files.exists(path / name) else { return nil }
        return path / name
    }
}
