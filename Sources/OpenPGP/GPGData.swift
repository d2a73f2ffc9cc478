internal import CGPGME
internal import Glibc
internal import SystemIO

/// Bytes on their way to GnuPG or from it; it owns the gpgme handle.
@safe final class GPGData {
    let handle: gpgme_data_t
    /// The open file it reads from; negative for bytes in memory.
    private let descriptor: Int32

    /// Makes an empty buffer for a result.
    init() throws(OpenPGPError) {
        var data: gpgme_data_t?
        let error = unsafe gpgme_data_new(&data)
        guard let data = unsafe data else {
            throw .engine(operation: "take data", reason: reason(error))
        }
        unsafe handle = unsafe data
        descriptor = -1
    }

    /// Holds a copy of some bytes.
    init(_ bytes: [UInt8]) throws(OpenPGPError) {
        var data: gpgme_data_t?
        let error = unsafe bytes.withUnsafeBytes { buffer in
            unsafe gpgme_data_new_from_mem(
                &data, buffer.bindMemory(to: CChar.self).baseAddress, buffer.count, 1)
        }
        guard let data = unsafe data else {
            throw .engine(operation: "take data", reason: reason(error))
        }
        unsafe handle = unsafe data
        descriptor = -1
    }

    /// Reads a file from an offset to its end, when it is asked for.
    init(file: FilePath, from offset: Int) throws(OpenPGPError) {
        func failure(_ operation: String) -> OpenPGPError {
            .system(SystemError(operation: operation, path: file.string, code: errno))
        }
        let descriptor = unsafe open(file.string, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw failure("open") }
        var data: gpgme_data_t?
        guard lseek(descriptor, offset, SEEK_SET) == offset else {
            let error = failure("seek")
            _ = Glibc.close(descriptor)
            throw error
        }
        let error = unsafe gpgme_data_new_from_fd(&data, descriptor)
        guard let data = unsafe data else {
            _ = Glibc.close(descriptor)
            throw .engine(operation: "take data", reason: reason(error))
        }
        // By default every half kilobyte passes to GnuPG by itself. Older libraries do not know the flag.
        _ = unsafe gpgme_data_set_flag(data, "io-buffer-size", "131072")
        unsafe handle = unsafe data
        self.descriptor = descriptor
    }

    deinit {
        unsafe gpgme_data_release(handle)
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
    }

    /// Everything written to it.
    func content() -> [UInt8] {
        var content: [UInt8] = []
        unsafe gpgme_data_seek(handle, 0, 0)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe gpgme_data_read(handle, bytes.baseAddress, bytes.count)
            }
            if count <= 0 { return content }
            content += buffer[..<count]
        }
    }
}

/// GnuPG's words for an error.
func reason(_ error: gpgme_error_t) -> String {
    guard let text = unsafe gpgme_strerror(error) else { return "error \(error)" }
    return unsafe String(cString: text)
}
