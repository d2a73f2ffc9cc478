internal import Glibc

/// An open file; closed when it goes out of scope.
public struct FileHandle: ~Copyable, Sendable {
    private var descriptor: Int32
    private let path: FilePath

    /// Opens a file for reading.
    public init(reading path: FilePath) throws(SystemError) {
        self.path = path
        descriptor = unsafe open(path.string, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw .last("open", path) }
    }

    /// Opens a file for writing: a new one, or the present one emptied.
    public init(creating path: FilePath, mode: UInt32 = 0o644) throws(SystemError) {
        self.path = path
        descriptor = unsafe open(path.string, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        if descriptor < 0 { throw .last("create", path) }
    }

    /// Opens a file for writing at its end; a new one where there is none.
    public init(appending path: FilePath, mode: UInt32 = 0o644) throws(SystemError) {
        self.path = path
        descriptor = unsafe open(path.string, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode)
        if descriptor < 0 { throw .last("open", path) }
    }

    deinit { if descriptor >= 0 { _ = Glibc.close(descriptor) } }

    /// The size in bytes.
    public func size() throws(SystemError) -> Int {
        var info = stat()
        if unsafe fstat(descriptor, &info) != 0 { throw .last("stat", path) }
        return Int(info.st_size)
    }

    /// The next bytes, at most `count`; empty at the end.
    public func read(upTo count: Int) throws(SystemError) -> [UInt8] {
        var failure: Int32 = 0
        let chunk = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while true {
                let got = unsafe Glibc.read(descriptor, buffer.baseAddress, count)
                if got >= 0 {
                    filled = got
                    return
                }
                if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        if failure != 0 { throw SystemError(operation: "read", path: path.string, code: failure) }
        return chunk
    }

    /// The bytes at an offset, as many as there are of `count`; where reading goes on is not changed.
    public func read(at offset: Int, count: Int) throws(SystemError) -> [UInt8] {
        var failure: Int32 = 0
        let chunk = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = unsafe pread(
                    descriptor, buffer.baseAddress?.advanced(by: filled), count - filled,
                    offset + filled)
                if got > 0 {
                    filled += got
                } else if got == 0 || errno != EINTR {
                    failure = got == 0 ? 0 : errno
                    return
                }
            }
        }
        if failure != 0 { throw SystemError(operation: "read", path: path.string, code: failure) }
        return chunk
    }

    /// Everything from here to the end.
    public func readAll() throws(SystemError) -> [UInt8] {
        var content: [UInt8] = []
        let expected = try size()
        content.reserveCapacity(expected)
        while true {
            let chunk = try read(upTo: max(1 << 16, expected - content.count + 1))
            if chunk.isEmpty { return content }
            if content.isEmpty { content = chunk } else { content += chunk }
        }
    }

    /// Writes all bytes.
    public func write(_ bytes: [UInt8]) throws(SystemError) {
        try write(bytes.span)
    }

    /// Writes all bytes.
    public func write(_ bytes: Span<UInt8>) throws(SystemError) {
        var failure: Int32 = 0
        unsafe bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            var done = 0
            while done < buffer.count {
                let put = unsafe Glibc.write(descriptor, base + done, buffer.count - done)
                if put >= 0 {
                    done += put
                } else if errno != EINTR {
                    failure = errno
                    return
                }
            }
        }
        if failure != 0 { throw SystemError(operation: "write", path: path.string, code: failure) }
    }

    /// Waits until the content is on the disk.
    public func sync() throws(SystemError) {
        if fsync(descriptor) != 0 { throw .last("sync", path) }
    }

    /// Closes it and reports what only closing shows, such as a full network file system.
    public mutating func close() throws(SystemError) {
        let number = descriptor
        descriptor = -1
        if Glibc.close(number) != 0 { throw .last("close", path) }
    }
}
