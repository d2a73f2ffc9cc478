internal import SystemIO

/// The unfinished file beside a destination; it grows at its end only.
final class PartFile {
    private let path: FilePath
    private var handle: FileHandle
    /// The bytes in it.
    private(set) var count: Int

    /// Makes a new one, emptying what is there.
    init(creating path: FilePath) throws(SystemError) {
        self.path = path
        handle = try FileHandle(creating: path)
        count = 0
    }

    /// Opens the one that is there, to go on at its end.
    init(continuing path: FilePath) throws(SystemError) {
        self.path = path
        handle = try FileHandle(appending: path)
        count = try handle.size()
    }

    /// The size of a regular file of that name that is not empty.
    static func sizeToContinue(_ path: FilePath) -> Int? {
        guard let status = try? Files.status(path, followLinks: true), status.kind == .file,
            status.size > 0
        else { return nil }
        return status.size
    }

    /// Writes the next bytes.
    func append(_ bytes: Span<UInt8>) throws(SystemError) {
        try handle.write(bytes)
        count += bytes.count
    }

    /// Gives the file its final name, replacing what has that name.
    func finish(as destination: FilePath, durable: Bool) throws(SystemError) {
        if durable { try handle.sync() }
        try Files.rename(path, to: destination)
    }
}

/// Reads an unfinished file from its beginning, for the verifier.
final class PartReader {
    private let handle: FileHandle

    init(_ path: FilePath) throws(SystemError) { handle = try FileHandle(reading: path) }

    /// The next piece; empty at the end.
    func next() throws(SystemError) -> [UInt8] { try handle.read(upTo: 1 << 20) }
}
