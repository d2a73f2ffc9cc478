import Glibc
import SystemIO

/// A directory of its own for one test, removed with all its content when the value goes away.
///
/// It lies in `TemporaryPlace.path`. Keep the value for as long as its path is used.
public final class TemporaryDirectory: Sendable {
    /// Where it is; absolute.
    public let path: FilePath

    /// Makes an empty directory that only the user can enter.
    ///
    /// `parent` chooses another place, for a test that needs another file system.
    public init(_ label: String = "mirror", in parent: FilePath? = nil) throws {
        let base = parent ?? TemporaryPlace.path
        var template = Array((base / "\(label)-XXXXXX").string.utf8CString)
        guard mkdtemp(&template) != nil else {
            throw SystemError(operation: "mkdtemp", path: base.string, code: errno)
        }
        path = FilePath(
            String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    deinit { try? Files.removeTree(path) }

    /// A path in it.
    public static func / (left: TemporaryDirectory, right: String) -> FilePath {
        left.path / right
    }

    /// Writes a text file in it, with the directories above, and returns its path.
    @discardableResult
    public func write(_ name: String, _ text: String) throws -> FilePath {
        let target = path / name
        try Files.makeDirectory(target.parent)
        try Files.replace(target, with: Array(text.utf8))
        return target
    }
}
