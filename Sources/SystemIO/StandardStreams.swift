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
}
