import Archive
import Glibc
import MirrorTestSupport
import SystemIO

/// Text with some variety, the same every time.
func sampleText(lines: Int) -> [UInt8] {
    var state: UInt64 = 42
    var text: [UInt8] = []
    for line in 0..<lines {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += Array("Package: p\(line) \(String(state >> 33, radix: 16))\n".utf8)
    }
    return text
}

struct CommandFailed: Error {
    var command: String
}

/// Runs a shell command in a directory.
func shell(_ command: String, in directory: FilePath) throws {
    let status = system("cd '\(directory.string)' && { \(command) ; } >/dev/null 2>&1")
    if status != 0 { throw CommandFailed(command: command) }
}

/// Runs the body with a directory that is removed afterwards.
func withTemporaryDirectory<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
    let directory = try TemporaryDirectory("archive")
    return try withExtendedLifetime(directory) { try body(directory.path) }
}

/// Compresses with the format's own command-line tool.
func pack(_ content: [UInt8], _ compression: Compression) throws -> [UInt8] {
    let tool =
        switch compression {
        case .plain: "cat"
        case .gzip: "gzip -c"
        case .xz: "xz -c"
        case .zstd: "zstd -c"
        case .bzip2: "bzip2 -c"
        case .lzma: "xz --format=lzma -c"
        }
    return try withTemporaryDirectory { directory in
        try Files.replace(directory / "in", with: content)
        try shell("\(tool) < in > out", in: directory)
        return try Files.read(directory / "out")
    }
}
