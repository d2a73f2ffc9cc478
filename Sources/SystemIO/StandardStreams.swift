internal import Glibc

extension FileHandle {
    /// Writes to standard output (1) or standard error (2).
    public static func write(_ bytes: [UInt8], toStandard stream: Int32) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let put = unsafe rest.withUnsafeBytes { buffer in
                unsafe Glibc.write(stream, buffer.baseAddress, buffer.count)
            }
            if put >= 0 {
                rest = rest.dropFirst(put)
            } else if errno != EINTR {
                throw SystemError(
                    operation: "write", path: "standard stream \(stream)", code: errno)
            }
        }
    }

    /// Opens those of the three standard streams that are closed, so that no file opened later becomes one of
    /// them and has messages written into it.
    ///
    /// They are opened the wrong way round: reading from standard input and writing to the others stays an
    /// error.
    public static func holdStandardStreams() {
        for stream in Int32(0)...2 where fcntl(stream, F_GETFD) == -1 && errno == EBADF {
            // The lowest free number is taken, which is this one, since those below it are open.
            _ = unsafe open("/dev/null", stream == 0 ? O_WRONLY : O_RDONLY)
        }
    }
}
